/** 480 Temporarily Unavailable, told (RFC 3261 21.4.18). */

import type { CodeText } from '../texts.ts';

export const code480: CodeText = {
  name: '480',
  summary: 'The person exists, but cannot be reached at the moment: no phone registered, do not disturb, or no answer.',
  description:
    'The server knows the address called, or the phone itself answers, yet the call cannot be delivered now. Either no ' +
    'phone is registered for the address, or the phone is set not to take calls. The same call may succeed later, and Retry-After ' +
    'may say when. The reason phrase should name the cause: read the words as well as the number.',
  seen: [
    'The called phone is not registered (unplugged, app closed, no Wi-Fi): 480 a few milliseconds after 100, without any 180.',
    'Nobody picks up: 180 for 20 to 60 seconds, then 480. A gateway gives Q.850 cause 19 (no answer) this code, often with Reason: Q.850;cause=19.',
    'Do not disturb is on: the phone is registered and answers 480 itself, at once; other makes send 486 or 603 for the same button.',
    'The phone shows "registered", but its binding has run out or went to another server of the cluster: calls out work, calls in get 480.',
    'A mobile number is switched off or without coverage: the carrier sends 480 with cause 20 (subscriber absent) after some seconds of silence.',
  ],
  fix: {
    phone: [
      'Look at the display of the called phone: it must show a registration and no do-not-disturb or "away" sign.',
      'Restart a phone or app that claims to be registered but gets no calls; it then registers anew, and calls arrive.',
      'Set forwarding to voicemail for "unavailable" as well as for "no answer" and "busy".',
    ],
    operator: [
      'List the bindings of the address on the server that sent the 480, with expiry and source address; an empty list is the answer.',
      'If another node has the phone, share the location table, or route calls to the node that holds the binding.',
      'If bindings vanish between refreshes, shorten the registration interval to 60 to 300 seconds and keep NAT open by keep-alives.',
    ],
    provider: [
      'When all numbers of a trunk get 480, look whether the trunk itself is registered: it takes all of them with it.',
      'Pass the cause from the telephone network on in Reason, so that "no answer" and "switched off" can be told apart.',
    ],
  },
  send:
    'Send it as a proxy or redirect server for a known user without a valid contact, and as a phone on do not disturb; put the cause into the reason phrase. ' +
    'For an unknown user send 404, for a phone in a call 486.',
  example: `SIP/2.0 480 Temporarily Unavailable
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK3c1e77
From: <sip:alice@example.com>;tag=88sja8x
To: <sip:+12025550143@example.com>;tag=3f60c1
Call-ID: 7c01d5aa@192.0.2.10
CSeq: 20 INVITE
Retry-After: 300
Reason: Q.850;cause=20;text="Subscriber absent"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '404',
      difference:
        '404 says that there is no such user; 480 that the user is known and away. The sample script of Kamailio sends 404 for an unregistered user all the same.',
    },
    { with: '486', difference: '486 comes from a phone that is there and occupied; 480 when no phone takes calls.' },
    {
      with: '408',
      difference: '408: no answer to the request arrived in time. 480: somebody did answer, and says not now.',
    },
    {
      with: '503',
      difference: '503 speaks of a server in trouble, and another server may do; 480 speaks of one user.',
    },
  ],
};
