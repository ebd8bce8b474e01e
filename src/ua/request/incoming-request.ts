/** A request that the application answers: MESSAGE, INFO, or a method that only it knows (RFC 3261 8.2). */

import { decodeUtf8, type Header, type Request, SipError } from '../../message/index.ts';
import { type ServerTransaction, type Stack } from '../../stack/index.ts';
import { type Body, wireBody } from './body.ts';
import { Deadline } from '../deadline.ts';

/**
 * A request that waits for an answer of the application's: `respond` to it within 64 T1 (32 s), after which its sender has given
 * up (RFC 4320 4.2).
 */
export class IncomingRequest {
  /** The request as it came, for everything that this class does not read. */
  readonly request: Request;
  readonly method: string;
  readonly #stack: Stack;
  readonly #server: ServerTransaction;
  readonly #patience: Deadline;

  /** @hidden */
  constructor(stack: Stack, request: Request, server: ServerTransaction) {
    this.#stack = stack;
    this.#server = server;
    this.request = request;
    this.method = request.method;
    // RFC 4320 4.2: by then who asked has given up, and is told nothing
    this.#patience = new Deadline(stack, () => server.abandon());
    this.#patience.set(64 * stack.timers.t1);
  }

  /** The body as Unicode text. */
  get body(): string {
    return decodeUtf8(this.request.body);
  }

  /** The media type of the body as written, or ''. */
  get contentType(): string {
    return this.request.named('Content-Type')[0] ?? '';
  }

  /** Whether it has had its final response. */
  get answered(): boolean {
    return this.#server.answered;
  }

  /**
   * Answers it; after the final response, or when the sender has given up (64 T1), nothing happens any more.
   * @throws SipError SIP_STATUS for a status that is not from 100 to 699
   */
  respond(status: number, headers: readonly Header[] = [], body?: Body): void {
    if (!(status >= 100 && status <= 699 && Number.isInteger(status)))
      throw new SipError('SIP_STATUS', `no status: ${status}`, { rfc: '3261 7.2' });
    const wire = body && wireBody(body);
    this.#stack.turn(() => {
      this.#server.respond(status, { headers, ...wire });
      if (this.#server.answered) this.#patience.clear();
    });
  }

  /** Too many wait already, or nobody reads them any more. @internal */
  turnAway(): void {
    this.respond(503, [['Retry-After', '5']]);
  }
}
