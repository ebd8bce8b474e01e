/** A connection between two simulated hosts: reliable, ordered, and cut into pieces as a network pleases (RFC 3261 18). */

import { type FramingLimits, MessageFramer } from '../message/index.ts';
import { type Flow, type FlowReceiver, PING } from './transport.ts';

/** What a connection needs from the network that carries it. */
export interface MemoryWire {
  /** Runs `arrive` after a delay drawn from the seed. */
  carry(arrive: () => void): void;
  schedule(delayMs: number, task: () => void): void;
  random(): number;
  isCut(from: string, to: string): boolean;
  readonly stallMs: number;
  readonly framing: FramingLimits | undefined;
}

interface Piece {
  /** undefined is the end of the stream. */
  readonly text: string | undefined;
  arrived: boolean;
}

export type EndState = 'connecting' | 'open' | 'closing' | 'gone';

/** One end of a connection. Its host learns of its end by `gone`, once. */
export class ConnectionEnd {
  readonly flow: Flow;
  readonly #wire: MemoryWire;
  readonly #receiver: () => FlowReceiver | undefined;
  readonly #gone: (end: ConnectionEnd, error: string) => void;
  readonly #framer: MessageFramer;
  #state: EndState = 'connecting';
  #peer: ConnectionEnd | undefined;
  #outgoing: Piece[] = [];
  #stalled = false;
  /** What `gone` will be told when the close that we began is over. */
  #closeReason = '';

  constructor(
    flow: Flow,
    wire: MemoryWire,
    receiver: () => FlowReceiver | undefined,
    gone: (end: ConnectionEnd, error: string) => void,
  ) {
    this.flow = flow;
    this.#wire = wire;
    this.#receiver = receiver;
    this.#gone = gone;
    this.#framer = new MessageFramer(wire.framing);
  }

  get state(): EndState {
    return this.#state;
  }

  /** Joins two ends; what was sent while connecting leaves now. */
  static join(caller: ConnectionEnd, callee: ConnectionEnd): void {
    caller.#peer = callee;
    callee.#peer = caller;
    callee.#state = 'open';
    if (caller.#state === 'connecting') caller.#state = 'open';
    for (const piece of caller.#outgoing) caller.#carry(piece);
  }

  /** Sends in random pieces, as a stream may arrive. */
  send(text: string): void {
    if (text === PING) this.#framer.expectPong();
    const points = Array.from({ length: Math.floor(this.#wire.random() * 4) }, () =>
      Math.floor(this.#wire.random() * text.length),
    ).sort((a, b) => a - b);
    let from = 0;
    for (const point of [...points, text.length]) {
      if (point > from) this.#push(text.slice(from, point));
      from = point;
    }
  }

  /** Closes in order, after what was sent. */
  close(reason: string): void {
    if (this.#state === 'connecting') return this.fail(reason);
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#closeReason = reason;
    this.#push(undefined);
  }

  /** Ends at once, without a word to the peer, who learns of it when something of theirs arrives here. */
  fail(error: string): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.#outgoing = [];
    this.#gone(this, error);
  }

  /** Ends both ends at once. */
  reset(error: string): void {
    this.#peer?.fail(error);
    this.fail(error);
  }

  /** Delivers what has arrived, in order; a cut link holds it until it is healed or the connection is given up. */
  flush(): void {
    const peer = this.#peer;
    while (peer !== undefined && this.#outgoing[0]?.arrived) {
      if (this.#wire.isCut(this.flow.localAddress, this.flow.remoteAddress)) return this.#stall();
      this.#stalled = false;
      const { text } = this.#outgoing.shift() as Piece;
      if (peer.#state === 'gone') return this.fail('read ECONNRESET');
      if (text === undefined) {
        peer.fail(peer.#closeReason);
        return this.fail(this.#closeReason);
      }
      peer.#take(text);
    }
  }

  #push(text: string | undefined): void {
    const piece = { text, arrived: false };
    this.#outgoing.push(piece);
    if (this.#peer !== undefined) this.#carry(piece);
  }

  #carry(piece: Piece): void {
    this.#wire.carry(() => {
      piece.arrived = true;
      this.flush();
    });
  }

  #stall(): void {
    if (this.#stalled) return;
    this.#stalled = true;
    const head = this.#outgoing[0];
    this.#wire.schedule(this.#wire.stallMs, () => {
      if (this.#stalled && this.#outgoing[0] === head) this.fail('write ETIMEDOUT');
    });
  }

  #take(text: string): void {
    const { messages, pings, pong, unframeable } = this.#framer.feed(text);
    if (pings > 0 && this.#state === 'open') this.send('\r\n');
    if (pong) this.#receiver()?.pong?.(this.flow);
    for (const message of messages) {
      if (this.#state !== 'gone') this.#receiver()?.receive(message, this.flow);
    }
    if (unframeable === undefined || this.#state === 'gone') return;
    this.#receiver()?.unframeable(unframeable.text, this.flow, unframeable.reason, unframeable.status);
    this.close(unframeable.reason);
  }
}
