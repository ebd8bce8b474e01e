/** 513 Message Too Large, told (RFC 3261 21.5.7). */

import type { CodeText } from '../texts.ts';

export const code513: CodeText = {
  name: '513',
  summary: 'The whole message, headers and body together, is longer than the server can handle.',
  description:
    'The limit is on the complete message in bytes, not on one part of it. It is often a line in a script, set long before video, ICE candidates and signed caller identity made INVITEs grow. The same call with a shorter message passes.',
  seen: [
    '"513 Message too big" from Kamailio, OpenSIPS or SER: their old sample scripts refuse everything from 2048 bytes (msg:len) on.',
    'Browser calls fail, desk phones work: the SDP of a WebRTC offer with candidates and fingerprints is several kilobytes long.',
    'Calls fail since they carry Identity, History-Info or many Via and Record-Route lines: each hop adds to them, the last one refuses.',
  ],
  fix: {
    phone: ['Offer fewer codecs, and leave out video or ICE where the account allows it: the SDP shrinks by half.'],
    operator: [
      'Raise the limit of the script to 8192 or more, and the receive buffer of the server with it.',
      'Use TCP or TLS for large messages: a request above 1300 bytes must not go over UDP when the path MTU is unknown.',
      'Remove headers that nobody behind you needs (vendor headers, long Allow and Supported lists).',
    ],
    provider: [
      'Tell customers your limit in bytes, and keep it well above 4096: an INVITE with Identity and a full SDP comes near it.',
    ],
  },
  send: 'Send it when you refuse a message for its total length, if you have read enough of it to answer. If the body alone is the matter send 413, for the Request-URI alone 414.',
  example: `SIP/2.0 513 Message Too Large
Via: SIP/2.0/TCP 192.0.2.31:49152;branch=z9hG4bKb80a6f
From: "Alice" <sip:alice@example.com>;tag=e1d7c0
To: <sip:bob@example.com>;tag=fd1180
Call-ID: 9a6f22bd@192.0.2.31
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '413', difference: '413 is about the body only, and Retry-After may say when it would be taken.' },
    { with: '414', difference: '414 is about the Request-URI only.' },
  ],
};
