/** 500 Server Internal Error, told (RFC 3261 21.5.1). */

import type { CodeText } from '../texts.ts';

export const code500: CodeText = {
  name: '500',
  summary: 'Something broke inside the server while it worked on the request, which may have been fine.',
  description:
    'A script, a database, a full table or a missing socket stopped the server in the middle of its work. The same request can succeed seconds later; Retry-After may say when. Proxies also send it in place of a 503 that they got from behind, so the trouble can sit one hop further than the machine that said 500. Within a call it is the prescribed answer to a re-INVITE sent too early and to a CSeq that is too low: there nothing is broken.',
  seen: [
    'Kamailio says "500 I\'m terribly sorry, server error occurred (7/TM)": the number in brackets is its own error, here 7, no socket to send from. OpenSIPS says "Server error occurred".',
    'The carrier answers 503 on one side of a proxy, the caller sees 500 on the other: RFC 3261 16.7 asks the proxy to turn it.',
    'A gateway got cause 111 (protocol error) or 127 (interworking) from the telephone network, and says so in Reason: Q.850.',
    'Hold and resume pressed quickly, or a refresh within a transfer: the second re-INVITE gets 500 with Retry-After from 0 to 10, and the call lives on.',
    'After a failover the new node of a cluster lacks the last CSeq: its BYE has a lower one and gets 500.',
  ],
  fix: {
    phone: [
      'Call again after the seconds in Retry-After, or after ten; if it comes again, give the time and the called number to whoever runs the server.',
    ],
    operator: [
      'Search the log for the Call-ID and read the lines just before the 500: a failed query, a script line, memory used up.',
      'For (7/TM) let the server listen on the protocol and address family of the next hop, such as TLS or IPv6.',
      'As a proxy, look at the response that came from behind: if it was 503, mend or bypass that server.',
    ],
    provider: [
      'Give the cause of the telephone network in a Reason header, so that a failed route can be told from a crashed switch.',
    ],
  },
  send: 'Send it when your own code or data failed unexpectedly, with Retry-After if you know when that is over. A request that you cannot parse is 400, not 500. If every request is refused for a while, send 503; if an outer server stays silent, 504.',
  example: `SIP/2.0 500 Server Internal Error
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa71f03
From: "Alice" <sip:alice@example.com>;tag=5f2d91
To: <sip:bob@example.com>;tag=c81e0a
Call-ID: 7d20b1e4@192.0.2.10
CSeq: 3 INVITE
Retry-After: 4
Content-Length: 0

`,
  confusedWith: [
    {
      with: '503',
      difference:
        '503 is foreseen: the server knows that it is overloaded or closed, and the client goes to another. 500 is an accident with this one request.',
    },
    {
      with: '491',
      difference:
        '491 answers a re-INVITE that crosses one of the answerer; 500 answers a second one of the same sender before the first is done.',
    },
    { with: '400', difference: '400 blames the text of the request and comes again each time; 500 blames the server.' },
  ],
  http: 'Same number, called Internal Server Error there. SIP allows Retry-After with it and uses it for two ordinary events of a dialog.',
};
