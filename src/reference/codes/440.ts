/** 440 Max-Breadth Exceeded, told (RFC 5393 5). */

import type { CodeText } from '../texts.ts';

export const code440: CodeText = {
  name: '440',
  summary: 'The request would have to ring more places at once than its Max-Breadth allows.',
  description:
    'Max-Breadth limits how many branches of one request may be open at the same time, over all proxies together: each proxy ' +
    'that forks shares what it received among its branches. A proxy whose share is too small for the targets, and which will ' +
    'neither try them one after another nor redirect, answers 440. It stops requests that multiply from proxy to proxy. The caller learns only that not every place was reached.',
  seen: [
    'A hunt group with many members whose members again have several phones each: small groups ring, the large one gets 440 at once.',
    'A proxy early on the way wrote Max-Breadth: 1; every proxy behind it that must ring two phones at once refuses.',
    'Two accounts forward to each other, each with two addresses: the branches double at every turn until the breadth is used up.',
  ],
  fix: {
    phone: ['Call one person or a smaller group; the same call would end the same way.'],
    operator: [
      'Read Max-Breadth in the INVITE as it reaches the proxy that refuses, and count the contacts found: 60 is the recommended start value, which Avaya systems write.',
      'Ring the members of the group in turns or in small batches.',
      'Remove unused registrations, and forwardings that lead back into the group.',
    ],
    provider: ['If your proxies write Max-Breadth, leave the customer network enough of it to ring its phones.'],
  },
  send:
    'Send it as a proxy (or a B2BUA that rings several phones, RFC 7332) that would have to fork wider than the Max-Breadth of the request and can neither fork serially nor redirect. Prefer those two: ' +
    'a Max-Breadth of 1 still allows one branch after the other.',
  example: `SIP/2.0 440 Max-Breadth Exceeded
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK8f2ac1
From: <sip:alice@example.com>;tag=77aa02
To: <sip:sales@example.org>;tag=p440-19
Call-ID: b2a0f11d@192.0.2.10
CSeq: 12 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '483',
      difference:
        '483 limits the depth: Max-Forwards ran out after too many proxies in a row. 440 limits the width, branches side by side.',
    },
    {
      with: '482',
      difference: '482 says that the very same request came back; 440 needs no loop, only too many targets.',
    },
  ],
};
