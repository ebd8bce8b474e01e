/** 604 Does Not Exist Anywhere, told (RFC 3261 21.6.3). */

import type { CodeText } from '../texts.ts';

export const code604: CodeText = {
  name: '604',
  summary: 'Nobody has this address or number, here or at any other place.',
  description:
    'The server claims more than 404 does: it knows for certain that the user exists nowhere. So a forking proxy stops its search and tries no other route. Few servers can know this; some carriers send it for numbers that are not assigned.',
  seen: [
    'A number that was ported or newly assigned fails through one carrier with 604 and works through another: the database of the first is old, and its 604 kept the second from being tried.',
    'The number went out in the wrong form, such as 0044 or a local one where +44 was expected; Asterisk and gateways report 604 as cause 1, unallocated number.',
    'A list of numbers for a campaign holds dead ones: 604 for the same numbers day after day.',
  ],
  fix: {
    phone: ['Dial the number in full, with + and country code, and ask the person by another way.'],
    operator: [
      'Read the Request-URI that left your server: it shows what your dial rules made of the number.',
      'Let routing go on to the next carrier on 604, as on 404, if a carrier of yours uses it loosely.',
      'Take numbers that get it repeatedly out of automatic dialling.',
    ],
    provider: [
      'Refresh the numbering and portability data for this range; send 404 when only your own tables lack the number.',
    ],
  },
  send: 'Send it only with authority over the whole numbering, so that no other server could know the user. Otherwise send 404; if the user was here and left, 410. A registrar sends no 6xx at all.',
  example: `SIP/2.0 604 Does Not Exist Anywhere
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK60c3bf
From: <sip:+12025550110@example.com>;tag=7e21d5
To: <sip:+12025550199@example.com>;tag=gw-0a52
Call-ID: 5d81f0c4@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    {
      with: '404',
      difference:
        '404: not known in this domain, another route may know. 604: known to exist nowhere, the search ends.',
    },
    { with: '410', difference: '410: existed here, and has left for good.' },
  ],
};
