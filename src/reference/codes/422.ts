/** 422 Session Interval Too Small, told (RFC 4028 6, 7.3, 7.4, 8.1 and 9). */

import type { CodeText } from '../texts.ts';

export const code422: CodeText = {
  name: '422',
  summary: 'Session timer of the call: Session-Expires is below what this hop allows; repeat it with Min-SE or more.',
  description:
    'With session timers (RFC 4028) a call is refreshed by re-INVITE or UPDATE, so that all hops learn when it is dead. The caller proposed a refresh interval in Session-Expires, and a proxy or the called side finds it too short: refreshing so often would burden it. Its minimum stands in Min-SE and is never below 90 s. The client may repeat the request with at least that value and puts Min-SE into it; this takes a few milliseconds, and nobody notices. It has nothing to do with registration.',
  seen: [
    'INVITE, 422, ACK, INVITE with a higher Session-Expires, 200: the protocol at work, nothing to mend.',
    'A browser phone on JsSIP proposes 90 s, FreeSWITCH demands 120 (minimum-session-expires), and the application shows 422 because it does not repeat the call.',
    'A trunk or SBC proposes 900 s, and Cisco CUCM, whose minimum is 1800 s by default, refuses each call from it.',
    'Two or three 422 in a row, each from a hop further on with a larger Min-SE.',
    'An established call gets 422 to its refresh: the refresher proposed less than was agreed. The call itself goes on.',
  ],
  fix: {
    phone: [
      'Raise the session timer ("session expires", "session refresh") to 1800 s, or switch it off.',
      'Update a client that ends the call on 422 instead of repeating it.',
    ],
    operator: [
      'Make Session-Expires of the calling side at least as large as the Min-SE in the 422; 1800 s suits nearly all.',
      'Lower your own minimum (never below 90): minimum-session-expires in FreeSWITCH, timers_min_se in Asterisk, Min-SE in CUCM.',
      'Let a B2BUA answer a 422 of the far leg itself by a new INVITE, rather than handing it to a phone that did not ask for the timer.',
    ],
    provider: [
      'State the smallest interval that the trunk takes, and repeat calls by yourself when a customer answers 422.',
    ],
  },
  send: 'Send it with Min-SE (90 or more) to an INVITE or UPDATE that has timer in Supported and too small a Session-Expires. Without timer in Supported do not refuse: as a proxy raise both values in the request instead.',
  example: `SIP/2.0 422 Session Interval Too Small
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK422e1
From: <sip:alice@example.com>;tag=5e21
To: <sip:bob@example.com>;tag=b0f4
Call-ID: 4220aa17@192.0.2.10
CSeq: 1 INVITE
Min-SE: 1800
Content-Length: 0

`,
  confusedWith: [
    {
      with: '423',
      difference:
        '423 is about how long a registration, subscription or publication lasts (Expires, Min-Expires); 422 about the refresh of a call (Session-Expires, Min-SE).',
    },
    {
      with: '408',
      difference: '408 or silence to a refresh ends the call; 422 to a refresh only asks for a longer interval.',
    },
  ],
  http: 'Number in common only: HTTP 422 is Unprocessable Content.',
};
