/** MESSAGE, told (RFC 3428). */

import type { MethodText } from '../texts.ts';

export const message: MethodText = {
  name: 'MESSAGE',
  summary: 'Sends one text message to a person, like an SMS; no call and no dialog is needed.',
  description:
    'Each MESSAGE stands alone: the body is the text, the answer says whether it arrived. 200 means that the phone took it, 202 that a ' +
    'server keeps it for later. Neither means that somebody read it. It has no Contact, and its answer no text; a reply ' +
    'is a new MESSAGE the other way. Outside a call it must stay below 1,300 bytes unless the whole way is known to be TCP or TLS. It may fork, so ' +
    'that several phones show it, while the sender learns of one answer only.',
  seen: [
    'Text between softphones, and SMS through a carrier gateway, the body as text/plain or message/cpim.',
    '405 or 501: the desk phone or PBX knows calls only. 415: it takes text/plain, not what was sent.',
    'A message is shown twice: the 200 was lost, and a program took the repetition for a new one.',
    'Long texts vanish over UDP while short ones arrive: fragments are dropped.',
    'VoLTE: MESSAGE with application/vnd.3gpp.sms is an SMS in its binary form.',
  ],
  fix: {
    phone: ['Switch on SIP messaging for the account, and send plain text (text/plain; charset=UTF-8).'],
    operator: [
      'Route MESSAGE as you route INVITE (lookup of bindings); in Asterisk they run in the message_context of the endpoint.',
      'For people who are away, keep the text, answer 202, and deliver at their next REGISTER (msilo in Kamailio).',
    ],
    provider: [
      'Tell customers the longest text and the types that you take, and answer 413 or 415 rather than dropping it.',
    ],
  },
  example: `MESSAGE sip:bob@example.com SIP/2.0
Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bKmsg01
Max-Forwards: 70
From: <sip:alice@example.com>;tag=49583
To: <sip:bob@example.com>
Call-ID: asd88asd77a@192.0.2.10
CSeq: 1 MESSAGE
Content-Type: text/plain
Content-Length: 26

The meeting is at 15:00.
`,
  confusedWith: [
    { with: 'INFO', difference: 'INFO belongs to a call and is read by a program; MESSAGE is shown to a person.' },
    { with: 'NOTIFY', difference: 'NOTIFY comes because one subscribed; a MESSAGE comes uninvited.' },
  ],
};
