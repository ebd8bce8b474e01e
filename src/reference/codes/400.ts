/** 400 Bad Request, told (RFC 3261 21.4.1, 16.3, 18.3). */

import type { CodeText } from '../texts.ts';

export const code400: CodeText = {
  name: '400',
  summary: 'The request is malformed: a header or body breaks the grammar. The reason phrase often says which.',
  description:
    'The server could not read the message, or a header that it needs is missing, doubled or contradictory. It says nothing about the user, the password or the codecs. Sent again unchanged it fails again. ' +
    'The phrase should name the fault ("Missing Contact header"). A client also treats every 4xx that it does not know as 400, and some servers and gateways send it for whatever they dislike.',
  seen: [
    'SIP ALG in a router rewrote addresses in the message and left Content-Length, a colon or a bracket wrong: the phone log shows a correct INVITE, the server receives a broken one.',
    'The phrase speaks of Content-Length: a UDP request was cut off (fragments lost, over about 1,300 bytes) or its body is shorter than it says.',
    'INVITE or SUBSCRIBE without Contact, or a Contact without < > although its URI has a comma or a question mark.',
    'REGISTER with Contact: * and an Expires that is not 0, or with a further Contact.',
    'REFER with no Refer-To or with two, INVITE with two Replaces headers.',
    'A display name with quotes or umlauts that are not UTF-8, or a number with spaces in the Request-URI: one caller fails, all others get through.',
    'A trunk answers 400 to calls with a number format or header (P-Asserted-Identity, Diversion) that it cannot read.',
  ],
  fix: {
    phone: [
      'Switch off SIP ALG (SIP helper) in the router, or use TLS, which it cannot rewrite.',
      'Try a plain display name and a number of digits with + only; if that works, the name or dial format was the fault.',
      'Switch from UDP to TCP or TLS, or take video and spare codecs out of the offer, so that the INVITE is not fragmented.',
    ],
    operator: [
      'Compare the message sent with the message received byte by byte (sngrep on both sides); a difference is the work of the box between.',
      'Read the log of the server that sent the 400 (Server header): Kamailio names the check of sanity or the parser error with the header.',
      'See what your own scripts appended: a header without its line end, a second Contact, a body changed with an old Content-Length.',
    ],
    provider: [
      'Ask the carrier which header it rejects; meanwhile remove X- headers, Diversion, History-Info and P-Asserted-Identity one at a time.',
    ],
  },
  send:
    'Send it when the grammar or a mandatory header is broken, with the fault in the reason phrase, and only if Via can be read to answer at all. Use 420 for an unknown Require, 415 or 488 for a body, 414, 416 or 484 for the URI, 481 for a dialog that is gone. ' +
    'Ignore a malformed header that you do not need.',
  example: `SIP/2.0 400 Missing Contact header
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK0f3d1
From: <sip:alice@example.com>;tag=7f21
To: <sip:bob@example.com>;tag=err-52
Call-ID: 19c2a8@192.0.2.10
CSeq: 1 INVITE
Server: proxy.example.com
Content-Length: 0

`,
  confusedWith: [
    { with: '488', difference: '400 could not read the message; 488 read the SDP and cannot agree to its media.' },
    { with: '484', difference: '484: the number is well-formed but too short; 400: the message itself is broken.' },
    {
      with: '500',
      difference: '400 blames the request, 500 the server; the same request may get through after a 500.',
    },
  ],
  http: 'Same meaning. SIP servers tell the fault in the reason phrase, as a 400 has no body as a rule.',
};
