/** 421 Extension Required, told (RFC 3261 21.4.16). */

import type { CodeText } from '../texts.ts';

export const code421: CodeText = {
  name: '421',
  summary: 'The server insists on an extension that your request does not offer in Supported; Require names it.',
  description:
    'The UAS refuses to work without an option that the client did not list in Supported, and names it in the Require header of the response. A client that has the option, switched off, succeeds by offering it; one that does not have it cannot be helped here. RFC 3261 wants servers to do without whenever they can, so 421 mostly means that somebody set an option to "required".',
  seen: [
    'Require: 100rel. The called side is set to demand PRACK (baresip with 100rel=required, SBCs in "require" mode). PRACK in the Allow header of the caller does not count: the tag has to stand in Supported.',
    'Require: timer. A server or SBC takes calls with session timers only, and the phone has them off.',
    'Require: sec-agree. The first proxy of an IMS network wants the security agreement of RFC 3329, and an ordinary softphone knows nothing of it.',
    'It worked until an SBC went in between: that one writes the Supported header anew and drops tags which it does not carry.',
  ],
  fix: {
    phone: [
      'Switch on what Require names: "PRACK" or "reliable provisional responses" for 100rel, "session timer" for timer, and call again.',
      'If the phone has no such setting, use another one; repeating the call as it is gives 421 again.',
    ],
    operator: [
      'Set the option from "required" to "supported" on the called side: calls with it work as before, the others work as well.',
      'Compare Supported before and after each SBC, and let it pass or speak the tag itself.',
    ],
    provider: [
      'Accept calls without the option, or state it as a condition of the trunk, before customers learn it from failed calls.',
    ],
  },
  send: 'Send it with Require, and only if you can offer nothing useful without the option. If the option would be nice, go on without it. A security agreement that was begun wrongly is 494, an option that you do not have 420.',
  example: `SIP/2.0 421 Extension Required
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK5a0b3
From: <sip:alice@example.com>;tag=77fe
To: <sip:door@example.com>;tag=2201
Call-ID: 421c5d6e@192.0.2.10
CSeq: 1 INVITE
Require: 100rel
Content-Length: 0

`,
  confusedWith: [
    {
      with: '420',
      difference:
        '420 is the mirror: the client demanded in Require, and the server lacks it (Unsupported). With 421 the server demands.',
    },
    {
      with: '494',
      difference: '494 is about the security agreement alone, and comes to clients that already know it.',
    },
    { with: '439', difference: '439 is about one extension, outbound, which the first proxy lacks and not the phone.' },
  ],
  http: 'Number in common only: HTTP 421 is Misdirected Request. In meaning it resembles HTTP 426 Upgrade Required.',
};
