/** 414 Request-URI Too Long, told (RFC 3261 21.4.12). */

import type { CodeText } from '../texts.ts';

export const code414: CodeText = {
  name: '414',
  summary: 'The address in the first line of the request is longer than the server is willing to read.',
  description:
    'Between the method and SIP/2.0 stands the Request-URI, and it exceeds a limit of the server. RFC 3261 sets no length; programs do, often at 255 characters. People do not type such addresses: they come from parameters that software has put into a Contact or a number.',
  seen: [
    'Calls to a mobile app fail: it has put its push token (pn-prid and the like) into its Contact, and the registrar makes a Request-URI of that Contact, 300 characters long.',
    'Each pass through a forwarding adds parameters, and the address grows until a hop refuses it: the log shows the same call several times.',
    'A ported number carries rn, npdi, cic and trunk-group parameters besides, and an old gateway has a short buffer.',
    'A scanner sends thousands of letters as user name: there the answer is right.',
  ],
  fix: {
    phone: ['Take push parameters or GRUU out of the account if the server has no use for them, and register again.'],
    operator: [
      'Compare the Request-URI from hop to hop, and find the one that made it long.',
      'Store a short alias for a long Contact and put the stored one back at the last hop, or raise the limit (PJSIP: PJSIP_MAX_URL_SIZE, 256 by default, fixed when it is compiled).',
      'Break the forwarding circle, if the same number returns.',
    ],
    provider: ['Strip parameters of your own network (routing number, trunk group) before the call leaves it.'],
  },
  send: 'Send it when the Request-URI alone is above your limit. A URI that is short and malformed is 400, an endless circle 482 or 483.',
  example: `SIP/2.0 414 Request-URI Too Long
Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK0d2c77
From: <sip:bob@example.com>;tag=4412
To: <sip:alice@example.com>;tag=x91
Call-ID: 5e7711f0@198.51.100.7
CSeq: 20 INVITE
Content-Length: 0

`,
  confusedWith: [
    { with: '413', difference: '413 complains of the length of the body, 414 of the address.' },
    { with: '484', difference: '484 is the opposite: digits are missing.' },
  ],
  http: 'Same number as in HTTP (URI Too Long), where a form with too much in its query is the usual cause.',
};
