/** The classes of response codes, told to a beginner (RFC 3261 7.2, 21). */

import type { WordText } from '../texts.ts';

export const classWords: readonly WordText[] = [
  {
    name: '1xx',
    also: ['1xx responses', 'provisional codes'],
    summary: 'The request is in work; a final response follows.',
    description:
      '100 tells the next hop that the INVITE arrived and stops its repetitions; 180 says that it rings, 183 carries early media, 181 and 182 tell of forwarding and queues. Over UDP any of them may be lost, unless it is sent reliably and acknowledged by PRACK. Other requests than INVITE get none but, late, 100.',
    see: ['100', '180', '183', 'provisional response'],
    rfc: '3261 21.1',
  },
  {
    name: '2xx',
    also: ['2xx responses', 'success codes'],
    summary: 'It was done, or taken on.',
    description:
      '200 is nearly all there is: for INVITE it is the answer of the called phone, which the caller acknowledges itself by ACK; for REGISTER it lists the bindings. 202 and 204 belong to events and messages. Of a forked call several 2xx may come.',
    see: ['200', '202', '204', 'three-way handshake'],
    rfc: '3261 21.2',
  },
  {
    name: '3xx',
    also: ['3xx responses', 'redirection codes'],
    summary: 'Not here: try the addresses in Contact.',
    description:
      'The caller, or a proxy on its behalf, sends a new INVITE to a Contact. After 302 the next call goes to the original address again, after 301 to the new one. Many phones and trunks do not follow at all, so the call ends there.',
    see: ['300', '301', '302', '305', 'redirect server'],
    rfc: '3261 21.3',
  },
  {
    name: '4xx',
    also: ['4xx responses', 'client errors', 'request failure'],
    summary: 'This server will not do this request as it is.',
    description:
      'Some say how to mend it (401 and 407 ask for credentials, 415 and 420 for other content), some speak of the called person (404, 480, 486), some of the message itself (400). Another server may still do it. A 4xx that a client does not know counts as 400.',
    see: ['400', '401', '404', '480', '486'],
    rfc: '3261 21.4',
  },
  {
    name: '5xx',
    also: ['5xx responses', 'server errors', 'server failure'],
    summary: 'The request may be fine; this server failed over it.',
    description:
      'The client may try another server, and after 503 it should. Retry-After says when this one can be asked again. A proxy that gets 503 from behind passes it on as 500, so that only the server that failed is avoided. An unknown 5xx counts as 500.',
    see: ['500', '503', '504', 'failover'],
    rfc: '3261 21.5',
  },
  {
    name: '6xx',
    also: ['6xx responses', 'global failures', 'global failure'],
    summary: 'No other place will do it either: the search ends.',
    description:
      'The answer speaks for the person, not for one phone: busy everywhere, declined, unknown anywhere. A forking proxy cancels all other branches, so neither a second phone nor voicemail is tried. Send it only if that is meant; 486 or 480 leave the search open.',
    see: ['600', '603', '604', '606', 'forking'],
    rfc: '3261 21.6',
  },
];
