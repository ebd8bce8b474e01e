/** 100 Trying, told (RFC 3261 21.1.1, 17.2.1). */

import type { CodeText } from '../texts.ts';

export const code100: CodeText = {
  name: '100',
  summary: 'The next server has the INVITE and works on it: stop repeating it and wait.',
  description:
    'The next hop, not the callee, says that the INVITE has arrived. The client stops retransmitting, its 32-second timer no longer applies, and it may now send CANCEL. ' +
    'Nothing is said about the callee: no phone rings yet, and a number that does not exist gets a 100 as well. A stateful proxy never passes it on, so each hop sends its own.',
  seen: [
    'The first answer to nearly every INVITE, milliseconds after it; 180, 183 or a failure follows within seconds. Nothing is wrong.',
    '100 at once, 408 about 32 s later: the server sent the INVITE on, and its next hop (a phone that is gone, a dead trunk) never answered.',
    '100 and then silence until the caller hangs up: the next hop sent a 100 too and hangs, and a proxy gives up only after more than three minutes (Timer C).',
    'The INVITE is repeated after 0.5, 1.5 and 3.5 s although the server logs a 100 each time: the 100 does not come back, as it goes to the address in Via rather than to the port that the NAT opened.',
    'A 100 to REGISTER or SUBSCRIBE: a slow server. Over UDP it is allowed only after some 3.5 s (RFC 4320).',
  ],
  fix: {
    phone: [
      'Read the response that comes after it; the 100 never names the fault.',
      'If the phone repeats an INVITE that the server has answered, switch on rport (symmetric response routing) in the phone and switch off SIP ALG in the router, or use TCP or TLS.',
    ],
    operator: [
      'Trace the outgoing side: if no INVITE leaves, the server waits for its own DNS, database or HTTP query; if it leaves, the silent one is the address to which it goes.',
      'Give a next hop 3 to 5 s for its first response (fr_timer in Kamailio, 30 s by default), then try the next one, so that a dead trunk does not mean half a minute of silence.',
      'Send the response to the source address and port of the request when its Via has rport (RFC 3581).',
    ],
    provider: [
      'A trunk that answers 100 and nothing more has the call: send the carrier Call-ID and time, and ask what its own next hop answered.',
    ],
  },
  send:
    'Send it to an INVITE unless another response leaves within 200 ms, without a To tag, with the Timestamp copied. Never as a stateless proxy, and not to other methods while a final response can be had soon. ' +
    'For news that the caller should hear or see use 180, 181, 182 or 183.',
  example: `SIP/2.0 100 Trying
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds
From: "Alice" <sip:alice@example.com>;tag=1928301774
To: <sip:+12025550142@example.com>
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314159 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '180',
      difference:
        '180 comes from the far end and means that a phone rings; 100 comes from the next server and means only that it has the request.',
    },
    {
      with: '183',
      difference:
        '183 travels to the caller, has a To tag and often opens audio; 100 stays on one hop, mostly without tag and body.',
    },
  ],
  http: 'Only the number is shared: HTTP 100 Continue invites the client to send its body, SIP 100 asks for nothing and stops retransmission.',
};
