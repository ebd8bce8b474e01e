/** 504 Server Time-out, told (RFC 3261 21.5.5). */

import type { CodeText } from '../texts.ts';

export const code504: CodeText = {
  name: '504',
  summary: 'The server asked another system for help with the request, and that system stayed silent.',
  description:
    'The machine that answers is up. It needed something from outside, such as DNS or ENUM, a routing service, a subscriber database or a far gateway, and waited in vain. When merely the called phone did not answer the INVITE, a SIP proxy reports 408 instead. The caller can do little: the silent system stands behind the server, out of sight.',
  seen: [
    '100 Trying at once, then nothing, then 504 after a round time (5, 10 or 30 seconds): the server gave up waiting for a lookup.',
    'A gateway reports cause 102 (recovery on timer expiry): the exchange did not react to its call setup.',
    'Behind an SBC only INVITEs go out and nothing returns: the carrier dropped them at its firewall, for instance since your address changed, and the SBC sums it up as 504.',
    'In VoLTE a 504 with a body of type application/3gpp-ims+xml tells the phone to register anew: the core server that knew it is gone.',
  ],
  fix: {
    phone: [
      'Try once more after half a minute, then another number: if all fail, the server is cut off from something; if one does, its network is.',
      'On a mobile phone switch flight mode on and off, which registers it anew.',
    ],
    operator: [
      'Measure how long the 504 took, and look for the timer of that length in your configuration: it names the lookup.',
      'Ask that system from the server itself (dig, curl, a query of the database) and mend it, or shorten the wait and go on without its answer.',
      'Trace the outer interface: if requests leave and nothing comes back, check with the next hop which address it expects you at.',
    ],
    provider: [
      'Look for the INVITE at your border by source address: a silent drop by an access list looks like this from outside.',
      'Tell customers which of their addresses you accept.',
    ],
  },
  send: 'Send it when a system other than the called party, needed for this request, did not answer in time. If an INVITE that you forwarded got no final response, send 408; if the answer was useless, 502.',
  example: `SIP/2.0 504 Server Time-out
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK17e6d2
From: "Alice" <sip:alice@example.com>;tag=c07b19
To: <sip:+12025550118@example.com>;tag=sbc-20931
Call-ID: e58d3a90@192.0.2.10
CSeq: 1 INVITE
Reason: Q.850;cause=102;text="Recovery on timer expiry"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '408',
      difference:
        '408: no final answer came from where the request was sent, and clients also make it up when nothing comes back. 504: a living server blames a third system.',
    },
    {
      with: '480',
      difference: '480 knows that the person cannot be reached now; 504 knows nothing, for want of an answer.',
    },
    { with: '503', difference: '503 refuses at once for lack of capacity; 504 comes after a wait.' },
  ],
  http: 'Same number; HTTP calls it Gateway Timeout and sends it for any silent upstream. SIP uses 408 for a silent SIP hop.',
};
