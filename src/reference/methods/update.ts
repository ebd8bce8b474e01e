/** UPDATE, told (RFC 3311, RFC 4028). */

import type { MethodText } from '../texts.ts';

export const update: MethodText = {
  name: 'UPDATE',
  summary: 'Changes a session in one step, even before the call is answered.',
  description:
    'It changes what was negotiated (SDP), the Contact, or only refreshes the session timer, without touching the pending INVITE. It ' +
    'needs a dialog, early or confirmed, and a peer that lists UPDATE in Allow. The answer must come at once, so it is ' +
    'unfit for changes that a person has to accept: once the call is up RFC 3311 recommends a re-INVITE. Before the answer a ' +
    're-INVITE is impossible, and UPDATE (or SDP in a PRACK) is the way; a new offer must wait until the first offer was answered, ' +
    'usually by a reliable 183 and its PRACK.',
  seen: [
    'UPDATE with Session-Expires and no body every half interval: a session refresh, the most frequent use.',
    'PBX to trunk right after a transfer: UPDATE with a new P-Asserted-Identity, so that the display shows the new partner.',
    'IMS and VoLTE: UPDATE before ringing, when the radio resources are there (preconditions).',
    '491: both sides offered at once. 500 with Retry-After: an earlier UPDATE or offer of the sender is still open. 504: the phone would have to ask its user first. 405 or 501: the peer does not know UPDATE.',
  ],
  fix: {
    phone: [
      'Switch session timers off or update the phone, if calls end at a fixed time after an UPDATE that it answers with 405 or 501.',
    ],
    operator: [
      'Use UPDATE only if Allow of the INVITE or 200 names it; otherwise refresh by re-INVITE.',
      'If an SBC removes UPDATE from Allow on one leg, let it do so on all messages of that leg.',
    ],
    provider: ['Take UPDATE without SDP as a refresh and answer 200 with Session-Expires; no codec is in question.'],
  },
  example: `UPDATE sip:bob@203.0.113.25:5060 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKupd900;rport
Max-Forwards: 70
Route: <sip:198.51.100.5;lr>
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>;tag=a6c85cf
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314161 UPDATE
Contact: <sip:alice@192.0.2.10:5060>
Supported: timer
Session-Expires: 1800;refresher=uac
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'INVITE',
      difference:
        'A re-INVITE also changes the session, but only after the answer, in three steps with ACK, and it may take as long as a person needs.',
    },
    { with: 'INFO', difference: 'INFO carries data of applications and changes nothing in the session.' },
  ],
};
