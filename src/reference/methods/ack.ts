/** ACK, told (RFC 3261 13.2.2.4 and 17.1.1.3). */

import type { MethodText } from '../texts.ts';

export const ack: MethodText = {
  name: 'ACK',
  summary: 'Confirms the final response to an INVITE; nothing ever answers it.',
  description:
    'There are two kinds. The ACK to a 2xx is made by the calling user agent and goes end to end: new branch, Request-URI ' +
    'from the Contact of the 2xx, Route from its Record-Route, the credentials of the INVITE, and the SDP answer if the 2xx carried the offer. The ACK to ' +
    '300 to 699 belongs to the INVITE transaction and goes one hop only: same branch and Request-URI as the INVITE, To with ' +
    'the tag of the response. Each proxy sends its own. In both, the CSeq number is that of the INVITE.',
  seen: [
    'The call drops about 32 seconds after the answer, with audio until then: the ACK never reached the callee, who repeated the 200 at 0.5, 1.5, 3.5 and 7.5 seconds, then every 4, and ended with BYE.',
    'The ACK goes to a private address (10.x, 192.168.x) from the Contact of the 200, and vanishes.',
    'A refused INVITE is followed by an ACK at each hop separately; in a capture at one place only one of them shows.',
    'The ACK to a 2xx has the branch of the INVITE (self-written clients): a proxy may take it for the hop-by-hop kind and not pass it on.',
  ],
  fix: {
    phone: [
      'Enter the public address, or switch on STUN or rport, if Contact shows a private one; switch SIP ALG in the router off.',
    ],
    operator: [
      'Compare Contact and Record-Route of the 200 with Request-URI and Route of the ACK, and find the first hop that it does not reach.',
      'Correct the Contact of phones behind NAT at the edge (fix_nated_contact or add_contact_alias in Kamailio), and Record-Route with the address of the side to which it goes.',
    ],
    provider: [
      'Make sure that the address in your Record-Route and Contact is reachable for customers, and passes their ACK on.',
    ],
  },
  example: `ACK sip:bob@203.0.113.25:5060 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKack74b44;rport
Max-Forwards: 70
Route: <sip:198.51.100.5;lr>
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>;tag=a6c85cf
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314159 ACK
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'PRACK',
      difference: 'PRACK confirms a provisional response (180, 183), has a CSeq of its own and gets a 200.',
    },
    {
      with: '200',
      difference:
        '200 to INVITE is the answer of the called side; ACK is the third step, and makes its repetitions stop.',
    },
  ],
};
