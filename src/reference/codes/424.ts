/** 424 Bad Location Information, told (RFC 6442 4.3 and 4.4). */

import type { CodeText } from '../texts.ts';

export const code424: CodeText = {
  name: '424',
  summary: 'The place sent with the request (Geolocation) is unusable: broken, forbidden to use, or not to be fetched.',
  description:
    'Geolocation points at a document in the body or at a URI, which says where the caller is. The receiver needs the place, mostly for an emergency call, and can use none that was sent. Geolocation-Error must say why: 1xx cannot be processed, 2xx a permission is missing, 3xx the URI did not give a document. An existing dialog goes on.',
  seen: [
    'The body part that cid: points at is missing, or its Content-ID is written otherwise.',
    'Geolocation-Error: 300, since the https URI of the location server is not reachable from the emergency network.',
    'Geolocation-Error: 202: Geolocation-Routing says no, and the proxy can choose the right centre only by the place.',
  ],
  fix: {
    phone: [
      'Let the app read the position, or enter the street address with the provider.',
      'Permit use for routing (Geolocation-Routing: yes) for emergency calls.',
    ],
    operator: [
      'Compare the URI in angle brackets with the Content-ID of the PIDF-LO part, and validate that XML.',
      'If your SBC or proxy inserted the place, mend it there: RFC 6442 makes who inserted it answerable, not the phone.',
    ],
    provider: ['Open the location server to the emergency network, with a certificate that it trusts.'],
  },
  send: 'Send it with Geolocation-Error when you cannot go on without a place, and never to a request without Geolocation. If you can go on, accept, with Geolocation-Error in the 200. Never drop an emergency call for it.',
  example: `SIP/2.0 424 Bad Location Information
Via: SIP/2.0/TLS 192.0.2.71:5061;branch=z9hG4bK424c8
From: <sip:alice@example.com>;tag=61ad
To: <urn:service:sos>;tag=psap3
Call-ID: 424e5d01@192.0.2.71
CSeq: 1 INVITE
Geolocation-Error: 300 ;code="Dereference Failure"
Content-Length: 0

`,
  confusedWith: [
    { with: '425', difference: '425 rejects the alert of a sensor (CAP data), 424 the place of the caller.' },
    { with: '415', difference: '415 cannot read the type of the body; 424 reads it and the place in it is no good.' },
  ],
  http: 'Number in common only: HTTP 424 is Failed Dependency (WebDAV).',
};
