/** A TCP connection was refused with a reset, so the request never left (RFC 9293 3.5.2, RFC 3261 18.1.1, 18.4). */

import { placeText } from '../../case/address.ts';
import { type CaseRule } from '../rule.ts';
import { troubleOf } from '../../case/connection-trouble.ts';
import { inBrackets, troubleFound } from './trouble-words.ts';

export const tcpRefused: CaseRule = {
  id: 'tcp-refused',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The TCP connection was refused',
  severity: 'failure',
  meaning:
    'Somebody wanted to open a TCP connection and got a reset at once: the host is up, and no program listens on that port, or a firewall refuses in its name. No SIP went over it. A proxy says so to its client by 500, 503, 477 or 408; a phone turns to UDP, or says that the server cannot be reached.',
  cause:
    'Nothing listens for TCP on that port: the server has UDP only, listens on another address or port, or is stopped; a phone behind NAT listens nowhere that others could reach.',
  fix: [
    'On the host that refused, see whether the program listens for TCP on that address and port (ss -ltn), and switch TCP on (Kamailio: listen=tcp:…; Asterisk: a transport of protocol tcp; Sipwright: listen tcp://…).',
    'If it is a phone, do not open connections to it: keep the one that it registered over, and send calls there (Kamailio: set_contact_alias and handle_ruri_alias; Asterisk: rewrite_contact=yes).',
    'If a large request made the sender turn from UDP to TCP, make the request smaller, or let the target listen for TCP as well.',
  ],
  rfc: ['3261 18.4', '9293 3.5.2', '3261 18.1.1', '5626 5.3'],
  explains: [
    'next-hop-silent',
    'hop-timeout',
    'request-unanswered',
    'request-refused',
    'user-unavailable',
    'server-error',
    'registrar-silent',
  ],
  check(subject) {
    const trouble = troubleOf(subject, 'refused');
    if (trouble === undefined) return undefined;
    return troubleFound(subject, trouble, {
      what: `wanted to open a TCP connection to ${placeText(trouble.server)} and was refused${inBrackets(trouble.event.detail)}`,
      note: `refused${inBrackets(trouble.event.detail)}`,
    });
  },
};
