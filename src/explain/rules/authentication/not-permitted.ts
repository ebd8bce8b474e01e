/** The credentials were taken, and the request is refused with 403 (RFC 3261 21.4.4). */

import { userAt } from '../../case/case.ts';
import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import {
  answersPasswordWith403,
  blamesPassword,
  gravityOf,
  isSaid,
  refusedAnswers,
} from '../../case/refused-answer.ts';
import { refusalOf } from '../../case/refusal.ts';
import { reasonSentences } from '../../case/said-reason.ts';
import { type SeenTransaction } from '../../case/seen-transaction.ts';
import { shown } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Certainty, seenIn } from '../rule.ts';
import { unknownUser } from './unknown-user.ts';

export const notPermitted: CaseRule = {
  id: 'not-permitted',
  family: 'authentication',
  scope: 'case',
  title: 'The user is known and may not do this',
  severity: 'failure',
  meaning:
    'The client answered the challenge, and was not challenged again but refused with 403: the server understood, and credentials would not help. ' +
    'It is certain that the credentials were right where a provisional response came before, or where the request was passed on with them.',
  cause:
    'The account may not do what the request asks: call this destination, use the caller number in From, register this address, or do anything at all because it is blocked or out of credit.',
  fix: [
    'Ask whoever runs the server for the reason that its log has at the time of the 403: destination not allowed, caller number not owned, account blocked, no credit.',
    'Call a number that the account may surely call. If that works, it is the destination or its prefix.',
    'Let From carry the address of the account itself: many servers refuse any other with 403, Sipwright too.',
    'In Sipwright, `sipwright route INVITE sip:NUMBER@DOMAIN --from sip:USER@DOMAIN` prints which line decides it.',
  ],
  rfc: ['3261 21.4.4', '3261 22.1'],
  explains: ['request-refused', 'retry-loop', 'registration-expired'],
  check(subject) {
    for (const leg of subject.legs) {
      if (!leg.hasStatus(403) || unknownUser.check(subject) !== undefined) continue;
      for (const { round, answer, credentials, refusal } of refusedAnswers(leg)) {
        if (refusal.status !== 403 || round.isAccepted || round.next === undefined) continue;
        // Each of these has a rule of its own.
        if (blamesPassword(refusal) || answersPasswordWith403(refusal)) continue;
        if (isSaid(refusal, SAID_ELSEWHERE)) continue;
        // A B2BUA that took the credentials passes on what its other leg was told.
        const decided = refusalOf(subject)?.origin;
        if (decided !== undefined && leg === subject.main && decided.callId !== refusal.callId) continue;
        const name = shown(credentials.params.get('username') ?? '');
        const [from] = userAt(answer, 'from').split('@');
        const own = name.split('@')[0];
        const isOther = answer.method === 'INVITE' && from !== '' && from.toLowerCase() !== own.toLowerCase();
        const origin = subject.originOf(refusal);
        return {
          certainty: certaintyOf(round.next),
          severity: gravityOf(answer),
          summary:
            `${capital(clientText(subject, round.next))} answered the challenge as "${name}", was not challenged again, and ${serverText(subject, refusal)} refused the ${answer.method} with ${statusText(refusal)}.` +
            `${isOther ? ` From names "${shown(from)}".` : ''}${reasonSentences(origin)}`,
          ...(answer.method === 'REGISTER' ? ofRegister : isOther ? ofOtherCaller(name, shown(from)) : {}),
          evidence: [
            seenIn(round.response, 'the challenge'),
            seenIn(answer, `credentials of "${name}"`),
            seenIn(origin, 'forbidden, and no new challenge'),
          ],
        };
      }
    }
    return undefined;
  },
};

/** Relaying, limits, unknown users and domains, dates and nonces. */
const SAID_ELSEWHERE =
  /relay|too many|limit|maximum|exceed|stale|unknown (?:user|domain|account)|user (?:unknown|not found)|domain|nonce/i;

const ofRegister = {
  cause:
    'The account may not register: it is blocked, or it may not register this address, this number of devices or from this place. Some servers also answer a wrong password with 403, which RFC 3261 leaves to them (22.1).',
  fix: [
    'Ask whoever runs the server for the reason that its log has at the time of the 403.',
    'Type the password anew in the client, in case this server answers a wrong one with 403.',
    'See whether To and From carry the address of the account: a registrar refuses to bind contacts to the address of somebody else (RFC 3261 10.3).',
  ],
};

function ofOtherCaller(name: string, from: string): { cause: string } {
  return {
    cause: `The account may not do what the request asks. From names "${from}", and the credentials are those of "${name}": many servers refuse a caller number that is not known to belong to the account. If it may be used, the destination may be forbidden to the account, or the account blocked or out of credit.`,
  };
}

function certaintyOf({ responses, children, method }: SeenTransaction): Certainty {
  const wasTaken = children.length > 0 || responses.some(({ status }) => status > 100 && status < 200);
  return wasTaken ? 'certain' : method === 'REGISTER' ? 'possible' : 'likely';
}
