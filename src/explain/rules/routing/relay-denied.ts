/** A server does not pass on what is neither from nor for its own users: 403 (RFC 3261 16.3, 21.4.4). */

import { NameAddr, Uri } from '../../../message/index.ts';
import { uriOf } from '../../case/redirection.ts';
import { refusalOf } from '../../case/refusal.ts';
import { warningsOf } from '../../case/said-reason.ts';
import { shown, type Step } from '../../case/step.ts';
import { type CaseRule, seenIn } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

/** How servers say it: `Not relaying`, `Relaying denied`, `Relay Forbidden`, and with a slip of the pen `Rely forbidden`. */
const SAYS = /\brelay|\brely(?:ing)?\s+(?:forbidden|denied|not)/i;

export const relayDenied: CaseRule = {
  id: 'relay-denied',
  family: 'routing',
  scope: 'case',
  title: 'The server does not relay this request',
  severity: 'failure',
  meaning:
    'The final response is a refusal (mostly 403) whose phrase or Warning says that the server does not relay. Neither caller nor called belong to a domain that this server knows as its own, ' +
    'so it would pass on calls of strangers to strangers, and rightly does not.',
  cause:
    'The domains of From and Request-URI are not among the domains of the server, or an address is used where the server knows only a name.',
  fix: [
    'Enter the domain of the service, not the address of the server, as domain or SIP server in the phone, so that From and Request-URI carry it.',
    'If the domain belongs to the server, add it to its own domains (Kamailio: alias, or the table of the domain module; OpenSIPS: alias or the domain table; Sipwright: domains), with each name and address by which phones call it.',
    'If the call shall go to another domain, let the caller authenticate first, and allow it for those accounts only.',
  ],
  rfc: ['3261 21.4.4', '3261 16.3', '3261 22.3'],
  explains: ['request-refused', 'not-permitted', 'user-not-found'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || (refusal.origin.status !== 403 && refusal.origin.status !== 404)) return undefined;
    const { origin, made, attempt } = refusal;
    const said = SAYS.test(origin.title) || warningsOf(origin).some(({ text }) => SAYS.test(text));
    if (!said) return undefined;
    const request = made.request ?? attempt.request!;
    const called = hostOf(request.request?.uriOrFailure);
    const from = request.message.fromOrFailure;
    const calling = from instanceof NameAddr ? shown(from.uri.host) : '';
    return {
      certainty: 'certain',
      summary:
        `${refusedText(subject, refusal)} It does not relay. The request came from ${calling === '' ? 'an unnamed domain' : `the domain ${calling}`} (From), for ${uriOf(request)}:` +
        ` ${domainsText(calling, called)}.`,
      evidence: refusalEvidence(refusal, hostsNote(request, calling), 'no relaying', [
        ...(attempt === made ? [] : [seenIn(attempt.request!, 'the request as it began')]),
      ]),
    };
  },
};

function hostOf(uri: unknown): string {
  return uri instanceof Uri ? shown(uri.host) : '';
}

function domainsText(calling: string, called: string): string {
  // A caller who was let in, by password or address, is at home there: then it is whom it calls that is not.
  if (calling !== '' && called !== '' && calling !== called)
    return `it takes ${called} for no domain of its own, and does not pass on to others what comes from ${calling}`;
  const one = calling || called;
  return one === '' ? 'it takes none of the two for a domain of its own' : `it takes ${one} for no domain of its own`;
}

function hostsNote(request: Step, calling: string): string {
  return `from ${calling === '' ? 'nobody that can be read' : calling}, for ${uriOf(request)}`;
}
