/** The 2xx to an INVITE, sent again by the callee until its ACK comes, over any transport (RFC 3261 13.3.1.4). */

import { type ServerTransaction, type Stack, Timed } from '../../stack/index.ts';

export class SuccessRetransmission extends Timed {
  private readonly stack: Stack;
  private readonly server: ServerTransaction;
  private readonly text: string;
  private readonly onGiveUp: () => void;
  private readonly giveUpAt: number;
  private interval: number;

  /**
   * Sends the 2xx for the first time.
   * @param text the response
   * @param onGiveUp is called when no ACK came for 64 T1: the callee ends the session with BYE
   */
  constructor(stack: Stack, server: ServerTransaction, text: string, onGiveUp: () => void) {
    super();
    this.stack = stack;
    this.server = server;
    this.text = text;
    this.onGiveUp = onGiveUp;
    this.interval = stack.timers.t1;
    this.giveUpAt = stack.now + 64 * stack.timers.t1;
    server.send(200, text);
    stack.wheel.arm(this, stack.now + this.interval);
  }

  /** The ACK has come, or the call has ended otherwise. */
  stop(): void {
    this.stack.wheel.disarm(this);
  }

  override onDeadline(now: number): void {
    if (now >= this.giveUpAt) {
      this.onGiveUp();
      return;
    }
    this.server.send(200, this.text);
    this.interval = Math.min(this.interval * 2, this.stack.timers.t2);
    this.stack.wheel.arm(this, Math.min(now + this.interval, this.giveUpAt));
  }
}
