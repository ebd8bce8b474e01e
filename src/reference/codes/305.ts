/** 305 Use Proxy, told (RFC 3261 21.3.4). */

import type { CodeText } from '../texts.ts';

export const code305: CodeText = {
  name: '305',
  summary: 'This callee takes requests only through a certain proxy: send this request again by way of it.',
  description:
    'The user agent called, never a proxy, refuses to be addressed directly. Its Contact is the URI of a proxy, not another place of the callee. The client repeats this one request by way of that proxy; other requests are not affected. ' +
    'Few phones know the code, and a client that obeys it lets a stranger choose its route.',
  seen: [
    'A call straight to the IP address of a phone or gateway that accepts traffic only from its provider: 305 with the provider in Contact (most devices send 403 or nothing).',
    'The client takes 305 for a plain redirect and calls the proxy itself: 404, since the proxy is no user.',
  ],
  fix: {
    phone: [
      'Call the public address (sip:name@domain) rather than the IP address of the device.',
      'Enter the proxy of the Contact as outbound proxy if all calls to that network need it.',
    ],
    operator: [
      'Publish SRV or NAPTR records of the domain that lead to the proxy, so that nobody has to be told by 305.',
      'Send the repeated request with the proxy as Route (;lr) and leave the Request-URI as it was.',
    ],
    provider: [
      'Let your gateways accept INVITEs from your proxies only, and answer strangers with 403: hardly any client follows a 305.',
    ],
  },
  send: 'Only as a UAS, with the URI of the proxy in Contact. In practice 403 refuses and 302 redirects with less risk of being misunderstood.',
  example: `SIP/2.0 305 Use Proxy
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK5ad71
From: <sip:alice@example.com>;tag=c0f1
To: <sip:bob@198.51.100.7>;tag=88d2
Call-ID: 90be44@192.0.2.10
CSeq: 1 INVITE
Contact: <sip:proxy.example.net;lr>
Content-Length: 0

`,
  confusedWith: [
    { with: '302', difference: '302 gives another address of the callee; 305 a way to the same address.' },
    {
      with: '407',
      difference:
        '407 comes from a proxy that is already on the way and wants credentials; 305 from a callee who misses its proxy on the way.',
    },
  ],
  http: 'Deprecated in HTTP, for the risk of a route chosen by a stranger; in SIP it is still defined but rarely sent.',
};
