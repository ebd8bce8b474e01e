/** The life of a call that was answered: its answer, the requests within it, and who hung up when (RFC 3261 12, 13, 15). */

import { type Case } from './case.ts';
import { type Conversation } from './conversation.ts';
import { type SeenDialog, type Side } from './seen-dialog.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** One dialog of a call, from its answer to its BYE. */
export interface CallLife {
  readonly leg: Conversation;
  readonly dialog: SeenDialog;
  /** The INVITE that made it, on the first hop; undefined where the capture begins later. */
  readonly invite: SeenTransaction | undefined;
  /** The 2xx as the caller was given it. */
  readonly answer: Step | undefined;
  /** The requests within it, each on the hop where it was first seen, in order. ACKs are not among them. */
  readonly within: readonly SeenTransaction[];
  /** The first BYE. */
  readonly bye: SeenTransaction | undefined;
  /** Who sent it. */
  readonly byeBy: Side | undefined;
  /** ms from the answer to the BYE; NaN where one of them was not seen, or the capture tells no times. */
  readonly duration: number;
}

const none: readonly CallLife[] = [];

/** The dialogs of a case in which a call was up; those of its early forks are not among them. */
export function callLives(subject: Case): readonly CallLife[] {
  return subject.once(findLives);
}

function findLives(subject: Case): readonly CallLife[] {
  return subject.legs.some(mayBeUp) ? subject.legs.flatMap(livesOf) : none;
}

/** Whether an INVITE was answered, or a BYE sent: before anything else is worked out. */
function mayBeUp(leg: Conversation): boolean {
  return leg.of('BYE').length > 0 || leg.of('INVITE').some(({ status }) => status >= 200 && status < 300);
}

function livesOf(leg: Conversation): CallLife[] {
  if (!mayBeUp(leg) || leg.kind !== 'call') return [];
  const { roots } = leg;
  return leg.dialogs
    .filter(({ callerTag, calleeTag }) => callerTag !== '' && calleeTag !== '')
    .flatMap((dialog) => {
      const invite = roots.find(
        ({ method, request, responses }) =>
          method === 'INVITE' &&
          request !== undefined &&
          request.toTag === '' &&
          request.fromTag === dialog.callerTag &&
          responses.some((step) => isAnswerOf(dialog, step)),
      );
      const within = roots.filter(
        ({ method, request }) => method !== 'ACK' && request !== undefined && dialog.holds(request),
      );
      const bye = within.find(({ method }) => method === 'BYE');
      // An early dialog has PRACKs and UPDATEs, and is no call yet.
      if (invite === undefined && bye === undefined && dialog.confirmedBy === undefined) return [];
      const answer = invite?.responses.find((step) => isAnswerOf(dialog, step));
      const byeStep = bye?.request;
      return [
        {
          leg,
          dialog,
          invite,
          answer,
          within,
          bye,
          byeBy: byeStep === undefined ? undefined : dialog.sideOf(byeStep),
          duration: byeStep === undefined || answer === undefined ? Number.NaN : byeStep.time - answer.time,
        },
      ];
    });
}

function isAnswerOf({ calleeTag }: SeenDialog, { status, toTag }: Step): boolean {
  return status >= 200 && status < 300 && toTag === calleeTag;
}
