/** How a refusal is told: who answered what, how soon, and what became of it on its way back. */

import { type Case } from '../case/case.ts';
import { type Refusal } from '../case/refusal.ts';
import { type Step } from '../case/step.ts';
import { capital, timed } from '../case/wording.ts';
import { inFrameOrder } from './frame-order.ts';
import { type Evidence, seenIn } from './rule.ts';

type Told = Pick<Refusal, 'told' | 'made' | 'origin'>;

/** `The called side (192.0.2.20:5060, baresip) answered the INVITE with 486 Busy Here 40 ms after it came.` */
export function refusedText(subject: Case, { told, made, origin }: Told): string {
  const { request } = made;
  const soon = request === undefined ? '' : timed(origin.time - request.time, ' ', ' after it came');
  const passedOn =
    told.status === origin.status
      ? ''
      : ` ${capital(subject.roleOf(told.hop.source))} turned it into ${codeText(told)} on its way back.`;
  return `${capital(subject.who(origin.hop.source))} answered the ${origin.method} with ${codeText(origin)}${soon}.${passedOn}`;
}

/** The request as it reached who refused it, the refusal, and what the client was told where that is another code. */
export function refusalEvidence(
  { told, made, origin }: Told,
  asked: string,
  refused: string,
  more: readonly Evidence[] = [],
): Evidence[] {
  return inFrameOrder([
    ...(made.request === undefined ? [] : [seenIn(made.request, asked)]),
    seenIn(origin, refused),
    ...(told.status === origin.status ? [] : [seenIn(told, 'what the one who asked was told')]),
    ...more,
  ]);
}

/** `486 Busy Here`, without the method: that is told beside it. */
function codeText({ title, method }: Step): string {
  const suffix = ` (${method})`;
  return title.endsWith(suffix) ? title.slice(0, -suffix.length) : title;
}
