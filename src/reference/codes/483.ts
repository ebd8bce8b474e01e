/** 483 Too Many Hops, told (RFC 3261 21.4.21, 16.3 and 8.1.1.6). */

import type { CodeText } from '../texts.ts';

export const code483: CodeText = {
  name: '483',
  summary: 'Max-Forwards was used up before the request reached its goal: nearly always a routing loop.',
  description:
    'Each request starts with Max-Forwards, usually 70, and each proxy takes one off. A server that would have to pass on a request whose ' +
    'value is 0 answers 483. Real paths seldom have more than ten hops, so 483 means that two or more servers pass ' +
    'the call to each other. The person called was never reached, and repeating the call only repeats the loop.',
  seen: [
    'A number of the block is not assigned: the PBX sends unknown numbers to the trunk, the carrier sends them back to the PBX. In the trace the same number passes dozens of times within a second, then 483.',
    'Two PBXes, each with the other as default route, pass an extension that neither has.',
    'After a move, the host part of the Request-URI is not known as a local domain: the proxy sends to itself until Max-Forwards ends, though no person forwarded anything.',
    'A sender starts low, or an SBC caps the value (AudioCodes: 10 by default): a long but straight path fails, with a different host in every Via.',
    'A test tool sends Max-Forwards: 0 on purpose, to learn which server stands next on the way.',
  ],
  fix: {
    phone: [
      'Look at the digits sent; a missing or doubled prefix may turn an outside number into one that no extension has.',
      'Set Max-Forwards of the phone, where it can be set, to 70.',
    ],
    operator: [
      'Compare the Via list or the trace: the same two hosts in turn are a loop, all hosts different are a low start value.',
      'End the loop where the number should live: answer 404 for unassigned numbers of your block, rather than sending them to the default route.',
      'Let calls from the trunk never go out by the same trunk, unless a forwarding rule asked for it.',
      'As a B2BUA, copy Max-Forwards minus one to the new leg (RFC 7332). With a fresh 70 on each leg the loop never ends, and every port fills up.',
    ],
    provider: [
      'Route only numbers that the customer has to the customer, and refuse those returned by the same trunk.',
      'Say which Max-Forwards you need at your border: some carriers ask for at least 20 or even 50.',
    ],
  },
  send:
    'Send it as a proxy, B2BUA or gateway when Max-Forwards is 0 and the request would have to go further. The final receiver takes a request with 0. To OPTIONS with 0 you may answer as the ' +
    'receiver; that is how hops are traced.',
  example: `SIP/2.0 483 Too Many Hops
Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK05a9.72
Via: SIP/2.0/UDP 203.0.113.7:5060;branch=z9hG4bKf11c.71
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK1c9a2b
From: <sip:+12025550110@example.com>;tag=6e2bb
To: <sip:+12025550199@example.net>;tag=483-0c
Call-ID: 5e7fa0@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '482',
      difference: '482: a server recognised the request as its own. 483: nobody did, and the counter ended it.',
    },
    { with: '440', difference: '440 counts branches side by side (Max-Breadth), 483 hops in a row (Max-Forwards).' },
    {
      with: '408',
      difference: '408 is silence after about 32 seconds; the 483 of a loop arrives within a second or two.',
    },
  ],
};
