/** Credentials for another realm than the one that asks (RFC 3261 22.1). */

import { type AuthValue, NameAddr, Uri } from '../../../message/index.ts';
import { placeText } from '../../case/address.ts';
import { type Case } from '../../case/case.ts';
import { authValues, challengeRounds, type ChallengeRound, hasNonceOf } from '../../case/challenge-round.ts';
import { clientText, quotedList, serverText, statusText } from '../../case/challenge-text.ts';
import { gravityOf } from '../../case/refused-answer.ts';
import { shown, type Step } from '../../case/step.ts';
import { unansweredChallenge } from '../../case/unanswered-challenge.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const wrongRealm: CaseRule = {
  id: 'wrong-realm',
  family: 'authentication',
  scope: 'case',
  title: 'The credentials are for another realm',
  severity: 'failure',
  meaning:
    'A realm is a text in the challenge that says whose password is asked for, and the response is made over it. Either the client answered with a realm that the challenge does not name, ' +
    'and was refused; or the challenge names the domain of somebody else than the one that was called, and the client, which has no password there, did not answer.',
  cause:
    'The account in the client is set up for another realm than the server has, or a server of another domain asks.',
  fix: [
    'Set the realm in the client to the one of the challenge, letter by letter, or leave the field empty: most clients then take what the challenge says.',
    'On the server, see which realm it puts into its challenges: in Kamailio the first argument of www_challenge, proxy_challenge and auth_challenge, in Asterisk `realm` of the auth object or `default_realm` of [global], in Sipwright `auth.realm`.',
    'After a change of the realm on the server, each stored hash (HA1) has to be made anew, for it was made over the realm.',
  ],
  rfc: ['3261 22.1', '3261 22.3', '7616 3.4'],
  explains: [
    'wrong-password',
    'no-credentials',
    'unknown-user',
    'request-refused',
    'retry-loop',
    'registration-expired',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      for (const round of challengeRounds(leg)) {
        const found = round.isAccepted ? undefined : otherRealm(subject, round);
        if (found !== undefined) return found;
      }
    }
    return passedOn(subject) ?? strangeRealm(subject);
  },
};

/** The client wrote a realm that nobody asked for. */
function otherRealm(subject: Case, round: ChallengeRound): Found | undefined {
  const { next, challenges, otherChallenges, before, response } = round;
  const refusal = next?.final;
  const answer = next?.request;
  if (answer === undefined || refusal === undefined || !isRefused(refusal)) return undefined;
  const asked = [...challenges, ...otherChallenges].filter(({ isDigest }) => isDigest);
  const realms = asked.map((one) => one.params.get('realm'));
  const given = authValues(answer, round.fields.credentials).filter(({ isDigest }) => isDigest);
  if (asked.length === 0 || given.some((one) => realms.includes(one.params.get('realm')))) return undefined;
  const wrong =
    given.find((one) => asked.some((challenge) => hasNonceOf(one, challenge))) ?? given.find(isNewIn(before));
  if (wrong === undefined) return undefined;
  const isAnswer = asked.some((challenge) => hasNonceOf(wrong, challenge));
  const theirs = shown(wrong.params.get('realm') ?? '');
  const wanted = quotedList(realms.map((realm) => shown(realm ?? '')));
  return {
    certainty: isAnswer ? 'certain' : 'likely',
    severity: gravityOf(answer),
    summary:
      `${capital(serverText(subject, response))} asked for credentials for the realm ${wanted}, and ${clientText(subject, next!)} answered for the realm "${theirs}". ` +
      `That was refused with ${statusText(refusal)}.`,
    evidence: [
      seenIn(response, `the challenge: realm ${wanted}`),
      seenIn(answer, `credentials for the realm "${theirs}"`),
      seenIn(refusal, 'refused'),
    ],
  };
}

function isNewIn(before: readonly AuthValue[]): (value: AuthValue) => boolean {
  return (value) => !before.some((old) => old.params.get('realm') === value.params.get('realm'));
}

function isRefused({ status }: Step): boolean {
  return status === 400 || status === 401 || status === 403 || status === 407;
}

