/** 428 Use Identity Header, told (RFC 8224 6.2 and 6.2.2; RFC 9410). */

import type { CodeText } from '../texts.ts';

export const code428: CodeText = {
  name: '428',
  summary: 'The network behind takes only calls whose caller number is signed, and found no signature that it can use.',
  description:
    'A verification service (STIR/SHAKEN, RFC 8224) has the rule that this request must be signed, but it has no Identity header field, or only ones whose ppt the verifier does not know. Identity holds a token over calling number, called number and time, signed with a certificate. The network of the caller adds it, hardly ever a phone. 428 brings no nonce and no new address: there is nothing to answer, and no password helps. SHAKEN advises against 428 until every call has to be signed: North American carriers label an unsigned call, or their analytics block it with 603+.',
  seen: [
    'A call with a French caller number into a French network: operators there cut unsigned calls since October 2024 (MAN), and 428 is their code for a missing Identity.',
    'The carrier signs, but an SBC or B2BUA builds a new INVITE without Identity, or the call crosses a TDM link, where it cannot travel.',
    'Your server signs by number and has no certificate for this one: Asterisk then sends the call unsigned. +12025550123 and 12025550123 are two numbers to it.',
    'A forwarded call brings only ppt=div, which the verifier does not know; the phrase may then be "Use Supported PASSporT Format".',
    'The call goes through, with Reason: STIR;cause=428 in 180 or 200: checked, unsigned, let pass.',
  ],
  fix: {
    phone: [
      'Show a number that your provider gave you or has checked as yours: it signs no others. No phone setting answers 428, and redialling gives it again.',
    ],
    operator: [
      'Look at the INVITE where it leaves you for an Identity with ppt=shaken and a caller number in E.164.',
      'Let SBC and B2BUA copy every Identity unchanged (there may be several), and use TCP or TLS: it adds some 600 bytes.',
      'Without a certificate of your own, send the call over a trunk whose carrier signs.',
    ],
    provider: [
      'Sign the call, with the attestation that you can answer for, and offer it again; hand on an Identity that you received.',
      'Ask a transit carrier that loses Identity on TDM for an IP route.',
    ],
  },
  send: 'Send it when your policy demands a signature and no usable Identity came (RFC 8224 6.2). If the call may go on, send no 4xx but a Reason header with protocol STIR. An Identity that is there and faulty gets 436, 437 or 438.',
  example: `SIP/2.0 428 Use Identity Header
Via: SIP/2.0/TCP 192.0.2.20:5060;branch=z9hG4bK428a01
From: <sip:+12025550123@example.com>;tag=7c1e
To: <sip:+12025550145@example.net>;tag=v9d0
Call-ID: 428f3b55@192.0.2.20
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '401',
      difference:
        '401 challenges the caller, who answers with a password. 428 wants a signature that a stranger can check, from the network of the caller.',
    },
    {
      with: '302',
      difference:
        '302 is no refusal: Contact names another address. 428 names none; the same address takes the call once it is signed.',
    },
    { with: '438', difference: '438: an Identity came, and its signature or claims are wrong.' },
    { with: '429', difference: '429 asks for proof of who transferred the call, not of who calls.' },
  ],
  http: 'Number in common only: HTTP 428 is Precondition Required, which asks for If-Match.',
};
