/** REGISTER, told (RFC 3261 10). */

import type { MethodText } from '../texts.ts';

export const register: MethodText = {
  name: 'REGISTER',
  summary: 'Tells the server at which address a phone can be reached now, and for how long.',
  description:
    'It binds an address-of-record (To, sip:alice@example.com) to one or more contacts (Contact, the phone). The ' +
    'Request-URI is the domain without user part. The 200 lists all bindings with the seconds that the registrar granted, and ' +
    'the phone repeats before they end, with the same Call-ID and a higher CSeq. Without Contact it only asks; expires=0 ' +
    'removes one binding, Contact: * with Expires: 0 all. It sets up no dialog, and is needed for incoming calls only, though many providers want it for outgoing ones too.',
  seen: [
    'REGISTER, 401, REGISTER with Authorization, 200: a healthy registration; after that one every few minutes.',
    'Registered, but calls in do not arrive: Contact holds a private address and the server does not use received and rport, or NAT closed between two refreshes.',
    'Calls ring on the wrong or on two phones: the 200 lists more than one Contact, among them one from before a reboot.',
    'The 200 has expires=60 although 3600 was asked: the registrar shortens the time for phones behind NAT. Too short a wish gets 423.',
  ],
  fix: {
    phone: [
      'Enter domain, user name and authentication name as separate fields, exactly as given.',
      'Choose 60 to 300 seconds behind NAT, and switch rport or keep-alives on.',
    ],
    operator: [
      'List the bindings with their source address, and compare it with the Contact: if they differ, store the source (received, Path) and call that.',
      'Let a phone replace its old binding: match +sip.instance, or limit the contacts of an account.',
    ],
    provider: [
      'After a failover of the registrar share the bindings, or grant short times: phones come back only when theirs end.',
    ],
  },
  example: `REGISTER sip:example.com SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKnashds7;rport
Max-Forwards: 70
From: <sip:alice@example.com>;tag=456248
To: <sip:alice@example.com>
Call-ID: 843817637684230@192.0.2.10
CSeq: 1826 REGISTER
Contact: <sip:alice@192.0.2.10:5060>;expires=300
Supported: path
Content-Length: 0

`,
  confusedWith: [
    {
      with: 'SUBSCRIBE',
      difference: 'SUBSCRIBE asks to be told about a state (lamps, voicemail); REGISTER makes calls find the phone.',
    },
    { with: 'PUBLISH', difference: 'PUBLISH hands in a state such as "in a meeting"; REGISTER an address.' },
  ],
};
