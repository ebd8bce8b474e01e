/** 502 Bad Gateway, told (RFC 3261 21.5.3). */

import type { CodeText } from '../texts.ts';

export const code502: CodeText = {
  name: '502',
  summary: 'A server in the middle got an answer from behind that it could not use.',
  description:
    'A proxy or gateway passed the request on, and what came back was invalid. So both hops are alive, and it is their talk that fails. Gateways to the telephone network use the same number for cause 27: the called line is out of order. And programs built on PJSIP show 502 when a host name cannot be resolved; then nobody sent anything.',
  seen: [
    'Calls to one number fail with 502 and Reason: Q.850;cause=27, all others work: the called line, its exchange card or its SIP connection is dead.',
    'A softphone shows 502 with a text like "gethostbyname() has returned error (PJ_ERESOLVE)", at once, and the trace has no packet: DNS has no address for the server name.',
    'An SBC shows a normal-looking response on its outer side and 502 towards the caller: it refused that response, for example for a broken Via, CSeq or SDP.',
    'Since an update of one side every call over a trunk gets 502, while OPTIONS pings between the same machines succeed.',
  ],
  fix: {
    phone: [
      'Look at the text next to 502: if it speaks of resolving a name, correct the server name in the account, or try another DNS server.',
      'Call a second number at the same carrier; if that works, the line that you called is faulty, and its owner must report it.',
    ],
    operator: [
      'Take a trace on both sides of the box that says 502, and read the last response that it got before: its error log names the header or body line that it rejected.',
      'Resolve the name of the next hop on the server itself (A, AAAA, SRV, NAPTR), not on your desk.',
      'Route to another gateway on 502 only if the Reason does not say cause 27; a dead line is dead on each route.',
    ],
    provider: [
      'Test the called line for cause 27: registration of its PBX, state of its ISDN or access port.',
      'After a change of software compare one good and one bad response byte by byte.',
    ],
  },
  send: 'Send it as a proxy, B2BUA or gateway when a response from behind could not be understood or used. If an INVITE got no response at all, send 408, for a silent lookup 504; if you could not even connect, try the next target.',
  example: `SIP/2.0 502 Bad Gateway
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK90be1c
From: "Alice" <sip:alice@example.com>;tag=8812ff
To: <sip:+12025550143@example.com>;tag=gw-4407
Call-ID: 1c0e77f5@192.0.2.10
CSeq: 2 INVITE
Reason: Q.850;cause=27;text="Destination out of order"
Content-Length: 0

`,
  confusedWith: [
    { with: '504', difference: '504: the server behind said nothing in time. 502: it said something useless.' },
    {
      with: '503',
      difference:
        '503 is about the answering server being overloaded or closed; 502 about what it heard from another one.',
    },
    {
      with: '478',
      difference: '478 is how Kamailio reports a name that it cannot resolve; PJSIP calls the same thing 502.',
    },
  ],
  http: 'Same number and meaning in HTTP. Only SIP also carries the cause 27 of the telephone network in it.',
};
