/** CANCEL, told (RFC 3261 9). */

import type { MethodText } from '../texts.ts';

export const cancel: MethodText = {
  name: 'CANCEL',
  summary: 'Takes back an INVITE that has not been answered yet: the phone stops ringing.',
  description:
    'It is sent for a pending INVITE only, and goes hop by hop: same Request-URI, Call-ID, From, To and CSeq number, and one Via, ' +
    'equal to the topmost of that INVITE. The next hop answers 200 to the CANCEL itself, passes its own CANCEL on, and the ' +
    'INVITE then ends with 487, which gets an ACK. It may not be sent before a provisional response has come, is never challenged, ' +
    'and is only a wish: a 200 to the INVITE that crosses it stands.',
  seen: [
    'The caller hangs up while it rings: CANCEL, 200 (CSeq CANCEL), 487 (CSeq INVITE), ACK.',
    'A proxy that rang several phones cancels the others as soon as one answers, with Reason: SIP;cause=200;text="Call completed elsewhere".',
    'The phone rings on after the caller gave up: the CANCEL got 481 because its branch, To or Request-URI differs from the INVITE, as when it was made with a To tag from the 180.',
    'The caller gave up in the moment of answer: 200 to both, then ACK and BYE follow; the callee sees a call of no length.',
    'No 1xx came (server down): the caller must not send CANCEL yet, and repeats the INVITE though the person hung up.',
  ],
  fix: {
    phone: [
      'Update a phone that rings on after the caller hung up, if the trace shows that the CANCEL reached it and got 200.',
    ],
    operator: [
      'Compare topmost Via, Request-URI and CSeq number of INVITE and CANCEL at the hop that answers 481.',
      'Let CANCEL take the way of its INVITE: no new choice of destination by a load balancer, no authentication.',
    ],
    provider: ['Answer the INVITE with 100 at once: until a provisional response comes, customers cannot cancel.'],
  },
  example: `CANCEL sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport
Max-Forwards: 70
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314159 CANCEL
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'BYE',
      difference: 'BYE is for a call that was answered; a CANCEL that comes after the answer changes nothing.',
    },
    { with: '487', difference: '487 is what the cancelled INVITE gets; the CANCEL gets 200.' },
  ],
};
