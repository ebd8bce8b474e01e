/** The callee's side of reliable provisional responses: one after the other, each again until its PRACK comes (RFC 3262 3). */

import { ReliableSender } from '../dialog/index.ts';
import { type RAck } from '../message/index.ts';
import { type ServerTransaction, type Stack, Timed } from '../stack/index.ts';

interface Pending {
  readonly status: number;
  /** @param rseq the number of the response */
  readonly compose: (rseq: number) => string;
  readonly onAcknowledged: () => void;
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

  /** @param onGiveUp nobody acknowledged for 64 T1: the INVITE is to be refused with 5xx */
  constructor(stack: Stack, server: ServerTransaction, sequence: number, first: number, onGiveUp: () => void) {
    super();
    this.stack = stack;
    this.server = server;
    this.onGiveUp = onGiveUp;
    this.sender = new ReliableSender(sequence, first);
  }

  /** Whether one waits for its PRACK. */
  get waiting(): boolean {
    return this.current !== undefined;
  }

  send(status: number, compose: (rseq: number) => string, onAcknowledged: () => void): void {
    this.queue.push({ status, compose, onAcknowledged });
    this.next();
  }

  /** @returns whether it acknowledges the response that waits */
  receive(rack: RAck): boolean {
    const { current } = this;
    if (current === undefined || this.sender.receive(rack) !== 'matched') return false;
    this.stack.wheel.disarm(this);
    this.current = undefined;
    current.pending.onAcknowledged();
    this.next();
    return true;
  }

  /** The final response has been sent. */
  stop(): void {
    this.stack.wheel.disarm(this);
    this.queue.length = 0;
    this.current = undefined;
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

  /** A second one may not be sent before the first is acknowledged. */
  private next(): void {
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
