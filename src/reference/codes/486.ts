/** 486 Busy Here, told (RFC 3261 21.4.24). */

import type { CodeText } from '../texts.ts';

export const code486: CodeText = {
  name: '486',
  summary:
    'This phone was reached and takes no further call now; another phone of the person, or voicemail, still may.',
  description:
    'The called device answers for itself: it is in a call, or its user refuses a further one here. "Here" matters. A proxy ' +
    'that rings several phones goes on with the others, and uses the 486 only if none of them does better. The caller hears ' +
    'the busy tone, which the own phone makes. The call can be repeated later.',
  seen: [
    'The person is in a call and call waiting is off, or all lines of the phone are taken: 486 within a second, mostly without 180.',
    'The person presses Reject: 180 for some seconds, then 486 (other phones send 603 for this key).',
    'Do not disturb on many desk phones: 486 at once although nobody speaks and the busy lamp is dark.',
    'The PBX counts the calls of the extension and answers for it; the phone saw no INVITE. A call that was never cleared keeps the count up, and the extension is busy all day.',
    'The number is in the telephone network and occupied: the gateway turns Q.850 cause 17 into 486, with Reason: Q.850;cause=17.',
  ],
  fix: {
    phone: [
      'Switch call waiting on, or allow more than one call per line, if a second call is to ring.',
      'Switch do not disturb off; some phones set it by a star code (*78, say) without a sign on the display.',
      'Set "forward when busy" to voicemail or a colleague.',
    ],
    operator: [
      'Look whether the phone itself sent the 486: if the INVITE never left the PBX, its call limit for the extension (busylevel, device_state_busy_at, a limit in the dial plan) did.',
      'List the channels of the extension, and clear those whose call ended long ago; set session timers so that dead calls end by themselves.',
      'Route the 486 on to voicemail or the next member of the group: it is an invitation to try elsewhere.',
    ],
    provider: [
      'If all channels of a customer trunk are taken, send 503 or the Q.850 cause 34 rather than 486: with 486 people blame the person called.',
    ],
  },
  send:
    'Send it as a phone or gateway that cannot take this call while another way to the person may exist. When you know that no other device will take it, send 600; for "no" without ' +
    'a reason, 603. Retry-After is allowed.',
  example: `SIP/2.0 486 Busy Here
Via: SIP/2.0/UDP 198.51.100.5:5060;branch=z9hG4bK87a1.1
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK74bf9
From: <sip:alice@example.com>;tag=9fxced76sl
To: <sip:bob@example.com>;tag=314159
Call-ID: 3848276298@192.0.2.10
CSeq: 5 INVITE
Retry-After: 120
Reason: Q.850;cause=17;text="User busy"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '600',
      difference: '600 speaks for all phones of the person and ends the search; 486 for one, and the search goes on.',
    },
    {
      with: '480',
      difference: '480: no device can take calls at present. 486: a device is there, and occupied or unwilling.',
    },
    {
      with: '603',
      difference:
        '603: the person declines everywhere, and forking stops. Phones differ in which one the Reject key sends.',
    },
  ],
};
