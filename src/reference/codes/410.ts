/** 410 Gone, told (RFC 3261 21.4.10). */

import type { CodeText } from '../texts.ts';

export const code410: CodeText = {
  name: '410',
  summary: 'This address existed, is gone for good, and the server knows no other under which the person can be had.',
  description:
    'The server remembers the address and knows that it was given up for good, without a forwarding address. Directories may strike the entry. A server that cannot tell whether the loss is permanent has to say 404.',
  seen: [
    'A call to a number that was changed: the telephone network releases with cause 22 and no new number, and the gateway makes 410 of it (RFC 3398).',
    'A FreeSWITCH that shuts down answers what is pending with 410: some phones take it at its word and never register again.',
    'Speed dials and forwardings point into a block of numbers that a firm has given up: each call fails within a second.',
  ],
  fix: {
    phone: [
      'Strike the number and ask the person for the new one.',
      'If your registration got 410 and stays dead, switch the account off and on again.',
    ],
    operator: [
      'Send 301 with the new address in Contact while you know it, and 503 with Retry-After during a shutdown.',
      'After a deletion look for speed dials, hunt groups and forwardings that still point there.',
    ],
    provider: [
      'If the number is in service, ask which network returned cause 22: after porting, some still route by old data.',
    ],
  },
  send: 'Send it only for an address that you know to be retired for ever. In doubt send 404, with a successor 301, for an absence 480.',
  example: `SIP/2.0 410 Gone
Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bK81ce1b2
From: <sip:+12025550110@example.com>;tag=6c3a
To: <sip:+12025550199@example.net>;tag=as10e7
Call-ID: 7f0d2a91@192.0.2.20
CSeq: 101 INVITE
Reason: Q.850;cause=22
Content-Length: 0

`,
  confusedWith: [
    {
      with: '404',
      difference: '404 does not know the address; 410 knows that it is gone.',
    },
    { with: '301', difference: '301 gives the new address in Contact; with 410 there is none to give.' },
    {
      with: '604',
      difference: '604 speaks for the whole world and ends the search of a forking proxy; 410 for one server.',
    },
  ],
  http: 'Same number and meaning as in HTTP. In SIP some phones take a 410 to REGISTER as final and stop registering.',
};
