/** The stateful proxy (RFC 3261 16): what a request needs before it is forwarded, and the forwarding itself. */

import { headerId } from '../catalogue/index.ts';
import { Failure, type Header, parseUri, type Request, SLOT, type Uri, type Via } from '../message/index.ts';
import { loopHash } from '../routing/index.ts';
import { type Stack } from '../stack/index.ts';
import { type Destination, type Flow } from '../transport/index.ts';
import { forwardRequest, maxForwardsOf } from './forward-request.ts';
import { ResponseContext } from './response-context.ts';
import { type RouteInformation, routeUri } from './route-information.ts';
import { type Forking, type Target } from './target.ts';

const VIA = headerId('Via');
const PROXY_REQUIRE = headerId('Proxy-Require');

/** What an operator decides about forwarding. */
export interface ProxyOptions {
  readonly forking: Forking;
  /** ms an INVITE may go on without a final response since the last provisional one (16.6 step 11). */
  readonly timerCMs: number;
  /** ms for the first response of an address before the next is tried. */
  readonly firstResponseMs: number;
  /** The redirections that we follow ourselves; the others go to the caller. */
  readonly followRedirects: ReadonlySet<number>;
  /** Max-Breadth of a request that brings none, or more (RFC 5393 5.3.3). */
  readonly maxBreadth: number;
  /** Max-Forwards of a request that brings none. */
  readonly maxForwards: number;
  /** Targets of one request, redirections included. */
  readonly maxTargets: number;
}

/** Forks by q; Timer C of 3 minutes, 4 s for the first response of an address, and no redirection followed. */
export const defaultProxyOptions: ProxyOptions = {
  forking: 'by-q',
  timerCMs: 180_000,
  firstResponseMs: 4_000,
  followRedirects: new Set(),
  maxBreadth: 60,
  maxForwards: 70,
  maxTargets: 32,
};

/** What is decided about one request before it is forwarded. */
export interface ForwardOptions {
  readonly targets: readonly Target[];
  readonly route: RouteInformation;
  /** Whether later requests of the dialog are to come by us. */
  readonly recordRoute: boolean;
  /** What proves on their return that we asked them to, and by which flow they go on: '' for none of its own. */
  readonly token: (dialogFlow: string) => string;
  /** Our realms, in wire form: credentials for them stay here (22.3). */
  readonly realms: ReadonlySet<string>;
  /** Whether redirections may be followed for this caller. */
  readonly mayFollow: boolean;
  /** Where a user of ours can be reached now, for redirections to one; undefined for a foreign URI. */
  readonly locate: (uri: Uri) => readonly Target[] | undefined;
}

/** Finds the addresses of a next hop; calls back at once where it can. An empty list: there are none. */
export type Resolve = (uri: Uri, done: (destinations: readonly Destination[]) => void) => void;

/** The proxy core: each request that it forwards gets a response context of its own (RFC 3261 16.6 to 16.10). */
export class Proxy {
  readonly stack: Stack;
  readonly resolve: Resolve;
  options: ProxyOptions;
  private readonly isOwn: (host: string, port: number) => boolean;

  /** @param isOwn whether host and port are an address that we listen on */
  constructor(
    stack: Stack,
    resolve: Resolve,
    isOwn: (host: string, port: number) => boolean,
    options: ProxyOptions = defaultProxyOptions,
  ) {
    this.stack = stack;
    this.resolve = resolve;
    this.isOwn = isOwn;
    this.options = options;
  }

  /**
   * What forbids forwarding (16.3): Max-Forwards used up, a loop, an extension that we lack. Answered here.
   * @returns whether the request was refused
   */
  refuses(request: Request, flow: Flow): boolean {
    const { stack } = this;
    if (maxForwardsOf(request) === 0) {
      stack.respond(request, flow, 483);
      return true;
    }
    if (this.loops(request)) {
      stack.respond(request, flow, 482);
      return true;
    }
    const required = request.tokens(PROXY_REQUIRE);
    if (required.length > 0) {
      // We have no extension that a proxy could be required to have.
      const headers: Header[] = [['Unsupported', required.join(', ')]];
      stack.respond(request, flow, 420, { headers });
      return true;
    }
    return false;
  }

  /** Forwards a request to its targets with state (16.6), and answers it with the best response (16.7). */
  forward(request: Request, flow: Flow, options: ForwardOptions): void {
    new ResponseContext(this, request, flow, options).begin();
  }

  /**
   * Forwards an ACK of a 2xx, without state (16.11): it has no answer and no transaction.
   * @param flow the one that leads to the callee, where the dialog kept it
   */
  forwardAck(request: Request, route: RouteInformation, realms: ReadonlySet<string>, flow?: Flow): void {
    if (maxForwardsOf(request) === 0) return;
    if (flow !== undefined) {
      this.sendAck(request, route, realms, flow);
      return;
    }
    const first = route.routes[0];
    const nextHop = first === undefined ? parseUri(route.uri.text) : routeUri(first);
    if (nextHop instanceof Failure || !nextHop.isSip) return;
    this.resolve(nextHop, (destinations) => {
      for (const destination of destinations) {
        const out = this.stack.flowTo(destination);
        if (out === undefined) continue;
        this.sendAck(request, route, realms, out);
        return;
      }
    });
  }

  private sendAck(request: Request, route: RouteInformation, realms: ReadonlySet<string>, out: Flow): void {
    const text = forwardRequest(request, {
      uri: route.uri.text,
      routes: route.routes,
      routesChanged: route.changed,
      via: this.stack.viaLine(out, this.stack.tokens.branch()),
      recordRoute: '',
      maxForwards: (maxForwardsOf(request) ?? this.options.maxForwards + 1) - 1,
      maxBreadth: undefined,
      realms,
    });
    this.stack.sendRequestText(text, 'ACK', out);
  }

  /** Leaves a decision in the trace. */
  note(request: Request, text: string): void {
    this.stack.trace?.decision(this.stack.now, request.callId, 'targets', text);
  }

  /** 16.3 step 4, RFC 5393 4.2: a Via of ours whose branch has the hash that we would give it again. A changed request is a spiral. */
  private loops(request: Request): boolean {
    let hash = '';
    for (let line = request.find(VIA); line >= 0; line = request.find(VIA, line + 1)) {
      // Our branches are recognised in the text: only then is the line parsed.
      if (
        !request.text
          .slice(request.slots[line * SLOT + 2], request.slots[line * SLOT + 3])
          .includes(this.stack.tokens.prefix)
      )
        continue;
      const values = request.parseAt(line);
      if (values instanceof Failure) continue;
      for (const via of values as Via[]) {
        if (!this.stack.tokens.owns(via.branch) || !this.isOwn(via.host, via.port)) continue;
        if (hash === '') hash = loopHash(request);
        if (this.stack.tokens.suffixOf(via.branch) === hash) return true;
      }
    }
    return false;
  }
}
