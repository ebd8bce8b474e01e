/** REFER, told (RFC 3515, RFC 4488, RFC 5589, RFC 6665). */

import type { MethodText } from '../texts.ts';

export const refer: MethodText = {
  name: 'REFER',
  summary: 'Asks the other side to call somebody else: the transfer key.',
  description:
    'Refer-To names whom to call, exactly one URI, and a 202 or 200 says only "I will try". How it went comes later, by an ' +
    'implicit subscription that the REFER itself creates: NOTIFY with Event: refer and a piece of SIP as its body ' +
    '(message/sipfrag): SIP/2.0 100 Trying at once, in the end SIP/2.0 200 OK or the failure, with Subscription-State: ' +
    'terminated. Refer-Sub: false (RFC 4488) does without. A blind transfer names the target, and an attended one adds Replaces, which puts the new call in the place of the second one; the old call ends by a BYE of its own.',
  seen: [
    'Blind transfer: REFER, 202, NOTIFY 100, NOTIFY 200, BYE. If the target is busy, the body is SIP/2.0 486 Busy Here, and the first call can be resumed.',
    'The transferring phone hangs up right after the 202: the NOTIFYs often get 481, and a failed transfer drops the caller.',
    'The transfer fails with 603, 405 or 403: the trunk takes no REFER. The PBX must take it, and join two legs itself.',
    'Attended transfer ends in 481: Replaces names tags that a B2BUA had changed, or its escaping (%3B, %3D) was lost.',
  ],
  fix: {
    phone: ['Wait for "transferred" on the display before hanging up, if transfers get lost.'],
    operator: [
      'Read the sipfrag bodies: they carry the true reason.',
      'Do not pass REFER to the trunk, but carry it out in the PBX or SBC.',
      'Allow REFER only to destinations that this user may call: a transfer is a call, and costs like one.',
    ],
    provider: ['If you take no REFER, answer 405 or 403 and leave it out of Allow.'],
  },
  example: `REFER sip:alice@192.0.2.10:5060 SIP/2.0
Via: SIP/2.0/UDP 203.0.113.25:5060;branch=z9hG4bKref93;rport
Max-Forwards: 70
Route: <sip:198.51.100.5;lr>
From: <sip:bob@example.com>;tag=a6c85cf
To: "Alice" <sip:alice@example.com>;tag=1928301774
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 231 REFER
Contact: <sip:bob@203.0.113.25:5060>
Refer-To: <sip:carol@example.com>
Referred-By: <sip:bob@example.com>
Content-Length: 0

`,
  confusedWith: [
    { with: '302', difference: '302 redirects a call before it is answered; REFER moves one that is up.' },
    { with: 'INVITE', difference: 'INVITE with Replaces carries the transfer out; REFER asks for it.' },
    { with: 'SUBSCRIBE', difference: 'REFER subscribes without a SUBSCRIBE; the receiver chooses how long it lasts.' },
  ],
};
