/** 413 Request Entity Too Large, told (RFC 3261 8.1.3.5 and 21.4.11). */

import type { CodeText } from '../texts.ts';

export const code413: CodeText = {
  name: '413',
  summary: 'The body of the request is longer than the server takes: send a shorter one or none.',
  description:
    'It is the body (SDP, text, a presence document) that is too long, not the header fields or the URI. The client should repeat the request with a smaller body or without one. With Retry-After the limit is a passing one, and the same request may go through after that time. The server may close the connection.',
  seen: [
    'A browser phone calls out, and its SDP of 2,000 bytes or more (ICE candidates for each interface, fingerprints, ten codecs) is above the limit of the gateway; incoming calls, with the offer of the other side, work.',
    'A long text or a picture in a MESSAGE: the text service takes 160 characters or 1,300 bytes.',
    'A PUBLISH or NOTIFY whose list has grown past the limit.',
  ],
  fix: {
    phone: [
      'Offer fewer codecs, no video, and candidates of one interface (switch VPN and virtual adapters off).',
      'Split a long text, and send a picture as a link.',
    ],
    operator: [
      'Raise the limit for bodies where the request is refused (the Server header names the program), and let a B2BUA cut the SDP down before the trunk.',
      'With Retry-After, look at memory and load of that server.',
    ],
    provider: [
      'State the largest SDP and the longest MESSAGE that the trunk takes, and lift them above what WebRTC offers need.',
    ],
  },
  send: 'Send it when Content-Length is above your limit for bodies, with Retry-After if it will pass. For a message too long as a whole send 513, for a type that you cannot read 415.',
  example: `SIP/2.0 413 Request Entity Too Large
Via: SIP/2.0/TCP 192.0.2.44:5060;branch=z9hG4bKd87543
From: <sip:carol@example.com>;tag=77a1
To: <sip:bob@example.com>;tag=e08
Call-ID: 0e5e9b7c@192.0.2.44
CSeq: 3 MESSAGE
Retry-After: 120
Content-Length: 0

`,
  confusedWith: [
    { with: '513', difference: '513 measures the whole message, header fields included; 413 the body alone.' },
    { with: '414', difference: '414 measures the Request-URI in the first line.' },
  ],
  http: 'As in HTTP, where it is now called Content Too Large. In SIP the client may repeat it by itself with a smaller body.',
};
