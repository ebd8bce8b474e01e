/** 416 Unsupported URI Scheme, told (RFC 3261 8.1.3.5, 8.2.2.1, 16.3 and 21.4.14). */

import type { CodeText } from '../texts.ts';

export const code416: CodeText = {
  name: '416',
  summary: 'The Request-URI begins with a scheme that the server cannot handle: tel:, sips:, urn: or another.',
  description:
    'A server must know how to route the kind of address in the first line. It knows sip:, and this one begins with something else. The number or name behind the colon may be right. The client should repeat the request with a sip: URI.',
  seen: [
    'A carrier or an IMS network delivers calls to tel:+12025550123, and the PBX takes sip: only (older Asterisk with chan_pjsip, which also refused tel: in From and To).',
    'An account is set to sips: although the server does not offer it; with sip: and transport TLS it works.',
    'An emergency call goes to urn:service:sos, and a proxy on the way has no rule for it.',
  ],
  fix: {
    phone: [
      'Dial user@domain or the plain number instead of a tel: link, and switch off the option that sends numbers as tel: URIs.',
      'Set the scheme of the account to sip: and let the transport be TLS.',
    ],
    operator: [
      'Rewrite tel: into sip:number@domain;user=phone before the PBX (tel2sip in Kamailio), or update to a version that takes tel:.',
      'Route urn:service:sos to your emergency trunk by a rule of its own.',
    ],
    provider: ['Deliver numbers as SIP URIs with user=phone to customers whose equipment does not take tel:.'],
  },
  send: 'Send it when you cannot route the scheme of the Request-URI. A known scheme with bad syntax is 400, a sip: URI of a user whom you do not have 404.',
  example: `SIP/2.0 416 Unsupported URI Scheme
Via: SIP/2.0/UDP 203.0.113.9:5060;branch=z9hG4bKc0a8016e
From: <sip:+12025550177@example.net>;tag=gw41
To: <tel:+12025550123>;tag=5b6c
Call-ID: 9911aa00@203.0.113.9
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '404', difference: '404 understood the address and has no such user; 416 did not get as far as the user.' },
    {
      with: '400',
      difference: '400 finds the message malformed; a tel: URI is well formed, and still of no use to this server.',
    },
  ],
  http: 'Number in common only: HTTP 416 is Range Not Satisfiable, about pieces of a download.',
};
