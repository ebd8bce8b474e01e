/** The flow that a registration was made by: kept alive, watched, and judged when it is gone (RFC 5626 4.4, 4.5). */

import { headerId } from '../../catalogue/index.ts';
import { type Response } from '../../message/index.ts';
import { type Flow, isReliable } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { KeepAlive } from './keep-alive.ts';
import { sameFlow } from '../request/same-flow.ts';

const REQUIRE = headerId('Require');
const FLOW_TIMER = headerId('Flow-Timer');

/** ms that a flow has to last, where no pong proves it, before its loss is nobody's fault. */
const PROOF_MS = 30_000;

export class RegisteredFlow {
  private readonly agent: AgentParts;
  private readonly keepAlive: KeepAlive;
  /** s between pings, as the user wishes. */
  private readonly interval: number | undefined;
  private flow: Flow | undefined = undefined;
  private outbound = false;
  /** When it was taken, monotonic ms, and whether a ping was answered since. */
  private since = 0;
  private answered = false;

  /** @param onDead called when a ping was not answered: the flow was given up */
  constructor(agent: AgentParts, interval: number | undefined, onDead: (flow: Flow) => void) {
    this.agent = agent;
    this.interval = interval;
    this.keepAlive = new KeepAlive(agent.stack, agent.random, (flow) => {
      // Unless it is given up, the next request would take it again.
      agent.stack.abandon(flow);
      onDead(flow);
    });
  }

  /** undefined where there is none that can be used. */
  get current(): Flow | undefined {
    return this.flow;
  }

  /** Whether registrar and edge hold the flow open for us: the registrar requires outbound (RFC 5626 4.2.1). */
  get hasOutbound(): boolean {
    return this.outbound;
  }

  is(flow: Flow): boolean {
    return sameFlow(flow, this.flow);
  }

  /**
   * A REGISTER was answered with 200 on it.
   * @param asked whether it asked for outbound
   * @returns whether it is another flow than before
   */
  take(flow: Flow | undefined, response: Response, asked: boolean): boolean {
    const isNew = !sameFlow(flow, this.flow);
    if (isNew) {
      this.since = this.agent.stack.now;
      this.answered = false;
    }
    this.flow = flow;
    this.outbound = asked && response.tokens(REQUIRE).some((tag) => tag.toLowerCase() === 'outbound');
    const timer = response.parse(FLOW_TIMER);
    const wishes = [this.interval, this.outbound && typeof timer === 'number' ? timer : undefined];
    const named = wishes.filter((seconds) => seconds !== undefined);
    if (flow === undefined || (named.length === 0 && !this.outbound)) this.keepAlive.stop();
    else {
      const interval = named.length === 0 ? undefined : Math.min(...named);
      this.keepAlive.start(flow, { interval, agreed: this.outbound });
    }
    return isNew;
  }

  /** @returns whether the pong came on it */
  receivePong(flow: Flow): boolean {
    if (!this.keepAlive.receivePong(flow)) return false;
    this.answered = true;
    return true;
  }

  /** 4.5: whether it was good once. A flow that was not counts as an attempt that failed. */
  get isProven(): boolean {
    if (this.answered) return true;
    return !this.outbound && this.agent.stack.now - this.since >= PROOF_MS;
  }

  /** It can't be used any more. */
  drop(): void {
    this.flow = undefined;
    this.keepAlive.stop();
  }
}

/** Whether outbound is asked for on a flow: over UDP it is kept by STUN (RFC 5626 4.4.2), which is not spoken here. */
export function carriesOutbound(flow: Flow): boolean {
  return isReliable(flow.transport);
}
