/** 439 First Hop Lacks Outbound Support, told (RFC 5626 6 and 11.6). */

import type { CodeText } from '../texts.ts';

export const code439: CodeText = {
  name: '439',
  summary: 'The registrar knows SIP outbound, but the first proxy on the way does not: register without it.',
  description:
    'It answers a REGISTER that asks for SIP outbound (RFC 5626): Supported lists outbound and Contact has a reg-id. Outbound keeps a phone reachable over the connection that it opened itself, which works only if ' +
    'the proxy that holds this connection takes part. That proxy shows it by an ob parameter on its own URI in Path, and here ' +
    'it is missing. The password is not in question.',
  seen: [
    'A softphone built on PJSIP registers over TCP or TLS through an edge proxy that was set up before outbound: every REGISTER gets 439, while the same account over UDP gets 200.',
    'The log of a Kamailio registrar says "Outbound used by UAC but not supported by edge proxy" each time.',
    'A load balancer or SBC was put before the registrar: it adds its Via, but no Path with ob.',
  ],
  fix: {
    phone: [
      'Switch off "SIP outbound" (in PJSIP use_rfc5626) and register again; newer programs make this retry by themselves.',
    ],
    operator: [
      'Let the edge proxy add Path with ;lr;ob for REGISTERs that ask for outbound; Kamailio does this with the modules path and outbound.',
      'If the edge cannot do it, switch outbound off at the registrar too.',
    ],
  },
  send:
    'Send it as a registrar when Supported has outbound, Contact has reg-id, another hop lies between, and no ob stands in its Path URI. When the ' +
    'phone did not list outbound in Supported, ignore reg-id and register it plainly.',
  example: `SIP/2.0 439 First Hop Lacks Outbound Support
Via: SIP/2.0/TLS 192.0.2.31:5061;branch=z9hG4bKnashd92
From: <sip:alice@example.com>;tag=ldw22z
To: <sip:alice@example.com>;tag=7ad34f
Call-ID: 16CB75F21C70@192.0.2.31
CSeq: 2 REGISTER
Content-Length: 0

`,
  confusedWith: [
    {
      with: '421',
      difference:
        '421 asks the client to support an extension that it lacks; with 439 the client has it, and the proxy between lacks it.',
    },
    {
      with: '430',
      difference:
        '430 says that one flow to a phone is broken, in answer to a request toward that phone; 439 refuses to set up flows at registration.',
    },
  ],
};
