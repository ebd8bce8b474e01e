/** Requests that a hop never answered at all, not even with 100 (RFC 3261 17.1.1.2, 17.1.2.2). */

import { type Case } from './case.ts';
import { type Conversation } from './conversation.ts';
import { refusalOf } from './refusal.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** A request that nothing came back for, though there was time for it. */
export interface Silence {
  readonly leg: Conversation;
  /** The request on the hop where nothing came back. */
  readonly asked: SeenTransaction;
  /** The same request as its first client sent it; `asked` itself where no proxy sent it on. */
  readonly root: SeenTransaction;
  /** Its last repetition, or the request where it was sent once. */
  readonly last: Step;
  /** ms from the request to its last repetition; NaN where the capture tells no times. */
  readonly lasted: number;
  /** What whoever waited in vain told its own client because of it. */
  readonly told: Step | undefined;
  /** Somebody else answered in its place: another branch of a fork, the next server that was tried, the next try. */
  readonly instead: SeenTransaction | undefined;
  readonly isWithinDialog: boolean;
}

/** Sent so often without an answer: lost packets are no likely explanation any more. */
const LIKELY = 3;
/** Sent so often, whatever else the client did then. */
const CERTAIN = 4;
/** ms: on a connection nothing is repeated; whoever has said nothing for so long says nothing. */
const PATIENCE = 10_000;

const none: readonly Silence[] = [];

/** The requests of a case that a hop met with silence; those that the capture itself cuts short are not among them. */
export function silences(subject: Case): readonly Silence[] {
  return subject.once(findSilences);
}

function findSilences(subject: Case): readonly Silence[] {
  if (!subject.legs.some(({ transactions }) => transactions.some(gotNothing))) return none;
  return subject.legs.flatMap((leg) =>
    leg.roots
      .flatMap(withBranches)
      .filter(gotNothing)
      .map((asked) => silenceOf(subject, leg, asked))
      .filter((silence) => isProven(subject, silence)),
  );
}

/** The silences that somebody suffered from: nobody else answered in the place of who was silent. */
export function harmfulSilences(subject: Case): readonly Silence[] {
  return silences(subject).filter(({ instead }) => instead === undefined);
}

/** Whether a request was seen, and no response to it. ACK has none; that of a CANCEL matters to nobody. */
export function gotNothing({ method, requests, responses }: SeenTransaction): boolean {
  return responses.length === 0 && requests.length > 0 && method !== 'ACK' && method !== 'CANCEL';
}

/** What is known of a request without any response, whether or not there was time for one. */
export function silenceOf(subject: Case, leg: Conversation, asked: SeenTransaction): Silence {
  const above: SeenTransaction[] = [];
  for (let outer = asked.parent; outer !== undefined && above.length < 70; outer = outer.parent) above.push(outer);
  const root = above.at(-1) ?? asked;
  const first = asked.requests[0];
  const last = asked.requests[asked.requests.length - 1];
  const isWithinDialog = first.toTag !== '';
  const told = toldFor(subject, leg, asked, above);
  return {
    leg,
    asked,
    root,
    last,
    lasted: last.time - first.time,
    told,
    instead: told === undefined ? insteadOf(subject, leg, asked, root, above) : rangElsewhere(asked, root, above),
    isWithinDialog,
  };
}

function withBranches(root: SeenTransaction): SeenTransaction[] {
  return [root, ...root.children.flatMap(withBranches)];
}

/** The refusal that an element on the way made by itself, or a B2BUA on its other leg. */
function toldFor(
  subject: Case,
  leg: Conversation,
  asked: SeenTransaction,
  above: readonly SeenTransaction[],
): Step | undefined {
  const outermost = above.at(-1);
  if (outermost !== undefined) {
    const { final } = outermost;
    if (final === undefined || final.status < 400 || final.number < asked.first.number) return undefined;
    const origin = subject.originOf(final).transaction;
    return origin !== undefined && above.includes(origin) ? final : undefined;
  }
  if (leg === subject.main) return undefined;
  const refusal = refusalOf(subject);
  const { address } = asked.client;
  return refusal !== undefined && refusal.made.server.address === address && refusal.told.number > asked.first.number
    ? refusal.told
    : undefined;
}

function insteadOf(
  subject: Case,
  leg: Conversation,
  asked: SeenTransaction,
  root: SeenTransaction,
  above: readonly SeenTransaction[],
): SeenTransaction | undefined {
  const { final } = root;
  if (final !== undefined) return subject.originOf(final).transaction;
  const rang = rangElsewhere(asked, root, above);
  if (rang !== undefined) return rang;
  const next = leg.roots.find(
    (one) =>
      one.method === asked.method &&
      one.first.number > asked.first.number &&
      one.client.address === root.client.address &&
      (one.request?.toTag ?? '') === (root.request?.toTag ?? '') &&
      one.responses.length > 0,
  );
  if (next !== undefined || leg === subject.main || asked.method !== 'INVITE') return next;
  // A B2BUA that has tried another way.
  const { attempt } = subject.main;
  return attempt?.responses.some(({ status }) => status > 100 && status < 300) === true ? attempt : undefined;
}

/** A branch of the same fork that got somewhere. */
function rangElsewhere(
  asked: SeenTransaction,
  root: SeenTransaction,
  above: readonly SeenTransaction[],
): SeenTransaction | undefined {
  return withBranches(root).find(
    (one) => one !== asked && !above.includes(one) && one.responses.some(({ status }) => status > 100 && status < 300),
  );
}

function isProven(subject: Case, { asked, told, leg }: Silence): boolean {
  const { requests, first, server } = asked;
  if (requests.length >= CERTAIN) return true;
  // RFC 3261 9.1: nobody cancels what was not answered by 100 at least.
  if (asked.cancel !== undefined || goesOn(leg, asked)) return false;
  if (requests.length >= LIKELY) return true;
  const isReliable = asked.hop.transport !== 'UDP';
  if (told !== undefined) return requests.length > 1 || isReliable;
  const waited = subject.surroundings.lastTime - first.time;
  return isReliable && waited >= PATIENCE && subject.surroundings.flows.isHeard(server.address);
}

/** Whoever acknowledges, or answers a challenge, has had an answer: the capture lacks it. */
function goesOn({ transactions }: Conversation, asked: SeenTransaction): boolean {
  const { first, client, sequence, method } = asked;
  return transactions.some(({ request, client: other, sequence: number, method: one }) => {
    if (request === undefined || request.number < first.number || other.address !== client.address) return false;
    if (one === 'ACK') return number === sequence;
    if (request.toTag !== '' && first.toTag === '') return request.fromTag === first.fromTag;
    return one === method && number > sequence && /^(?:Proxy-)?Authorization:/im.test(request.seen.text);
  });
}
