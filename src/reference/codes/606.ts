/** 606 Not Acceptable, told (RFC 3261 21.6.4). */

import type { CodeText } from '../texts.ts';

export const code606: CodeText = {
  name: '606',
  summary: 'The person would talk, but none of their devices can take the session that was offered.',
  description:
    'The offer (codecs, bandwidth, addresses, encryption) suits no device of the called person, so changing the phone does not help; changing the offer may. A Warning header should name the obstacle, and a body may list what would be taken. It ends the search of a forking proxy like each 6xx.',
  seen: [
    'A desk phone answers 606 to video or to SRTP, and the softphone of the same person, which could take it, is cancelled in mid-ring: the desk phone should have said 488.',
    'Warning: 305 (media format) or 304 (media type): no codec in common, as when G.729 alone is offered.',
    'Warning: 300 or 301: the offer has IPv6 addresses in c=, and the called side has IPv4 only.',
  ],
  fix: {
    phone: ['Offer G.711 (PCMU, PCMA) next to other codecs, audio without video, and unencrypted media as a trial.'],
    operator: [
      'Read the Warning, then compare the SDP of the INVITE with the one in the 606, if there is one.',
      'Let the SBC transcode or translate addresses; turn the 606 of a single phone into 488.',
    ],
    provider: ['Publish the codecs and the address family that the trunk takes.'],
  },
  send: 'Send it only if you know that no other device of the person can take the offer, with Warning. A phone or gateway that speaks for itself sends 488.',
  example: `SIP/2.0 606 Not Acceptable
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKc4a1e8
From: "Alice" <sip:alice@example.com>;tag=d9027b
To: <sip:bob@example.com>;tag=3bb6f1
Call-ID: 04e7c95a@192.0.2.10
CSeq: 1 INVITE
Warning: 305 pbx.example.com "No codec in common"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '488',
      difference: '488 is one device refusing the offer, and other branches go on; 606 speaks for all of them.',
    },
    {
      with: '406',
      difference: '406 bears the same phrase but is about the Accept header.',
    },
    { with: '415', difference: '415 does not know the type of the body; 606 read it and cannot do what it asks.' },
  ],
};
