/** One stream connection: its messages framed, its queue bounded, its time limited (RFC 3261 18.2.1, 18.3; RFC 5626 4.4.1). */

import type { Socket } from 'node:net';
import { MessageFramer } from '../message/index.ts';
import { type Flow, PING } from '../transport/index.ts';
import type {} from './latin1.ts';
import type { PortContext } from './port.ts';

/** Works on any socket that carries bytes in order, so TLS needs no other. */
export class Connection {
  readonly flow: Flow;
  /** Whether the peer made it. */
  readonly inbound: boolean;
  readonly #socket: Socket;
  readonly #context: PortContext;
  readonly #framer: MessageFramer;
  #connecting: boolean;
  #ending = false;
  #peerEnded = false;
  #completedOne = false;
  readonly #since = performance.now();
  #lastTraffic = this.#since;
  #messageSince = 0;
  /** When to end it, or, once that has begun, when to be done. */
  #endBy = Number.POSITIVE_INFINITY;
  #error = '';

  /** @param gone called once, when nothing is left of it */
  constructor(
    socket: Socket,
    flow: Flow,
    inbound: boolean,
    context: PortContext,
    gone: (connection: Connection) => void,
  ) {
    this.flow = flow;
    this.inbound = inbound;
    this.#socket = socket;
    this.#context = context;
    this.#framer = new MessageFramer(context.options.framing);
    this.#connecting = socket.connecting;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('connect', () => {
      this.#connecting = false;
      this.#lastTraffic = performance.now();
    });
    socket.on('end', () => this.#onPeerEnd());
    socket.on('error', (error) => {
      this.#error ||= error.message;
    });
    socket.on('close', () => {
      gone(this);
      context.receiver.closed(flow, this.#error);
    });
  }

  get isOpen(): boolean {
    return !this.#ending && !this.#socket.destroyed;
  }

  /** Whether a new request may be sent on it: the peer has not begun to close it. */
  get isReusable(): boolean {
    return this.isOpen && !this.#peerEnded;
  }

  send(text: string): void {
    if (!this.isOpen) {
      setImmediate(() => this.#context.receiver.closed(this.flow, this.#error || 'write EPIPE'));
      return;
    }
    this.#lastTraffic = performance.now();
    if (text === PING) this.#framer.expectPong();
    this.#socket.write(text, 'latin1');
    if (this.#socket.writableLength > this.#context.options.maxQueuedBytes) {
      this.destroy('the peer does not read what is sent to it');
    }
  }

  /** Closes in order: what was queued is sent, and the peer has `graceMs` to close its side. */
  end(reason: string, graceMs: number): void {
    if (this.#socket.destroyed) return;
    this.#error ||= reason;
    if (this.#connecting) return this.destroy(reason);
    const by = performance.now() + graceMs;
    this.#endBy = this.#ending ? Math.min(this.#endBy, by) : by;
    if (this.#ending) return;
    this.#ending = true;
    // With both sides ended the socket closes by itself.
    this.#socket.end();
  }

  destroy(reason: string): void {
    this.#error ||= reason;
    this.#socket.destroy();
  }

  /** Ends what has waited too long; called now and then with the monotonic time in ms. */
  checkTime(now: number): void {
    const { options, counters } = this.#context;
    const { remoteAddress, remotePort } = this.flow;
    if (now >= this.#endBy) {
      if (this.#ending) this.destroy('');
      else this.end('', options.halfCloseMs);
    } else if (this.#ending || this.#peerEnded) {
      return;
    } else if (this.#connecting) {
      if (now - this.#since < options.connectTimeoutMs) return;
      counters.connectionsTimedOut++;
      this.destroy(`connect ETIMEDOUT ${remoteAddress}:${remotePort}`);
    } else if (this.#framer.unfinished && now - this.#messageSince >= options.messageTimeoutMs) {
      this.#timedOut('a message was not completed in time');
    } else if (this.inbound && !this.#completedOne && now - this.#since >= options.firstMessageTimeoutMs) {
      this.#timedOut('no message in time');
    } else if (now - this.#lastTraffic >= options.idleTimeoutMs) {
      this.#timedOut('idle for too long');
    }
  }

  #timedOut(reason: string): void {
    this.#context.counters.connectionsTimedOut++;
    this.end(reason, this.#context.options.halfCloseMs);
  }

  #receive(chunk: Buffer): void {
    // What comes after we ended is read and dropped: unread, it would turn our last words into a reset.
    if (this.#ending) return;
    const now = performance.now();
    this.#lastTraffic = now;
    const wasUnfinished = this.#framer.unfinished;
    const { messages, pings, pong, unframeable } = this.#framer.feed(chunk.latin1Slice(0, chunk.length));
    // One pong however many pings came at once: two would read as a ping.
    if (pings > 0 && this.isOpen) this.send('\r\n');
    if (messages.length > 0) this.#completedOne = true;
    if (!wasUnfinished || messages.length > 0) this.#messageSince = now;
    const { receiver } = this.#context;
    if (pong) receiver.pong?.(this.flow);
    for (const message of messages) {
      if (this.#socket.destroyed) return;
      receiver.receive(message, this.flow);
    }
    if (unframeable === undefined || this.#socket.destroyed) return;
    this.#context.counters.unframeable++;
    receiver.unframeable(unframeable.text, this.flow, unframeable.reason, unframeable.status);
    this.end(unframeable.reason, this.#context.options.halfCloseMs);
  }

  /** A peer that sends no more may still read: what it asked for is answered within `halfCloseMs` (RFC 3261 18.2.2). */
  #onPeerEnd(): void {
    this.#peerEnded = true;
    if (this.#ending) return;
    this.#endBy = Math.min(this.#endBy, performance.now() + this.#context.options.halfCloseMs);
  }
}
