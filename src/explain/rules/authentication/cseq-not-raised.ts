/** The request with credentials has the CSeq of the one without (RFC 3261 22.2). */

import { type Case } from '../../case/case.ts';
import { challengeRounds, type ChallengeRound, credentialsIn, gotPast } from '../../case/challenge-round.ts';
import { clientText, serverText, statusText } from '../../case/challenge-text.ts';
import { gravityOf } from '../../case/refused-answer.ts';
import { type Step } from '../../case/step.ts';
import { capital } from '../../case/wording.ts';
import { type CaseRule, type Found, seenIn } from '../rule.ts';

export const cseqNotRaised: CaseRule = {
  id: 'cseq-not-raised',
  family: 'authentication',
  scope: 'case',
  title: 'The retry with credentials has the old CSeq number',
  severity: 'failure',
  meaning:
    'After a challenge the client sends the request with credentials, and leaves the CSeq number as it was. It has to be one higher: a server that sees the same Call-ID, From tag and CSeq again takes the request ' +
    'for a repetition or for a copy that came another way, answers with what it said before or with 482, or not at all.',
  cause:
    'The program that answers the challenge does not make a new request of it. A proxy that answers challenges for its users does so by nature: it may not change the CSeq of a request that is not its own.',
  fix: [
    'Update the client: the request with credentials has to have a CSeq one higher, and a new branch.',
    'In Kamailio, where uac_auth() answers the challenge of a carrier, load the dialog module and set `modparam("dialog", "track_cseq_updates", 1)`: it raises CSeq on that side and lowers it again on the way back. In OpenSIPS, create the dialog before uac_auth().',
    'Or let a B2BUA speak to the carrier, which has a CSeq of its own there.',
  ],
  rfc: ['3261 22.2', '3261 8.1.3.5', '3261 8.2.2.2'],
  explains: [
    'request-unanswered',
    'request-refused',
    'loop',
    'next-hop-silent',
    'hop-timeout',
    'server-error',
    'no-credentials',
    'wrong-password',
    'retry-loop',
    'rule-breach',
    'machine-breach',
  ],
  check(subject) {
    for (const leg of subject.legs) {
      for (const round of challengeRounds(leg)) {
        const found = round.isAccepted
          ? undefined
          : (inNewTransaction(subject, round) ?? inOldTransaction(subject, round));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  },
};

/** ms: a retry may have its answer behind the end of the capture. */
const PATIENCE = 2_000;

/** With a branch of its own. */
function inNewTransaction(subject: Case, round: ChallengeRound): Found | undefined {
  const { asked, next } = round;
  const retry = next?.request;
  if (next === undefined || retry === undefined || next.sequence < 0 || next.sequence !== asked.sequence)
    return undefined;
  if (round.answer.length === 0 && round.misplaced.length === 0) return undefined;
  if (gotPast(next)) return undefined;
  const { final } = next;
  if (final === undefined) {
    const waited = subject.surroundings.lastTime - retry.time;
    if (next.requestRepeats === 0 && !(waited > PATIENCE)) return undefined;
  }
  return told(subject, round, retry, final);
}

/** With the very branch of the request before: nothing but the text tells it from a repetition. */
function inOldTransaction(subject: Case, round: ChallengeRound): Found | undefined {
  const { asked, response } = round;
  if (asked.requestRepeats === 0 || round.before.length > 0) return undefined;
  const retry = asked.requests.find((step) => step.number > response.number && credentialsIn(step).length > 0);
  if (retry === undefined || gotPast(asked)) return undefined;
  return told(
    subject,
    round,
    retry,
    asked.responses.find(({ number, isFinal }) => isFinal && number > retry.number),
  );
}

function told(subject: Case, round: ChallengeRound, retry: Step, final: Step | undefined): Found {
  const { asked, response } = round;
  const { method, sequence } = asked;
  const isSame = final !== undefined && final.status === response.status && final.toTag === response.toTag;
  const outcome =
    final === undefined
      ? 'No final response to it came.'
      : isSame
        ? `It was answered with the same ${final.status} as before.`
        : `It was answered with ${statusText(final)}.`;
  return {
    certainty: final?.status === 482 || isSame ? 'certain' : 'likely',
    severity: gravityOf(retry),
    summary: `${capital(clientText(subject, asked))} answered the ${response.status} of ${serverText(subject, response)} with credentials, but with the old number again: CSeq ${sequence} ${method}. ${outcome}`,
    evidence: [
      seenIn(asked.request!, `CSeq ${sequence}, without credentials`),
      seenIn(response, 'the challenge'),
      seenIn(retry, `credentials, and CSeq ${sequence} again`),
      ...(final === undefined ? [] : [seenIn(final, isSame ? 'the old answer' : 'refused')]),
    ],
  };
}
