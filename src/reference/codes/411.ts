/** 411 Length Required, told (RFC 2543 7.4.12; dropped by RFC 3261). */

import type { CodeText } from '../texts.ts';

export const code411: CodeText = {
  name: '411',
  summary: 'The request lacks a Content-Length; an old code that servers have replaced by 400.',
  description:
    'RFC 2543 allowed a server to insist on a Content-Length header field. RFC 3261 dropped the code: over TCP and TLS the field is mandatory, because it alone shows where the message ends, and over UDP a message without it ends with the datagram. A client that does not know 411 treats it as 400.',
  seen: [
    'A hand-made client or a template for a load generator sends an SDP body without Content-Length, and an old proxy (the Cisco SIP Proxy Server, for one) wants it.',
    'A SIP helper in a router (ALG) rewrites the SDP and throws the field away.',
    'Over TCP the connection hangs or the next request is garbled, and somewhere among it a 411 or 400 appears: the server lost the boundary between messages.',
  ],
  fix: {
    phone: [
      'Write Content-Length into every message, counted in bytes after the empty line, CRLF as two; 0 without a body.',
    ],
    operator: [
      'Compare the request at the phone and at the server; if the field vanished between, switch off the ALG of the router.',
      'Let the server accept a missing field over UDP, as the standard does.',
    ],
  },
  send: 'Do not send it. Over UDP take the rest of the datagram as the body; over a stream send 400 with a phrase that names Content-Length, and close the connection.',
  example: `SIP/2.0 411 Length Required
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK5d2c80
From: "Alice" <sip:alice@example.com>;tag=31bd07
To: <sip:bob@example.com>;tag=e0914c
Call-ID: 6be03f15@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '400',
      difference: '400 with a phrase such as "Missing Content-Length" is what servers send for this today.',
    },
    { with: '413', difference: '413: the length is known, and too great.' },
  ],
  http: 'HTTP still has 411, since a server may refuse a body of unknown length. In SIP the transport settles the matter.',
};
