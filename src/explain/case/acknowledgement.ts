/** Answers to INVITE whose ACK never got to whoever answered: they are repeated, and then the call is given up (RFC 3261 13.3.1.4). */

import { type Place } from '../../capture/index.ts';
import { type Case } from './case.ts';
import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** 64 times T1: so long an answer is repeated (13.3.1.4), ms. */
export const ANSWER_TIMEOUT = 32_000;
/** The longest pause between two repetitions, T2, ms. */
const LONGEST_PAUSE = 4_000;

/** A 2xx that was repeated, or given up, for want of an ACK. */
export interface MissingAck {
  readonly leg: Conversation;
  /** The INVITE as whoever called sent it, on the first hop. */
  readonly outer: SeenTransaction;
  /** The INVITE as it came to whoever answered, on the last hop. */
  readonly inner: SeenTransaction;
  /** The 2xx on the last hop, as it was sent first. */
  readonly answer: Step;
  /** The same on the first hop; undefined where it was not seen there. */
  readonly told: Step | undefined;
  /** Its repetitions on the last hop. */
  readonly repeats: readonly Step[];
  /** The ACKs that are meant for it, on all hops. */
  readonly acks: readonly Step[];
  /** ACKs for this INVITE that name another dialog: with another To tag. */
  readonly strangers: readonly Step[];
  /** The BYE of whoever answered. */
  readonly bye: Step | undefined;
  /** A BYE of whoever called that came before: then nobody was cut off. */
  readonly hungUpBefore: Step | undefined;
  /** ms from the answer to the BYE, else to the last repetition; NaN where the capture tells no times. */
  readonly waited: number;
}

const none: readonly MissingAck[] = [];

/** The answers of a case that were never acknowledged, as far as the capture can show it. */
export function missingAcks(subject: Case): readonly MissingAck[] {
  return subject.once(findMissing);
}

function findMissing(subject: Case): readonly MissingAck[] {
  return subject.legs.some(mayLackAck) ? subject.legs.flatMap((leg) => missingIn(leg, subject)) : none;
}

/** An answer that was sent more than once, or no ACK at all beside one that was seen. */
function mayLackAck(leg: Conversation): boolean {
  const answered = leg.of('INVITE').filter(({ status }) => status >= 200 && status < 300);
  if (answered.length === 0) return false;
  if (leg.of('ACK').length === 0) return true;
  return answered.some(({ responses }) => responses.some((step) => step.isFinal && step.repeats !== undefined));
}

function missingIn(leg: Conversation, subject: Case): MissingAck[] {
  if (!mayLackAck(leg)) return [];
  const found: MissingAck[] = [];
  for (const outer of leg.of('INVITE')) {
    if (outer.parent !== undefined) continue;
    const tags = new Set(answersOf(outer).map(({ toTag }) => toTag));
    for (const child of outer.children) for (const { toTag } of answersOf(child)) tags.add(toTag);
    for (const tag of tags) {
      const one = missingFor(leg, outer, tag);
      if (one !== undefined && isMissing(one, subject)) found.push(one);
    }
  }
  return found;
}

function answersOf({ responses }: SeenTransaction): Step[] {
  return responses.filter(({ status }) => status >= 200 && status < 300);
}

function missingFor(leg: Conversation, outer: SeenTransaction, tag: string): MissingAck | undefined {
  const isAnswer = (step: Step) => step.status >= 200 && step.status < 300 && step.toTag === tag;
  let inner = outer;
  for (;;) {
    const next: SeenTransaction | undefined = inner.children.find(({ responses }) => responses.some(isAnswer));
    if (next === undefined) break;
    inner = next;
  }
  const [answer, ...repeats] = inner.responses.filter(isAnswer);
  // Where one direction only was captured, nothing is known of an ACK.
  if (answer === undefined || inner.request === undefined || outer.request === undefined) return undefined;
  const { fromTag, sequence } = answer;
  const sameInvite = leg.steps.filter(
    (step) => !step.copy && step.isRequest && step.method === 'ACK' && step.fromTag === fromTag,
  );
  const acks = sameInvite.filter((step) => step.sequence === sequence && step.toTag === tag);
  // The ACK for the answer of another fork has that one's tag, by right.
  const answeredTags = new Set(leg.of('INVITE').flatMap(({ responses }) => responses.map(({ toTag }) => toTag)));
  const strangers = sameInvite.filter(
    (step) =>
      step.number > answer.number &&
      !acks.includes(step) &&
      ((step.sequence === sequence && !answeredTags.has(step.toTag)) ||
        (step.toTag === tag && !leg.of('INVITE').some((one) => one.sequence === step.sequence))),
  );
  const byes = leg
    .of('BYE')
    .flatMap(({ request }) => request ?? [])
    .filter(({ number }) => number > answer.number);
  const bye = byes.find((step) => step.fromTag === tag && step.toTag === fromTag);
  const hungUpBefore = byes.find(
    (step) => step.fromTag === fromTag && step.toTag === tag && (bye === undefined || step.number < bye.number),
  );
  const last = bye ?? repeats.at(-1) ?? answer;
  return {
    leg,
    outer,
    inner,
    answer,
    told: outer.responses.find(isAnswer),
    repeats,
    acks,
    strangers,
    bye,
    hungUpBefore,
    waited: last.time - answer.time,
  };
}

/** One or two repetitions are loss, which mends itself; here are those that nothing mended. */
function isMissing(missing: MissingAck, { surroundings }: Case): boolean {
  const { acks, repeats, answer, bye, hungUpBefore, inner } = missing;
  if (acks.length === 0) return repeats.length >= 3 || (repeats.length === 2 && bye !== undefined) || gaveUp(missing);
  const [first] = acks;
  const after = repeats.filter(({ number }) => number > first.number).length;
  const arrived = acks.some(({ hop }) => sameHost(hop.destination, inner.server));
  if (after < (arrived ? 3 : 2)) return false;
  // Where the repetitions stopped early, and not because the call or the capture did, an ACK came through at last.
  const last = repeats[repeats.length - 1];
  const end = (hungUpBefore ?? bye)?.time ?? surroundings.lastTime;
  return !(end - last.time > 2 * LONGEST_PAUSE && last.time - answer.time < ANSWER_TIMEOUT * 0.8);
}

/** Whoever answered hung up when the time for the ACK had run out. */
export function gaveUp({ answer, bye }: MissingAck): boolean {
  const after = (bye?.time ?? Number.NaN) - answer.time;
  return after > ANSWER_TIMEOUT * 0.85 && after < ANSWER_TIMEOUT * 1.3;
}

/** Whether two places are one host; a TCP client sends from changing ports. */
export function sameHost(a: Place, b: Place): boolean {
  return a.address === b.address && (a.address !== '' || a.port === b.port);
}
