/** 423 Interval Too Brief, told (RFC 3261 10.2.8, 10.3 and 21.4.17; RFC 3903 6; RFC 6665 4.2.1). */

import type { CodeText } from '../texts.ts';

export const code423: CodeText = {
  name: '423',
  summary: 'The registration or subscription is to last too short a time: ask for at least Min-Expires seconds.',
  description:
    'A registrar, notifier or presence server stores something for a while and finds the asked time (Expires, or expires in Contact) too short, since short times mean many refreshes. Min-Expires in the response states its minimum. A good client repeats the request at once with that value and is registered; one that does not stays unregistered, although its password is right. Removal with 0, and a registration or subscription of an hour or more, must never get 423.',
  seen: [
    'REGISTER, 401, REGISTER, 423, REGISTER with a longer time, 200: nothing to mend.',
    'REGISTER and 423 for ever: the phone asks for 60 s again and again, and ignores Min-Expires.',
    'An account is set to 30 or 60 s to keep the NAT open, and the provider demands 120, 300 or 3600.',
    'The expiry shrinks: the server returns one second less each time, the phone asks for what it got last, and at 59 s the minimum of 60 (minimum_expiration of Asterisk) is passed.',
    'SUBSCRIBE for a busy lamp or voicemail gets 423, while registration works: each has an expiry setting of its own.',
  ],
  fix: {
    phone: [
      'Set the registration expiry ("register expires", "re-register every") to the seconds in Min-Expires or more; 3600 suits most.',
      'Keep NAT open by keep-alives every 25 s instead of short registrations.',
      'If the setting is already longer, look at expires in Contact in the trace: some programs test an account with a fixed 10 s.',
    ],
    operator: [
      'Lower the minimum to 60 s, if your phones cannot ask for more: minimum_expiration in Asterisk. Kamailio lengthens by itself (min_expires) and sends no 423.',
      'When your server registers as a client, raise its expiry (expiration in Asterisk outbound registration) above the Min-Expires of the carrier.',
    ],
    provider: [
      'Name the minimum in the account data sheet: customers type 60, and it is refused without a word that they see.',
    ],
  },
  send: 'Send it with Min-Expires to REGISTER or SUBSCRIBE only if the time is above 0, below one hour and below your minimum; to PUBLISH if it is above 0 and below it. Shortening too long a time needs no error: put the shorter one into the 200.',
  example: `SIP/2.0 423 Interval Too Brief
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK4230d
From: <sip:alice@example.com>;tag=k3m9
To: <sip:alice@example.com>;tag=r77a
Call-ID: 423f02b6@192.0.2.10
CSeq: 2 REGISTER
Min-Expires: 300
Content-Length: 0

`,
  confusedWith: [
    {
      with: '422',
      difference:
        '422 is about a running call: Session-Expires in INVITE or UPDATE, answered by Min-SE. 423 never concerns a call.',
    },
    {
      with: '401',
      difference:
        'Both stand between the first REGISTER and the 200; 401 asks for the password, 423 for a longer time.',
    },
  ],
  http: 'Number in common only: HTTP 423 is Locked (WebDAV).',
};
