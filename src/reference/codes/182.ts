/** 182 Queued, told (RFC 3261 21.1.4). */

import type { CodeText } from '../texts.ts';

export const code182: CodeText = {
  name: '182',
  summary: 'The callee cannot take the call yet, and it waits in line instead of being rejected.',
  description:
    'All agents or lines are taken, and the server holds the unanswered INVITE until one is free. The reason phrase may tell the place and the waiting time ("5 calls queued; expected wait 15 minutes"), and a new 182 may update it. ' +
    'It is rare: most queues answer with 200 and play music, since a 182 alone is silent.',
  seen: [
    'A call centre that does not charge for waiting: 182 again and again, each with another reason phrase, then 180 and 200 when an agent is free.',
    'The caller hears nothing and hangs up: the 182 had no SDP, and the phone neither shows the phrase nor makes a tone for it.',
    'The waiting call dies a little after three minutes with 487: a proxy between cancelled it (Timer C), since no further 1xx came.',
  ],
  fix: {
    phone: ['Stay on the line; dialling again puts you at the end of the queue.'],
    operator: [
      'Send a 182 every minute while the call waits, so that no proxy on the way runs into its three minutes.',
      'Give the caller something to hear: put SDP into a 183 and play the announcement as early media, or answer with 200 and play music.',
    ],
    provider: ['Ask how long the carrier lets an INVITE stay unanswered; beyond that only answering helps.'],
  },
  send: 'Send it as a queue that will take the call later, with a To tag and Contact. Reject with 486 or 480 and Retry-After when the caller had better try again, and send 183 when you only want to play a message.',
  example: `SIP/2.0 182 Queued, 3 callers ahead
Via: SIP/2.0/TLS 192.0.2.44:5061;branch=z9hG4bKq9f2c0a71
From: "Alice" <sip:alice@example.com>;tag=5f31a9
To: <sip:support@example.net>;tag=q-7781
Call-ID: 7c1f0b62@192.0.2.44
CSeq: 1 INVITE
Contact: <sip:queue@acd.example.net;transport=tls>
Content-Length: 0

`,
  confusedWith: [
    {
      with: '486',
      difference: '486 ends the call because the callee is busy; 182 keeps it alive until the callee is free.',
    },
    { with: '181', difference: '181 means that the call goes to another target; 182 that it waits for the same one.' },
    { with: '180', difference: 'At a 182 nothing rings yet; a 180 follows when the turn comes.' },
  ],
};
