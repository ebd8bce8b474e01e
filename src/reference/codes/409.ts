/** 409 Conflict, told (RFC 2543 7.4.10; dropped by RFC 3261). */

import type { CodeText } from '../texts.ts';

export const code409: CodeText = {
  name: '409',
  summary: 'The request contradicts what the server has stored; an old code that is no longer registered.',
  description:
    'RFC 2543 had one use for it: a REGISTER whose action parameter (proxy or redirect) contradicted the registrations already there. That parameter is gone, and the code went with it; a draft of 2003 to revive it for general conflicts expired. Clients that do not know it treat it as 400. Some programs still send it for a clash with stored state.',
  seen: [
    'A registrar with a limit of devices, or one device per account, refuses the second phone with "409 Conflict".',
    'Asterisk and AudioCodes gateways count a 409 from a trunk as cause 41, temporary failure.',
  ],
  fix: {
    phone: ['Log the other device out, or wait until its registration has expired, then register again.'],
    operator: [
      'List the stored contacts of the address and delete the stale ones.',
      'If the server is yours, answer with a code that phones know: 403 with a phrase for one device too many, 412 for outdated published state.',
    ],
    provider: ['Say how many devices an account may have, and when an old registration ends.'],
  },
  send: 'Do not send it: clients know only that something was wrong. Use 403, 412 or, for re-INVITEs that cross, 491.',
  example: `SIP/2.0 409 Conflict
Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bKb3170e
From: <sip:alice@example.com>;tag=c48e11
To: <sip:alice@example.com>;tag=60ad3f
Call-ID: 92f1e0d7@192.0.2.44
CSeq: 2 REGISTER
Content-Length: 0

`,
  confusedWith: [
    { with: '491', difference: '491 is the registered code for two requests that cross within one call.' },
    {
      with: '412',
      difference: '412 is the registered code for published state that has changed meanwhile (SIP-If-Match).',
    },
    {
      with: '403',
      difference: '403 refuses for good; 409 supposed that the user could settle the conflict and try again.',
    },
  ],
  http: 'HTTP uses 409 daily, for clashing edits of a resource. SIP dropped it, and has 412 and 491 for its own clashes.',
};
