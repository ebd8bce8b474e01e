/** 479 Bad URI, told (SER, Kamailio, OpenSIPS: core/error.h, E_BAD_URI). */

import type { CodeText } from '../texts.ts';

export const code479: CodeText = {
  name: '479',
  summary: 'Kamailio or OpenSIPS could not parse the URI to which it should send the request.',
  description:
    'A SIP URI in the Request-URI, a Route or the result of the script is misspelt, so that the proxy does not know where to send. Kamailio and SER say "Regretfully, we were not able to process the URI (479/SL)", OpenSIPS "Bad URI (479/TM)". It is their own number; a client treats it as 400.',
  seen: [
    'A name or a stray character got into the address: sip:bob smith@example.com, sip:@example.com, a space in a number.',
    'Asterisk chan_sip logs "Got error 479 on register to ..., giving up": user or host of the register line is empty or doubled.',
    'ACK and BYE fail, INVITE works: the other side wrote a broken Contact or Record-Route, which comes back as Request-URI or Route.',
    'The log of OpenSIPS says "bad uri" and the text.',
  ],
  fix: {
    phone: ['Enter user and server in their own fields, without sip:, @ and spaces.'],
    operator: [
      'Read the URI in the log line of parse_uri and find who wrote it: the phone, the script, or the peer in Contact.',
      'Log $ru and $du just before t_relay(); an empty variable leaves sip:@host.',
    ],
    provider: ['Look in your Contact and Record-Route lines for missing brackets and double ports.'],
  },
  send: 'Not for servers of your own: a malformed address is 400 with a phrase that names the header, an incomplete number 484.',
  example: `SIP/2.0 479 Regretfully, we were not able to process the URI (479/SL)
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKf91c26
From: <sip:alice@example.com>;tag=93e4a8
To: <sip:bob@example.com>;tag=b27e6c-0c1d
Call-ID: 16f8d0b3@192.0.2.10
CSeq: 3 BYE
Content-Length: 0

`,
  confusedWith: [
    { with: '400', difference: '400 is the registered code for any malformed request, a bad URI among them.' },
    {
      with: '416',
      difference: '416: the URI is well-formed, but of a scheme (tel, urn) that the server does not route.',
    },
    { with: '478', difference: '478: the URI is fine, its host is unknown to DNS.' },
  ],
};
