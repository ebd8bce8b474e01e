/** One dialog between two user agents, as it was seen on whatever hops (RFC 3261 12). */

import { headerId } from '../../catalogue/index.ts';
import { type NameAddr } from '../../message/index.ts';
import type { Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

const CONTACT = headerId('Contact');

/** A side of a dialog: who sent the request that made it, or who answered. */
export type Side = 'caller' | 'callee';

/** The other one. */
export function otherSide(side: Side): Side {
  return side === 'caller' ? 'callee' : 'caller';
}

/** Two user agents that know each other by the tags of From and To. */
export class SeenDialog {
  readonly conversation: Conversation;
  readonly callerTag: string;
  readonly calleeTag: string;
  /** Its steps in order: those with both tags, the requests that made it, and their provisional responses without a tag. */
  readonly steps: readonly Step[];
  #within: readonly SeenTransaction[] | undefined;
  #confirmedBy: Step | null | undefined;

  private constructor(conversation: Conversation, callerTag: string, calleeTag: string, steps: readonly Step[]) {
    this.conversation = conversation;
    this.callerTag = callerTag;
    this.calleeTag = calleeTag;
    this.steps = steps;
  }

  /** The dialogs of a conversation, in the order of their beginning. Calls and subscriptions have them. */
  static of(conversation: Conversation): SeenDialog[] {
    const pairs = new Map<string, [caller: string, callee: string]>();
    let last: Step | undefined;
    for (const step of conversation.steps) {
      const { fromTag, toTag } = step;
      if (step.copy || toTag === '' || !makesDialog(step)) continue;
      // Most messages belong to the dialog of the one before.
      if (last?.toTag === toTag && last.fromTag === fromTag) continue;
      last = step;
      if (!pairs.has(`${toTag}\n${fromTag}`)) pairs.set(`${fromTag}\n${toTag}`, [fromTag, toTag]);
    }
    return Array.from(pairs.values(), ([callerTag, calleeTag]) => {
      const steps = conversation.steps.filter(
        ({ copy, fromTag, toTag }) =>
          !copy &&
          ((fromTag === callerTag && (toTag === calleeTag || toTag === '')) ||
            (fromTag === calleeTag && toTag === callerTag)),
      );
      return new SeenDialog(conversation, callerTag, calleeTag, steps);
    });
  }

  /** Whose message it is: a request's sender; of a response, its sender too. */
  sideOf(step: Step): Side {
    const asker: Side = step.fromTag === this.callerTag ? 'caller' : 'callee';
    return step.isRequest ? asker : otherSide(asker);
  }

  /** The first 2xx to INVITE or SUBSCRIBE that confirmed it. */
  get confirmedBy(): Step | undefined {
    this.#confirmedBy ??=
      this.steps.find(
        ({ status, method, toTag }) =>
          status >= 200 && status < 300 && (method === 'INVITE' || method === 'SUBSCRIBE') && toTag === this.calleeTag,
      ) ?? null;
    return this.#confirmedBy ?? undefined;
  }

  /** The transactions within it that are requests of their own on the hop where they were first seen. */
  get within(): readonly SeenTransaction[] {
    return (this.#within ??= this.conversation.roots.filter(
      ({ request }) => request !== undefined && this.holds(request),
    ));
  }

  /** Whether a step has both tags of this dialog. */
  holds({ fromTag, toTag }: Step): boolean {
    return (
      (fromTag === this.callerTag && toTag === this.calleeTag) ||
      (fromTag === this.calleeTag && toTag === this.callerTag)
    );
  }

  /** The first BYE. */
  get bye(): SeenTransaction | undefined {
    return this.within.find(({ method }) => method === 'BYE');
  }

  /** ACKs with both tags, repetitions included. */
  get acks(): Step[] {
    return this.steps.filter((step) => step.method === 'ACK' && step.isRequest && this.holds(step));
  }

  /** The Contact that a side gave last before a step, or at all; undefined where none was seen. */
  contactOf(side: Side, before?: Step): NameAddr | undefined {
    let found: NameAddr | undefined;
    for (const step of this.steps) {
      if (before !== undefined && step.number >= before.number) break;
      if (this.sideOf(step) !== side || step.status >= 300) continue;
      const contacts = step.message.find(CONTACT) < 0 ? [] : step.message.addresses(CONTACT);
      if (Array.isArray(contacts) && contacts.length > 0) found = contacts[0];
    }
    return found;
  }
}

/** RFC 3261 12.1, RFC 6665 4.4.1: or any request with both tags, where the capture begins in mid-dialog. */
function makesDialog(step: Step): boolean {
  if (step.isRequest) return step.fromTag !== '';
  return step.status > 100 && step.status < 300 && (step.method === 'INVITE' || step.method === 'SUBSCRIBE');
}
