/** The user name has no account where it is asked for (RFC 3261 10.3 step 5, 21.4.5). */

import { ownDecisions } from '../../case/own-server.ts';
import { type Case, userAt } from '../../case/case.ts';
import { credentialsIn, gotPast } from '../../case/challenge-round.ts';
import { serverText, statusText } from '../../case/challenge-text.ts';
import { type Conversation } from '../../case/conversation.ts';
import { isSaid } from '../../case/refused-answer.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown, type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const unknownUser: CaseRule = {
  id: 'unknown-user',
  family: 'authentication',
  scope: 'case',
  title: 'The server does not know the user',
  severity: 'failure',
  meaning:
    'A REGISTER was answered with 404, which a registrar says of an address-of-record that it does not have; or a request with credentials was refused in words that say so, ' +
    'in the reason phrase or in Warning. Many servers hide it on purpose and answer as to a wrong password, so that nobody can find out names.',
  cause:
    'There is no account of that name in that domain on the server that answered, or the name in the client is mistyped.',
  fix: [
    'Compare the user name and the domain in the client with the account, letter by letter; the authentication user name is often a field of its own.',
    'On the server, list the accounts: `sipwright user list`, in Asterisk `pjsip show aors` and `pjsip show endpoints`, in Kamailio `kamctl db show subscriber`, in FreeSWITCH `list_users`.',
    'In Asterisk with chan_pjsip, 404 to REGISTER means that the endpoint has no `aors` of the name in To: write it into `aors=`, and give the AOR that very name.',
  ],
  rfc: ['3261 10.3', '3261 21.4.5'],
  explains: ['wrong-password', 'not-permitted', 'user-not-found', 'request-refused', 'retry-loop'],
  check(subject) {
    for (const leg of subject.legs) {
      if (!leg.transactions.some(({ status }) => status >= 401 && status <= 407)) continue;
      const found = judge(subject, leg);
      if (found !== undefined) return found;
    }
    return undefined;
  },
};

const OF_USER =
  /(?:unknown|unregistered|no such|invalid|non-?existent|unrecogni[sz]ed) (?:sip )?(?:user|subscriber|account|username|aor|endpoint|auth)|(?:user|subscriber|account|username|aor|endpoint|auth\w* id)\b.{0,20}(?:unknown|not found|does(?: not|n't) exist|not exist|not known|invalid|no longer)/i;
/** In a call these words may be about the called user: only what names the caller counts. */
const OF_CALLER =
  /(?:unknown|invalid|no such) (?:caller|calling|account|from|auth)|(?:caller|calling party|account|from user|auth\w* id)\b.{0,20}(?:unknown|not found|does(?: not|n't) exist|not known|invalid)/i;

function judge(subject: Case, leg: Conversation): Found | undefined {
  // Our own server tells a caller the same of both, and its trace the truth.
  const isKnown = ownDecisions(subject)?.credentials.endsWith('no such user') === true;
  for (const root of leg.roots) {
    const { request, final, method } = root;
    if (request === undefined || final === undefined || request.toTag !== '') continue;
    const isRegister = method === 'REGISTER';
    const { status } = final;
    if (status !== 401 && status !== 403 && status !== 407 && !(isRegister && status === 404)) continue;
    if (isMendedBehind(leg, root)) continue;
    // A domain that is not served is another matter: see `wrong-domain`.
    if (isSaid(final, /domain|realm|relay/i)) continue;
    const isTold = isKnown || isSaid(final, isRegister ? OF_USER : OF_CALLER);
    if (!isTold && status !== 404) continue;
    const [credentials] = credentialsIn(request);
    const addressOfRecord = userAt(request, 'to');
    const name = isRegister
      ? `"${shown(addressOfRecord)}"`
      : `"${shown(credentials?.params.get('username') ?? userAt(request, 'from'))}"`;
    return {
      certainty: isTold ? 'certain' : 'likely',
      summary: `${capital(serverText(subject, final))} answered the ${method} of ${name} with ${statusText(final)}${isTold ? '' : ', which a registrar says of an address that it has no account for'}.`,
      evidence: [seenIn(request, `${method} of ${name}`), seenIn(subject.originOf(final), told(final))],
    };
  }
  return undefined;
}

function isMendedBehind(leg: Conversation, { method, client, first }: SeenTransaction): boolean {
  return leg.roots.some(
    (one) =>
      one.method === method && one.client.address === client.address && one.first.number > first.number && gotPast(one),
  );
}

function told(final: Step): string {
  return final.status === 404 ? 'not found: the registrar has no such address-of-record' : 'the user is not known';
}
