/** 491 Request Pending, told (RFC 3261 14.1 and 14.2, RFC 3311 5.2). */

import type { CodeText } from '../texts.ts';

export const code491: CodeText = {
  name: '491',
  summary: 'Both sides tried to change the call at the same time (glare); wait a random moment and try again.',
  description:
    'Within a call only one change can be negotiated at a time. A side that gets a re-INVITE while its own is open, or an UPDATE with an offer ' +
    'while its own offer has no answer, sends 491. The call goes on unchanged. The side that made the Call-ID (the ' +
    'caller) waits 2.1 to 4 seconds, the other 0 to 2, each at random, so that the second attempts do not meet. One 491 is normal; a row of ' +
    'them shows a side that does not wait.',
  seen: [
    'Both sides send a re-INVITE in the first second after the answer (PBX: direct media or new caller name, phone: codec choice): two INVITEs cross, two 491s, then a second round that works.',
    'Both people press Hold together, and on a phone that does not repeat by itself the call is not held.',
    'Session timers without a clear refresher: both ends refresh at the same second, every half interval.',
    'The ACK to a 200 was lost: many programs take the INVITE as open and answer every change with 491, until they drop the call about 32 seconds after the 200.',
    'A B2BUA between the two answers 491 because it is just doing a re-INVITE on the other leg.',
  ],
  fix: {
    phone: [
      'Press Hold or Transfer once more after a few seconds.',
      'Update a program that shows the 491 as an error or repeats at once: it has to wait for the time of its role.',
    ],
    operator: [
      'Look which two requests cross, and switch one of them off: direct media (direct_media=no), the connected-line update, or the re-INVITE that narrows the codecs.',
      'Fix the refresher in Session-Expires (refresher=uac or uas), so that one side alone refreshes.',
      'If 491 never ends, search for the missing ACK: its Request-URI and Route show where it got lost.',
    ],
    provider: [
      'Delay the re-INVITE of your SBC after the answer, and let it honour the waiting times; equal fixed delays on both sides meet again and again.',
    ],
  },
  send:
    'Send it to a re-INVITE that arrives while your own INVITE in this dialog is open, and to an UPDATE with an offer while you wait for an answer. To a second INVITE of the same peer before the final ' +
    'response to its first send 500 with Retry-After of 0 to 10 seconds.',
  example: `SIP/2.0 491 Request Pending
Via: SIP/2.0/UDP 192.0.2.30:5060;branch=z9hG4bK491ab
From: <sip:bob@example.com>;tag=a73kszlfl
To: <sip:alice@example.com>;tag=1928301774
Call-ID: 77ad1c0e@192.0.2.10
CSeq: 2 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '500',
      difference:
        '500 with Retry-After is for the impatient: one side asks twice before it has an answer. 491 is for the collision of two sides.',
    },
    { with: '488', difference: '488 refuses the change for its content; 491 only for its moment.' },
    { with: '486', difference: '486 is about a person who takes no call; 491 occurs in a call that is up.' },
  ],
  http: 'By meaning near 409 Conflict. HTTP prescribes no waiting time; SIP gives each side its own, so that the conflict ends.',
};
