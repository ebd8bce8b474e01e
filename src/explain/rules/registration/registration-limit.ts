/** One contact too many: the registrar binds so many devices of one user, and no more (RFC 3261 10.3 step 4, 21.4.4). */

import { type Case, userAt } from '../../case/case.ts';
import { statusText } from '../../case/challenge-text.ts';
import { grantsIn } from '../../case/grant.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { type Step } from '../../case/step.ts';
import { capital, countText, listText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

/** What servers write who refuse for this reason: `Too many registered contacts`, `Maximum contacts reached`. */
const LIMIT =
  /too many (?:registered |registration |active )?(?:contacts?|registrations?|bindings?|devices?|users? registered)|(?:max(?:imum)?\.?|limit)[a-z ]{0,24}(?:contacts?|registrations?|bindings?|devices?)|(?:contacts?|registrations?|bindings?|devices?)[a-z ]{0,24}(?:limit|max(?:imum)?|exceed)/i;

/** A limit of another kind: how often somebody may register. */
const RATE = /\brate\b|too (?:fast|often|frequent)/i;

export const registrationLimit: CaseRule = {
  id: 'registration-limit',
  family: 'registration',
  scope: 'case',
  evenIfPlain: 'registration',
  title: 'The user has as many devices registered as the server allows',
  severity: 'failure',
  meaning:
    'The registrar did not bind the contact, since this user has as many already as it allows. Some servers refuse the REGISTER and say so in the reason phrase or in a Warning; others answer 200 OK, ' +
    'and the list of contacts in it holds the other devices, and not the new one. Old contacts count until their time has run out, also when their device is long gone.',
  cause:
    'As many contacts of this user are bound as the server allows, perhaps by devices that were switched off without unregistering.',
  fix: [
    'On the server, list what is bound for the user, and remove what is left over from devices that are gone: `sipwright registrations` with Sipwright, `kamctl ul show USER` with Kamailio, `pjsip show contacts` with Asterisk.',
    'Raise the limit: `registrar.maxContacts` in sipwright.yaml, `max_contacts` of the registrar module of Kamailio, `max_contacts` of the AOR in Asterisk.',
    'Or let a new device take the place of the oldest: `registrar.onContactLimit: replace` with Sipwright, `remove_existing=yes` of the AOR in Asterisk.',
    'Let the phones register for a shorter time, so that what is left over runs out sooner.',
  ],
  rfc: ['3261 10.3', '3261 21.4.4'],
  explains: [
    'request-refused',
    'not-permitted',
    'server-error',
    'contact-not-granted',
    'user-unavailable',
    'retry-loop',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      for (const transaction of leg.transactions) {
        if (transaction.method !== 'REGISTER' || transaction.request === undefined) continue;
        const found = transaction.status >= 400 ? refused(subject, transaction) : undefined;
        if (found !== undefined) return found;
      }
    }
    const dropped = grantsIn(subject).find(({ kind }) => kind === 'others');
    if (dropped === undefined) return undefined;
    const { request, response, missing, granted } = dropped;
    const listed = listText(granted.map(({ uri }) => uri).slice(0, 4));
    return {
      certainty: 'likely',
      summary: `${capital(subject.who(request.hop.source))} asked to be bound to ${userAt(request, 'to') || 'an unknown user'} with ${missing[0].uri}. The 200 OK lists ${countText(granted.length, 'contact')} of other devices (${listed}), and not this one.`,
      evidence: [
        seenIn(request, `asks for ${missing[0].uri}`),
        seenIn(response, `200 OK, and lists ${countText(granted.length, 'other contact')} only`),
      ],
    };
  },
};

function refused(subject: Case, { request, final, status }: SeenTransaction): Found | undefined {
  if (status === 401 || status === 407 || status === 423) return undefined;
  const response = subject.originOf(final!);
  const said = wordsOf(response);
  const own = status === 403 && isOwnLimit(subject);
  if (said === undefined && !own) return undefined;
  return {
    certainty: said === undefined ? 'likely' : 'certain',
    summary: `${capital(subject.who(response.hop.source))} refused the REGISTER of ${userAt(request, 'to') || 'an unknown user'} with ${statusText(response)}${said === undefined ? ': the account has as many contacts as it may have' : `${said === '' ? '' : ` and the words "${said}"`}: it binds no more contacts of this user`}.`,
    evidence: [seenIn(request!, 'one more contact'), seenIn(response, 'refused: too many contacts')],
  };
}

/** '' where the reason phrase says it, the words of Warning or Reason where they do; undefined where nothing does. */
function wordsOf(response: Step): string | undefined {
  if (saysLimit(statusText(response))) return '';
  // Kamailio says in a header field of its own why its registrar answers 503.
  return ['Warning', 'Reason', 'P-Registrar-Error'].map((name) => response.text(name)).find(saysLimit);
}

function saysLimit(text: string): boolean {
  return LIMIT.test(text) && !RATE.test(text);
}

/** Our own registrar refuses with 403 for this reason alone, and says so in its trace. */
function isOwnLimit({ decisions }: Case): boolean {
  return decisions.some(({ subject, text }) => subject === 'registration' && /^403, \S+ is left as it was$/.test(text));
}
