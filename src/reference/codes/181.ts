/** 181 Call Is Being Forwarded, told (RFC 3261 21.1.3). */

import type { CodeText } from '../texts.ts';

export const code181: CodeText = {
  name: '181',
  summary: 'The call is being sent on to somebody else; keep waiting, nothing is asked of the caller.',
  description:
    'A PBX or the network diverts the call (always, on busy, on no answer) and lets the caller know. The caller does not dial anew, and learns the new address only if History-Info names it. ' +
    'It does not say that anything rings: 180, 183 or the final response of the new target follows.',
  seen: [
    'Forwarding on no answer: 180, after some 20 s a 181, then a 180 or 183 of the mobile or mailbox, often with another To tag.',
    'A mobile network diverts and puts History-Info with the old and new number into the 181 (the IMS diversion service).',
    'Ringback falls silent at the 181: the phone plays its tone only while the latest response is a 180.',
  ],
  fix: {
    phone: [
      'If your calls are diverted and you did not ask for it, look for an arrow or "FWD" on the display and cancel forwarding.',
    ],
    operator: [
      'Read the Reason or cause in History-Info to see which rule diverted (busy, no answer, always), and correct it at that extension.',
      'Send a 180 after the 181 as soon as the new target rings, so that the caller hears something.',
    ],
    provider: [
      'Ask the carrier which diversion is set on the number: one set in the network stays when the PBX has none.',
    ],
  },
  send: 'Send it before you try the new target, with the To tag of your early dialog. A proxy may send no 1xx but 100 by itself and must act as a user agent to do so. If the caller is to place the new call, send 302 instead.',
  example: `SIP/2.0 181 Call Is Being Forwarded
Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bK4b43c2ff8
From: <sip:alice@example.com>;tag=a73kszlfl
To: <sip:bob@example.com>;tag=37GkEhwl6
Call-ID: 2xTb9vxSit55XU7p@192.0.2.10
CSeq: 2 INVITE
Contact: <sip:pbx.example.com;transport=tcp>
History-Info: <sip:bob@example.com>;index=1
History-Info: <sip:+12025550187@example.com>;index=1.1;mp=1
Content-Length: 0

`,
  confusedWith: [
    {
      with: '302',
      difference:
        'With 181 the server forwards and the caller waits; with 302 the call ends and the caller has to place a new one to the Contact.',
    },
    { with: '182', difference: '182 keeps the call in line for the same callee; 181 takes it to another one.' },
  ],
};
