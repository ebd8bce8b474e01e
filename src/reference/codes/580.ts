/** 580 Precondition Failure, told (RFC 3312 8 and 11). */

import type { CodeText } from '../texts.ts';

export const code580: CodeText = {
  name: '580',
  summary: 'The bandwidth that the offer demands before ringing cannot be reserved.',
  description:
    'SDP can make resources a precondition (a=curr and a=des lines with qos): the phone shall not ring before both sides have them. An answerer that cannot meet the demand says 580, best with an SDP whose a=des line reads failure or unknown. Mobile networks use it, others hardly.',
  seen: [
    'A VoLTE or 5G call ends silently before ringing: 183, PRACK and UPDATE are there, but the radio bearer for speech was not granted or was lost, and the called side sends 580.',
    'A phone outside a mobile network gets an offer with a=des:qos mandatory, and has nothing to reserve with.',
  ],
  fix: {
    phone: [
      'Move to better coverage, or switch VoLTE off for a trial: if the call then works, the radio bearer was the matter.',
    ],
    operator: [
      'Compare a=curr in each SDP of the call: the side whose local line never leaves none got no resources.',
      'Let your SBC take preconditions out, and precondition out of Supported and Require, towards networks without them.',
    ],
    provider: ['Look in the policy server for the refused or released bearer (QCI 1, 5QI 1) of that Call-ID.'],
  },
  send: 'Send it to an INVITE or UPDATE whose preconditions you understand but cannot meet. If you do not know preconditions and Require lists precondition, send 420; if codecs are the matter, 488.',
  example: `SIP/2.0 580 Precondition Failure
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK5be90d
From: <sip:+12025550104@example.com>;tag=a19c33
To: <sip:+12025550187@example.com>;tag=40f7e2
Call-ID: 3e07d9c6@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '488',
      difference:
        '488 refuses the media themselves (codec, encryption); 580 has no resources for media that would suit.',
    },
    { with: '412', difference: '412 concerns published state (SIP-If-Match), not calls.' },
    { with: '420', difference: '420 does not know the extension precondition; 580 knows it and fails to fulfil it.' },
  ],
};
