/** The number is too short, or the name fits several people: 484 and 485 (RFC 3261 21.4.22, 21.4.23, RFC 3578). */

import { Uri } from '../../../message/index.ts';
import { uriOf } from '../../case/redirection.ts';
import { refusalOf } from '../../case/refusal.ts';
import { contactsIn } from '../../case/registration-book.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { shown } from '../../case/step.ts';
import { countText } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';
import { refusalEvidence, refusedText } from '../refusal-words.ts';

const MAX_CONTACTS = 5;

export const addressIncomplete: CaseRule = {
  id: 'address-incomplete',
  family: 'routing',
  scope: 'case',
  title: 'The number or name called is not complete',
  severity: 'failure',
  meaning:
    'The final response is 484 Address Incomplete: the Request-URI begins like a number that the server can route, and is too short. Or it is 485 Ambiguous: the name fits several people, whom the Contact header fields may list. ' +
    'With overlap dialling 484 is ordinary: the phone sends a new INVITE with each further digit, and only the last answer counts.',
  cause: 'Too few digits were dialled, or a rule on the way cut some off.',
  fix: [
    'Dial the whole number and then press Call. If this works, the dial plan or digit timer of the phone is too eager.',
    'Count the digits of the Request-URI at the hop of the answer, and add the missing prefix in the outgoing rule.',
    'Where nobody dials overlap, switch it off (allow_overlap=no in Asterisk).',
  ],
  rfc: ['3261 21.4.22', '3261 21.4.23', '3578 3'],
  explains: ['request-refused'],
  check(subject) {
    const refusal = refusalOf(subject);
    if (refusal === undefined || (refusal.origin.status !== 484 && refusal.origin.status !== 485)) return undefined;
    const { origin, made, attempt } = refusal;
    const uri = uriOf(made.request ?? attempt.request);
    const dialled = uriOf(attempt.request);
    const changed = dialled === uri ? '' : ` The caller had asked for ${dialled}; it was rewritten on the way.`;
    return {
      certainty: 'certain',
      summary: `${refusedText(subject, refusal)} The Request-URI was ${uri} there${digitsText(made.request?.request?.uriOrFailure)}.${changed}${reasonSentences(origin)}`,
      ...(origin.status === 485 ? ambiguous(contactsIn(origin).map(({ uri: contact }) => shown(contact))) : {}),
      evidence: refusalEvidence(
        refusal,
        `for ${uri}`,
        origin.status === 484 ? 'more digits are needed' : 'it fits several',
        attempt === made ? [] : [seenIn(attempt.request!, `the call as it began, for ${dialled}`)],
      ),
    };
  },
};

function digitsText(uri: unknown): string {
  if (!(uri instanceof Uri)) return '';
  const digits = uri.user.replace(/[\s().+-]/g, '');
  return /^\d+$/.test(digits) ? `, a number of ${countText(digits.length, 'digit')}` : '';
}

function ambiguous(contacts: readonly string[]): Pick<Found, 'cause' | 'fix'> {
  const list = contacts.slice(0, MAX_CONTACTS).join(', ');
  return {
    cause:
      contacts.length === 0
        ? 'The name fits several people of the directory, and the answer does not list them.'
        : `The name fits several people: ${list}${contacts.length > MAX_CONTACTS ? ', …' : ''}.`,
    fix: [
      contacts.length === 0
        ? 'Dial the full address or the extension of the person.'
        : 'Choose one of the addresses that the answer lists, and store it in the address book in place of the short form.',
      'On the server, give the alias to one entry only.',
    ],
  };
}
