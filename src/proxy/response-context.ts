/** All branches of one forwarded request, and what of their responses goes upstream (RFC 3261 16.7). */

import { atProxy, headerId } from '../catalogue/index.ts';
import {
  Failure,
  type NameAddr,
  parseUri,
  type Request,
  type Response,
  sameUri,
  SipError,
  Uri,
} from '../message/index.ts';
import { DEFAULT_Q, loopHash, parseQ } from '../routing/index.ts';
import { type ServerTransaction, type ServerUser } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { bestOutcome, forwardResponse, type Outcome } from './best-response.ts';
import { Branch } from './branch.ts';
import { formatDialogFlow, needsFlow } from './dialog-flow.ts';
import { forwardRequest, maxBreadthOf, maxForwardsOf, type RecordedSide, recordRouteLines } from './forward-request.ts';
import { type ForwardOptions, type Proxy } from './proxy.ts';
import { routeUri } from './route-information.ts';
import { type Target, targetGroups } from './target.ts';

const CONTACT = headerId('Contact');

export class ResponseContext implements ServerUser {
  readonly proxy: Proxy;
  readonly flow: Flow;
  readonly invite: boolean;
  readonly loopHash: string;
  /** Let go when everything has ended: it holds the request, and the transactions stay for another 32 s. */
  private asked: ForwardOptions | undefined;
  private readonly server: ServerTransaction;
  private readonly groups: Target[][];
  private readonly branches: Branch[] = [];
  private readonly outcomes: Outcome[] = [];
  /** What all branches together may be split into (RFC 5393 5.3.3). */
  private readonly breadth: number;
  private plainToken = '';
  private stopped = false;
  private starting = false;

  constructor(proxy: Proxy, request: Request, flow: Flow, options: ForwardOptions) {
    this.proxy = proxy;
    this.flow = flow;
    this.asked = options;
    this.invite = request.method === 'INVITE';
    this.loopHash = loopHash(request);
    const { maxBreadth } = proxy.options;
    this.breadth = Math.min(maxBreadthOf(request) ?? maxBreadth, maxBreadth);
    this.groups = targetGroups(options.targets, proxy.options.forking);
    this.server = proxy.stack.startServer(request, flow, this);
  }

  /** Kept by the server transaction, and only until it is answered: whoever asks later has a bug. */
  get request(): Request {
    return this.server.request;
  }

  private get options(): ForwardOptions {
    if (this.asked === undefined) throw new SipError('SIP_TRANSACTION_DONE', 'what was asked is answered and let go');
    return this.asked;
  }

  begin(): void {
    // 16.2: a 100 stops the caller's retransmissions; for other methods RFC 4320 forbids it until late
    if (this.invite) this.server.respond(100);
    this.nextGroup();
  }

  /** The URI that the next hop is found by (16.6 step 7), or undefined where it cannot be one. */
  nextHop(target: Target): Uri | undefined {
    const route = target.path[0] ?? this.options.route.routes[0];
    const uri = route === undefined ? parseUri(target.uri) : routeUri(route);
    return uri instanceof Uri && uri.isSip ? uri : undefined;
  }

  /** The copy of the request for one target by one flow. */
  compose({ target, breadth }: Branch, flow: Flow, branch: string): string {
    const { stack, options } = this.proxy;
    const { route, recordRoute, realms } = this.options;
    return forwardRequest(this.request, {
      uri: target.uri,
      routes: target.path.length === 0 ? route.routes : [...target.path, ...route.routes],
      routesChanged: route.changed || target.path.length > 0,
      via: stack.viaLine(flow, branch),
      recordRoute: recordRoute ? this.recordRoute(target, flow) : '',
      maxForwards: (maxForwardsOf(this.request) ?? options.maxForwards + 1) - 1,
      maxBreadth: breadth,
      realms,
    });
  }

  private recordRoute(target: Target, flow: Flow): string {
    const came = this.recordedSide(this.flow, needsFlow(this.request, this.flow));
    const goes = this.recordedSide(flow, target.pinned === true && target.flow === flow);
    return recordRouteLines(came, goes, this.proxy.stack.sentBy);
  }

  private recordedSide(flow: Flow, byFlow: boolean): RecordedSide {
    const dialogFlow = byFlow ? formatDialogFlow(flow, this.proxy.stack.tokens.instance) : '';
    if (dialogFlow !== '') return { flow, token: this.options.token(dialogFlow), dialogFlow };
    this.plainToken ||= this.options.token('');
    return { flow, token: this.plainToken, dialogFlow };
  }

  // ---- what the branches tell ----

  /** 16.7 step 5: every provisional response but 100 goes on at once; RFC 4320 4.1 forbids them for other methods. */
  provisional(response: Response): void {
    if (this.invite && !this.server.answered) this.server.send(response.status, forwardResponse(response));
  }

  success(branch: Branch, response: Response): void {
    const { server } = this;
    if (server.answered && !this.invite) return;
    const text = forwardResponse(response);
    // 16.7 step 5: a 2xx to INVITE goes on even after another final response, when the server transaction takes none any more
    if (server.answered && server.status >= 300) this.proxy.stack.sendResponse(text, response.status, server);
    else server.send(response.status, text);
    this.stop(branch);
    this.rest();
  }

  branchEnded(branch: Branch, outcome: Outcome): void {
    if (!this.server.answered) this.weigh(branch, outcome);
    this.rest();
  }

