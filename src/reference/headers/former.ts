/** Header fields of RFC 2543 that RFC 3261 gave up, told. */

import type { HeaderText } from '../texts.ts';

export const formerHeaders: readonly HeaderText[] = [
  {
    name: 'Encryption',
    summary: 'Formerly said that a message was encrypted end to end, with PGP; given up with RFC 3261.',
    description:
      'In RFC 2543 the body and part of the header fields could be encrypted for the receiver, and this field told how. Hardly anybody used it. ' +
      'RFC 3261 dropped PGP and has S/MIME for bodies; in practice TLS protects the signalling and SRTP the sound.',
    written: 'Clients of before 2002, in requests and responses. Not to be written today.',
    example: `Encryption: PGP version=2.6.2,encoding=ascii
`,
    parts: [
      ['PGP', 'The scheme.'],
      ['version=2.6.2,encoding=ascii', 'Which PGP, and that the result is text.'],
    ],
    pitfalls: [
      'A message with it comes from a test tool or a scanner: the body cannot be read, and 400, 415 or 493 follows. Use sips or transport=tls if the signalling shall be secret.',
    ],
  },
  {
    name: 'Hide',
    summary: 'Formerly asked proxies to encrypt the Via entries before them, so that the way could not be seen.',
    description:
      'With route every proxy was to hide the entry of its predecessor, with hop only the next one. RFC 3261 removed it. Topology hiding is done today by a B2BUA, which ' +
      'begins a new call with its own Via and Call-ID, or by a proxy that stores the entries (topoh and topos in Kamailio).',
    written: 'Clients and proxies of before 2002, in requests.',
    example: `Hide: route
`,
    parts: [['route', 'All proxies shall hide; hop, the next one only.']],
    pitfalls: [
      'Writing it hides nothing: servers of today pass it on unread, and Via, Contact and Call-ID show inner addresses as before. Hide them at the border.',
    ],
    confusedWith: [
      {
        with: 'Privacy',
        difference: 'Privacy hides who calls and is in use; Hide was to conceal the machines on the way.',
      },
    ],
  },
  {
    name: 'Response-Key',
    summary: 'Formerly carried the public key with which the called side should encrypt its response.',
    description:
      'The counterpart of Encryption in RFC 2543: the caller sent its PGP key along, and the answer came encrypted for it. Since the key ' +
      'came with the request itself, it did not protect from somebody in the middle. RFC 3261 removed it together with PGP.',
    written: 'Clients of before 2002, in requests.',
    example: `Response-Key: PGP version="2.6.2",encoding="ascii",key="mQCNAzX1"
`,
    parts: [
      ['PGP', 'The scheme.'],
      ['key="mQCNAzX1"', "The caller's public key, here cut short."],
    ],
    pitfalls: [
      'No server answers encrypted because of it, and the key only makes the request larger: above 1300 bytes over UDP it may not arrive. Leave it out.',
    ],
    confusedWith: [
      {
        with: 'Encryption',
        difference: 'Encryption described the message at hand; Response-Key asked for an encrypted answer.',
      },
    ],
  },
];
