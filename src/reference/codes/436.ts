/** 436 Bad Identity Info, told (RFC 8224 6.2.2, 7.2 and 7.3). */

import type { CodeText } from '../texts.ts';

export const code436: CodeText = {
  name: '436',
  summary: 'The call is signed, but the certificate at the info URL of Identity could not be fetched.',
  description:
    'The verifier has to get the certificate of the signer from the URL in info (also x5u in the token). It got none: no connection, an HTTP error, or something that is no certificate. Nothing is said about the signature, which was not tried. It is sent only if the certificates of all Identity header fields fail in this way. The signing side can mend it and offer the call again.',
  seen: [
    'The signer renewed its certificate and took the old file away, while its servers still write the old URL: curl gets 404.',
    'The verifier may not open https connections to the Internet, or its DNS fails: calls from every carrier get 436.',
    'The web server of the signer is slow or down, so that only callers of this one carrier fail, and 436 comes after some seconds.',
    'The URL has a port that the verifier does not allow; Asterisk takes 443 and 8443 only.',
  ],
  fix: {
    phone: ['Tell your provider time and called number; nothing in the phone takes part in this.'],
    operator: [
      'Fetch the URL with curl on the machine that verifies: what it shows (404, timeout, TLS error) is the cause.',
      'Open outgoing https, keep fetched certificates in a cache, and let calls pass with Reason: STIR;cause=436 rather than lose them.',
    ],
    provider: [
      'Keep each certificate at its public URL for as long as calls name it, and watch that URL from outside your network.',
    ],
  },
  send: 'Send it when no certificate could be had for any Identity. One that you got and do not trust is 437.',
  example: `SIP/2.0 436 Bad Identity Info
Via: SIP/2.0/TCP 192.0.2.20:5060;branch=z9hG4bK436b02
From: <sip:+12025550123@example.com>;tag=2d3c
To: <sip:+12025550145@example.net>;tag=v9d1
Call-ID: 436aa910@192.0.2.20
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '437', difference: '437 has the certificate in hand and does not trust or understand it.' },
    { with: '438', difference: '438 has tried the signature or claims, and they fail.' },
  ],
};
