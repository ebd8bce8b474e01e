/** PRACK, told (RFC 3262). */

import type { MethodText } from '../texts.ts';

export const prack: MethodText = {
  name: 'PRACK',
  summary: 'Confirms a provisional response (180, 183) that was sent reliably.',
  description:
    'Provisional responses can get lost unnoticed. With Require: 100rel and RSeq in the 1xx the called side asks for a ' +
    'receipt, and repeats the response until it has one. The caller sends PRACK within the early dialog; RAck names RSeq, CSeq number and ' +
    'method of what it confirms. PRACK has a CSeq number of its own, gets a 200, and may carry SDP. It is used only if the ' +
    'INVITE lists 100rel in Supported or Require, and never for 100 Trying.',
  seen: [
    '183 with RSeq: 1 repeats at 0.5, 1.5, 3.5 seconds, and after 32 seconds the INVITE fails with 5xx: the PRACK does not arrive, often because Contact of the 183 is not reachable.',
    'INVITE with Require: 100rel gets 420 and Unsupported: 100rel: the called side does not know it. The reverse is 421 with Require: 100rel.',
    'PRACK gets 481: wrong RAck, or a B2BUA renumbered RSeq on one leg only.',
    'Early audio (announcement, ringback) is missing, and comes once 100rel is switched off at one end.',
  ],
  fix: {
    phone: [
      'Set 100rel (PRACK) to "supported" rather than "required", or off, if calls to one destination fail before it rings.',
    ],
    operator: [
      'Hold RAck of the PRACK against RSeq of the 1xx and CSeq of the INVITE; the dialog is named by the To tag of that 1xx.',
      'Set 100rel=yes (offer it) in place of required on trunks, unless the carrier demands it.',
    ],
    provider: [
      'If you demand 100rel, write it into the description of the trunk, and answer 421, not 400, to INVITEs without it.',
    ],
  },
  example: `PRACK sip:bob@203.0.113.25:5060 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKprack2;rport
Max-Forwards: 70
Route: <sip:198.51.100.5;lr>
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>;tag=a6c85cf
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314160 PRACK
RAck: 1 314159 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'ACK',
      difference: 'ACK confirms the final response, has the CSeq number of the INVITE and is never answered.',
    },
    {
      with: 'UPDATE',
      difference:
        'UPDATE changes the session in the early dialog by its own will; PRACK answers a 1xx, and SDP in it is a by-product.',
    },
  ],
};
