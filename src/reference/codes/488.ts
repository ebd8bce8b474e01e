/** 488 Not Acceptable Here, told (RFC 3261 21.4.26, 13.3.1.3 and 14.2). */

import type { CodeText } from '../texts.ts';

export const code488: CodeText = {
  name: '488',
  summary: 'The call was understood, but not the media it offers: no common codec, encryption or media type here.',
  description:
    'The receiver read the SDP of the INVITE or UPDATE and can take none of it: codecs, encryption, media types or addresses do not fit. Number and password are ' +
    'right. Warning should say what fails, and a body may list what would do. "Here" means that another phone of ' +
    'the same person may take the offer. In answer to a re-INVITE it refuses the change only: the call goes on as it was.',
  seen: [
    'No codec in common: the m=audio line offers G.729 (18) only, the other side takes PCMU (0) and PCMA (8). chan_sip of Asterisk logs "No compatible codecs, not accepting this offer!".',
    'One side wants encryption, the other none: RTP/SAVP with a=crypto meets a device that knows RTP/AVP only, or the reverse.',
    'A browser offers UDP/TLS/RTP/SAVPF with a=fingerprint, and the PBX account is not set up for WebRTC.',
    'A fax begins: the re-INVITE with m=image ... t38 gets 488, and the fax should go on in G.711 in the same call.',
    'Hold, video or a codec change in mid-call is refused, while people go on talking.',
    'FreeSWITCH lists the call as INCOMPATIBLE_DESTINATION.',
  ],
  fix: {
    phone: [
      'Switch PCMU and PCMA (G.711) on beside the codecs that you prefer; nearly every trunk takes one of them.',
      'Set encryption to "optional", or to exactly what the provider asks for (SDES or DTLS).',
    ],
    operator: [
      'Lay the SDP of the refused INVITE beside the list of codecs allowed for that account or trunk: at least one must stand in both.',
      'Compare the profile in m= (RTP/AVP, RTP/SAVP, UDP/TLS/RTP/SAVPF) with the media encryption of the endpoint (media_encryption or webrtc=yes in pjsip.conf).',
      'Install or license the transcoder where two legs share no codec.',
      'After 488 to T.38 let the gateway stay in G.711, with echo cancelling off.',
    ],
    provider: [
      'Publish which codecs, packet times, T.38 and SRTP modes the trunk takes, and send a Warning (304, 305, 370) with each 488.',
    ],
  },
  send:
    'Send it when the offer cannot be met by this device, with Warning, and in a call for a re-INVITE or UPDATE that you refuse. When only some media lines fail, answer 200 and set their port to 0. A body that is no SDP ' +
    'is 415; an offer that no device of the person takes, 606.',
  example: `SIP/2.0 488 Not Acceptable Here
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK5d3a01
From: <sip:alice@example.com>;tag=48aa1
To: <sip:bob@example.com>;tag=be77c
Call-ID: d9127c@192.0.2.10
CSeq: 7 INVITE
Warning: 305 pbx.example.com "Incompatible media format: G729 only"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '606',
      difference: '606 says the same for all devices of the person, and a forking proxy stops; 488 for one.',
    },
    {
      with: '415',
      difference: '415 refuses the type of the body (Content-Type); 488 understood the SDP and refuses what it offers.',
    },
    {
      with: '406',
      difference:
        '406 is about Accept: no answer body of the wanted type can be made. It has nothing to do with codecs.',
    },
  ],
  http: 'Like 406 Not Acceptable or 422 in tone, but HTTP negotiates the form of the answer; here an offer of media is refused.',
};
