/** 433 Anonymity Disallowed, told (RFC 5079 3, 4 and 7). */

import type { CodeText } from '../texts.ts';

export const code433: CodeText = {
  name: '433',
  summary: 'The called person takes no calls with a hidden number: show yours and call again.',
  description:
    'The caller asked to stay unknown, and the called side refuses such calls. A request counts as anonymous when From is at anonymous.invalid or shows the name Anonymous, or when Privacy says id or user; a missing P-Asserted-Identity alone does not make it so. The client must not call again with the number shown unless its user has agreed. A re-INVITE that gets 433 leaves the call as it is.',
  seen: [
    'The caller has number suppression on (CLIR, *67 in North America), and the callee has anonymous call rejection.',
    'A PBX has no caller ID for the trunk and writes Anonymous by itself: its calls fail to some people only.',
    'Asterisk verifies STIR/SHAKEN with failure_action=reject_request, and a call without caller number comes in.',
  ],
  fix: {
    phone: ['Switch off "hide my number" for this call (*82 in North America) and dial again.'],
    operator: [
      'Set a caller ID on the trunk and look that the outgoing INVITE has no Privacy: id and no anonymous.invalid.',
      'Where a caller must reach you in spite of your rule, put an exception for trusted trunks before it.',
    ],
    provider: ['Hand on the number with presentation allowed, if the customer ordered so.'],
  },
  send: 'Send it for the called party when the caller hid on purpose. If that rule is to stay secret send 403, as RFC 5079 advises. For a number that could not be verified use 428 or 436 to 438.',
  example: `SIP/2.0 433 Anonymity Disallowed
Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bKe433
From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=1a2b
To: <sip:+12025550145@example.net>;tag=acr7
Call-ID: 433b0c0d@192.0.2.20
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '403', difference: '403 gives no reason, and showing the number need not help; with 433 it does.' },
    { with: '428', difference: '428 sees the number and wants it signed; 433 does not get to see one.' },
    {
      with: '607',
      difference:
        '607 means that the callee marked this caller as unwanted; 433 means that it does not know who calls.',
    },
  ],
};
