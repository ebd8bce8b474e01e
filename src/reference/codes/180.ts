/** 180 Ringing, told (RFC 3261 21.1.2, RFC 3960). */

import type { CodeText } from '../texts.ts';

export const code180: CodeText = {
  name: '180',
  summary: 'A phone of the callee is ringing: play ringback to the caller and wait for the answer.',
  description:
    'A user agent has the INVITE and alerts its user. The To tag opens an early dialog; where several phones ring, each sends a 180 with a tag of its own. ' +
    'It usually has no body, and the calling phone makes the ringback tone itself. It is no answer, may be lost (it is not acknowledged unless 100rel is used), and says nothing about how long it will ring.',
  seen: [
    'Between 100 and 200 in a call that goes well: the caller hears ringback until somebody picks up.',
    '180 with SDP and no ringback: many phones stop their own tone as soon as there is SDP and wait for audio, but no RTP comes.',
    'Ringback is heard twice or breaks off: a 183 with audio came first, then a 180 made the phone start its own tone on top of it.',
    'The PBX answered already (a menu, a queue) and now rings an extension: no 180 can follow a 200, so the caller hears silence unless the PBX plays the tone as audio.',
    'Several 180s with different To tags: a group call or a person with several phones; when one answers, the others get CANCEL.',
    '180 for 20 to 60 s, then 408, 480 or a mailbox: nobody picked up. 180, then 487: the caller hung up.',
  ],
  fix: {
    phone: [
      'No tone at a 180 without SDP: the phone has to make it. Choose a ringback tone or the country in its tone settings and look whether "ignore 180" or "remote ringback" is on.',
      'No tone at a 180 with SDP: see whether RTP arrives from the address in its c= and m= lines; without RTP the phone should fall back to its own tone (RFC 3960), so update it.',
    ],
    operator: [
      'After the PBX has answered, let it play ringback as audio: option r of Dial in Asterisk, transfer_ringback in FreeSWITCH.',
      'See whether the 180 of the callee arrives at the server and does not leave it: a B2BUA may be set to send early media (183) or nothing instead.',
      'When a trunk sends SDP with its 180 but no sound, let the phones have a 180 without SDP (ignore_early_media=ring_ready in FreeSWITCH).',
    ],
    provider: ['Ask the carrier either to send the tone as RTP after a 180 with SDP or to leave the SDP out.'],
  },
  send:
    'Send it when the user is really being alerted, with Contact, the Record-Route of the INVITE and the To tag that your 200 will have; repeat it once a minute if it may ring longer than three minutes. ' +
    'Use 183 while you do not know whether it rings, 182 while the call waits in line.',
  example: `SIP/2.0 180 Ringing
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK1d32hash4
From: "Alice" <sip:alice@example.com>;tag=88sja8x
To: <sip:bob@example.com>;tag=314159
Call-ID: 987asjd97y7atg@192.0.2.10
CSeq: 20 INVITE
Contact: <sip:bob@198.51.100.7:5060>
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '183',
      difference:
        '180 says that a phone rings and leaves the tone to the caller; 183 says only that there is progress and usually brings the tone as audio.',
    },
    {
      with: '100',
      difference: '100 is the next server saying that it has the INVITE; only 180 shows that the callee was reached.',
    },
    { with: '200', difference: 'Somebody picks up only with the 200; a 180 may end in any failure.' },
  ],
};
