/** 429 Provide Referrer Identity, told (RFC 3892 4.1, 5 and 6). */

import type { CodeText } from '../texts.ts';

export const code429: CodeText = {
  name: '429',
  summary: 'A transferred call is refused until whoever transferred it proves their identity (Referred-By token).',
  description:
    'Three are involved: A asks B by REFER to call C. The INVITE of B says in Referred-By that A asked for it, which anybody could write. C demands proof: a token that A has signed by S/MIME, handed on by B. B cannot make it, so B reports the 429 to A in a NOTIFY, and A may transfer again with the token. Hardly any phone can do this; it is not a limit on the number of calls.',
  seen: [
    'A transfer fails although C takes direct calls from A and from B: the NOTIFY to A contains the line SIP/2.0 429 Provide Referrer Identity.',
    'Referred-By has no cid parameter, or an SBC on the way has taken the signed part out of the body.',
    'The token is there and does not count: its Date is old, or its Refer-To names another target.',
  ],
  fix: {
    phone: [
      'Call C yourself and join both calls in a conference, or give C the number of the caller, instead of transferring.',
    ],
    operator: [
      'Transfer within the PBX (B2BUA), so that C sees an ordinary call without Referred-By.',
      'Switch the demand for a token off on C, or trust the PBX by its address or TLS certificate.',
      'Let the SBC pass multipart bodies of REFER and INVITE unchanged.',
    ],
  },
  send: 'Send it as the target of a transfer when your policy demands a valid token, and none came. For a missing signature of the caller send 428; for too many calls 503 with Retry-After.',
  example: `SIP/2.0 429 Provide Referrer Identity
Via: SIP/2.0/TLS 192.0.2.12:5061;branch=z9hG4bKb77
From: <sip:bob@example.com>;tag=b1b2
To: <sip:carol@example.net>;tag=c3c4
Call-ID: 429d0e17@192.0.2.12
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '428', difference: '428 wants the caller number signed by a network, 429 the transferor vouched for.' },
    { with: '503', difference: '503 says "too much just now"; whoever reads 429 as in HTTP expects that.' },
  ],
  http: 'Number in common only: HTTP 429 is Too Many Requests. If an interface over HTTP shows it, slow down; it is then not this one.',
};
