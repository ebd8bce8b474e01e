/** 603+ (603 Network Blocked), told (ATIS-1000099; 47 CFR 64.1200). */

import type { CodeText } from '../texts.ts';

export const code603Plus: CodeText = {
  name: '603+',
  summary: 'A North American carrier blocked the call because its analytics took it for an unwanted one.',
  description:
    'On the wire it is a 603 with the phrase Network Blocked and a Reason header that says v=analytics1, where the call was blocked, and how to complain. The called person never heard the phone. FCC rules (25-15) require it since 25 March 2026 of terminating carriers in the USA that block by analytics, and all carriers on the path must pass it back. Blocking by do-not-originate lists is not reported so.',
  seen: [
    'A call centre sees 603 without ringing on calls to one mobile carrier; other carriers connect, and a call from another number of the company passes.',
    'The phrase is Network Blocked, but the Reason header is gone: a PBX or SBC on the way built a new 603 of its own.',
    'From a network without SIP the same block arrives as cause 21 (call rejected) with location "user", which a gateway turns into 603 or 603+.',
    'New numbers work for some days, and begin to be blocked as the calls per hour rise.',
  ],
  fix: {
    phone: ['Reach the person another way: redialling worsens the reputation of your number.'],
    operator: [
      'Copy the Reason header from the trace: url, tel or email in its text is where to ask for redress; id names the case.',
      'Read location: LN is the network of the caller, TN one in transit, RLN the network of the called person.',
      'Do not retry over another trunk, and do not change caller numbers to slip through.',
      'Pass status line and Reason on unchanged in your SBC.',
    ],
    provider: [
      'Sign the calls of customers for numbers that are theirs (STIR/SHAKEN, attestation A), and register the numbers with the analytics companies.',
      'Map 603+ to cause 21 towards ISUP.',
    ],
  },
  send: 'Send it if you are a voice provider in that region and block a call by analytics. Elsewhere send 608 for a filter and 607 for the wish of the called person.',
  example: `SIP/2.0 603 Network Blocked
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK8fe214
From: <sip:+12025550110@example.com>;tag=4d10b7
To: <sip:+12025550162@example.com>;tag=tsp-88f0
Call-ID: b07a3c5e@192.0.2.10
CSeq: 1 INVITE
Reason: SIP;cause=603;text="v=analytics1;url=https://redress.example.net;id=k7-20931";location=RLN
Content-Length: 0

`,
  confusedWith: [
    { with: '603', difference: 'Plain 603 has the phrase Decline: the called person or their phone refused.' },
    {
      with: '608',
      difference:
        '608 is the number that the IETF made for the same event, with the contact in Call-Info; the FCC chose 603+ in its place.',
    },
    { with: '607', difference: '607 is the called person marking the call as unwanted; in 603+ a machine decided.' },
  ],
};
