/** INVITE, told (RFC 3261 13 and 14, RFC 3264). */

import type { MethodText } from '../texts.ts';

export const invite: MethodText = {
  name: 'INVITE',
  summary: 'Starts a call, or changes one that is up (re-INVITE).',
  description:
    'It asks somebody to take part in a session, and is the only method with three steps: INVITE, final response, ACK. ' +
    'While it rings, provisional responses (180, 183) come back, each To tag a possible dialog of its own. The SDP offer ' +
    'is in the INVITE and the answer in the 2xx, or the offer in the 2xx and the answer in the ACK. With a To tag it is a ' +
    're-INVITE: hold, codec, T.38, new address, session refresh. If a re-INVITE is refused, the call goes on as before, unless ' +
    'the answer is 481 or 408.',
  seen: [
    'INVITE, 401 or 407, ACK, then a second INVITE with CSeq one higher and credentials: the normal beginning of most calls.',
    'No answer at all over UDP: the same INVITE at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 seconds, and a local 408 at 32.',
    'A short INVITE arrives, one with video or ICE does not: it exceeds some 1,300 bytes, and its UDP fragments are dropped on the way.',
    'Two 180s with different To tags: a proxy forked it to two phones.',
  ],
  fix: {
    phone: ['Shorten the list of codecs, or use TCP or TLS, if only calls with long offers fail.'],
    operator: [
      'When nothing comes back, look for it at the next hop: there and unanswered, it is dropped by the server; not there, by NAT or firewall.',
      'Read c= and m= in offer and answer when a call connects without audio: a private address there is not reachable from outside.',
    ],
    provider: ['Answer with 100 at once, so that the customer does not repeat the INVITE every half second.'],
  },
  example: `INVITE sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport
Max-Forwards: 70
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:bob@example.com>
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314159 INVITE
Contact: <sip:alice@192.0.2.10:5060>
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, REFER, NOTIFY
Supported: 100rel, timer, replaces
Content-Type: application/sdp
Content-Length: 142

v=0
o=alice 53655765 1 IN IP4 192.0.2.10
s=-
c=IN IP4 192.0.2.10
t=0 0
m=audio 49170 RTP/AVP 0 8 101
a=rtpmap:101 telephone-event/8000
`,
  confusedWith: [
    {
      with: 'UPDATE',
      difference:
        'UPDATE also changes a session, but before the answer too, in one step without ACK, and it must be answered at once. A re-INVITE needs an answered call, and may wait for a person (to accept video, say).',
    },
    {
      with: 'REFER',
      difference: 'REFER asks the other side to send an INVITE to somebody; INVITE is the call itself.',
    },
  ],
};
