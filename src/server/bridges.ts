/** The calls that the server takes apart into two legs of its own: the B2BUA among its roles (RFC 7092). */

import { type Bridge, bridge, type BridgeTarget } from '../b2bua/index.ts';
import { headerId } from '../catalogue/index.ts';
import { Failure, parseUri, type Request, type Uri } from '../message/index.ts';
import { type Target } from '../proxy/index.ts';
import { type Random, type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Resolve, UserAgent } from '../ua/index.ts';
import type { BridgeConfig } from './config.ts';
import type { Decision } from './decision.ts';

const REPLACES = headerId('Replaces');

/** For a call that takes the place of another: what holds for that holds on. */
const defaultBridge: BridgeConfig = {
  headers: [],
  codecs: undefined,
  redirects: 'follow',
  refer: 'pass',
  maxSeconds: undefined,
};

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
      anyReferral: true,
    });
  }

  /** How many calls are held together now. */
  get size(): number {
    return this.live.size;
  }

  /** Ends all calls of ours: nobody else knows of both their legs. */
  hangUp(): void {
    const headers = [['Reason', 'SIP;cause=503;text="The server stops"']] as const;
    for (const bridged of this.live) void bridged.hangUp(headers);
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

  /**
   * What is to be done with an INVITE that wants to take the place of a leg of ours (Replaces, RFC 3891): whoever knows the
   * dialog was told of it by one of its ends, but must be somebody we know all the same.
   * @returns undefined for any other request
   */
  decision(request: Request, known: boolean): Decision | undefined {
    const replaces = request.method === 'INVITE' ? request.header(REPLACES) : undefined;
    if (replaces === undefined || this.agent.callFor(replaces) === undefined) return undefined;
    const because = 'built-in: Replaces names a leg of a bridged call';
    return known ? { action: 'bridge', targets: [], bridge: defaultBridge, because } : { action: 'challenge', because };
  }

  /** Takes a new INVITE on to its targets, all at once: the first that answers gets the call. */
  begin(
    request: Request,
    flow: Flow,
    targets: readonly Target[],
    config: BridgeConfig,
    locate: (uri: Uri) => readonly Target[] | undefined,
  ): void {
    const call = this.agent.receiveCall(request, flow);
    if (call === undefined) return;
    const handle = (target: string) => {
      const uri = parseUri(target);
      return uri instanceof Failure ? [] : (locate(uri) ?? []).map(legOf);
    };
    const refer = config.refer === 'handle' ? handle : config.refer;
    const made = bridge(call, this.agent, targets.map(legOf), { ...config, refer });
    // One that takes the place of a side is of a bridge that is counted already.
    if (this.live.has(made)) return;
    this.live.add(made);
    void made.ended.then(() => this.live.delete(made));
  }
}

function legOf({ uri, path, flow }: Target): BridgeTarget {
  return { uri, routes: path, flow };
}
