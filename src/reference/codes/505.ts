/** 505 Version Not Supported, told (RFC 3261 21.5.6). */

import type { CodeText } from '../texts.ts';

export const code505: CodeText = {
  name: '505',
  summary: 'The first line of the request names a SIP version other than the one that the server speaks.',
  description:
    'SIP has one version in use, written SIP/2.0 at the end of the request line and in each Via. A server that reads another one there answers 505 and does not look further. New abilities of SIP are named by option tags and methods, never by a higher version, so no real phone gets this.',
  seen: [
    'A self-written client or a load generator has "SIP/1.0", "SIP/2" or "SIP/3.0" in its first line, by a slip in a template.',
    'A security scanner or a torture test sends a version such as SIP/7.0 on purpose, to see what the server does.',
    'A middlebox that rewrites headers damages the end of the request line.',
  ],
  fix: {
    phone: [
      'In software of your own, end the request line with SIP/2.0 and begin each Via with SIP/2.0/UDP, /TCP, /TLS or /WSS.',
    ],
    operator: [
      'Look at the raw first line in a trace; compare it before and after each firewall with a SIP helper (ALG), and switch the helper off if it differs.',
      'Where the source is a stranger on the Internet, block it: phones do not send this.',
    ],
  },
  send: 'Send it when the major version is not 2 but the message can otherwise be read well enough to answer. If the first line is garbage, send 400 or drop it.',
  example: `SIP/2.0 505 Version Not Supported
Via: SIP/2.0/UDP 203.0.113.66:5060;branch=z9hG4bK77ef4c
From: <sip:probe@example.net>;tag=323
To: <sip:bob@example.com>;tag=b5c119
Call-ID: 31417@203.0.113.66
CSeq: 1 OPTIONS
Content-Length: 0

`,
  confusedWith: [
    {
      with: '400',
      difference: '400: the request cannot be parsed. 505: it parses, but names another protocol version.',
    },
    { with: '420', difference: '420 refuses an extension by its option tag; SIP never raises its version for one.' },
  ],
  http: 'Same number. HTTP has several versions in use and can fall back; SIP has SIP/2.0 only.',
};
