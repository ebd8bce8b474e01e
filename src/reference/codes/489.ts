/** 489 Bad Event, told (RFC 6665 8.3.2). */

import type { CodeText } from '../texts.ts';

export const code489: CodeText = {
  name: '489',
  summary: 'The kind of event in the Event header is not known here; Allow-Events lists those that are.',
  description:
    'SUBSCRIBE, NOTIFY and PUBLISH name an event package in Event, such as message-summary (voicemail lamp), dialog (busy ' +
    'lamp) or presence. The receiver does not have this package, or Event is missing. Registration and calls are not ' +
    'touched; only the lamp or feature behind the event stays dark.',
  seen: [
    'A phone subscribes to something its PBX never heard of (as-feature-event, presence.winfo, ua-profile): one 489 per attempt. Asterisk logs "No registered subscribe handler for event".',
    'A phone sends NOTIFY with Event: keep-alive to hold NAT open, and gets 489 every 15 to 30 seconds. The answer serves its purpose: packets flow both ways.',
    'Busy lamps fail after a change of server: the phone asks for dialog, the server offers presence only, or the module for it is not loaded.',
  ],
  fix: {
    phone: [
      'Choose the type of the busy-lamp key that the server offers: dialog (BLF) or presence.',
      'Switch off features that the log shows with 489, or set the NAT keep-alive to empty packets or OPTIONS.',
    ],
    operator: [
      'Compare Event of the request with Allow-Events of the 489, and load the missing module (in Asterisk res_pjsip_mwi, res_pjsip_exten_state and their body generators).',
      'Where the package is not wanted, leave the 489 as it is: it is the right answer, and the phone stops or asks rarely.',
    ],
  },
  send:
    'Send it when the package in Event is missing or unknown, with Allow-Events. When the package is known but the user or resource is not, send 404; when the body type of a NOTIFY or PUBLISH is unknown, 415; ' +
    'when you take no SUBSCRIBE at all, 405 or 501.',
  example: `SIP/2.0 489 Bad Event
Via: SIP/2.0/UDP 192.0.2.21:5060;branch=z9hG4bK489e1
From: <sip:204@example.com>;tag=1a7
To: <sip:204@example.com>;tag=ev-5
Call-ID: 2c9d@192.0.2.21
CSeq: 8 SUBSCRIBE
Allow-Events: dialog, message-summary, presence
Content-Length: 0

`,
  confusedWith: [
    { with: '469', difference: '469 is its counterpart for INFO and Info-Package.' },
    { with: '405', difference: '405 refuses the method as such; 489 takes SUBSCRIBE, but not for this event.' },
  ],
};
