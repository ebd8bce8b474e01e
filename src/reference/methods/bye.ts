/** BYE, told (RFC 3261 15). */

import type { MethodText } from '../texts.ts';

export const bye: MethodText = {
  name: 'BYE',
  summary: 'Hangs up: ends a call that was answered.',
  description:
    'Either side sends it within the dialog, and stops its media as it sends it, whatever comes back. The other side answers 200. ' +
    'An answer of 481 or 408, or none at all, also means that the call is over. The called side may not send it before it ' +
    'has the ACK, or has waited for it in vain. The calling side may send it on an early dialog, but uses CANCEL to stop ringing.',
  seen: [
    'Who sent the BYE ended the call. That is the first thing to look for when calls "just drop"; Reason, if present, gives the cause.',
    'BYE about 32 seconds after the answer: the sender never got the ACK.',
    'BYE after a fixed silence (30 or 60 seconds without RTP): the media timeout of a PBX or SBC.',
    'BYE at half of Session-Expires, or shortly before its end: a session refresh failed.',
    'One side hangs up and the other stays in the call: the BYE got lost, because the Route is missing or NAT closed.',
  ],
  fix: {
    phone: ['If the other side stays connected after you hang up, switch on keep-alives, and SIP ALG off.'],
    operator: [
      'Make every proxy on the way Record-Route, if it must see the BYE (billing, NAT, media relay).',
      'Compare Request-URI of the BYE with the Contact of the far side, and Route with Record-Route of the 200.',
      'Set session timers or a media timeout, so that calls whose BYE got lost end.',
    ],
    provider: ['Put Reason with the Q.850 cause into each BYE that you send, so that the customer knows why.'],
  },
  example: `BYE sip:alice@192.0.2.10:5060 SIP/2.0
Via: SIP/2.0/UDP 203.0.113.25:5060;branch=z9hG4bKnashds10;rport
Max-Forwards: 70
Route: <sip:198.51.100.5;lr>
From: <sip:bob@example.com>;tag=a6c85cf
To: "Alice" <sip:alice@example.com>;tag=1928301774
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 232 BYE
Reason: Q.850;cause=16;text="Normal call clearing"
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'CANCEL',
      difference:
        'CANCEL takes back an INVITE that has no final answer yet, hop by hop, with the branch and CSeq number of that INVITE. BYE ends an answered call, end to end, with tags on both sides and the next CSeq number.',
    },
  ],
};
