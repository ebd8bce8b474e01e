/** A TCP connection got no answer, so the request never left (RFC 9293 3.8.3, RFC 3261 18.1.1). */

import { placeText } from '../../case/address.ts';
import { troubleOf } from '../../case/connection-trouble.ts';
import { type CaseRule } from '../rule.ts';
import { inBrackets, troubleFound } from './trouble-words.ts';

export const tcpUnanswered: CaseRule = {
  id: 'tcp-unanswered',
  family: 'transport',
  scope: 'case',
  evenIfPlain: 'any',
  title: 'The TCP connection got no answer',
  severity: 'failure',
  meaning:
    'Somebody sent SYN after SYN to open a TCP connection, and nothing came back, not even a refusal. So the packets are dropped on the way, or the address is dead. No SIP went over it. ' +
    'A connection towards a phone behind NAT ends like this: the NAT lets nothing in that was not asked for from inside.',
  cause: 'A firewall or NAT drops what is to open the connection, or nobody has that address.',
  fix: [
    'If the target is a phone behind NAT, do not open connections to it: send calls over the connection or flow that it registered from (Kamailio: set_contact_alias and handle_ruri_alias; Asterisk: rewrite_contact=yes; FreeSWITCH: sip-force-contact of the user).',
    'If it is a server, look at firewall and security group for TCP on that port, and at the address.',
    'Where a large request made the sender turn from UDP to TCP, keep to the flow of the registration.',
  ],
  rfc: ['3261 18.1.1', '9293 3.8.3', '5626 5.3'],
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
    const trouble = troubleOf(subject, 'unanswered');
    if (trouble === undefined) return undefined;
    return troubleFound(subject, trouble, {
      what: `wanted to open a TCP connection to ${placeText(trouble.server)} and got no answer${inBrackets(trouble.event.detail)}`,
      note: `no answer${inBrackets(trouble.event.detail)}`,
    });
  },
};
