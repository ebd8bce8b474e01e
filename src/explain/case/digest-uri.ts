/** Whether the digest-uri of credentials is still that of the request when it comes to whoever checks it (RFC 7616 3.4.6, RFC 3261 22.4). */

import { sameResource } from '../../auth/index.ts';
import { Uri } from '../../message/index.ts';
import { type Case } from './case.ts';
import { credentialsIn, gotPast } from './challenge-round.ts';
import { type RefusedAnswer } from './refused-answer.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { shown, type Step } from './step.ts';

/** The two URIs, and where they part. */
export interface UriMismatch {
  /** `uri` of the credentials. */
  readonly signed: string;
  /** The Request-URI as the one who refused it saw it. */
  readonly seen: string;
  /** The request on that hop. */
  readonly checked: Step;
  /** The request on the last hop where both were still one; undefined where they never were in this capture. */
  readonly before: Step | undefined;
}

/** undefined where both name one resource, or where the same pair was accepted elsewhere in the conversation. */
export function uriMismatch(
  subject: Case,
  { round, answer, credentials, refusal }: RefusedAnswer,
): UriMismatch | undefined {
  const signed = credentials.params.get('uri');
  if (signed === undefined) return undefined;
  const origin = subject.originOf(refusal).transaction;
  const checked = origin?.request ?? answer;
  if (agrees(signed, checked)) return undefined;
  const seen = checked.request?.uriText ?? '';
  const passed = round.tries.some(
    (one) =>
      one.request?.request?.uriText === seen &&
      gotPast(one) &&
      credentialsIn(one.request).some((value) => value.params.get('uri') === signed),
  );
  if (passed) return undefined;
  let before: Step | undefined;
  for (let hop: SeenTransaction | undefined = origin; hop !== undefined && before === undefined; hop = hop.parent)
    if (hop.request !== undefined && agrees(signed, hop.request)) before = hop.request;
  return { signed: shown(signed), seen: shown(seen), checked, before };
}

function agrees(signed: string, step: Step): boolean {
  const uri = step.request?.uriOrFailure;
  // What cannot be read is another fault.
  return !(uri instanceof Uri) || sameResource(signed, uri);
}