  private weigh(branch: Branch, outcome: Outcome): void {
    if (this.recurse(branch, outcome)) {
      // 16.7 step 4: the new targets need not wait for the other branches
      this.nextGroup();
      return;
    }
    this.outcomes.push(outcome);
    // 16.7 step 5: a 6xx ends the search; the other branches are cancelled and their answers awaited
    if (atProxy(outcome.status) === 'ends the search when the others have ended') this.stop(branch);
    if (!this.starting) this.proceed();
  }

  // ---- what the server transaction tells ----

  /** Leaves in the trace what became of a target. */
  note(text: string): void {
    this.proxy.note(this.request, text);
  }

  /** 16.10: the caller gave up. */
  onCancel(): void {
    this.stop(undefined);
    if (this.branches.every((branch) => branch.ended) && !this.server.answered) this.server.respond(487);
  }

  private proceed(): void {
    if (this.server.answered || this.branches.some((branch) => !branch.ended)) return;
    if (!this.stopped && this.groups.length > 0) this.nextGroup();
    else this.answer();
  }

  private nextGroup(): void {
    const group = this.groups.shift();
    if (group === undefined) {
      this.answer();
      return;
    }
    const free = this.freeBreadth();
    if (free < group.length) {
      // What those that still run hold comes free when they end; without any, the request cannot be split so far.
      this.groups.unshift(group);
      if (this.branches.some((branch) => !branch.ended)) return;
      this.groups.length = 0;
      this.outcomes.push({ status: 440, response: undefined });
      this.answer();
      return;
    }
    const share = Math.floor(free / group.length);
    const branches = group.map((target) => new Branch(this, target, share));
    this.branches.push(...branches);
    this.starting = true;
    for (const branch of branches) branch.begin();
    this.starting = false;
    if (branches.every((branch) => branch.ended)) this.proceed();
  }

  /** What the branches that run have not taken. */
  private freeBreadth(): number {
    let free = this.breadth;
    for (const branch of this.branches) if (!branch.ended) free -= branch.breadth;
    return free;
  }

  /** 16.5, 16.7 step 4: a redirection that policy follows adds its contacts to the target set. @returns whether it did */
  private recurse(branch: Branch, { status, response }: Outcome): boolean {
    const { followRedirects, maxTargets } = this.proxy.options;
    if (
      status >= 400 ||
      response === undefined ||
      this.stopped ||
      !this.options.mayFollow ||
      !followRedirects.has(status)
    )
      return false;
    const contacts = response.addresses(CONTACT);
    if (contacts instanceof Failure) return false;
    const fresh: Target[] = [];
    for (const contact of contacts) {
      for (const target of this.redirectTargets(contact))
        if (this.branches.length + fresh.length < maxTargets) fresh.push(target);
    }
    if (fresh.length === 0) return false;
    this.note(`${status} of ${branch.target.uri} followed to ${fresh.map((target) => target.uri).join(', ')}`);
    this.groups.unshift(...targetGroups(fresh, this.proxy.options.forking));
    return true;
  }

  /** Where a contact leads: the bindings of a user of ours, else the contact itself; nothing twice (16.5). */
  private redirectTargets({ uri, params }: NameAddr): readonly Target[] {
    if (!uri.isSip || this.wasTried(uri)) return [];
    const located = this.options.locate(uri);
    if (located !== undefined) return located.filter((target) => !this.wasTried(parseUri(target.uri)));
    const q = parseQ(params.get('q') ?? '1');
    // Headers of a contact are for the client that makes a new request of it; a proxy forwards the one it has.
    const text = uri.headers === '' ? uri.text : uri.text.slice(0, uri.text.indexOf('?'));
    return [{ uri: text, q: q < 0 ? DEFAULT_Q : q, path: [], flow: undefined }];
  }

  private wasTried(uri: Uri | Failure): boolean {
    for (const { target } of this.branches) {
      const tried = parseUri(target.uri);
      if (tried instanceof Uri && uri instanceof Uri && sameUri(tried, uri)) return true;
    }
    return false;
  }

  private rest(): void {
    if (this.asked === undefined || !this.server.answered) return;
    for (const branch of this.branches) if (!branch.ended) return;
    this.asked = undefined;
    this.outcomes.length = 0;
    for (const branch of this.branches) branch.forget();
  }

  private stop(except: Branch | undefined): void {
    this.stopped = true;
    this.groups.length = 0;
    for (const branch of this.branches) if (branch !== except) branch.cancel();
  }

  /** 16.7 step 6: everything has ended; the best goes upstream. */
  private answer(): void {
    if (this.server.answered) return;
    const best = bestOutcome(this.outcomes);
    // 16.7 step 6: a 503 is about the next hop and would take us out of service upstream
    const becomes500 = best !== undefined && atProxy(best.status) === 'becomes 500';
    if (best === undefined) this.server.respond(480);
    else if (best.status === 408 && !this.invite) {
      // RFC 4320 4.2: a late 408 helps nobody; the client knows by itself
      this.server.abandon();
    } else if (best.response !== undefined && !becomes500) {
      this.server.send(best.status, forwardResponse(best.response, this.outcomes));
    } else if (becomes500) this.server.respond(500, { reason: 'Next Hop Unavailable' });
    else this.server.respond(best.status);
  }
}
