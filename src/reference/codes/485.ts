/** 485 Ambiguous, told (RFC 3261 21.4.23). */

import type { CodeText } from '../texts.ts';

export const code485: CodeText = {
  name: '485',
  summary: 'The address fits several different people; the caller has to say which of them is meant.',
  description:
    'A server that looks names up in a directory found more than one person for the Request-URI, such as sip:lee@example.com ' +
    'in a company with three Lees. It may list the candidates in Contact. These are different people, so a program must not ' +
    'try them in turn: a human chooses. Few servers send it, for the list tells strangers who works there.',
  seen: [
    'Dial by name: the caller typed a family name only, and the 485 brings two or more Contact values with full names.',
    'A mail alias belongs to two entries of the directory (LDAP): calls to it get 485 without any Contact.',
    'Two accounts got the same short number by mistake; their long addresses work.',
  ],
  fix: {
    phone: [
      'Choose one of the Contact addresses that the phone shows, and store it in the address book in place of the short form.',
      'If none is shown, dial the full address or the extension number of the person.',
    ],
    operator: [
      'Search the directory for the user part, and give the alias to one entry only.',
      'Switch off the list of candidates, or answer 404 instead, for callers from outside: RFC 3261 demands that this can be set.',
    ],
  },
  send:
    'Send it only where names are searched rather than matched exactly, and with Contact values only to callers who may see the directory. When the choices are several phones of one person, ' +
    'fork the request or send 300.',
  example: `SIP/2.0 485 Ambiguous
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKle31
From: <sip:alice@example.net>;tag=ab8
To: <sip:kim@example.com>;tag=d485
Call-ID: 70bb2@192.0.2.10
CSeq: 1 INVITE
Contact: "Jordan Kim" <sip:j.kim@example.com>
Contact: "Robin Kim" <sip:robin.kim@example.com>
Content-Length: 0

`,
  confusedWith: [
    {
      with: '300',
      difference: '300 offers several places of the same person, which a program may try; 485 offers different people.',
    },
    { with: '484', difference: '484: the number is too short to mean anybody. 485: it means too many.' },
  ],
  http: 'Nearest is 300 Multiple Choices, where a browser may offer forms of one document. HTTP has no status for "several different things bear this name".',
};
