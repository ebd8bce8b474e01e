/** 430 Flow Failed, told (RFC 5626 5.3, 7 and 11). */

import type { CodeText } from '../texts.ts';

export const code430: CodeText = {
  name: '430',
  summary: 'Between proxies: the connection over which the phone had registered is gone; another one may still work.',
  description:
    'With SIP Outbound a phone is reached over the very connection (flow) on which it registered, and it may hold several. An edge proxy that is to send a request over one that no longer exists answers 430. The proxy of the domain then tries another flow of the same phone, if there is one. 430 is meant for proxies; a phone treats it as 400.',
  seen: [
    'A mobile phone changed from Wi-Fi to LTE: its TCP connection is dead, its registration still counts, and the next call gets 430.',
    'The edge proxy was restarted: its tokens in Path point at connections which are no more.',
    'A load balancer or NAT closes idle TCP connections before the next keep-alive.',
    'Lync and Skype for Business: 430 to a request within a call starts their dialog recovery.',
  ],
  fix: {
    phone: [
      'Register again, and set the keep-alive to 25 s.',
      'Enter two outbound proxies, if the phone can: it then has a second flow.',
    ],
    operator: [
      'On 430 try the other bindings with the same instance and another reg-id, and delete the one that failed.',
      'Send Flow-Timer, shorter than the idle limit of the load balancer and tcp_connection_lifetime (Kamailio).',
    ],
    provider: ['Raise the idle limit for TCP on the load balancer.'],
  },
  send: 'Send it as an edge proxy when the flow token is genuine and its connection is closed; a forged token is 403. Do not let it reach the caller: with no flow left, 480 says more.',
  example: `SIP/2.0 430 Flow Failed
Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK430f2
From: <sip:alice@example.org>;tag=a2c4
To: <sip:bob@example.com>;tag=e430
Call-ID: 430ab6d8@192.0.2.90
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '439',
      difference:
        '439 comes to a REGISTER, when the first proxy does not know SIP Outbound; 430 comes to calls, when a flow has broken.',
    },
    { with: '408', difference: '408 waited in vain for an answer; 430 knows at once that the way is closed.' },
    { with: '480', difference: '480 is what a caller should see when no flow is left.' },
  ],
};
