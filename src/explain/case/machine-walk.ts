/** The stack's own machines, run over what was seen: which row each message followed, and where there is none (RFC 3261 17). */

import {
  type Event,
  eventIndex,
  events,
  type Machine,
  type State,
  stateIndex,
  states,
} from '../../transaction/index.ts';
import { type Guard, type Row } from '../../transaction/index.ts';

/** One step of a machine: the row that it followed; without a row the machine has no place for the event in that state. */
export interface MachineStep {
  readonly machine: Machine['name'];
  readonly state: State;
  readonly on: Event;
  readonly row: Row | undefined;
}

/** What the guards of the rows ask for. */
export interface WalkFacts {
  readonly unreliable: boolean;
}

/** Most steps of a capture follow the same few rows: each such step is one object for all. */
const followed = new Map<Row, MachineStep>();

function following(machine: Machine['name'], row: Row): MachineStep {
  let step = followed.get(row);
  if (step === undefined) followed.set(row, (step = { machine, state: row.state, on: row.on, row }));
  return step;
}

/** One machine of a transaction that others carry out. It has no timers of its own: that one fired is seen by what it sent. */
export class MachineWalk {
  readonly #machine: Machine;
  readonly #facts: WalkFacts;
  #state: State;
  #sent = false;
  #cancelled = false;

  constructor(machine: Machine, facts: WalkFacts) {
    this.#machine = machine;
    this.#facts = facts;
    this.#state = states[machine.initial];
  }

  get state(): State {
    return this.#state;
  }

  /** The transaction begins. */
  begin(): MachineStep {
    return following(this.#machine.name, this.#machine.start.row);
  }

  /** Goes on, where there is a row. */
  take(on: Event): MachineStep {
    const state = this.#state;
    const row = this.#rowFor(on);
    if (row === undefined) return { machine: this.#machine.name, state, on, row };
    this.#state = row.next;
    this.#sent ||= on.startsWith('send ');
    this.#cancelled ||= on === 'cancel';
    return following(this.#machine.name, row);
  }

  /** The row by which the machine sends again what it sent last: a timer, or the repeated request. */
  resend(): MachineStep {
    const state = this.#state;
    for (const on of events) {
      const row = this.#rowFor(on);
      if (row?.effects.includes('resend') === true) return following(this.#machine.name, row);
    }
    return { machine: this.#machine.name, state, on: 'request', row: undefined };
  }

  #rowFor(on: Event): Row | undefined {
    const rows = this.#machine.table[stateIndex(this.#state) * events.length + eventIndex(on)];
    return rows?.find(({ when }) => when === undefined || this.#holds(when))?.row;
  }

  #holds(guard: Guard): boolean {
    if (guard === 'unreliable') return this.#facts.unreliable;
    if (guard === 'nothing sent') return !this.#sent;
    // A CANCEL that is held is not seen; when it is seen, a provisional response has come.
    return guard === 'not cancelled' && !this.#cancelled;
  }
}
