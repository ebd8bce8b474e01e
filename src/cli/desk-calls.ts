/** The calls of a phone's desk by their numbers, and which of them a command means. */
import type { PhoneCall } from '../phone/index.ts';
import type { ListedCall, OfCall } from './phone-events.ts';

/** A call with its number. */
export interface DeskCall {
  /** From 1, in the order in which they came. */
  readonly number: number;
  readonly call: PhoneCall;
  answered: boolean;
  over: boolean;
  muted: boolean;
}

/** What was asked for makes no sense now. */
export class Impossible extends Error {}

export class DeskCalls {
  readonly #calls = new Map<number, DeskCall>();
  #count = 0;
  /** The last one that there was, over or not. */
  newest: DeskCall | undefined;
  /** Which is meant where no number is given. */
  current: DeskCall | undefined;

  /** Those that are not over, in the order of their numbers. */
  get all(): readonly DeskCall[] {
    return [...this.#calls.values()];
  }

  add(call: PhoneCall): DeskCall {
    const desk: DeskCall = { number: ++this.#count, call, answered: false, over: false, muted: false };
    this.#calls.set(desk.number, desk);
    this.newest = desk;
    // A call that only rings does not take the keys away from the one that is talked in.
    if (call.direction === 'outgoing' || this.current === undefined) this.current = desk;
    return desk;
  }

  end(desk: DeskCall): void {
    desk.over = true;
    this.#calls.delete(desk.number);
    if (this.current === desk) this.current = this.all.find(({ answered }) => answered) ?? this.all[0];
  }

  /** @throws Impossible */
  one(number: number | undefined): DeskCall {
    const desk = number === undefined ? this.current : this.#calls.get(number);
    if (desk !== undefined) return desk;
    throw new Impossible(number === undefined ? 'there is no call' : `there is no call ${number}`);
  }

  /** @throws Impossible */
  established(number: number | undefined): DeskCall {
    const desk = this.one(number);
    if (!desk.answered) throw new Impossible(`call ${desk.number} is not answered yet`);
    return desk;
  }

  /** The call that rings here; of several the one that has for longest. */
  get ringing(): DeskCall | undefined {
    return this.all.find(({ call, answered }) => call.direction === 'incoming' && !answered);
  }

  /** A call that rings here. @throws Impossible */
  rung(number: number | undefined): DeskCall {
    const desk = number === undefined ? this.ringing : this.one(number);
    if (desk === undefined) throw new Impossible('no call rings');
    if (desk.call.direction === 'incoming' && !desk.answered) return desk;
    throw new Impossible(`call ${desk.number} does not ring here`);
  }

  /** The call whose other side is sent to that of `target`. @throws Impossible */
  besides(target: DeskCall): DeskCall {
    const { current } = this;
    const others = this.all.filter((desk) => desk !== target && desk.answered);
    if (current !== undefined && others.includes(current)) return current;
    if (others.length === 0) throw new Impossible('there is no second call to transfer');
    if (others.length > 1) throw new Impossible('select the call that is to be transferred');
    return others[0];
  }

  /** The one after the current one, in turns. */
  next(): DeskCall | undefined {
    const { all } = this;
    return all[(all.findIndex((desk) => desk === this.current) + 1) % Math.max(1, all.length)];
  }

  list(): readonly ListedCall[] {
    return this.all.map((desk) => ({
      ...named(desk),
      direction: desk.call.direction,
      state: desk.call.state,
      held: desk.call.held,
      heldByPeer: desk.call.heldByPeer,
      muted: desk.muted,
      current: desk === this.current,
    }));
  }
}

/** What events say of their call. */
export function named({ number, call }: DeskCall): OfCall {
  return { call: number, peer: call.peer };
}
