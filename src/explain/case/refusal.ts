/** Why a request came to nothing: the response that decided, followed back to where it was made (RFC 3261 16.7). */

import { type Case } from './case.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** A request that began something and was refused for good. */
export interface Refusal {
  /** The last try, on the first hop that the capture shows. */
  readonly attempt: SeenTransaction;
  /** The response that whoever asked was given. */
  readonly told: Step;
  /** The transaction in which the refusal was made, as far as the capture follows it. */
  readonly made: SeenTransaction;
  /** The refusal itself; proxies and B2BUAs may have turned it into another code on its way. */
  readonly origin: Step;
}

/**
 * The refusal that a case ended in. A call that was answered in the end, that its caller cancelled, or whose beginning is not in
 * the capture has none; neither has a request within a dialog.
 */
export function refusalOf(subject: Case): Refusal | undefined {
  return subject.once(find);
}

function find(subject: Case): Refusal | undefined {
  if (!subject.main.transactions.some(({ status }) => status >= 400)) return undefined;
  const { attempt } = subject.main;
  const told = attempt?.final;
  if (attempt?.request === undefined || attempt.request.toTag !== '' || told === undefined || told.status < 400)
    return undefined;
  if (wasCancelled(attempt) || subject.main.dialog !== undefined) return undefined;
  let made = innermost(attempt);
  const seen = new Set([subject.main]);
  for (;;) {
    const { server, first } = made;
    const next = subject.legs.filter((leg) => {
      const inner = leg.attempt;
      return (
        !seen.has(leg) &&
        inner !== undefined &&
        inner.method === attempt.method &&
        inner.client.address === server.address &&
        inner.first.number > first.number &&
        (inner.final?.number ?? Infinity) < told.number
      );
    });
    const deciding = next.map(({ attempt: inner }) => inner!);
    // Where one leg of a B2BUA got through, its refusal of the other is its own.
    const last = deciding.at(-1);
    if (last === undefined || !deciding.every(isRefused)) break;
    const same = deciding.find(({ status }) => status === made.status);
    for (const leg of next) seen.add(leg);
    made = innermost(same ?? last);
  }
  return { attempt, told, made, origin: made.final! };
}

/** Down through the proxies: to the response that was passed on, or to the only kind that there was to choose from. */
function innermost(outer: SeenTransaction): SeenTransaction {
  let current = outer;
  for (;;) {
    const { final, children } = current;
    const inner: SeenTransaction[] = children.filter((child) => (child.final?.number ?? Infinity) <= final!.number);
    const passedOn =
      inner.find(({ status, final: other }) => status === final!.status && other!.toTag === final!.toTag) ??
      inner.find(({ status }) => status === final!.status);
    const alike = inner.length > 0 && inner.every((one) => isRefused(one) && one.status === inner[0].status);
    const next = passedOn ?? (alike ? inner[inner.length - 1] : undefined);
    if (next === undefined) return current;
    current = next;
  }
}

function isRefused(transaction: SeenTransaction): boolean {
  const { status } = transaction;
  return status >= 400 && status !== 401 && status !== 407 && !wasCancelled(transaction);
}

/** Whether the final response came because of a CANCEL: 487, though some peers send 480 or 486 then. */
function wasCancelled({ cancel, final, status }: SeenTransaction): boolean {
  return status === 487 || (cancel !== undefined && cancel.first.number < (final?.number ?? 0));
}

/** A request of any kind that was refused with a code that tells how to ask again. */
export interface Rebuff {
  /** The request, on the first hop that the capture shows. */
  readonly asked: SeenTransaction;
  /** Where the refusal was made. */
  readonly made: SeenTransaction;
  readonly origin: Step;
  /** What its client was told. */
  readonly told: Step;
  /** The next request of the same method by the same client. */
  readonly next: SeenTransaction | undefined;
  /** Whether a later try got past it. */
  readonly isOvercome: boolean;
  readonly isWithinDialog: boolean;
  /** How many requests of this client were refused so. */
  readonly count: number;
}

/** The request that was refused with one of these codes; one that nobody mended before one that was mended. */
export function rebuffWith(
  subject: Case,
  isMeant: (status: number, asked: SeenTransaction) => boolean,
): Rebuff | undefined {
  const isAny = (one: SeenTransaction) => one.status >= 400 && isMeant(one.status, one);
  if (!subject.legs.some(({ transactions }) => transactions.some(isAny))) return undefined;
  const refusal = refusalOf(subject);
  if (refusal !== undefined && isMeant(refusal.origin.status, refusal.made))
    return rebuff(subject, refusal.attempt, refusal, isMeant);
  const all: Rebuff[] = [];
  for (const { roots } of subject.legs) {
    for (const asked of roots) {
      if (asked.request === undefined || asked.status < 400 || !isMeant(asked.status, asked)) continue;
      const made = innermost(asked);
      all.push(rebuff(subject, asked, { told: asked.final!, made, origin: made.final! }, isMeant));
    }
  }
  return all.find(({ isOvercome }) => !isOvercome) ?? all[0];
}

function rebuff(
  { legs }: Case,
  asked: SeenTransaction,
  { told, made, origin }: Pick<Refusal, 'told' | 'made' | 'origin'>,
  isMeant: (status: number, asked: SeenTransaction) => boolean,
): Rebuff {
  const roots = legs.find(({ transactions }) => transactions.includes(asked))?.roots ?? [];
  const alike = roots.filter((one) => one.method === asked.method && one.client.address === asked.client.address);
  const later = alike.slice(alike.indexOf(asked) + 1);
  const gotPast = (one: SeenTransaction) =>
    (one.status !== 0 && one.status !== 401 && one.status !== 407 && !isMeant(one.status, one)) ||
    one.responses.some(({ status }) => status > 100 && status < 200);
  return {
    asked,
    made,
    origin,
    told,
    next: later[0],
    isOvercome: later.some(gotPast),
    isWithinDialog: (asked.request?.toTag ?? '') !== '',
    count: alike.filter((one) => one.status >= 400 && isMeant(one.status, one)).length,
  };
}
