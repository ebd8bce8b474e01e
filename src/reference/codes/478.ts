/** 478 Unresolvable destination, told (SER, Kamailio, OpenSIPS: core/error.h, E_BAD_ADDRESS). */

import type { CodeText } from '../texts.ts';

export const code478: CodeText = {
  name: '478',
  summary: 'Kamailio or OpenSIPS found no IP address for the host to which the request should go.',
  description:
    'The proxy took the host of the Route, of its destination URI or of the Request-URI and asked DNS in vain. The phrase is "Unresolvable destination (478/TM)", or (478/SL) from the stateless module. It is a number of the SER family alone; clients treat it as 400. The called user was never looked for.',
  seen: [
    'The log says "could not resolve hostname" or "failed to resolve", with the name in quotes: a typing error, an inner name, or a stray @ in front.',
    'A browser call cannot be ended: its Contact has a made-up host such as df7jal23ls0d.invalid, and the script lacks handle_ruri_alias().',
    'The Request-URI is tel: or has a phone-context in place of a host, and the script sets no destination ($du).',
    'In an IMS laboratory the 3gppnetwork.org names are missing from the DNS that the proxy asks.',
  ],
  fix: {
    phone: ['Correct the domain in the address that you dial or in the account.'],
    operator: [
      'Copy the host from the log and ask for it on the server with dig: NAPTR, SRV, A and AAAA.',
      'For browsers store the source address with the Contact (add_contact_alias).',
      'Set $du or rewrite the Request-URI for tel: numbers before t_relay().',
    ],
  },
  send: 'Not for servers of your own: send 416 for a scheme that you do not route, 404 or 500 for a name without address.',
  example: `SIP/2.0 478 Unresolvable destination (478/TM)
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK6d80b4
From: <sip:alice@example.com>;tag=18c4f0
To: <sip:bob@sip.exampel.invalid>;tag=aa02d7-33be
Call-ID: c93b1e72@192.0.2.10
CSeq: 1 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '477', difference: '477: an address was found, but sending to it failed.' },
    { with: '479', difference: '479: the URI could not be read at all; 478: it was read, its host has no address.' },
    { with: '604', difference: '604 is a statement about the person; 478 about a name in DNS.' },
  ],
};
