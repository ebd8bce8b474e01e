/** 183 Session Progress, told (RFC 3261 21.1.5, RFC 3262, RFC 3960). */

import type { CodeText } from '../texts.ts';

export const code183: CodeText = {
  name: '183',
  summary: 'The call makes progress; its SDP usually opens audio before the answer (tones, announcements).',
  description:
    'Something happens that no other 1xx names. It nearly always carries the SDP answer of a gateway or carrier: the caller plays the RTP that now arrives (early media: ringback, "this number has changed") and makes no tone of its own. ' +
    'It does not say that a phone rings, and it is no answer: the call is not up before the 200. A client treats every 1xx that it does not know as a 183.',
  seen: [
    'A call into the telephone network: 183 with SDP after one to five seconds, and the ringback comes from there as RTP; the 200 repeats the same SDP.',
    'Silence after a 183 with SDP: RTP is dropped by a firewall, goes to a private address in the c= line of the offer, or the far network sends none before the answer.',
    'A 183 without SDP and no 180: the phone has no reason to make a tone, and the caller hears nothing until the answer.',
    'An announcement ("not in service") in early media, then 404, 480 or 503: the voice is the better explanation; it is cut off when the server fails over at once.',
    'The same 183 again after 0.5, 1.5, 3.5 s, with Require: 100rel and RSeq, and a 5xx after 32 s: the PRACK of the caller does not arrive.',
    'Two networks try the call at once, each with a 183 and a To tag of its own: the caller hears the wrong one or both.',
  ],
  fix: {
    phone: [
      'Switch on early media (some softphones mute audio before the answer), and look whether RTP arrives at the port of your own m=audio line.',
      'Behind a NAT let the phone send RTP at once: many gateways and relays send to the address from which they receive.',
    ],
    operator: [
      'Pass the SDP of the 183 through the media relay as you do with the 200 (rtpengine_answer in every reply with a body), otherwise early audio bypasses it and is lost.',
      'If the 183 has no SDP or no sound follows, send your phones a 180 instead so that they make the tone themselves.',
      'Route PRACK like any request within the dialog, or remove 100rel from Supported towards phones that fail at it.',
    ],
    provider: [
      'Show the carrier a trace of 183 with SDP and no RTP for ten seconds, and ask for early media or for a 180.',
      'Ask the carrier to send a final response after a failure announcement: a 183 that never ends blocks your failover.',
    ],
  },
  send: 'Send it with SDP when the caller should hear something before the answer, and reliably (100rel) when the client supports it, as a lost answer means silence. Send 180 when you know that a phone rings; to one INVITE both may be sent.',
  example: `SIP/2.0 183 Session Progress
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74bf9
From: <sip:alice@example.com>;tag=9fxced76sl
To: <sip:+12025550142@example.com>;tag=314161
Call-ID: 3848276298220188511@192.0.2.10
CSeq: 1 INVITE
Contact: <sip:gw1@203.0.113.5:5060>
Content-Type: application/sdp
Content-Length: 112

v=0
o=gw1 2890844527 2890844527 IN IP4 203.0.113.5
s=-
c=IN IP4 203.0.113.5
t=0 0
m=audio 30720 RTP/AVP 0
`,
  confusedWith: [
    {
      with: '180',
      difference:
        '180 means that a phone rings, and the caller makes the tone; 183 leaves open whether it rings and brings the tone as RTP.',
    },
    {
      with: '200',
      difference:
        'One can hear somebody at a 183, yet nobody has answered and the final response is still to come; with a 200 the call is up.',
    },
  ],
};
