/** 408 Request Timeout, told (RFC 3261 8.1.3.1, 16.7 and 21.4.9; RFC 4320). */

import type { CodeText } from '../texts.ts';

export const code408: CodeText = {
  name: '408',
  summary: 'No final answer in time: your own timer ran out, or a proxy says that nobody it asked has answered.',
  description:
    'Two things bear this number. Most often nothing came back at all: the transaction timer of the client ran out (32 s, Timer B for INVITE, F for the rest) and the program shows a 408 that no trace contains. The other kind is on the wire: a proxy got no final response from any branch of an INVITE, or a UAS could not decide in time. To requests other than INVITE a stateful element must not send it, because the client has given up by then. The request may be repeated as it is.',
  seen: [
    'REGISTER fails after 32 s, and the trace repeats the same request (after 0.5, 1, 2, 4 s, then every 4 s) without a reply: wrong host or port, a firewall, or an address that fail2ban has blocked.',
    'OPTIONS and REGISTER work and INVITE does not: with its codecs and ICE candidates it is above 1,500 bytes, and the fragments of the UDP packet get lost.',
    '100 Trying, no 180, and 408 after 30 s: the called phone counts as registered, but its router has forgotten the NAT binding.',
    '180, and 408 after two minutes: nobody picks up, and the no-answer timer of the proxy ends it (fr_inv_timer of Kamailio, 120 s by default).',
    'A call drops at a re-INVITE or session refresh: a UAC that meets 408 or silence within a dialog is to end it (RFC 3261 12.2.1.2).',
  ],
  fix: {
    phone: [
      'Look whether the trace holds a 408. If not, compare host, port and transport with what the provider gave, and try TCP or TLS.',
      'Switch off SIP ALG in the router, and send keep-alives every 25 s or so.',
      'If INVITE alone fails, leave two or three codecs on, or use TCP.',
    ],
    operator: [
      'Capture on the server: a request that arrives and is answered means that the way back is broken (Via, rport, NAT); one that does not arrive, the way there.',
      'Ping phones behind NAT at the address from which they registered, and delete contacts that stay silent.',
      'Send the call to voicemail before the no-answer timer of the proxy fires.',
    ],
    provider: [
      'Give the carrier time, Call-ID and source address of an INVITE without reply: many drop what comes from an unlisted address instead of answering 403.',
    ],
  },
  send: 'As a proxy, send it to an INVITE when no branch has given a final response. Send nothing to other methods (RFC 4320 4.2). When a server that you asked on your own account stays silent, send 504.',
  example: `SIP/2.0 408 Request Timeout
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK4b43c2ff8
From: <sip:alice@example.com>;tag=c01d7f
To: <sip:bob@example.com>;tag=b27e1a1d
Call-ID: 408e91c2@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '504',
      difference: '504: a server needed some other server, and that one was silent. 408: the called side was.',
    },
    {
      with: '480',
      difference: '480 is an answer about a callee who cannot be had now; 408 is the lack of any answer.',
    },
    {
      with: '503',
      difference: 'Within the client a refused connection counts as 503, silence as 408 (RFC 3261 8.1.3.1).',
    },
  ],
  http: 'In HTTP the server waited in vain for the rest of the request. In SIP the request is complete, the answer is missing, and mostly the client itself makes up the 408.',
};
