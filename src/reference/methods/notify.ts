/** NOTIFY, told (RFC 6665 4.2). */

import type { MethodText } from '../texts.ts';

export const notify: MethodText = {
  name: 'NOTIFY',
  summary: 'Reports a state to a subscriber: at the start, at each change, and at the end.',
  description:
    'It belongs to a subscription made by SUBSCRIBE, or by REFER without one. Event repeats the kind, the body is the ' +
    'state, and Subscription-State says active, pending or terminated, with the reason and the seconds left. The receiver answers 200 at once. ' +
    'On 481, or without an answer, the notifier removes the subscription. Some programs send NOTIFY without any ' +
    'subscription; the standard answer to that is 481.',
  seen: [
    'Voicemail lamp: Messages-Waiting: yes and Voice-Message: 2/8 (0/2), that is, 2 new and 8 old, none of the new urgent.',
    'NOTIFY gets 481 after a phone rebooted: its lamps stay dark until it subscribes again.',
    'Subscription-State: terminated;reason=timeout: nobody refreshed. With deactivated one may subscribe again at once, with rejected not.',
    'Event: check-sync without subscription: the PBX tells a phone to load its settings again.',
    'Event: refer with the body SIP/2.0 200 OK: a transfer has succeeded.',
  ],
  fix: {
    phone: [
      'Allow NOTIFY without subscription from the own server, if lamps or remote reboot need it and the trace shows 481 or 403.',
    ],
    operator: [
      'Compare Call-ID and both tags with the SUBSCRIBE: the To tag of the NOTIFY is the From tag of the SUBSCRIBE.',
      'Send NOTIFY to the Contact of the SUBSCRIBE through the route that the phone came by; behind NAT a direct one fails.',
      'If bodies are large (many lamps, XML), use TCP or partial states.',
    ],
  },
  example: `NOTIFY sip:alice@192.0.2.10:5060 SIP/2.0
Via: SIP/2.0/UDP 198.51.100.5:5060;branch=z9hG4bKnot31;rport
Max-Forwards: 70
From: <sip:alice@example.com>;tag=4442
To: <sip:alice@example.com>;tag=78923
Call-ID: mwi-1349@192.0.2.10
CSeq: 20 NOTIFY
Contact: <sip:198.51.100.5:5060>
Event: message-summary
Subscription-State: active;expires=1620
Content-Type: application/simple-message-summary
Content-Length: 89

Messages-Waiting: yes
Message-Account: sip:alice@example.com
Voice-Message: 2/8 (0/2)
`,
  confusedWith: [
    {
      with: 'PUBLISH',
      difference: 'PUBLISH goes from the owner of a state to the server; NOTIFY from the server to those who watch.',
    },
    { with: 'MESSAGE', difference: 'MESSAGE is text for a person; NOTIFY a state for a program.' },
    { with: 'INFO', difference: 'INFO lives in a call, NOTIFY in a subscription.' },
  ],
};
