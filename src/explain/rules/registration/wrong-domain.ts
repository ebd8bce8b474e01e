/** A REGISTER or a call for a domain that this server does not serve (RFC 3261 10.3 steps 1 and 5). */

import { NameAddr, Uri } from '../../../message/index.ts';
import { placeText } from '../../case/address.ts';
import { type Case, userAt } from '../../case/case.ts';
import { statusText } from '../../case/challenge-text.ts';
import { refusalOf } from '../../case/refusal.ts';
import { reasonsOf, warningsOf } from '../../case/said-reason.ts';
import { type Step } from '../../case/step.ts';
import { capital, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

/** What servers write who refuse for this reason. */
const SAID =
  /(?:domain|realm|host)[a-z :'"]{0,20}(?:not (?:served|local|known|found|here|valid|supported|allowed|handled|ours|configured)|unknown|invalid|denied)|(?:unknown|wrong|bad|invalid|unserved|non-?local|foreign|unsupported) (?:sip )?(?:domain|realm|host)|not (?:a |my |our )?(?:local|served) domain|not serv(?:e|ing) (?:this |that )?domain/i;
/** The same for a REGISTER, which nobody wants to be relayed. */
const RELAY = /not relaying|relay(?:ing)? (?:denied|forbidden|not)|no relay/i;
const refusing: ReadonlySet<number> = new Set([400, 403, 404, 405, 416, 480, 484, 488, 503, 604]);

export const wrongDomain: CaseRule = {
  id: 'wrong-domain',
  family: 'registration',
  scope: 'case',
  title: 'The server does not serve this domain',
  severity: 'failure',
  meaning:
    'What stands behind the @ is not a domain of the server that was asked: often it is the address of the server where its name should be, or the other way round, or the domain of an outbound proxy or of another customer. ' +
    'It shows by the words of the refusal, by a REGISTER whose To has another domain than its Request-URI, or by the same server accepting others with another domain.',
  cause: 'The phone is set up with a domain (or realm, or "SIP server") that the server does not take for its own.',
  fix: [
    'In the phone, put the domain of the account where it says domain, realm or SIP server, and the address of the server where it says outbound proxy.',
    'On the server, add the domain if it should be served: `domains` in sipwright.yaml, `alias=` or the domain module of Kamailio, `alias` or `domain` of the profile in FreeSWITCH.',
    'With Sipwright, `sipwright route REGISTER sip:DOMAIN` prints what becomes of a request, and which line decides it.',
  ],
  rfc: ['3261 10.3', '3261 10.2', '3261 8.2.2.1'],
  explains: [
    'request-refused',
    'unknown-user',
    'user-not-found',
    'relay-denied',
    'not-permitted',
    'wrong-realm',
    'address-incomplete',
    'user-unavailable',
    'server-error',
  ],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || !refusing.has(refusal.origin.status)) return undefined;
    const request = refusal.attempt.request!;
    const words = wordsOf(refusal.origin);
    const isSaid = SAID.test(words) || (request.method === 'REGISTER' && RELAY.test(words));
    if (isSaid) return told(subject, request, refusal.origin, 'certain', ` It says so: "${words}".`);
    // 10.3 step 5; 403 has too many other reasons.
    if (refusal.origin.status !== 404) return undefined;
    const why = request.method === 'REGISTER' ? registrationHint(subject, request) : callHint(subject, request);
    return why === undefined ? undefined : told(subject, request, refusal.origin, 'likely', ` ${why}`);
  },
};

function told(subject: Case, request: Step, refusal: Step, certainty: 'certain' | 'likely', why: string): Found {
  const domain = request.method === 'REGISTER' ? hostOfTo(request) : hostOfTarget(request);
  return {
    certainty,
    summary: `${capital(subject.who(refusal.hop.source))} refused the ${request.method} for ${userAt(request, 'to') || 'an unknown user'} with ${statusText(refusal)}.${why}`,
    evidence: [
      seenIn(request, `for the domain ${domain}`),
      seenIn(refusal, certainty === 'certain' ? 'refused for its domain' : 'refused'),
    ],
  };
}

/** Why the domain of a REGISTER seems to be wrong. */
function registrationHint({ surroundings }: Case, request: Step): string | undefined {
  const domain = hostOfTo(request);
  const asked = hostOfTarget(request);
  const { destination } = request.hop;
  const served = surroundings.registrations.domainsAt(destination.address);
  if (domain === '' || served.has(domain)) return undefined;
  if (served.size > 0)
    return `Its domain is ${domain}; in this capture ${placeText(destination)} accepts registrations for ${names(served)}.`;
  if (asked !== '' && !isWithin(asked, domain) && !isWithin(domain, asked))
    return `The address-of-record is one of ${domain}, and the Request-URI asks the registrar of ${asked}: they have to be one domain.`;
  return undefined;
}

/** The same for anything else: the user is registered here, under another domain. */
function callHint({ surroundings }: Case, request: Step): string | undefined {
  const uri = request.request?.uriOrFailure;
  if (!(uri instanceof Uri) || uri.user === '') return undefined;
  const { registrations } = surroundings;
  const served = registrations.domainsAt(request.hop.destination.address);
  if (served.size === 0 || served.has(uri.host)) return undefined;
  const known = [...served].find((domain) =>
    registrations
      .of(`${uri.user}@${domain}`)
      .some(
        (one) => one.time < request.time && one.status < 300 && one.server.address === request.hop.destination.address,
      ),
  );
  if (known === undefined) return undefined;
  return `The call is for the domain ${uri.host}; in this capture ${uri.user} is registered at the same server as ${uri.user}@${known}.`;
}

/** A host of a domain often is its registrar. */
function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function names(domains: ReadonlySet<string>): string {
  const all = [...domains];
  return all.length > 4 ? `${all.slice(0, 4).join(', ')} and ${all.length - 4} more` : listText(all);
}

function hostOfTo({ message }: Step): string {
  const to = message.toOrFailure;
  return to instanceof NameAddr ? to.uri.host : '';
}

function hostOfTarget({ request }: Step): string {
  const uri = request?.uriOrFailure;
  return uri instanceof Uri ? uri.host : '';
}

/** The reason phrase, Warning and Reason. */
function wordsOf(response: Step): string {
  return [statusText(response).slice(4), ...[...warningsOf(response), ...reasonsOf(response)].map(({ text }) => text)]
    .filter((text) => text !== '')
    .join('; ');
}
