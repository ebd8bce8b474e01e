/** 600 Busy Everywhere, told (RFC 3261 21.6.1). */

import type { CodeText } from '../texts.ts';

export const code600: CodeText = {
  name: '600',
  summary: 'The called person is busy, and no other phone and no voicemail of theirs will take this call.',
  description:
    'It says about the person what 486 says about one phone. As a 6xx it ends the search: a forking proxy cancels the other phones, tries no further target and passes the 600 on once they have ended. Only someone who knows all the places where the call could land may say it. Retry-After can name a better time.',
  seen: [
    'The caller hears busy although a second phone of the called person was ringing: one phone answered 600 to show that it was in a call, and the proxy cancelled the rest.',
    'Voicemail or forward on busy never starts, since the server acts on 486 alone.',
    'A PBX that counts the calls of a person answers 600 when the allowed number is reached on all phones together.',
    'A dialler sees 600 instead of 486 from one carrier for each busy line; both become cause 17 (user busy) in the telephone network.',
  ],
  fix: {
    phone: [
      'As the caller, try again later or after Retry-After.',
      'As the called one, set the code for busy, reject and do-not-disturb in your phone to 486, so that your other phones and voicemail get their turn.',
    ],
    operator: [
      'Find out which phone said 600 (the branch on which it came in), and change it there, or turn 600 into 486 at the edge of your proxy.',
      'Let forward on busy and voicemail act on 600 as well as on 486.',
      'With a limit of calls per person, send 486 while voicemail may still answer.',
    ],
    provider: [
      'Map cause 17 of the telephone network to 486: a gateway knows one line, not every phone of the person.',
    ],
  },
  send: 'Send it only if you speak for all phones and the voicemail of the person, as a server that keeps that count does. A phone sends 486. To refuse without saying why, send 603.',
  example: `SIP/2.0 600 Busy Everywhere
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK2a90cd
From: "Alice" <sip:alice@example.com>;tag=51d0ef
To: <sip:bob@example.com>;tag=pbx-6120
Call-ID: 8d3b05f7@192.0.2.10
CSeq: 1 INVITE
Retry-After: 600
Content-Length: 0

`,
  confusedWith: [
    {
      with: '486',
      difference:
        '486 is one busy phone, and the proxy goes on to the next phone, the forward or voicemail. After 600 nothing else is tried.',
    },
    {
      with: '603',
      difference:
        '603 declines without a reason, also from a phone that is free; 600 gives the reason, a call in progress.',
    },
    {
      with: '480',
      difference: '480: the person is not there or not logged in. 600: the person is there, and talking.',
    },
  ],
};
