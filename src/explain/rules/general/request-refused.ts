/** Any refusal that no particular rule explains: told by what the reference knows of its code (RFC 3261 21). */

import { responseCode } from '../../../catalogue/index.ts';
import { type Case } from '../../case/case.ts';
import { credentialsIn } from '../../case/challenge-round.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { codeText } from '../../case/known-code.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, seenIn } from '../rule.ts';

export const requestRefused: CaseRule = {
  id: 'request-refused',
  family: 'routing',
  scope: 'case',
  title: 'The request was refused',
  severity: 'failure',
  general: true,
  meaning:
    'The final response says no, and nothing in the capture says more precisely why. What the code means in general, and what helps, is taken from the reference: ' +
    '`sipwright explain CODE` prints all of it.',
  cause: 'The one who answered does not want to, or cannot, do what the request asks.',
  fix: [
    'Look up the code with `sipwright explain CODE`, and read the log of the one who answered at the time of the response.',
  ],
  rfc: ['3261 21'],
  check(subject) {
    const refused = refusedAttempt(subject);
    if (refused === undefined) return undefined;
    const response = refused.final!;
    const origin = subject.originOf(response);
    const { status, method } = response;
    const text = codeText(status);
    const said = ['Reason', 'Warning']
      .map((field) => [field, origin.text(field)])
      .filter(([, value]) => value !== '')
      .map(([field, value]) => ` Its ${field} says: ${value}.`)
      .join('');
    return {
      certainty: 'certain',
      // Any answer to OPTIONS shows what it is mostly asked for: that somebody is there.
      severity: method === 'OPTIONS' ? 'note' : undefined,
      summary: `${capital(subject.who(origin.hop.source))} answered the ${method} with ${origin.title}.${text === undefined ? '' : ` ${text.summary}`}${said}`,
      cause: text?.description,
      fix: [...(text?.fix.phone ?? []), ...(text?.fix.operator ?? []), ...(text?.fix.provider ?? [])].slice(0, 5),
      evidence: [
        ...(refused.request === undefined ? [] : [seenIn(refused.request, 'the request')]),
        seenIn(origin, responseCode(status)?.phrase === undefined ? 'an unregistered code' : 'the refusal'),
      ],
    };
  },
};

/** The last try of a case, where it was refused for good: a challenge that was answered, or a redirection, is not that. */
export function refusedAttempt(subject: Case): SeenTransaction | undefined {
  const { attempt, dialog } = subject.main;
  if (attempt === undefined || attempt.status < 400 || dialog !== undefined) return undefined;
  // A challenge is a question: what became of it is for the rules of authentication.
  const asks = attempt.status === 401 || attempt.status === 407;
  if (asks && attempt.request !== undefined && credentialsIn(attempt.request).length === 0) return undefined;
  // Whoever has sent CANCEL does not want the call any more, whatever the answer is.
  return attempt.cancel === undefined ? attempt : undefined;
}
