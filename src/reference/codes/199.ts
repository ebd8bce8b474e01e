/** 199 Early Dialog Terminated, told (RFC 6228). */

import type { CodeText } from '../texts.ts';

export const code199: CodeText = {
  name: '199',
  summary: 'One branch of a forked call has failed; drop its early dialog, the others still ring.',
  description:
    'An INVITE that went to several targets made several early dialogs. One target has given up, but a proxy may not report that failure while others still ring, so the caller would keep media ports and tones for a dead branch. ' +
    'The 199 names that branch by its To tag and tells why in Reason. It ends no call: the final response is still to come.',
  seen: [
    'A mobile network rings two terminals: one gives up with 480, and the proxy sends 199 with the tag of that one and Reason: SIP;cause=480, while the other goes on ringing.',
    'Early audio of one branch stops at a 199 and that of another begins.',
    'A trace holds a 199 with a tag that was never seen: its 180 got lost. The phone ignores it.',
  ],
  fix: {
    phone: [
      'If the whole call ends at a 199, update the phone (it takes the end of one early dialog for that of the INVITE) or take 199 out of its Supported header.',
    ],
    operator: [
      'Look up the branch by the To tag of the 199 and read Reason; mend what that phone or trunk answered, not the 199.',
      'Let your scripts pass it like any 1xx: it must not stop the search or count as a failed call.',
    ],
    provider: ['If a 199 disturbs you, take the option tag 199 out of Supported in INVITEs to that network.'],
  },
  send: 'Send it as a forking proxy when a branch that had an early dialog fails while others are pending, and only if the INVITE has 199 in Supported and not 100rel in Require; unreliably, without SDP, with the To tag of that branch and Reason. When no branch is left send the final response.',
  example: `SIP/2.0 199 Early Dialog Terminated
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKkjshdyff
From: <sip:alice@example.com>;tag=12345
To: <sip:bob@example.com>;tag=branch-2-54321
Call-ID: 0ha0isndaksdj99@192.0.2.10
CSeq: 1 INVITE
Reason: SIP;cause=480;text="Temporarily Unavailable"
Content-Length: 0

`,
  confusedWith: [
    {
      with: '487',
      difference: '487 ends the whole INVITE after a CANCEL; 199 ends one early dialog of it, and the INVITE lives.',
    },
    { with: '183', difference: '183 opens or continues an early dialog; 199 closes one.' },
  ],
};