/** The challenge was made behind a proxy that had asked for credentials of its own realm: it is the proxy that is meant, not the client. */
function passedOn(subject: Case): Found | undefined {
  const unanswered = unansweredChallenge(subject);
  if (unanswered === undefined) return undefined;
  const { round, digests, severity } = unanswered;
  const { asked, response, before } = round;
  const origin = subject.originOf(response);
  const realms = digests.map(({ params }) => params.get('realm'));
  const own = before.map(({ params }) => params.get('realm'));
  if (origin === response || realms.length === 0 || own.length === 0 || realms.some((realm) => own.includes(realm)))
    return undefined;
  const [proxy, maker] = [response.hop.source, origin.hop.source];
  const wanted = quotedList(realms.map((realm) => shown(realm ?? '')));
  return {
    certainty: 'likely',
    severity,
    summary:
      `${capital(clientText(subject, asked))} had answered the challenge of ${subject.whoShort(proxy)} for the realm ${quotedList(own.map((realm) => shown(realm ?? '')))}. ` +
      `The ${response.status} that followed asks for the realm ${wanted}: it was made at ${placeText(maker)}, behind the proxy, which passed it on. The client has no password there and did not answer.`,
    cause: `${placeText(maker)} wants credentials from ${placeText(proxy)}, as a carrier wants them from its customer, and ${placeText(proxy)} handed the challenge to the phone instead of answering it.`,
    fix: [
      `On the proxy at ${placeText(proxy)}, set user name and password of that trunk, so that it answers the challenge itself: in Kamailio the module uac with \`uac_auth()\` in a failure_route, in Asterisk \`outbound_auth\` of the endpoint, in Sipwright \`credentials\` of the trunk.`,
      `Or let ${placeText(maker)} know the proxy by its address, without a password.`,
    ],
    evidence: [
      seenIn(asked.request!, 'carries credentials for the realm of the proxy'),
      seenIn(origin, `made here: realm ${wanted}`),
      seenIn(response, 'passed on to the client'),
    ],
  };
}

/** A realm that looks like the domain of others, and no answer. */
function strangeRealm(subject: Case): Found | undefined {
  const unanswered = unansweredChallenge(subject);
  if (unanswered === undefined) return undefined;
  const { round, digests, after, severity } = unanswered;
  const { asked, response } = round;
  const domains = domainsOf(asked.request!);
  const realms = digests.map((one) => one.params.get('realm') ?? '');
  if (domains.length === 0 || realms.length === 0 || round.before.length > 0) return undefined;
  if (!realms.every((realm) => isDomain(realm) && !domains.some((domain) => areRelated(domain, realm.toLowerCase()))))
    return undefined;
  const wanted = quotedList(realms.map(shown));
  const called = quotedList(domains.map(shown));
  return {
    certainty: 'possible',
    severity,
    summary:
      `${capital(clientText(subject, asked))} sent the ${asked.method} to the domain ${called}, and ${serverText(subject, response)} asked for credentials for the realm ${wanted}. ` +
      `The client gave none. ${after}`,
    cause: `The realm ${wanted} has the form of a domain, and of another one than the request is for. A client that has a password only for ${called} cannot answer it.`,
    evidence: [seenIn(asked.request!, `for the domain ${called}`), seenIn(response, `the challenge: realm ${wanted}`)],
  };
}

/** The host names of Request-URI, To and From; addresses say nothing. */
function domainsOf({ message, request }: Step): string[] {
  const uris = [request?.uriOrFailure, uriOf(message.toOrFailure), uriOf(message.fromOrFailure)];
  const hosts = uris.map((uri) => (uri instanceof Uri ? uri.host : ''));
  return isDomain(hosts[0]) ? [...new Set(hosts.filter(isDomain))] : [];
}

function uriOf(value: unknown): Uri | undefined {
  return value instanceof NameAddr ? value.uri : undefined;
}

function isDomain(text: string): boolean {
  return /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(text);
}

/** One lies within the other, or both within one domain of two labels. */
function areRelated(a: string, b: string): boolean {
  const tail = (name: string) => name.split('.').slice(-2).join('.');
  return tail(a) === tail(b);
}
