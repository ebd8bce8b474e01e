/** 202 Accepted, told (RFC 6665 8.3.1, RFC 7647, RFC 3428). */

import type { CodeText } from '../texts.ts';

export const code202: CodeText = {
  name: '202',
  summary: 'Accepted for later: the outcome comes by NOTIFY, or not at all for a stored message. Treat it as 200.',
  description:
    'RFC 3265 let a server say 202 when it had taken a SUBSCRIBE but not decided on it. RFC 6665 withdrew that: the NOTIFY tells the state, so 202 is to be treated exactly as 200 and no longer sent to SUBSCRIBE, nor, by RFC 7647, to REFER. ' +
    'Only a MESSAGE that a gateway or store keeps for delivery still has it by right (RFC 3428).',
  seen: [
    'A blind transfer: REFER, 202, then NOTIFYs with a message/sipfrag body such as "SIP/2.0 100 Trying" and "SIP/2.0 200 OK". Most phones and PBXs still send 202 here.',
    'A transfer fails after 202: the last NOTIFY has 486 or 404 in its body.',
    'SUBSCRIBE to presence or a busy lamp answered by 202, and the lamp stays dark: the NOTIFY says Subscription-State: pending, or it never arrives.',
    'MESSAGE to somebody who is offline: 202, the server stores the text.',
  ],
  fix: {
    phone: [
      'Do not hang up a transferred call at the 202; wait for the NOTIFY with 200 in its body.',
      'If a lamp stays dark, let the other person allow the subscription (pending), or see whether NOTIFYs pass the NAT.',
    ],
    operator: [
      'Read the NOTIFY after the 202: its Subscription-State and body hold the result. If none comes within 32 s, the subscription failed.',
      'Let servers answer SUBSCRIBE with 200, and update a client that takes 202 for something else.',
    ],
    provider: ['For a text that got 202 and did not arrive, ask the message gateway for its delivery report.'],
  },
  send: 'Send 200 instead to SUBSCRIBE, NOTIFY and REFER. Send 202 to a MESSAGE that you store or hand to another network without knowing that it arrives.',
  example: `SIP/2.0 202 Accepted
Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bK9922ef992
From: <sip:alice@example.com>;tag=193402342
To: <sip:bob@example.com>;tag=4992881234
Call-ID: 898234234@192.0.2.10
CSeq: 93809823 REFER
Contact: <sip:bob@198.51.100.7;transport=tcp>
Content-Length: 0

`,
  confusedWith: [
    {
      with: '200',
      difference:
        'To SUBSCRIBE and REFER there is none: a server says 200 today where RFC 3265 and 3515 had 202. To MESSAGE 200 means delivered, 202 only taken.',
    },
    { with: '100', difference: '202 is final and ends the transaction; 100 promises a final response.' },
  ],
  http: 'Also taken but not finished; in SIP a NOTIFY brings the outcome.',
};
