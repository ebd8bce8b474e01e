/** 438 Invalid Identity Header, told (RFC 8224 6.1.1, 6.2 and 6.2.2). */

import type { CodeText } from '../texts.ts';

export const code438: CodeText = {
  name: '438',
  summary:
    'The call is signed, and the signature does not fit it: numbers or time were changed, or the token is broken.',
  description:
    'The verifier could get and trust the certificate, but no Identity header field has a valid token: the signature fails, the numbers in the token are not those of the call, or a claim is missing (phrase "Invalid PASSporT"). Fraud looks like this, and so does a network that rewrites numbers after signing. If the token was sent in the compact form, the signer should repeat the call once, and only once, with the full form; SHAKEN always uses the full form, so a repetition as it is gives 438 again.',
  seen: [
    'A hop after the signer changed the caller number: 12025550123 was signed, and From or P-Asserted-Identity now holds a national or internal number.',
    'The call was forwarded: dest in the token names the first callee, the Request-URI the second, and there is no div token to join them.',
    'An SBC altered the header itself: cut it at 512 bytes, folded the line, dropped ;ppt=shaken or quoted it otherwise.',
    'The token lacks attest or origid, or has orig.tn with a plus sign or spaces.',
    'A compact token, and a transit network set a new Date: the signature was made over the old one.',
  ],
  fix: {
    phone: [
      'Show your own number, as the provider assigned it; a number that someone else holds cannot be signed for you.',
    ],
    operator: [
      'Decode the middle part of the token (base64url) and hold orig.tn and dest.tn against From, P-Asserted-Identity and To of the INVITE as received, digits only.',
      'Sign in the last hop, after all rewriting of numbers, and in E.164 digits without plus sign.',
      'Let SBC and proxy pass Identity byte by byte, and allow header fields of 2,000 bytes.',
    ],
    provider: [
      'Add a token with ppt=div when you forward a signed call, and leave the first in place.',
      'Take key and certificate from the same renewal: a new key with the old info URL fails for every call.',
    ],
  },
  send: 'Send it when your policy rejects calls whose signature is broken, and no other Identity is valid: one good header is enough. If the call may go on, send Reason: STIR;cause=438 in its next response instead. A sound token that is merely too old is 403 with the phrase Stale Date.',
  example: `SIP/2.0 438 Invalid Identity Header
Via: SIP/2.0/TCP 192.0.2.20:5060;branch=z9hG4bK438d04
From: <sip:+12025550123@example.com>;tag=8a77
To: <sip:+12025550145@example.net>;tag=v9d3
Call-ID: 438cc732@192.0.2.20
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '428', difference: '428: no usable Identity came at all. 438: one came and is wrong.' },
    { with: '437', difference: '437 rejects the certificate before the signature is tried.' },
    {
      with: '403',
      difference:
        '403 Stale Date: the token is right but older than allowed (60 s recommended), so look at clocks and at repeated INVITEs.',
    },
    { with: '436', difference: '436 never got the certificate.' },
  ],
};
