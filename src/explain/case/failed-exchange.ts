/** Requests that were to refresh or change a call that is up, and did not (RFC 3261 14, RFC 3311, RFC 4028 10). */

import { type CallLife, callLives } from './call-life.ts';
import { type Case } from './case.ts';
import { sessionIn } from './negotiation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { isRefresh } from './session-timing.ts';
import { type Step } from './step.ts';
import { isUnspecified, type SessionDescription } from '../../sdp/index.ts';

/** So long a request must have been waiting before its silence counts, ms. */
const PATIENCE = 10_000;
/** A BYE that comes because of a refusal comes as soon, ms. */
const AT_ONCE = 5_000;
/** A client gives up a request after 64 times T1 (RFC 3261 17.1); a BYE because of it comes shortly after, ms. */
const GIVING_UP = 45_000;

/**
 * Codes that are the beginning of another try or belong to another finding: challenges, a CANCEL, glare, an unknown dialog.
 */
const NOT_MEANT: ReadonlySet<number> = new Set([401, 407, 481, 487, 491]);

/** A re-INVITE or UPDATE that came to nothing, and was not mended by a later one. */
export interface FailedExchange {
  readonly life: CallLife;
  readonly transaction: SeenTransaction;
  readonly request: Step;
  /** Whether it only was to refresh the session timer. */
  readonly isRefresh: boolean;
  /** The response that refused it; undefined where none came. */
  readonly refusal: Step | undefined;
  /** The BYE that followed from it, by all appearances. */
  readonly ended: Step | undefined;
}

/** The failed ones of a case in order. */
export function failedExchanges(subject: Case): FailedExchange[] {
  const found: FailedExchange[] = [];
  for (const life of callLives(subject))
    for (const transaction of life.within) {
      if (transaction.method !== 'INVITE' && transaction.method !== 'UPDATE') continue;
      const one = failureOf(life, transaction, subject);
      if (one !== undefined) found.push(one);
    }
  return found;
}

function failureOf(life: CallLife, transaction: SeenTransaction, subject: Case): FailedExchange | undefined {
  const { request, final, status, requests, cancel } = transaction;
  if (request === undefined || (status >= 200 && status < 300) || NOT_MEANT.has(status) || cancel !== undefined)
    return undefined;
  const byeStep = life.bye?.request;
  // What crosses a BYE, or comes behind it, is answered by the end of the call.
  if (byeStep !== undefined && byeStep.number < request.number) return undefined;
  const waited = (byeStep?.time ?? subject.surroundings.lastTime) - request.time;
  if (final === undefined && !(waited > PATIENCE) && requests.length < 4) return undefined;
  const since = life.within.slice(life.within.indexOf(transaction) + 1);
  const mended = since.some(
    (later) =>
      (later.method === 'INVITE' || later.method === 'UPDATE') &&
      later.status >= 200 &&
      later.status < 300 &&
      later.request!.fromTag === request.fromTag,
  );
  if (mended) return undefined;
  const delay = (byeStep?.time ?? Number.NaN) - (final ?? request).time;
  // Without times the next request within the call tells.
  const follows = Number.isNaN(delay)
    ? since[0] !== undefined && since[0] === life.bye
    : delay < (final === undefined ? GIVING_UP : AT_ONCE);
  return {
    life,
    transaction,
    request,
    isRefresh: isRefresh(life, transaction),
    refusal: final,
    ended: follows ? byeStep : undefined,
  };
}

/** What a request within a call was to change, for a sentence: `a hold`, `a switch to fax (T.38)`. */
export function changeText({ dialog }: CallLife, request: Step): string {
  const session = sessionIn(request);
  if (session === undefined) return 'a request without a description, which asks the other side for its offer';
  const side = dialog.sideOf(request);
  let before: SessionDescription | undefined;
  for (const step of dialog.steps) {
    if (step.number >= request.number) break;
    if (dialog.sideOf(step) === side) before = sessionIn(step) ?? before;
  }
  const isFax = (one: SessionDescription | undefined) =>
    one?.media.some(({ kind, port }) => kind === 'image' && port !== 0) === true;
  if (isFax(session) && !isFax(before)) return 'a switch to fax (T.38)';
  if (before === undefined) return 'a change of the session';
  const video = (one: SessionDescription) => one.media.some(({ kind, port }) => kind === 'video' && port !== 0);
  if (video(session) && !video(before)) return 'adding video';
  if (isHeld(session) !== isHeld(before)) return isHeld(session) ? 'a hold' : 'taking the call off hold';
  const [now, then] = [session, before].map((one) => one.media[0]);
  if (now === undefined || then === undefined) return 'a change of the session';
  if (session.connectionOf(now)?.address !== before.connectionOf(then)?.address || now.port !== then.port)
    return 'another address for the media';
  if (now.protocol !== then.protocol) return `${now.protocol} instead of ${then.protocol}`;
  return now.formats.join(' ') === then.formats.join(' ') ? 'a change of the session' : 'other codecs';
}

/** Whether its writer wants to hear nothing (RFC 3264 8.4). */
function isHeld(session: SessionDescription): boolean {
  const open = session.media.filter(({ port }) => port !== 0);
  return (
    open.length > 0 &&
    open.every((media) => {
      const direction = session.directionOf(media);
      const connection = session.connectionOf(media);
      return (
        direction === 'sendonly' || direction === 'inactive' || (connection !== undefined && isUnspecified(connection))
      );
    })
  );
}
