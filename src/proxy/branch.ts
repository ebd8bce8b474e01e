/** One target of a forwarded request: its attempts, one address after the other, and timer C (RFC 3261 16.6 steps 7 to 11, 16.8). */

import { headerId, triesNextServer } from '../catalogue/index.ts';
import { formatHost, type Response, SLOT } from '../message/index.ts';
import { type ClientTransaction, type ClientUser, Timed } from '../stack/index.ts';
import { type Destination, type Flow, isReliable } from '../transport/index.ts';
import { type Outcome } from './best-response.ts';
import { type ResponseContext } from './response-context.ts';
import { type Target } from './target.ts';

const VIA = headerId('Via');

/** Larger requests leave by TCP where the next hop was found by resolution (18.1.1): 200 bytes below the path MTU of 1500. */
export const UDP_REQUEST_BYTES = 1300;

export class Branch extends Timed implements ClientUser {
  readonly target: Target;
  /** How often the request may still be split behind us: the branch's share of Max-Breadth (RFC 5393 5.3.3). */
  readonly breadth: number;
  /** The final outcome, once there is one. */
  outcome: Outcome | undefined = undefined;
  private readonly context: ResponseContext;
  private readonly destinations: Destination[] = [];
  private client: ClientTransaction | undefined = undefined;
  /** Whether the target's address was asked for, and not only its flow used. */
  private located = false;
  private tried = 0;
  private provisional = false;
  private cancelled = false;

  constructor(context: ResponseContext, target: Target, breadth: number) {
    super();
    this.context = context;
    this.target = target;
    this.breadth = breadth;
  }

  get ended(): boolean {
    return this.outcome !== undefined;
  }

  begin(): void {
    const { target, context } = this;
    if (target.flow !== undefined && target.path.length === 0 && context.proxy.stack.isOpen(target.flow)) {
      // What outlived its connection is not found by an address: the flow is the only way to most phones.
      this.send(target.flow);
      return;
    }
    this.locate();
  }

  cancel(): void {
    if (this.cancelled || this.ended) return;
    this.cancelled = true;
    if (this.client === undefined) return;
    this.client.cancel();
    // Without a provisional response no CANCEL may leave (9.1), but whoever gave up shall not wait for timer B.
    const { stack, options } = this.context.proxy;
    if (!this.provisional && !this.ended) stack.wheel.arm(this, stack.now + options.firstResponseMs);
  }

  /** Finds the addresses of the next hop and sends to the first (RFC 3263). */
  private locate(): void {
    const { target, context } = this;
    this.located = true;
    const nextHop = context.nextHop(target);
    if (nextHop === undefined) {
      this.end({ status: 416, response: undefined });
      return;
    }
    context.proxy.resolve(nextHop, (destinations) => {
      if (this.ended) return;
      if (this.cancelled) {
        this.end({ status: 487, response: undefined });
        return;
      }
      const large = context.request.text.length + 200 > UDP_REQUEST_BYTES;
      for (const destination of destinations) {
        if (large && destination.transport === 'UDP') this.destinations.push({ ...destination, transport: 'TCP' });
        this.destinations.push(destination);
      }
      this.attempt();
    });
  }

  /** Sends to the next address, if one is left. */
  private attempt(): void {
    while (this.tried < this.destinations.length) {
      const flow = this.context.proxy.stack.flowTo(this.destinations[this.tried++]);
      if (flow === undefined) continue;
      this.send(flow);
      return;
    }
    this.end({ status: 503, response: undefined });
  }

  private send(flow: Flow): void {
    const { context } = this;
    const { stack, options } = context.proxy;
    const branch = stack.tokens.branch(context.loopHash);
    const text = context.compose(this, flow, branch);
    context.note(
      `${this.target.uri} is tried at ${flow.transport} ${formatHost(flow.remoteAddress)}:${flow.remotePort}`,
    );
    // The first response decides whether the next address is tried; timer B would take 32 s (16.6 step 8 leaves this to us).
    if (this.tried < this.destinations.length) stack.wheel.arm(this, stack.now + options.firstResponseMs);
    else if (context.invite) stack.wheel.arm(this, stack.now + options.timerCMs);
    this.client = stack.startClient(text, context.request.method, branch, flow, this);
  }

