/** What the soak remembers of a seed, to judge it by at the end. */

import { type Dialog } from '../../src/dialog/index.ts';
import { type Stack } from '../../src/stack/index.ts';
import { type Call, type IncomingCall, type OutgoingCall } from '../../src/ua/index.ts';
import { type Party } from './soak-party.ts';

/** One side of a call. */
export interface Leg<Side extends Call = Call> {
  readonly party: Party;
  readonly call: Side;
  /** All that it has had: where a call forks, one for each branch that was heard of first. */
  readonly dialogs: Set<Dialog>;
  /** Digits that this side has sent, those that the other side has taken for certain, and those that came here. */
  digits: { sent: string; taken: string; heard: string };
  /** Virtual ms; undefined while the call goes on. */
  endedAt: number | undefined;
}

/** A change of the session that one side has asked for. */
export interface Change {
  readonly leg: Leg;
  readonly what: string;
  /** Whether the call was not established yet: then it may go under with its branch of a fork. */
  readonly early: boolean;
  /** `done`, or the code and the status of what it was rejected with; undefined while it goes on. */
  outcome: string | undefined;
  /** Virtual ms; Infinity while it goes on. */
  settledAt: number;
}

/** An OPTIONS, and the status that it met with. */
export interface Question {
  readonly number: number;
  readonly user: string;
  status: number | undefined;
}

export class SoakRecord {
  /** Whether the network does no harm, so that nothing may be sent twice. */
  readonly clean: boolean;
  /** Whether something on the network is out of order, beyond lost datagrams: then calls may fail, but still must end. */
  broken = false;
  readonly parties: Party[] = [];
  readonly stacks: { readonly name: string; readonly stack: Stack }[] = [];
  readonly outgoing: Leg<OutgoingCall>[] = [];
  readonly incoming: Leg<IncomingCall>[] = [];
  readonly changes: Change[] = [];
  readonly questions: Question[] = [];
  /** By the number of an OPTIONS: the status that the slow element answered with; 0 for none. */
  slowAnswers: ReadonlyMap<string, number> = new Map();
  /** What was wrong as soon as it happened. */
  readonly faults: string[] = [];
  /** Call-IDs of calls whose caller heard it ring, and of those that rang for long enough to be heard. */
  readonly heard = new Set<string>();
  readonly rang = new Set<string>();
  /** Requests that went to an address where nobody is before they went to the next. */
  deadAttempts = 0;
  /** Messages that were sent word for word a second time. */
  sentTwice: string[] = [];

  constructor(clean: boolean) {
    this.clean = clean;
  }

  /** The other side of a call that has a dialog. */
  partnerOf({ call }: Leg): Leg | undefined {
    const { dialog } = call;
    if (dialog === undefined) return undefined;
    const others: readonly Leg[] = call.direction === 'outgoing' ? this.incoming : this.outgoing;
    return others.find(
      ({ call: { dialog: other } }) =>
        other?.callId === dialog.callId && other.localTag === dialog.remoteTag && other.remoteTag === dialog.localTag,
    );
  }
}
