/** 603 Decline, told (RFC 3261 21.6.2). */

import type { CodeText } from '../texts.ts';

export const code603: CodeText = {
  name: '603',
  summary: 'The called person does not want the call, gives no reason, and nobody else will answer it.',
  description:
    'Somebody pressed Decline, or a rule did so for them. The code keeps the reason to itself: busy, absent or unwilling all look alike. As a 6xx it ends the search, so no second phone, no voicemail and no other route is tried. Carriers misuse it for refusals of their own; the clock tells, because a person needs seconds and a machine does not. With the phrase "Network Blocked" and a Reason header it is 603+.',
  seen: [
    '180 Ringing for some seconds, then 603: a person pressed the red button of a softphone, or of a desk phone set so (snom: reject_calls_with_603).',
    'Declined calls should go to voicemail but end: the server diverts on 486, and the app sent 603.',
    'Every call to one country gets 603 within a second, without ringing: the carrier refuses price, destination or caller number.',
    'Asterisk (chan_pjsip) ends an unanswered call without a hangup cause: the dialplan ran out, and the caller gets 603.',
    'A second trunk is not tried, since the first one answered 603 and not 5xx.',
  ],
  fix: {
    phone: [
      'Leave a message by other means, or wait for Retry-After; redialling at once is declined again.',
      'As the called one, set the code for reject to 486 if declined calls should reach your voicemail.',
    ],
    operator: [
      'Compare times: 603 without 180 came from a machine, or from a phone on do not disturb. Read Reason and Server, and follow the 603 back hop by hop in the trace, to learn whose.',
      'In Asterisk end the dialplan with a cause, such as Hangup(17).',
      'Decide for each carrier whether its 603 may move the call to the next route.',
    ],
    provider: [
      'Refuse for policy with 403 and a phrase, for unknown numbers with 404; keep 603 for the called person.',
    ],
  },
  send: 'Send it when the called person, or a rule of theirs, refuses for all their phones. One phone that is merely in use sends 486. A call marked as unwanted is 607, one stopped by a filter in the network 608.',
  example: `SIP/2.0 603 Decline
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKe5510a
From: "Alice" <sip:alice@example.com>;tag=09bb42
To: <sip:bob@example.com>;tag=f3a7d8
Call-ID: 25c1e9ad@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '486',
      difference:
        '486 is one phone that is busy or was set to say so; other phones and voicemail still get the call. After 603 they do not.',
    },
    {
      with: '603+',
      difference:
        'Same number; "Network Blocked" and a Reason with v=analytics1 show that a carrier blocked the call, not a person.',
    },
    {
      with: '607',
      difference: '607 marks the call as unwanted and may count against the caller; 603 only says no to this call.',
    },
    { with: '608', difference: '608 comes from a filter on the way; with 603 the called side itself declines.' },
    {
      with: '403',
      difference: '403 is the refusal of a server for its own rules, and ends only the branch that got it.',
    },
  ],
};
