/** 415 Unsupported Media Type, told (RFC 3261 8.1.3.5, 8.2.3 and 21.4.13). */

import type { CodeText } from '../texts.ts';

export const code415: CodeText = {
  name: '415',
  summary: 'The receiver cannot read the format of the body: look at Content-Type, and at Accept in the response.',
  description:
    'The request has a body whose type, encoding or language the UAS does not know for this method, and which is not marked as optional (Content-Disposition with handling=optional). The response must list what would do: Accept for types, Accept-Encoding for compression, Accept-Language for languages. The client should repeat the request with a body of a listed kind. "Media type" means the format of the message body; audio codecs that do not fit are 488.',
  seen: [
    'Key presses within a call: INFO with application/dtmf-relay or application/dtmf to a side that wants RFC 4733 events or SIP INFO of the other type. The call stays up, the menu does not react.',
    'An INVITE with multipart/mixed: SDP together with a location (emergency calls), recording metadata (SIPREC) or ISUP (SIP-I), and a receiver that takes application/sdp only.',
    'A video server asks for a picture by INFO with application/media_control+xml, and an audio phone refuses: harmless.',
    'A MESSAGE in text/html or a chat format of one maker to a phone that shows text/plain.',
    'An INVITE whose SDP comes without Content-Type, or with a misspelt one, after a script has rewritten the body.',
  ],
  fix: {
    phone: [
      'Set DTMF to RFC 4733 (also called RFC 2833) instead of SIP INFO.',
      'Switch the client from rich text to plain text for messages.',
    ],
    operator: [
      'Hold Content-Type of the refused request against Accept of the 415, and let the sender use a listed type.',
      'Take the extra parts out of a multipart body towards phones and trunks that want SDP alone, or mark them handling=optional.',
      'If a PJSIP application is to read other bodies in INVITE, compile it with PJSIP_INV_ACCEPT_UNKNOWN_BODY.',
    ],
    provider: [
      'Offer plain SDP to customers who did not order SIP-I, and say which DTMF method and which location format the trunk takes.',
    ],
  },
  send: 'Send it, with Accept (or Accept-Encoding, Accept-Language), to a body that you cannot read and that is not optional. SDP that you read and cannot use is 488; an INFO of an Info-Package that you did not announce is 469.',
  example: `SIP/2.0 415 Unsupported Media Type
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK9d3e1
From: <sip:alice@example.com>;tag=1c2f
To: <sip:ivr@example.com>;tag=8a90
Call-ID: 6a1c07d2@192.0.2.10
CSeq: 3 INFO
Accept: application/dtmf-relay
Content-Length: 0

`,
  confusedWith: [
    {
      with: '488',
      difference:
        '488: the SDP was understood, and no codec, address or encryption in it fits. 415: the body is no SDP that it reads.',
    },
    {
      with: '406',
      difference: '406 is the other direction: what the server could answer is not among the types in your Accept.',
    },
    { with: '469', difference: '469 refuses an INFO for its Info-Package, not for the type of its body.' },
  ],
  http: 'Same number and meaning; SIP demands the list of what is accepted, and the client then repeats the request by itself.',
};
