/** Keeps a flow open by pings, and notices when it is dead (RFC 5626 4.4, 4.4.1). */

import { type Random, type Stack, Timed } from '../../stack/index.ts';
import { type Flow, isReliable } from '../../transport/index.ts';
import { sameFlow } from '../request/same-flow.ts';

/** ms within which a ping on a stream is answered. */
const PONG_MS = 10_000;
/** s between pings on a stream where nobody says how many. */
const FREELY = [95, 120] as const;
/** Of the time that the server or the user named. */
const EARLIEST = 0.8;
/** s: what is named below it counts as this. */
const LEAST = 5;

/** How pings are sent on a flow. */
export interface KeepAliveOptions {
  /** s from one ping to the next, at most; undefined where nobody says. */
  readonly interval: number | undefined;
  /** Whether the peer has agreed to answer. Otherwise silence says something only once it has answered. */
  readonly agreed: boolean;
}

/**
 * Pings one flow at a time. Over UDP a ping is never answered, and only keeps the bindings of a NAT: there RFC 5626 has
 * STUN, which is not spoken here.
 */
export class KeepAlive extends Timed {
  private readonly stack: Stack;
  private readonly random: Random;
  private readonly onDead: (flow: Flow) => void;
  private flow: Flow | undefined = undefined;
  private span: readonly [number, number] = FREELY;
  /** Whether the peer answers pings on this flow, as far as is known. */
  private answers = false;
  private waiting = false;

  /** @param onDead called when a ping was not answered; nothing more is sent then */
  constructor(stack: Stack, random: Random, onDead: (flow: Flow) => void) {
    super();
    this.stack = stack;
    this.random = random;
    this.onDead = onDead;
  }

  /** Begins, or goes on in another way. */
  start(flow: Flow, { interval, agreed }: KeepAliveOptions): void {
    const goesOn = sameFlow(this.flow, flow);
    const longest = interval === undefined ? 0 : Math.max(LEAST, interval);
    this.span = interval === undefined ? FREELY : [longest * EARLIEST, longest];
    this.answers = agreed || (goesOn && this.answers);
    this.flow = flow;
    if (goesOn && this.waiting) return;
    this.waiting = false;
    this.rest();
  }

  stop(): void {
    this.flow = undefined;
    this.waiting = false;
    this.stack.wheel.disarm(this);
  }

  /** @returns whether it was this flow that was answered on */
  receivePong(flow: Flow): boolean {
    if (!sameFlow(this.flow, flow)) return false;
    this.answers = true;
    this.waiting = false;
    this.rest();
    return true;
  }

  override onDeadline(): void {
    const { flow } = this;
    if (flow === undefined) return;
    if (this.waiting && this.answers) {
      this.stop();
      this.onDead(flow);
      return;
    }
    this.waiting = isReliable(flow.transport);
    this.stack.ping(flow);
    if (this.waiting && this.answers) this.stack.wheel.arm(this, this.stack.now + PONG_MS);
    else this.rest();
  }

  private rest(): void {
    const [least, most] = this.span;
    const seconds = least + ((most - least) * this.random.bits32()) / 2 ** 32;
    this.stack.wheel.arm(this, this.stack.now + seconds * 1000);
  }
}
