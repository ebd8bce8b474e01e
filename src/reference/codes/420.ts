/** 420 Bad Extension, told (RFC 3261 8.1.3.5, 8.2.2.3, 16.3 and 21.4.15). */

import type { CodeText } from '../texts.ts';

export const code420: CodeText = {
  name: '420',
  summary: 'The request insists on an extension that the receiver does not have; Unsupported names it.',
  description:
    'Require (for the UAS) or Proxy-Require (for each proxy) lists option tags without which the request must not be processed. The receiver lacks one, and has to list those which it lacks in Unsupported. The client should repeat the request without them, with a higher CSeq. Tags in Supported are only offers and never bring 420.',
  seen: [
    'Unsupported: 100rel. One side is set to demand reliable provisional responses (PRACK), the other has them off, as Asterisk with 100rel=no or baresip by default.',
    'Unsupported: timer. A PBX or SBC writes session timers into Require instead of Supported.',
    'A call from a mobile network or VoLTE phone asks for precondition or sec-agree, and a plain PBX knows neither.',
    'Registration through an edge proxy: the proxy adds Path, the phone does not announce path, and a registrar with strict Path mode (OpenSIPS, Kamailio path_mode 2) refuses it.',
    'A tag of one maker (com.example.something) in Proxy-Require of a phone that was made for another system.',
  ],
  fix: {
    phone: [
      'Read the tag in Unsupported, and set that feature from "required" to "supported" or off: PRACK for 100rel, session timer for timer.',
      'Set the phone to generic SIP, if its "server type" names the system of one maker.',
    ],
    operator: [
      'Put tags into Require only where the call is worthless without them: move 100rel and timer to Supported.',
      'Let a B2BUA take tags off that it does not carry to the other leg, and switch PRACK on where both sides can do it.',
      'Set Path to lazy mode when phones do not announce path.',
    ],
    provider: [
      'Say in the trunk description which option tags you demand, and accept an INVITE that merely supports them.',
    ],
  },
  send: 'Send it with Unsupported listing every tag of Require (as a proxy: of Proxy-Require) that you lack. Ignore both in CANCEL and in the ACK to a failure. If it is you who insists on a tag that the client does not offer, send 421.',
  example: `SIP/2.0 420 Bad Extension
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK1f5c
From: <sip:alice@example.com>;tag=31b9
To: <sip:bob@example.com>;tag=c7d2
Call-ID: 420e88a1@192.0.2.10
CSeq: 1 INVITE
Unsupported: 100rel
Content-Length: 0

`,
  confusedWith: [
    {
      with: '421',
      difference:
        '421 turns it round: the server insists on an extension, and the client does not list it in Supported.',
    },
    { with: '405', difference: '405 refuses the method, 420 a tag in Require of a method that is allowed.' },
    { with: '494', difference: '494 wants a security agreement begun, and offers its mechanisms in Security-Server.' },
  ],
};
