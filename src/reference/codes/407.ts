/** 407 Proxy Authentication Required, told (RFC 3261 21.4.8, 22.3, 16.7). */

import type { CodeText } from '../texts.ts';

export const code407: CodeText = {
  name: '407',
  summary: 'A proxy on the way wants to know who calls: repeat the request with Proxy-Authorization.',
  description:
    'A proxy stops the request until the sender proves who it is. Proxy-Authenticate holds realm and nonce, the answer goes into Proxy-Authorization; digest is computed as for 401. The request is sent again with the same Call-ID and a CSeq one higher. ' +
    'The first 407 of a call is routine. With several proxies or a fork one response may hold several challenges, each with its own realm.',
  seen: [
    'INVITE, 407, ACK, INVITE with Proxy-Authorization, 100: the usual start of a call through Kamailio or a carrier. Registration is asked separately, by 401.',
    'FreeSWITCH and many SBCs challenge a call with 407, a registration with 401, although they are B2BUAs: what they guard is the way out.',
    'Registered, yet each call ends with 407: the phone has no password for the realm in Proxy-Authenticate, which is not that of the registrar.',
    '407 again and again with a new nonce and without stale=true: wrong password, or the client answers in Authorization instead of Proxy-Authorization.',
    'The retry is ignored or gets 482: it kept the old CSeq and looks like a copy of the first INVITE.',
    'A call drops or cannot be put on hold: a re-INVITE, UPDATE or BYE is challenged within the dialog and the PBX does not answer that.',
    'Retries alternate between two addresses: each node of the cluster issues a nonce that the other does not know.',
  ],
  fix: {
    phone: [
      'Enter the authentication name and password for the realm that the 407 names; some phones have fields of their own for the outbound proxy.',
      'Leave a realm field of the account empty, or copy it from the 407: a phone that insists on another realm does not answer.',
    ],
    operator: [
      'In your PBX give the trunk credentials for calls, not for registration alone (outbound_auth of the endpoint in Asterisk).',
      'Hold username, realm and uri of the refused Proxy-Authorization against the account, and see that stored HA1 hashes were made with that realm.',
      'Do not challenge requests that come with a Route of your own within a dialog, nor those of carriers, which cannot answer; recognise them by address.',
      'Let all nodes share the nonce secret, and remove your own Proxy-Authorization before the request leaves your domain.',
    ],
    provider: [
      'Ask for which user name and realm the trunk challenges, and whether it could know you by IP address instead.',
    ],
  },
  send: 'Send it as a proxy that forwards only for known users, with a fresh nonce and qop. As registrar or UAS (a B2BUA is one) send 401; one that guards a line or gateway may say 407 as well. Do not challenge ACK or CANCEL. If the credentials are right but the call is not permitted send 403.',
  example: `SIP/2.0 407 Proxy Authentication Required
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74b43
From: <sip:alice@example.com>;tag=9fxced76sl
To: <sip:bob@example.net>;tag=3flal12sf
Call-ID: 3848276298220188512@192.0.2.10
CSeq: 1 INVITE
Proxy-Authenticate: Digest realm="example.com", nonce="f84f1cec41e6cbe5aea9c8e88d359", algorithm=MD5, qop="auth"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '401',
      difference:
        '401 comes from the registrar or the called user agent and is answered in Authorization; 407 from a proxy between, answered in Proxy-Authorization. One request may need both.',
    },
    { with: '403', difference: '403 asks for nothing: who you are is known or does not matter, and the answer is no.' },
  ],
  http: 'Same header fields; in HTTP the nearest proxy asks, in SIP any proxy on the way, and each one reads only the credentials for its own realm.',
};
