/** 402 Payment Required, told (RFC 3261 21.4.3). */

import type { CodeText } from '../texts.ts';

export const code402: CodeText = {
  name: '402',
  summary: 'Reserved by the RFC; in practice a prepaid service says that there is no credit left.',
  description:
    'RFC 3261 reserves the number and defines nothing for it: no header that names a price, no way to pay within SIP. Prepaid platforms use it all the same when the balance or the credit limit of the account is used up. ' +
    'Nothing that the phone sends anew changes it; somebody has to top up.',
  seen: [
    'Calls to expensive destinations get 402 and those inside the network go through: the balance does not cover the first minute of that rate.',
    'All outgoing calls fail from one moment on, incoming ones and registration work: credit or monthly limit is used up (other carriers send 403 or 503 for this).',
    'A 402 to the second call at the same time: the first one has reserved the rest of the balance.',
  ],
  fix: {
    phone: ['Look up the balance in the portal of your provider and top it up; then call again, no restart is needed.'],
    operator: [
      'Set an alarm on the balance of each trunk account, and route to a second trunk on 402, since it will not go away by itself.',
      'In your own billing, write the cause into the reason phrase ("Insufficient balance") and play an announcement by 183 before it.',
    ],
    provider: [
      'Ask for the credit limit, what is reserved per call, and whether a block after unusual traffic (fraud limit) is reported by the same code.',
    ],
  },
  send: 'Send it only if you sell prepaid calls and your clients know it. 403 with a telling reason phrase is understood by all; 503 would make clients and proxies try the next server.',
  example: `SIP/2.0 402 Insufficient balance
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK61a7c
From: <sip:12025550111@example.com>;tag=2b6f
To: <sip:+12025550142@example.com>;tag=bill-9
Call-ID: 4417d0@192.0.2.10
CSeq: 2 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '403',
      difference:
        '403 is a refusal of any kind, and many carriers send it for an empty account as well; 402 always speaks of money.',
    },
    { with: '503', difference: '503 is a fault of the server that passes; 402 stays until somebody pays.' },
  ],
  http: 'Same number, reserved in HTTP as well.',
};
