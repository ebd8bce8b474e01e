/** A peer without any rules of its own: it sends what a test writes, and tells what it receives. */

import { buildResponse, indexMessage, Request, Response, type ResponseParts, SipError } from '../message/index.ts';
import { type BoundTransport, type Destination, type Flow } from '../transport/index.ts';

/** A message that a scripted peer received. */
export interface Received {
  readonly message: Request | Response;
  /** The way that it came, which is also the way back. */
  readonly flow: Flow;
  /** Virtual ms. */
  readonly at: number;
}

/** What to wait for: a method, a status, or what a function accepts. */
export type Expectation = string | number | ((message: Request | Response) => boolean);

/** What a scripted peer runs on; `Simulation.peer` makes it up. */
export interface PeerOptions {
  /** What carries its messages. */
  readonly transport: BoundTransport;
  /** Tells the virtual time, in ms. */
  readonly now: () => number;
  /** Lets virtual time pass until `done` holds, for at most `withinMs`. */
  readonly wait: (withinMs: number, done: () => boolean) => void;
  /** The same, where promises take part. */
  readonly waitAsync: (withinMs: number, done: () => boolean) => Promise<boolean>;
  /** What to add to the message of a failed expectation. */
  readonly explain?: () => string;
}

/**
 * The other end of a test: it sends what the test writes, well-formed or not, keeps all that it receives, and waits for
 * what the test expects. It never answers, acknowledges or repeats anything by itself.
 */
export class ScriptedPeer {
  readonly transport: BoundTransport;
  /** Everything that came, in order. */
  readonly received: Received[] = [];
  /** Flows that were closed, with the reason. */
  readonly closed: { readonly flow: Flow; readonly error: string }[] = [];
  /** Answers what comes by itself, where set. */
  onReceive: ((received: Received) => void) | undefined = undefined;
  private readonly options: PeerOptions;
  private seen = 0;

  constructor(options: PeerOptions) {
    this.options = options;
    this.transport = options.transport;
    this.transport.setReceiver({
      receive: (text, flow) => this.receive(text, flow),
      unframeable: (text, flow) => this.receive(text, flow),
      closed: (flow, error) => this.closed.push({ flow, error }),
    });
  }

  /** The numeric address of its host, for the messages that a test writes. */
  get address(): string {
    return this.transport.listeners[0].address;
  }

  /** The port that it listens on. */
  get port(): number {
    return this.transport.listeners[0].port;
  }

  /**
   * Sends a message as it is written; lines that end with LF alone get their CR.
   * @throws SipError SIP_NO_FLOW where this peer does not speak the transport
   */
  send(text: string, to: Destination | Flow): void {
    const flow = 'connection' in to ? to : this.transport.flowTo(to);
    if (flow === undefined) throw new SipError('SIP_NO_FLOW', `no flow to ${JSON.stringify(to)}`);
    this.transport.send(flow, text.replace(/\r?\n/g, '\r\n'));
  }

  /** Answers a request that was received, on the way that it came. */
  respond(to: Received, status: number, parts: ResponseParts = {}): void {
    this.transport.send(to.flow, buildResponse(to.message as Request, status, parts));
  }

  /**
   * Waits for the next message that fits; those before it are passed over.
   * @throws SipError SIP_NOT_RECEIVED when none comes within `withinMs` of virtual time
   */
  expect(what: Expectation, withinMs = 64_000): Received {
    const search = new Search(this.received, this.seen, what);
    if (!search.look()) this.options.wait(withinMs, () => search.look());
    return this.taken(search);
  }

  /**
   * Like `expect`, where promises take part: a user agent at the other end.
   * @param withinMs of virtual time
   * @throws SipError (as a rejection) SIP_NOT_RECEIVED
   */
  async next(what: Expectation, withinMs = 64_000): Promise<Received> {
    const search = new Search(this.received, this.seen, what);
    if (!search.look()) await this.options.waitAsync(withinMs, () => search.look());
    return this.taken(search);
  }

  private taken({ found, what, seen }: Search): Received {
    this.seen = seen;
    if (found === undefined)
      throw new SipError(
        'SIP_NOT_RECEIVED',
        `${this.address} did not receive ${String(what)}\n${this.options.explain?.() ?? ''}`,
      );
    return found;
  }

  /** Waits for `ms` of virtual time. @returns what came until then that nobody had asked for */
  idle(ms: number): Received[] {
    this.options.wait(ms, () => false);
    const rest = this.received.slice(this.seen);
    this.seen = this.received.length;
    return rest;
  }

  private receive(text: string, flow: Flow): void {
    const message = indexMessage(text);
    if (message === undefined) return;
    const received = { message, flow, at: this.options.now() };
    this.received.push(received);
    this.onReceive?.(received);
  }
}

/** Looks for a message among those that come, each once. */
class Search {
  found: Received | undefined = undefined;
  readonly what: Expectation;
  seen: number;
  private readonly received: readonly Received[];

  constructor(received: readonly Received[], seen: number, what: Expectation) {
    this.received = received;
    this.seen = seen;
    this.what = what;
  }

  look(): boolean {
    while (this.found === undefined && this.seen < this.received.length) {
      const next = this.received[this.seen++];
      if (fits(next.message, this.what)) this.found = next;
    }
    return this.found !== undefined;
  }
}

function fits(message: Request | Response, what: Expectation): boolean {
  if (typeof what === 'function') return what(message);
  if (typeof what === 'string') return message instanceof Request && message.method === what;
  return message instanceof Response && message.status === what;
}
