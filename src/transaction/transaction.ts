/** One transaction: where it stands in its machine, and its deadlines (RFC 3261 17). Sans IO: the driver sends and tells the time. */

import {
  defaultTimerValues,
  isRetransmitTimer,
  nextInterval,
  type RetransmitTimer,
  type Timer,
  timerDuration,
  type TimerValues,
} from './timers.ts';
import {
  type Effect,
  type Event,
  eventIndex,
  events,
  type Guard,
  type Machine,
  stateIndex,
  states,
  type State,
  type Transition,
} from './transition.ts';

const TERMINATED = stateIndex('Terminated');
const EVENT_COUNT = events.length;
const timerEvent = new Map<Timer, number>();
for (const event of events) if (event.startsWith('timer ')) timerEvent.set(event.slice(6) as Timer, eventIndex(event));

const NOTHING: readonly Effect[] = [];

/** What an event did: the effects for the driver, and the row that decided, for the trace. `row` is undefined when it was absorbed. */
export class Transaction {
  readonly machine: Machine;
  readonly reliable: boolean;
  private readonly values: TimerValues;
  private current: number;
  /** Monotonic ms; Infinity when nothing is due. At most one timer that sends again and one that ends run at a time. */
  retransmitAt = Infinity;
  endAt = Infinity;
  private retransmitTimer: RetransmitTimer = 'A';
  private endTimer: Timer = 'B';
  private interval = 0;
  /** The user cancelled; whether the CANCEL is held or gone, the state tells. */
  private cancelled = false;
  private sent = false;
  /** The row that the last event followed, or undefined when it was absorbed. */
  lastTransition: Transition | undefined = undefined;

  /** @param now monotonic ms */
  constructor(machine: Machine, reliable: boolean, now: number, values: TimerValues = defaultTimerValues) {
    this.machine = machine;
    this.reliable = reliable;
    this.values = values;
    this.current = machine.initial;
    this.runTimers(machine.start, now);
  }

  /** Where it stands. */
  get state(): State {
    return states[this.current];
  }

  /** Whether it has come to its end: nothing more is sent or told. */
  get terminated(): boolean {
    return this.current === TERMINATED;
  }

  /** The next deadline, monotonic ms, or Infinity. */
  get deadline(): number {
    return this.retransmitAt < this.endAt ? this.retransmitAt : this.endAt;
  }

  /**
   * Tells the machine of an event. @param now monotonic ms
   * @returns what the driver has to do, in order; nothing when the event is absorbed
   */
  handle(event: number, now: number): readonly Effect[] {
    const rows = this.machine.table[this.current * EVENT_COUNT + event];
    if (rows !== undefined) {
      for (let i = 0; i < rows.length; i++) {
        const transition = rows[i];
        if (transition.when === undefined || this.holds(transition.when)) return this.follow(transition, now);
      }
    }
    this.lastTransition = undefined;
    return NOTHING;
  }

  /** Fires the timer that is due at `now`, monotonic ms; to be called again until `deadline` lies ahead. */
  handleDeadline(now: number): readonly Effect[] {
    if (this.endAt <= now) {
      const timer = this.endTimer;
      this.endAt = Infinity;
      return this.handle(timerEvent.get(timer) as number, now);
    }
    if (this.retransmitAt <= now) {
      const timer = this.retransmitTimer;
      this.retransmitAt = Infinity;
      return this.handle(timerEvent.get(timer) as number, now);
    }
    this.lastTransition = undefined;
    return NOTHING;
  }

  private follow(transition: Transition, now: number): readonly Effect[] {
    this.lastTransition = transition;
    this.current = transition.next;
    this.runTimers(transition, now);
    for (let i = 0; i < transition.effects.length; i++) {
      if (transition.effects[i] === 'hold cancel' || transition.effects[i] === 'cancel') this.cancelled = true;
      else if (transition.effects[i] === 'send') this.sent = true;
    }
    if (this.current === TERMINATED) this.retransmitAt = this.endAt = Infinity;
    return transition.effects;
  }

  private runTimers(transition: Transition, now: number): void {
    for (let i = 0; i < transition.timers.length; i++) {
      const { verb, timer } = transition.timers[i];
      if (isRetransmitTimer(timer)) {
        if (verb === 'stop') {
          this.retransmitAt = Infinity;
          continue;
        }
        // Only datagrams get lost; a 100 is due on any transport.
        if (this.reliable && timer !== 'Trying' && timer !== 'TryingLate') continue;
        this.interval =
          verb === 'start'
            ? timerDuration(timer, this.values, this.reliable)
            : nextInterval(timer, this.interval, this.values);
        // 17.1.2.2: in Proceeding, E fires every T2
        if (timer === 'E' && this.state === 'Proceeding') this.interval = this.values.t2;
        this.retransmitTimer = timer;
        this.retransmitAt = now + this.interval;
      } else if (verb === 'stop') {
        this.endAt = Infinity;
      } else {
        this.endTimer = timer;
        this.endAt = now + timerDuration(timer, this.values, this.reliable);
      }
    }
  }

  private holds(guard: Guard): boolean {
    if (guard === 'unreliable') return !this.reliable;
    if (guard === 'cancel held') return this.cancelled;
    if (guard === 'not cancelled') return !this.cancelled;
    return !this.sent;
  }
}

/** Events by number, so that the way of a message compares no strings. */
export const EVENT = {
  request: eventIndex('request'),
  ack: eventIndex('ack'),
  provisional: eventIndex('1xx'),
  success: eventIndex('2xx'),
  failure: eventIndex('300-699'),
  sendProvisional: eventIndex('send 1xx'),
  sendSuccess: eventIndex('send 2xx'),
  sendFailure: eventIndex('send 300-699'),
  cancel: eventIndex('cancel'),
  abandon: eventIndex('abandon'),
  transportError: eventIndex('transport error'),
} as const satisfies Record<string, number>;

/** The event of a response that was received. */
export function responseEvent(status: number): number {
  return status < 200 ? EVENT.provisional : status < 300 ? EVENT.success : EVENT.failure;
}

/** The event of a response that the transaction user sends. */
export function sendEvent(status: number): number {
  return status < 200 ? EVENT.sendProvisional : status < 300 ? EVENT.sendSuccess : EVENT.sendFailure;
}

export type { Event };
