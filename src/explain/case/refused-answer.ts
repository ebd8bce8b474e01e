/** Answers to challenges that were refused all the same, and what the refusal says of its reason (RFC 3261 22.1). */

import { parseDigestAlgorithm } from '../../auth/index.ts';
import { type AuthValue } from '../../message/index.ts';
import {
  answers,
  authValues,
  challengeRounds,
  type ChallengeRound,
  fieldsByStatus,
  isStale,
} from './challenge-round.ts';
import { type Conversation } from './conversation.ts';
import { reasonsOf, warningsOf } from './said-reason.ts';
import { type Step } from './step.ts';

/** Credentials for a challenge, in the field where they belong, and the refusal that they got. */
export interface RefusedAnswer {
  readonly round: ChallengeRound;
  /** The request with the credentials. */
  readonly answer: Step;
  readonly credentials: AuthValue;
  /** The challenge that they answer; of several with one nonce, that with their algorithm. */
  readonly challenge: AuthValue;
  /** 400, 401, 403 or 407. */
  readonly refusal: Step;
  /** Whether the new challenge says stale=true. */
  readonly isStale: boolean;
}

/** The answers of a conversation that were refused, in order. */
export function refusedAnswers(conversation: Conversation): RefusedAnswer[] {
  return challengeRounds(conversation).flatMap((round) => refusedAnswer(round) ?? []);
}

function refusedAnswer(round: ChallengeRound): RefusedAnswer | undefined {
  const refusal = round.next?.final;
  const answer = round.next?.request;
  if (refusal === undefined || answer === undefined) return undefined;
  const { status } = refusal;
  if (status !== 400 && status !== 403 && status !== round.status) return undefined;
  const again = status === 401 || status === 407 ? authValues(refusal, fieldsByStatus[status].challenge) : [];
  for (const credentials of round.answer) {
    const challenge = challengeFor(credentials, round.challenges);
    if (challenge === undefined) continue;
    const realm = challenge.params.get('realm');
    const ofRealm = again.filter((value) => value.params.get('realm') === realm);
    // Another server on the way asks next: that is no refusal of these credentials.
    if (again.length > 0 && ofRealm.length === 0) continue;
    return { round, answer, credentials, challenge, refusal, isStale: ofRealm.some(isStale) };
  }
  return undefined;
}

function challengeFor(credentials: AuthValue, challenges: readonly AuthValue[]): AuthValue | undefined {
  const meant = challenges.filter((challenge) => answers(credentials, challenge));
  return meant.find((challenge) => sameAlgorithm(credentials, challenge)) ?? meant[0];
}

/** How bad it is that a request fails: within a dialog, or to keep a NAT open, there is less to lose. */
export function gravityOf({ method, toTag }: Step): 'failure' | 'warning' {
  return toTag !== '' || method === 'OPTIONS' || method === 'NOTIFY' ? 'warning' : 'failure';
}

/** Whether both name one algorithm; MD5 need not be named (RFC 7616 3.3). */
export function sameAlgorithm(a: AuthValue, b: AuthValue): boolean {
  const [one, other] = [a.params.get('algorithm'), b.params.get('algorithm')];
  if (one?.toLowerCase() === other?.toLowerCase()) return true;
  const algorithm = parseDigestAlgorithm(one);
  return algorithm !== undefined && algorithm === parseDigestAlgorithm(other);
}

/** Whether somebody says in words what a rule looks for: in the reason phrase, in Warning, or in Reason. */
export function isSaid(step: Step, pattern: RegExp): boolean {
  return (
    pattern.test(step.title) ||
    warningsOf(step).some(({ text }) => pattern.test(text)) ||
    reasonsOf(step).some(({ text }) => pattern.test(text))
  );
}

/** The password is blamed by name: `403 Wrong password`, `403 Forbidden (Bad auth)`. */
export function blamesPassword(refusal: Step): boolean {
  return isSaid(
    refusal,
    /passw|credential|bad auth|auth\w* (?:failed|failure|error|rejected)|(?:failed|invalid|wrong) auth/i,
  );
}

/** The nonce is blamed in words alone: `401 nonce has changed`. */
export function blamesNonce(refusal: Step): boolean {
  return isSaid(refusal, /\bnonce\b|\bstale\b|\breplay/i);
}

/**
 * Programs that refuse a wrong password with a plain 403: FreeSWITCH always, Asterisk's chan_sip a REGISTER. Elsewhere 403 says
 * that credentials would not help (RFC 3261 21.4.4).
 */
export function answersPasswordWith403(refusal: Step): boolean {
  const program = `${refusal.text('Server')} ${refusal.text('User-Agent')}`;
  return /freeswitch/i.test(program) || (refusal.method === 'REGISTER' && /asterisk|fpbx/i.test(program));
}
