/** The callee's side of reliable provisional responses: one after the other, each again until its PRACK comes (RFC 3262 3). */

import { ReliableSender } from '../../dialog/index.ts';
import { type RAck } from '../../message/index.ts';
import { type ServerTransaction, type Stack, Timed } from '../../stack/index.ts';
import { Deadline } from '../deadline.ts';

/** ms after which a provisional response is said again, lest a proxy give the call up: plain (RFC 3261 13.3.1.1), and reliable (RFC 3262 3). */
const AGAIN = { plain: 60_000, reliable: 150_000 } as const;

interface Pending {
  readonly status: number;
  /** @param rseq the number of the response */
  readonly compose: (rseq: number) => string;
  readonly onAcknowledged: () => void;
  /** It is not sent any more, or not again, and nobody has acknowledged it. */
  readonly onDropped: () => void;
}

export class ReliableResponses extends Timed {
  private readonly stack: Stack;
  private readonly server: ServerTransaction;
  private readonly onGiveUp: () => void;
  private readonly sender: ReliableSender;
  private readonly queue: Pending[] = [];
  private current: { readonly pending: Pending; readonly text: string } | undefined = undefined;
  private interval = 0;
  private giveUpAt = 0;
  private readonly again: Deadline;
  private repeat: () => void = () => {};

  /** @param onGiveUp nobody acknowledged for 64 T1: the INVITE is to be refused with 5xx */
  constructor(stack: Stack, server: ServerTransaction, sequence: number, first: number, onGiveUp: () => void) {
    super();
    this.stack = stack;
    this.server = server;
    this.onGiveUp = onGiveUp;
    this.sender = new ReliableSender(sequence, first);
    this.again = new Deadline(stack, () => this.repeat());
  }

  /** Whether one waits for its PRACK. */
  get waiting(): boolean {
    return this.current !== undefined;
  }

  /** Sends a provisional response that is not reliable, and again each minute until there is a final one. */
  sendPlain(status: number, text: string): void {
    this.repeat = () => this.sendPlain(status, text);
    this.again.set(AGAIN.plain);
    this.server.send(status, text);
  }

  send(status: number, compose: (rseq: number) => string, onAcknowledged: () => void, onDropped: () => void): void {
    const ignore = () => {};
    this.repeat = () => this.send(status, compose, ignore, ignore);
    this.again.set(AGAIN.reliable);
    this.queue.push({ status, compose, onAcknowledged, onDropped });
    this.next();
  }

  /**
   * `next` is for when the PRACK is answered.
   * @returns whether it acknowledges a response of ours: after the final response too (3)
   */
  receive(rack: RAck): boolean {
    if (this.sender.receive(rack) !== 'matched') return false;
    const { current } = this;
    this.stack.wheel.disarm(this);
    this.current = undefined;
    current?.pending.onAcknowledged();
    return true;
  }

  /** The final response is sent. */
  stop(): void {
    this.stack.wheel.disarm(this);
    this.again.clear();
    const { current } = this;
    this.current = undefined;
    current?.pending.onDropped();
    for (const { onDropped } of this.queue.splice(0)) onDropped();
  }

  override onDeadline(now: number): void {
    const { current } = this;
    if (current === undefined) return;
    if (now >= this.giveUpAt) {
      this.stop();
      this.onGiveUp();
      return;
    }
    this.server.send(current.pending.status, current.text);
    // Doubled each time, without the limit of T2 (3).
    this.interval *= 2;
    this.stack.wheel.arm(this, Math.min(now + this.interval, this.giveUpAt));
  }

  /** Sends what waits, if anything: a second one may not be sent before the first is acknowledged. */
  next(): void {
    if (this.current !== undefined) return;
    const pending = this.queue.shift();
    if (pending === undefined) return;
    const { stack } = this;
    const text = pending.compose(this.sender.next());
    this.current = { pending, text };
    this.interval = stack.timers.t1;
    this.giveUpAt = stack.now + 64 * stack.timers.t1;
    this.server.send(pending.status, text);
    stack.wheel.arm(this, stack.now + this.interval);
  }
}
