/** INFO, told (RFC 6086, RFC 4733). */

import type { MethodText } from '../texts.ts';

export const info: MethodText = {
  name: 'INFO',
  summary: 'Carries application data inside a call, such as key presses, without changing the call.',
  description:
    'It travels the way of the signalling within an INVITE dialog, and alters neither dialog nor media. By RFC 6086 each use is an Info ' +
    'Package, agreed in Recv-Info and named in Info-Package. What one meets most is older and was never standardised: DTMF ' +
    'as application/dtmf-relay. The standard way for DTMF is another, RFC 4733: the keys travel in the RTP stream as telephone-event, ' +
    'negotiated in SDP (often payload type 101), exactly in time with the audio.',
  seen: [
    'A voice menu does not react: the phone sends INFO with dtmf-relay, while the trunk listens for telephone-event only. Each INFO may get 200 and still be ignored.',
    'Each digit counts twice: the phone sends INFO and telephone-event, and a gateway turns both into tones.',
    '415 or 501 to each key press: the receiver takes no INFO of this type.',
    'A video picture freezes, and INFO with application/media_control+xml asks for a fresh frame.',
    'ISDN gateways pass ISUP parts in INFO during the call.',
  ],
  fix: {
    phone: ['Set DTMF to RFC 2833/4733 (also called RTP event), not INFO, inband, or two at once.'],
    operator: [
      'Look for a=rtpmap:101 telephone-event/8000 in offer and answer; if it stands in both, keys must go by RTP (dtmf_mode=rfc4733 in pjsip.conf).',
      'Where one leg knows INFO only, let the B2BUA translate: it needs its hand on the media for this.',
    ],
    provider: ['Offer telephone-event on the trunk, with the payload type of the offer kept in the answer.'],
  },
  example: `INFO sip:bob@203.0.113.25:5060 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKinf55;rport
Max-Forwards: 70
Route: <sip:198.51.100.5;lr>
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>;tag=a6c85cf
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314162 INFO
Content-Type: application/dtmf-relay
Content-Length: 24

Signal=5
Duration=160
`,
  confusedWith: [
    {
      with: 'MESSAGE',
      difference: 'MESSAGE brings text to a person and needs no call; INFO serves programs within one.',
    },
    {
      with: 'NOTIFY',
      difference: 'NOTIFY reports a state that somebody subscribed to; INFO needs no subscription, but a call.',
    },
    { with: 'UPDATE', difference: 'UPDATE changes codecs, address or timer of the call; INFO none of it.' },
  ],
};
