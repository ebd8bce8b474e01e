/** Two calls that are held together: what is said on one side is said on the other, until one of them ends (RFC 7092 3.1). */

import { type Header } from '../message/index.ts';
import { sameDescription, type SessionDescription } from '../sdp/index.ts';
import { type Logger } from '../stack/index.ts';
import { type Call, Deferred, type IncomingRequest } from '../ua/index.ts';
import { type HeaderPolicy } from './header-policy.ts';
import { type Leg } from './leg.ts';
import { crossingStatus } from './response-policy.ts';

/** One of the two. */
export interface Side {
  readonly call: Call;
  readonly leg: Leg;
}

/** Whose pair a call is in. */
const pairs = new WeakMap<Call, Pair>();

export class Pair {
  /** The pair that a call is a side of; undefined for a call that is in none. */
  static of(call: Call): Pair | undefined {
    return pairs.get(call);
  }

  private readonly log: Logger;
  private readonly headers: HeaderPolicy;
  private sides: readonly Side[] = [];
  private readonly whenOver = new Deferred<void>();
  private readonly onSide: (side: Side) => void;

  /** @param onSide is told of each side that becomes one of the pair */
  constructor(log: Logger, headers: HeaderPolicy, onSide: (side: Side) => void) {
    this.log = log;
    this.headers = headers;
    this.onSide = onSide;
  }

  /** Resolves when one side has ended, and the other with it; or when both are held together with others. */
  get over(): Promise<void> {
    return this.whenOver.promise;
  }

  /** The calls that are held together now. */
  get calls(): readonly Call[] {
    return this.sides.map(({ call }) => call);
  }

  /** Holds the two together from now on, in place of those that were before, and which are left to themselves. */
  join(a: Side, b: Side): void {
    const before = this.sides;
    this.sides = [a, b];
    a.leg.other = b.leg;
    b.leg.other = a.leg;
    for (const side of this.sides) {
      pairs.set(side.call, this);
      if (before.includes(side)) continue;
      void this.carryRequests(side);
      this.onSide(side);
      void side.call.ended.then(({ reasons }) => {
        const other = this.otherSide(side);
        if (other === undefined) return;
        const headers = reasons.map((reason): Header => ['Reason', reason]);
        void other.call.hangUp({ headers }).then(() => this.release());
      });
    }
  }

  /** Holds nothing together any more. */
  release(): void {
    for (const { call } of this.sides) if (pairs.get(call) === this) pairs.delete(call);
    this.sides = [];
    this.whenOver.resolve();
  }

  /** The side that is held together with this one; undefined where this one is not, or no longer. */
  otherSide(side: Side): Side | undefined {
    return this.sides.includes(side) ? this.sides.find((other) => other !== side) : undefined;
  }

  /** The side of a call; undefined for a call of others. */
  sideOf(call: Call): Side | undefined {
    return this.sides.find((side) => side.call === call);
  }

  /**
   * Brings the descriptions of two sides together that were agreed on with others: each is offered what the other's peer
   * described, until both know the same.
   * @param told what the peer of `to` was told of `from` before; undefined for nothing
   * @param knows what the peer of `from` was told of `to`; undefined for nothing
   */
  async agree(from: Side, to: Side, told?: SessionDescription, knows?: SessionDescription): Promise<void> {
    const { described } = from.leg;
    if (described === undefined || (told !== undefined && sameDescription(told, described))) return;
    try {
      const answer = await to.leg.offerToPeer(described);
      if (knows === undefined || !sameDescription(answer, knows)) await from.leg.offerToPeer(answer);
    } catch (error) {
      this.log.info({ err: error, callId: to.call.callId }, 'two legs could not be brought together');
    }
  }

  private async carryRequests(side: Side): Promise<void> {
    for await (const request of side.call.requests) {
      const other = this.otherSide(side);
      if (other === undefined) request.respond(480);
      else void this.carry(request, other.call);
    }
  }

  private async carry(request: IncomingRequest, to: Call): Promise<void> {
    const { method, contentType } = request;
    const { body } = request.request;
    const headers = this.headers.carry(request.request);
    // As it came: it may be no text.
    const content =
      body === '' ? {} : { body, binary: true, contentType: contentType === '' ? undefined : contentType };
    try {
      const response = await to.send(method, { headers, ...content });
      request.respond(crossingStatus(response.status), this.headers.carry(response), {
        body: response.body,
        binary: true,
        contentType: response.named('Content-Type')[0],
      });
    } catch (error) {
      this.log.info({ err: error, callId: to.callId, method }, 'a request could not be carried across');
      if (!request.answered) request.respond(500);
    }
  }
}
