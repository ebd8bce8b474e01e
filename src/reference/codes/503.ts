/** 503 Service Unavailable, told (RFC 3261 21.5.4 and 16.7). */

import type { CodeText } from '../texts.ts';

export const code503: CodeText = {
  name: '503',
  summary: 'The server takes no requests now (overload, call limit, maintenance): another one may still take them.',
  description:
    'The client should send the request to another server of the same domain. With Retry-After it should also keep all other requests away from this one for that many seconds; without it the response counts like 500, and the next request may come here again. A client makes up a 503 itself when it cannot connect. A proxy turns a lone 503 into 500, unless it can serve no request at all.',
  seen: [
    'More calls at once, or per second, than the trunk allows: those within the limit go on, the next gets 503 within milliseconds, often with Reason: Q.850;cause=34.',
    'FreeSWITCH at its session limit, or paused: "503 Maximum Calls In Progress" with Retry-After: 300.',
    'PJSIP logs "SIP registration failed, status=503 (Network is unreachable)" or a TLS error: nothing was received, the phone never got out.',
    'Asterisk at maxcalls, or after Congestion() in its dialplan.',
    'One number fails with 503, and the SBC at once marks the whole trunk as down: it reads 503 as a dead server.',
  ],
  fix: {
    phone: [
      'See whether a packet with 503 came in. If not, hold server name, port and transport (UDP, TCP, TLS) against what the provider gave, and try another network.',
      'Wait for Retry-After; fast redialling feeds the overload.',
    ],
    operator: [
      'Count the calls at that minute (Asterisk: core show channels count; FreeSWITCH: status) and compare with the limits of server and trunk.',
      'Configure every target that the carrier publishes (SRV records, second address), so that a 503 moves the call on.',
      'Do not let a 503 without Retry-After close a trunk.',
    ],
    provider: [
      'Say which limit was hit: channels, calls per second, or a full route.',
      'For one full route leave Retry-After out, or customers abandon the server for all calls.',
    ],
  },
  send: 'Send it when you would refuse any request now, with Retry-After if you know how long. For one call that fails send 480, 500 or 504. As a proxy, answer 500 when 503 is all that you got, unless whatever comes next would meet it too.',
  example: `SIP/2.0 503 Service Unavailable
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKd41b77
From: "Alice" <sip:alice@example.com>;tag=30ac5e
To: <sip:+12025550143@example.com>;tag=9b1f20
Call-ID: 62fa08c3@192.0.2.10
CSeq: 1 INVITE
Retry-After: 120
Content-Length: 0

`,
  confusedWith: [
    {
      with: '500',
      difference:
        '500 is an accident with one request; 503 refuses on purpose, and sends the client to another server.',
    },
    { with: '480', difference: '480: the called person cannot be reached now. 503: the server itself is out.' },
    {
      with: '486',
      difference: '486: the called phone is busy. 503 with cause 34: the lines to it are full, and nobody was called.',
    },
  ],
  http: 'Same number. In SIP, Retry-After is a number of seconds and never a date, clients look for another server of the domain, and proxies do not pass it on.',
};
