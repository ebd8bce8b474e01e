/** What went over a simulated network, as RFC 5407 draws it: what was sent, what arrived, and what crossed what. */

import { indexMessage, type Request, Response } from '../../src/message/index.ts';
import { type Simulation } from '../../src/testing/index.ts';
import { type MessagePick, type TappedMessage } from '../../src/transport/index.ts';

/** One message; each copy that is sent is one of its own. */
interface Copy {
  /** `alice BYE 2`, `bob 200 INVITE 1`: who sent it, and what with which CSeq number. */
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** Counts all that happens on the network. */
  readonly sent: number;
  /** Virtual ms. */
  readonly sentAt: number;
  /** Infinity for what was lost. */
  arrived: number;
  /** Virtual ms. */
  arrivedAt: number;
}

interface Step {
  readonly copy: Copy;
  readonly event: TappedMessage['event'];
}

export class Trace {
  readonly #sim: Simulation;
  readonly #names: ReadonlyMap<string, string>;
  readonly #copies = new Map<number, Copy>();
  readonly #steps: Step[] = [];
  readonly #awaited: { readonly title: string; left: number; readonly act: () => void }[] = [];

  /** @param names by address */
  constructor(sim: Simulation, names: ReadonlyMap<string, string>) {
    this.#sim = sim;
    this.#names = names;
    sim.network.tap((message) => this.#note(message));
  }

  /**
   * All messages in order. One that arrives before anything else happens is `alice BYE 2 -> bob`. Those on whose way something
   * else happens are told twice, `alice BYE 2 ->` and `alice BYE 2 -> bob`, so that two that cross stand as 1, 2, 1, 2 or
   * 1, 2, 2, 1. What is lost ends with `-> x`.
   */
  get drawing(): string[] {
    const lines: string[] = [];
    this.#steps.forEach(({ copy, event }, i) => {
      const next = this.#steps[i + 1];
      if (event !== 'sent') lines.push(`${copy.title} -> ${event === 'lost' ? 'x' : copy.to}`);
      else if (next?.copy !== copy) lines.push(`${copy.title} ->`);
    });
    return lines;
  }

  /** Whether two messages crossed: each was sent before the other arrived where it came from, and both arrived. */
  crossed(one: string, other: string): boolean {
    const others = this.#arrived(other);
    return this.#arrived(one).some((a) =>
      others.some((b) => a.from === b.to && b.from === a.to && a.sent < b.arrived && b.sent < a.arrived),
    );
  }

  /** Whether of two messages of one sender the one that was sent first arrived last. */
  overtook(later: string, earlier: string): boolean {
    const [a] = this.#sent(earlier);
    const [b] = this.#sent(later);
    const arrived = this.arrival(earlier);
    return a !== undefined && b !== undefined && a.sent < b.sent && this.arrival(later) < arrived && arrived < Infinity;
  }

  /** When a message arrived for the first time, as a number to compare; Infinity for never. */
  arrival(title: string): number {
    return Math.min(...this.#arrived(title).map(({ arrived }) => arrived));
  }

  /** Whether each of two requests arrived while its receiver had no final response yet to its own. */
  bothPending(one: string, other: string): boolean {
    return this.arrival(one) < this.#answered(other) && this.arrival(other) < this.#answered(one);
  }

  /** The final responses that a request was sent, each once. @param request such as `alice INVITE 2` */
  answers(request: string): number[] {
    return [...new Set(this.#responses(request).map(({ title }) => statusIn(title)))];
  }

  /** ms from the arrival of one message to the sending of another, of the first copy of each. */
  pause(arrival: string, sending: string): number {
    const from = Math.min(...this.#arrived(arrival).map(({ arrivedAt }) => arrivedAt));
    return (this.#sent(sending)[0]?.sentAt ?? Infinity) - from;
  }

  /** Does something at the moment at which a message is sent for the `nth` time: what is sent then crosses it. */
  when(title: string, nth: number, act: () => void): void {
    this.#awaited.push({ title, left: nth, act });
  }

  /** Picks a message for `network.hold` and `network.lose`. */
  is(title: string): MessagePick {
    return (message) => this.#titleOf(message) === title;
  }

  #sent(title: string): Copy[] {
    return [...this.#copies.values()].filter((copy) => copy.title === title);
  }

  #arrived(title: string): Copy[] {
    return this.#sent(title).filter(({ arrived }) => arrived < Infinity);
  }

  #answered(request: string): number {
    return Math.min(...this.#responses(request).map(({ arrived }) => arrived));
  }

  #responses(request: string): Copy[] {
    const [who, ...what] = request.split(' ');
    const answered = what.join(' ');
    return [...this.#copies.values()].filter(
      ({ title }) => !title.startsWith(`${who} `) && title.endsWith(` ${answered}`) && statusIn(title) >= 200,
    );
  }

  #titleOf({ from, text }: TappedMessage): string {
    const message = indexMessage(text);
    return `${this.#nameOf(from.address)} ${message === undefined ? '?' : whatOf(message)}`;
  }

  #nameOf(address: string): string {
    return this.#names.get(address) ?? address;
  }

  #note(message: TappedMessage): void {
    const { number, event } = message;
    const now = this.#sim.clock.now();
    let copy = this.#copies.get(number);
    if (copy === undefined) {
      const title = this.#titleOf(message);
      const way = { from: this.#nameOf(message.from.address), to: this.#nameOf(message.to.address) };
      copy = { title, ...way, sent: this.#steps.length, sentAt: now, arrived: Infinity, arrivedAt: Infinity };
      this.#copies.set(number, copy);
      for (const each of this.#awaited)
        if (each.title === title && --each.left === 0) this.#sim.clock.after(0, each.act);
    }
    if (event === 'delivered') {
      copy.arrived = Math.min(copy.arrived, this.#steps.length);
      copy.arrivedAt = Math.min(copy.arrivedAt, now);
    }
    this.#steps.push({ copy, event });
  }
}

/** `INVITE 1`, or `200 INVITE 1`. */
function whatOf(message: Request | Response): string {
  const { sequence, method } = message.cseq;
  return `${message instanceof Response ? `${message.status} ` : ''}${method} ${sequence}`;
}

/** Of `bob 200 INVITE 1`; NaN for a request. */
function statusIn(title: string): number {
  return Number(title.split(' ')[1]);
}
