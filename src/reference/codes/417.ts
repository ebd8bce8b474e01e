/** 417 Unknown Resource-Priority, told (RFC 4412 4.6.2 and 4.7.1). */

import type { CodeText } from '../texts.ts';

export const code417: CodeText = {
  name: '417',
  summary:
    'The call insists on a priority (Require: resource-priority), and the server knows none of the values given.',
  description:
    'Resource-Priority carries values such as wps.0, ets.0 or dsn.flash: a namespace, a dot, a level. A server that knows the extension and none of the values treats the request as an ordinary one, unless Require: resource-priority forbids that; only then it answers 417, where it may list the values that it takes in Accept-Resource-Priority. Ordinary callers never see it.',
  seen: [
    'A PBX set up for MLPP (military precedence) sends dsn.immediate with Require to a public trunk, which has no such namespace: each call fails.',
    'A priority call leaves the network of one government for that of another: its only value belongs to the first.',
    'A test tool writes a level that the namespace does not have, such as ets.flash (ets and wps count from 0 to 4).',
  ],
  fix: {
    phone: ['Dial without the precedence button or prefix.'],
    operator: [
      'Take Require: resource-priority off calls to the public network: unknown values are then ignored, and the call goes through.',
      'Choose a value out of Accept-Resource-Priority, or send one value for each network on the way.',
    ],
    provider: [
      'Tell the customer which namespaces the trunk honours, and list them in Accept-Resource-Priority in answer to OPTIONS.',
    ],
  },
  send: 'Send it only when Require has resource-priority and you know no value. If you do not know the extension send 420, if the caller may not use the level 403, if there is no room 488 or 503.',
  example: `SIP/2.0 417 Unknown Resource-Priority
Via: SIP/2.0/UDP 192.0.2.60:5060;branch=z9hG4bK22b9
From: <sip:duty@example.com>;tag=f00d
To: <sip:+12025550130@example.net>;tag=77
Call-ID: 417a417b@192.0.2.60
CSeq: 1 INVITE
Accept-Resource-Priority: wps.0, wps.1, ets.0
Content-Length: 0

`,
  confusedWith: [
    { with: '420', difference: '420 does not know the extension at all; 417 knows it and not the values.' },
    { with: '403', difference: '403 knows the priority and does not grant it to this caller.' },
  ],
  http: 'Number in common only: HTTP 417 is Expectation Failed, about the Expect header.',
};
