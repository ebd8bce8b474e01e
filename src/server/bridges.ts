/** The calls that the server takes apart into two legs of its own: the B2BUA among its roles (RFC 7092). */

import { type Bridge, bridge, type BridgeTarget } from '../b2bua/index.ts';
import { type Request } from '../message/index.ts';
import { type Target } from '../proxy/index.ts';
import { type Random, type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Resolve, UserAgent } from '../ua/index.ts';
import type { BridgeConfig } from './config.ts';

export class Bridges {
  private readonly agent: UserAgent;
  private readonly live = new Set<Bridge>();

  /** @param identity an address-of-record of the server's own: it stands in Contact, and nowhere else */
  constructor(stack: Stack, random: Random, resolve: Resolve, identity: string, maxCalls: number) {
    this.agent = new UserAgent({
      stack,
      random,
      resolve,
      identity,
      maxCalls,
      answersFor: 'anyone',
      userAgent: '',
      byFlow: true,
    });
  }

  /** How many calls are held together now. */
  get size(): number {
    return this.live.size;
  }

  /** Whether a request belongs to a leg of ours, and not to a dialog that we proxy. */
  owns(request: Request): boolean {
    return request.to.tag !== '' && this.agent.owns(request);
  }

  /** A request within the dialog of a leg. */
  onRequest(request: Request, flow: Flow): void {
    this.agent.onRequest(request, flow);
  }

  onAck(request: Request): void {
    this.agent.onAck(request);
  }

  /** Takes a new INVITE on to its targets, all at once: the first that answers gets the call. */
  begin(request: Request, flow: Flow, targets: readonly Target[], config: BridgeConfig): void {
    const call = this.agent.receiveCall(request, flow);
    if (call === undefined) return;
    const legs = targets.map(({ uri, path, flow: way }): BridgeTarget => ({ uri, routes: path, flow: way }));
    const made = bridge(call, this.agent, legs, config);
    this.live.add(made);
    void made.ended.then(() => this.live.delete(made));
  }
}