  // ---- what the client transaction tells ----

  onResponse(client: ClientTransaction, response: Response): void {
    const { context } = this;
    if (response.status < 200) {
      if (client !== this.client || this.ended) return;
      this.provisional = true;
      if (!hasUpstreamVia(response)) return;
      // 16.7 step 2: a ringing phone may ring for another period of timer C
      if (context.invite && (response.status > 100 || this.tried < this.destinations.length)) {
        const { stack, options } = context.proxy;
        stack.wheel.arm(this, stack.now + options.timerCMs);
      }
      if (response.status > 100) context.provisional(response);
      return;
    }
    // 16.7 step 3: without another Via there is nobody to pass it to; whoever answered took ours off
    if (!hasUpstreamVia(response)) {
      if (client === this.client) this.end({ status: 502, response: undefined });
      return;
    }
    if (response.status < 300) {
      // Any 2xx goes upstream, also a second one of a fork behind us, or of an attempt given up.
      if (client !== this.client && !this.ended) this.client?.cancel();
      // The response itself goes on at once, and is needed no more.
      if (!this.ended) this.outcome = { status: response.status, response: undefined };
      context.proxy.stack.wheel.disarm(this);
      context.success(this, response);
      return;
    }
    if (client !== this.client || this.ended) return;
    // RFC 3263 4.3: 503 and silence mean the next address, not the next target
    if (triesNextServer(response.status) && !this.cancelled && this.tried < this.destinations.length) this.attempt();
    else this.end({ status: response.status, response });
  }

  onTimeout(client: ClientTransaction): void {
    if (client !== this.client || this.ended) return;
    if (!this.cancelled && !this.provisional && this.tried < this.destinations.length) this.attempt();
    else this.end({ status: this.cancelled ? 487 : 408, response: undefined });
  }

  onFault(client: ClientTransaction): void {
    if (client !== this.client || this.ended) return;
    if (!this.cancelled && this.tried < this.destinations.length) this.attempt();
    // The connection of a binding can be closing just when it is used; the contact is tried as if it had closed before.
    else if (!this.cancelled && !this.provisional && !this.located && isReliable(client.flow.transport)) this.locate();
    else this.end({ status: 503, response: undefined });
  }

  /** Timer C, or nobody answered at this address in time. */
  override onDeadline(): void {
    if (this.ended) return;
    if (this.cancelled && !this.provisional) {
      // Nothing new is rung for a caller who gave up. Should the silent one wake up, the CANCEL goes out.
      this.end({ status: 487, response: undefined });
    } else if (!this.provisional && this.tried < this.destinations.length) {
      // Should the silent one wake up, its provisional response lets the CANCEL go.
      const silent = this.client;
      this.client = undefined;
      silent?.cancel();
      this.attempt();
    } else if (this.provisional) {
      // 16.8: a CANCEL, and then whatever answers it, or 32 s of silence
      this.client?.cancel();
    } else this.end({ status: 408, response: undefined });
  }

  /** The answer has left: of the outcome only its status counts from now on. */
  forget(): void {
    if (this.outcome?.response !== undefined) this.outcome = { status: this.outcome.status, response: undefined };
  }

  private end(outcome: Outcome): void {
    if (this.ended) return;
    this.context.proxy.stack.wheel.disarm(this);
    this.outcome = outcome;
    if (outcome.response === undefined && outcome.status >= 500)
      this.context.note(`${this.target.uri} cannot be reached`);
    else if (outcome.response === undefined && outcome.status === 408)
      this.context.note(`${this.target.uri} did not answer in time`);
    this.context.branchEnded(this, outcome);
  }
}

/** Whether a Via value follows the topmost one, in its line or in another. */
function hasUpstreamVia(response: Response): boolean {
  const line = response.find(VIA);
  return response.via.end < response.slots[line * SLOT + 3] || response.find(VIA, line + 1) >= 0;
}
