/** How a state machine is written down: rows of data, compiled once to an array by state and event (RFC 3261 17). */

import { SipError } from '../message/index.ts';
import { type Timer } from './timers.ts';

/** The states of RFC 3261 17 and RFC 6026, spelled as there. */
export const states = ['Calling', 'Trying', 'Proceeding', 'Accepted', 'Completed', 'Confirmed', 'Terminated'] as const;
/** A state of one of the machines, spelled as in the RFCs. */
export type State = (typeof states)[number];

/** What can happen to a transaction: a message from the peer, one from the transaction user, a timer, a fault. */
export const events = [
  'request',
  'ack',
  '1xx',
  '2xx',
  '300-699',
  'send 1xx',
  'send 2xx',
  'send 300-699',
  'cancel',
  'abandon',
  'timer A',
  'timer B',
  'timer D',
  'timer E',
  'timer F',
  'timer G',
  'timer H',
  'timer I',
  'timer J',
  'timer K',
  'timer L',
  'timer M',
  'timer Trying',
  'timer TryingLate',
  'timer Cancel',
  'transport error',
] as const;
/** One of `events`. */
export type Event = (typeof events)[number];

/** What a transition asks of the driver, besides its timers. */
export type Effect =
  /** Send what came with the event: the user's response. */
  | 'send'
  /** Send again what was sent last. */
  | 'resend'
  /** Send the ACK for a final response other than 2xx (17.1.1.3). */
  | 'ack'
  /** Send the CANCEL of this INVITE (9.1). */
  | 'cancel'
  /** Send a 100 for the user, who has not answered yet (17.2.1). */
  | 'trying'
  /** Pass the event's message to the transaction user. */
  | 'deliver'
  /** Tell the transaction user that nobody answered. */
  | 'timeout'
  /** Tell the transaction user that the transport failed. */
  | 'fault'
  /** Remember that the user wants to cancel, until a provisional response allows it (9.1). */
  | 'hold cancel';

/** `start` and `stop` name timers; a retransmission timer that fires starts over by `again`. */
export type TimerEffect = `start ${Timer}` | `stop ${Timer}` | `again ${Timer}`;

/** What else must hold for a row to count, beside its state and its event. */
export type Guard = 'unreliable' | 'cancel held' | 'not cancelled' | 'nothing sent';

/** In `state`, `on` an event, `when` a guard holds: go to `next`, and do `effects` in order. */
export interface Row {
  readonly state: State;
  readonly on: Event;
  readonly when?: Guard;
  readonly next: State;
  readonly effects: readonly (Effect | TimerEffect)[];
  readonly rfc: string;
}

/** A machine as it is written down. */
export interface MachineRows {
  readonly name: 'INVITE client' | 'non-INVITE client' | 'INVITE server' | 'non-INVITE server';
  readonly initial: State;
  /** What happens when the transaction begins. */
  readonly start: readonly (Effect | TimerEffect)[];
  readonly rows: readonly Row[];
}

/** A row as the machine runs it: names turned into numbers, timers told apart from the rest. */
export interface Transition {
  readonly row: Row;
  readonly next: number;
  readonly when: Guard | undefined;
  readonly effects: readonly Effect[];
  readonly timers: readonly TimerStep[];
}

/** A `TimerEffect`, taken apart. */
export interface TimerStep {
  readonly verb: 'start' | 'stop' | 'again';
  readonly timer: Timer;
}

/** A machine as it runs. */
export interface Machine {
  readonly name: MachineRows['name'];
  readonly initial: number;
  readonly start: Transition;
  /** `[state * events.length + event]`: the rows to try in order, or undefined: the event is absorbed. */
  readonly table: readonly (readonly Transition[] | undefined)[];
}

/** The number of a state in `states`. */
export const stateIndex = (state: State): number => states.indexOf(state);
/** The number of an event in `events`. */
export const eventIndex = (event: Event): number => events.indexOf(event);

/** Compiles the rows of one machine. @throws SipError SIP_MACHINE for rows that name what is not there */
export function compile(machine: MachineRows): Machine {
  const table: Transition[][] = new Array(states.length * events.length);
  for (const row of machine.rows) {
    const state = stateIndex(row.state);
    const event = eventIndex(row.on);
    if (state < 0 || event < 0 || stateIndex(row.next) < 0)
      throw new SipError('SIP_MACHINE', `${machine.name}: ${row.state} on ${row.on}`);
    (table[state * events.length + event] ??= []).push(compileRow(row));
  }
  const start: Row = {
    state: machine.initial,
    on: 'request',
    next: machine.initial,
    effects: machine.start,
    rfc: '3261 17',
  };
  return { name: machine.name, initial: stateIndex(machine.initial), start: compileRow(start), table };
}

const TIMER_EFFECT = /^(start|stop|again) (\w+)$/;

function compileRow(row: Row): Transition {
  const effects: Effect[] = [];
  const timers: TimerStep[] = [];
  for (const effect of row.effects) {
    const match = TIMER_EFFECT.exec(effect);
    if (match === null) effects.push(effect as Effect);
    else timers.push({ verb: match[1] as TimerStep['verb'], timer: match[2] as Timer });
  }
  return { row, next: stateIndex(row.next), when: row.when, effects, timers };
}
