/** 493 Undecipherable, told (RFC 3261 21.4.28 and 23.2). */

import type { CodeText } from '../texts.ts';

export const code493: CodeText = {
  name: '493',
  summary: 'The body of the request is encrypted by S/MIME with a key that the receiver does not have.',
  description:
    'The sender encrypted the body end to end for a certificate, and the receiver has no private key for it, or will not use ' +
    'one. The response should bring the right certificate in its body; then the sender can encrypt anew. Without a ' +
    'certificate it means that this side takes no encrypted bodies. Encrypted audio (SRTP) and TLS have nothing to do with it.',
  seen: [
    'The person called has a new certificate, or uses a second phone that never got the private key; the sender still encrypts for the old one.',
    'A closed network with message encryption sends to an outside address: the 493 arrives with Content-Length: 0.',
    'Calls were forwarded: the body is encrypted for the person dialled, the phone that rings belongs to another.',
  ],
  fix: {
    phone: [
      'Accept the certificate that came with the 493 after comparing its fingerprint with the person, and send again.',
      'If no certificate came, switch S/MIME off for this contact, and protect the call by TLS and SRTP instead.',
      'On the receiving phone import the private key and certificate of the account.',
    ],
    operator: [
      'Look at Content-Type of the refused request: application/pkcs7-mime with smime-type=enveloped-data is what cannot be opened.',
      'Replace the outdated certificate of the user in the directory from which the phones take it.',
    ],
  },
  send:
    'Send it as a user agent that finds an S/MIME body encrypted for an unknown key, with your certificate (smime-type certs-only) if you have one. When you do not know S/MIME at all and the body is ' +
    'required, send 415.',
  example: `SIP/2.0 493 Undecipherable
Via: SIP/2.0/TLS 192.0.2.70:5061;branch=z9hG4bK493c7
From: <sip:alice@example.com>;tag=u81
To: <sip:bob@example.org>;tag=k22
Call-ID: e40d@192.0.2.70
CSeq: 3 MESSAGE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '415',
      difference: '415: the receiver does not know the format. 493: it knows the format and lacks the key.',
    },
    { with: '488', difference: '488 also refuses SRTP offers that do not fit; 493 never speaks of audio.' },
  ],
};
