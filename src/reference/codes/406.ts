/** 406 Not Acceptable, told (RFC 3261 21.4.7). */

import type { CodeText } from '../texts.ts';

export const code406: CodeText = {
  name: '406',
  summary: 'The server cannot answer in any body format that the Accept header of the request allows.',
  description:
    'It is about the body that would come back, not about the one that was sent: Accept asks for formats that this address cannot produce. Codecs are the matter of 488, though some gateways mix the two up. ' +
    'The client may ask again with other types in Accept, or without Accept.',
  seen: [
    'SUBSCRIBE for presence or a busy lamp whose Accept lists one XML format (say application/xpidf+xml) while the server makes only application/pidf+xml.',
    'OPTIONS with Accept: text/plain to a device that can describe itself in SDP only.',
    'A gateway rejects a call with 406 although the INVITE has no Accept: it means the media, so read it as 488.',
  ],
  fix: {
    phone: [
      'Choose the presence or BLF type that the server makes (application/pidf+xml for presence, application/dialog-info+xml for dialog lamps).',
      'If a whole call gets 406, set the codecs of the phone to G.711 (PCMU, PCMA) and switch SRTP off for a test.',
    ],
    operator: [
      'Compare Accept of the request with the body types of that event package at your server, and add the missing type there or in the request.',
    ],
    provider: ['If a carrier answers calls with 406, show it the SDP and ask which codec or SRTP setting it wants.'],
  },
  send: 'Send it only for an Accept that you cannot meet. A body that you cannot read gets 415, an offer without common media 488, an unknown event package 489.',
  example: `SIP/2.0 406 Not Acceptable
Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bKnbc3a1
From: <sip:alice@example.com>;tag=f5c1
To: <sip:bob@example.com>;tag=pres-3
Call-ID: 71a90c@192.0.2.10
CSeq: 1 SUBSCRIBE
Content-Length: 0

`,
  confusedWith: [
    { with: '488', difference: '488 rejects the media of an SDP offer; 406 rejects the Accept header.' },
    {
      with: '415',
      difference: '415: your body has a type that I cannot read; 406: you cannot read any type that I could send.',
    },
    {
      with: '606',
      difference: '606 shares the phrase, but refuses the session description for every device of the user.',
    },
  ],
  http: 'Same meaning; HTTP servers often send some format rather than a 406.',
};
