/** Our own server refuses because its configuration says so: the line is known. */

import { ownDecisions } from '../../case/own-server.ts';
import { uriOf } from '../../case/redirection.ts';
import { userAt } from '../../case/case.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const deniedByRoute: CaseRule = {
  id: 'denied-by-route',
  family: 'routing',
  scope: 'case',
  title: 'A route of this server refuses it',
  severity: 'failure',
  meaning:
    'The request came to a Sipwright server, and the route that decided about it says reject. Only the server itself can tell: its trace names the line of the configuration. Found by `sipwright why`, `calls` and `trace`, and in the log.',
  cause: 'The first route that fits the request refuses it.',
  fix: [
    'Print which line decides: `sipwright route METHOD URI --from CALLER --running`.',
    'Change that route, or put one that permits the call above it: the first route that fits decides.',
    'Put the change in force with `sipwright reload`.',
  ],
  rfc: ['3261 16.5', '3261 21.4.4'],
  explains: [
    'request-refused',
    'not-permitted',
    'relay-denied',
    'user-not-found',
    'user-unavailable',
    'call-declined',
    'server-error',
  ],
  check(subject) {
    const own = ownDecisions(subject);
    if (own === undefined || own.action !== 'reject') return undefined;
    const { attempt } = subject.main;
    const { request, final } = attempt ?? {};
    if (request === undefined || final === undefined || final.status < 300) return undefined;
    const uri = uriOf(request);
    const from = userAt(request, 'from');
    return {
      certainty: 'certain',
      summary: `This server (${subject.whoShort(attempt!.server)}) refused the ${request.method} of ${from} for ${uri} with ${final.title}: the route at ${own.because} says so.`,
      cause: `${capital(own.because)} is the first route that fits, and it rejects. Nothing is wrong with the phone or with its credentials.`,
      fix: [
        `Change the route at ${own.because}, or put one that permits the call above it: the first route that fits decides.`,
        `Try it without a call: sipwright route ${request.method} ${uri} --from sip:${from}`,
        'Put the change in force with sipwright reload.',
      ],
      evidence: [seenIn(request, 'the request'), seenIn(final, `refused by ${own.because}`)],
    };
  },
};
