/** 437 Unsupported Credential, told (RFC 8224 6.2.2 and 13.2). */

import type { CodeText } from '../texts.ts';

export const code437: CodeText = {
  name: '437',
  summary:
    'The certificate that signed the call was found, but the verifier does not trust its issuer or its algorithm.',
  description:
    'The verifier has the certificate to which Identity points, and cannot accept it: the authority that issued it is not on its list, the chain to a trusted root is incomplete, or it is made with an algorithm that the verifier does not do. In SHAKEN only authorities that the policy administrator of the country has approved count; those of the Web do not. Before RFC 8224 the phrase was Unsupported Certificate.',
  seen: [
    'A self-signed or staging certificate is still in use when signing goes live.',
    'The verifier holds an old list of approved authorities, and a new one has joined: all callers of some carriers fail.',
    'A call signed in one country reaches a verifier that trusts the authorities of another alone.',
    'The file at the info URL has the certificate of the signer without the intermediate one.',
  ],
  fix: {
    phone: ['Report it to your provider, who alone can exchange the certificate.'],
    operator: [
      'Load the current list of approved authorities into the verifier, and renew it by a timer.',
      'Run openssl verify on the chain behind the info URL, with that list as CAfile.',
    ],
    provider: [
      'Sign with an ECDSA P-256 certificate (ES256) of an approved authority, and publish it with its intermediates.',
    ],
  },
  send: 'Send it when you hold a certificate and must reject it as such. If none could be fetched send 436, if the signature does not match 438.',
  example: `SIP/2.0 437 Unsupported Credential
Via: SIP/2.0/TCP 192.0.2.20:5060;branch=z9hG4bK437c03
From: <sip:+12025550123@example.com>;tag=5f5e
To: <sip:+12025550145@example.net>;tag=v9d2
Call-ID: 437bb821@192.0.2.20
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '436', difference: '436 could not get the certificate; 437 got it and rejects it.' },
    { with: '438', difference: '438 accepts the certificate and finds the signature or the claims wrong.' },
    {
      with: '401',
      difference:
        '401 is about the password of an account; the certificate here speaks for a carrier, not for a person.',
    },
  ],
};
