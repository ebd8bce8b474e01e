/** What the server does with a request: which role takes it, who may send it, where it goes (RFC 3261 10, 16). */

import { headerId } from '../catalogue/index.ts';
import { Failure, type Request, type Uri } from '../message/index.ts';
import {
  namesMaddr,
  parseDialogFlow,
  type Proxy,
  type RouteInformation,
  routeInformation,
  type Target,
  uriTarget,
} from '../proxy/index.ts';
import { redirect } from '../redirect/index.ts';
import { type Registrar } from '../registrar/index.ts';
import { type Core, type Stack } from '../stack/index.ts';
import { type Account, type Store } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Authenticator, proxyRole, registrarRole } from './authenticator.ts';
import { type Bridges } from './bridges.ts';
import { type BridgeConfig, type Config } from './config.ts';
import { type Decision, type RequestFacts } from './decision.ts';
import { type DialogTokens } from './dialog-token.ts';
import { type Domain } from './domains.ts';
import { locate, userOf } from './location.ts';
import { answerAsUserAgent } from './own-user-agent.ts';
import { PendingDecisions } from './pending-decisions.ts';
import { forbid, refuseRequest, refuseUnreachable } from './refusals.ts';
import { type Router } from './routes.ts';

const PROXY_REQUIRE = headerId('Proxy-Require');
/** ms after which a caller hears that its INVITE is in work (17.2.1). */
const TRYING_MS = 200;

/** Requests whose success makes a dialog, so that we stay on its path. */
const DIALOG_METHODS: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER']);

/** Everything that changes when the configuration is read again. */
export interface Policy {
  readonly config: Config;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly router: Router;
  /** The realms of all domains, in wire form. */
  readonly realms: ReadonlySet<string>;
  /** Whether host and port (0: none given) lead to us. */
  readonly isOwn: (host: string, port: number) => boolean;
  /** Asks the routing module, where there is one, what it makes of the routes' decision. */
  readonly reconsider: ((request: Request, facts: RequestFacts, otherwise: Decision) => Promise<Decision>) | undefined;
}

export interface CoreParts {
  readonly stack: Stack;
  readonly store: Store;
  readonly proxy: Proxy;
  readonly registrar: Registrar;
  readonly authenticator: Authenticator;
  readonly tokens: DialogTokens;
  readonly bridges: Bridges;
  readonly policy: Policy;
}

/** A request on its way through the core. */
interface Turn {
  readonly request: Request;
  readonly flow: Flow;
  readonly route: RouteInformation;
  /** Whose credentials were right; undefined before anyone asked, and for trusted addresses. */
  account: Account | undefined;
}

export class ServerCore implements Core {
  private parts: CoreParts;
  private readonly pending = new PendingDecisions();

  constructor(parts: CoreParts) {
    this.parts = parts;
  }

  /** Takes a new policy for all requests from now on. */
  setPolicy(policy: Policy): void {
    this.parts = { ...this.parts, policy };
  }

  get policy(): Policy {
    return this.parts.policy;
  }

  onRequest(request: Request, flow: Flow): void {
    const { stack, proxy, tokens, bridges, policy } = this.parts;
    const { uri } = request;
    if (bridges.owns(request)) {
      bridges.onRequest(request, flow);
      return;
    }
    if (!uri.isSip && uri.scheme !== 'tel') {
      stack.respond(request, flow, 416);
      return;
    }
    const route = routeInformation(request, policy.isOwn);
    if (route instanceof Failure) {
      stack.refuse(request, flow, {
        code: 'SIP_ROUTE',
        status: 400,
        where: 'Route',
        offset: route.offset,
        reason: route.reason,
        rfc: '3261 20.34',
      });
      return;
    }
    if (request.method === 'CANCEL') {
      // 9.2: what no transaction knows is awaiting its decision, or gone
      stack.respond(request, flow, this.pending.cancel(request) ? 200 : 481);
      return;
    }
    const turn: Turn = { request, flow, route, account: undefined };
    // The token is for what goes on inside the dialog: a new call must ask anew, and only a To tag makes it none.
    if (route.token !== '' && request.to.tag !== '' && tokens.proves(route.token, request.callId, route.flow)) {
      this.goOn(turn);
      return;
    }
    if (this.pending.has(request)) {
      // 17.2.1: the caller stops repeating itself once it hears that someone works on it
      if (request.method === 'INVITE') stack.respond(request, flow, 100);
      return;
    }
    const meant = !choosesHops(route) && policy.router.domainOf(route.uri) !== undefined;
    if (meant && request.method === 'REGISTER') this.register(request, flow, route.uri);
    else if (meant && route.uri.user === '') this.answerForServer(request, flow);
    else if (!proxy.refuses(request, flow)) this.decide(turn);
  }

  onAck(request: Request): void {
    const { proxy, tokens, stack, bridges, policy } = this.parts;
    if (bridges.owns(request)) {
      bridges.onAck(request);
      return;
    }
    const route = routeInformation(request, policy.isOwn);
    // An ACK has no answer, so there is nobody to challenge: only dialogs that we let through get theirs carried.
    const proven =
      !(route instanceof Failure) && request.to.tag !== '' && tokens.proves(route.token, request.callId, route.flow);
    if (!proven) stack.counters.drop('stray ACK');
    else proxy.forwardAck(request, route, policy.realms, this.dialogFlow(route));
  }

  /** Requests that the routing module has not decided about yet. */
  get undecided(): number {
    return this.pending.size;
  }

  /** A dialog that was let through once; who may end it or change it is for its two ends to say. */
  private goOn(turn: Turn): void {
    const { proxy, policy } = this.parts;
    const { request, flow, route } = turn;
    const onward = this.dialogFlow(route);
    if (onward !== undefined) {
      const target = { ...uriTarget(route.uri.text), flow: onward };
      if (!proxy.refuses(request, flow)) this.forward(turn, [target], true);
    } else if (route.routes.length === 0 && !namesMaddr(route.uri) && policy.router.domainOf(route.uri) !== undefined) {
      // A peer that gave its address-of-record as its Contact.
      if (route.uri.user === '') this.answerForServer(request, flow);
      else if (!proxy.refuses(request, flow)) this.byLocation(turn, true);
    } else if (!proxy.refuses(request, flow)) this.forward(turn, [uriTarget(route.uri.text)], true);
  }

  /** The flow that the Record-Route kept for the side that the request goes to, while it is open and no hop stands between. */
  private dialogFlow(route: RouteInformation): Flow | undefined {
    const { stack } = this.parts;
    if (route.flow === '' || route.routes.length > 0) return undefined;
    const flow = parseDialogFlow(route.flow, stack.tokens.instance);
    return flow !== undefined && stack.isOpen(flow) ? flow : undefined;
  }

  private answerForServer(request: Request, flow: Flow): void {
    const { stack } = this.parts;
    const required = request.tokens(PROXY_REQUIRE);
    if (required.length > 0) stack.respond(request, flow, 420, { headers: [['Unsupported', required.join(', ')]] });
    else answerAsUserAgent(stack, request, flow);
  }

  // ---- registrations ----

  private register(request: Request, flow: Flow, uri: Uri): void {
    const { stack, store, registrar, authenticator, policy } = this.parts;
    const { router } = policy;
    const to = request.to.uri;
    if (!to.isSip && to.scheme !== 'tel') {
      // 10.2: whatever else To may be, it is no address-of-record (RFC 4475 3.3.4)
      stack.refuse(request, flow, {
        code: 'SIP_TO',
        status: 400,
        where: 'To',
        offset: request.to.start,
        reason: 'the address-of-record is no SIP URI',
        rfc: '3261 10.2',
      });
      return;
    }
    const domain = router.domainOf(to);
    const user = domain === undefined ? '' : userOf(to);
    // A trusted proxy in front may register for its phones without their passwords.
    if (router.isTrusted(flow.remoteAddress)) {
      const account = domain === undefined ? undefined : store.account(user, domain);
      if (account === undefined) stack.respond(request, flow, 404);
      else registrar.register(request, flow, account);
      return;
    }
    const account = authenticator.authenticate(
      request,
      flow,
      registrarRole,
      this.domainOf(domain ?? router.domainOf(uri)),
    );
    if (account === undefined) return;
    // 10.3 step 4: a phone registers for its own account
    if (domain === account.domain && user === account.user) registrar.register(request, flow, account);
    else forbid(stack, request, flow, 'To is not the address-of-record of the account that authenticated', '3261 10.3');
  }

  // ---- calls and everything else ----

  /** What the routes say, the routing module heard where there is one. */
  private decide(turn: Turn): void {
    const { stack, bridges, policy } = this.parts;
    const { request, flow, route, account } = turn;
    const facts: RequestFacts = {
      method: request.method,
      uri: route.uri,
      from: request.from.uri.isSip ? request.from.uri : undefined,
      sourceAddress: flow.remoteAddress,
      account: account === undefined ? undefined : `${account.user}@${account.domain}`,
    };
    const known = account !== undefined || policy.router.isTrusted(flow.remoteAddress);
    let decision = bridges.decision(request, known) ?? policy.router.decide(facts);
    // Hops of the sender's own choice are a relay: for callers we know.
    if (choosesHops(route) && !known)
      decision = { action: 'challenge', because: 'built-in: Route or maddr names hops that are not ours' };
    if (policy.reconsider === undefined) {
      this.carryOut(turn, decision);
      return;
    }
    if (this.pending.size >= stack.maxTransactions) {
      stack.respond(request, flow, 503, { headers: [['Retry-After', '5']] });
      return;
    }
    this.pending.begin(request);
    const answered = request.method === 'INVITE' ? stack.clock.after(TRYING_MS, () => this.trying(turn)) : () => {};
    policy
      .reconsider(request, facts, decision)
      .then((made) =>
        stack.turn(() => {
          answered();
          if (this.pending.end(request)) refuseRequest(stack, request, flow, 487, undefined);
          else this.carryOut(turn, made);
        }),
      )
      .catch((error: unknown) => {
        answered();
        this.pending.end(request);
        stack.log.error({ err: error }, 'a decision could not be carried out');
        stack.respond(request, flow, 500);
      });
  }

  private trying({ request, flow }: Turn): void {
    const { stack } = this.parts;
    stack.turn(() => stack.respond(request, flow, 100));
  }

  private carryOut(turn: Turn, decision: Decision): void {
    const { stack } = this.parts;
    const { request, flow } = turn;
    stack.trace?.decision(stack.now, request.callId, 'route', `${decision.action}: ${decision.because}`);
    switch (decision.action) {
      case 'reject':
        refuseRequest(stack, request, flow, decision.code, decision.reason);
        break;
      case 'redirect':
        redirect(request, flow, stack, { code: decision.code, contacts: decision.contacts });
        break;
      case 'answer':
        // Behind hops that are still to come, the Request-URI is theirs to read (16.5, 16.6 step 6).
        if (choosesHops(turn.route)) this.forward(turn, [uriTarget(turn.route.uri.text)], false);
        else this.answerForServer(request, flow);
        break;
      case 'challenge':
        this.challenge(turn);
        break;
      case 'proxy':
      case 'bridge': {
        const apart = decision.action === 'bridge' && request.method === 'INVITE' ? decision.bridge : undefined;
        if (decision.targets === undefined) this.byLocation(turn, false, apart);
        else this.forward(turn, decision.targets.map(uriTarget), false, apart);
        break;
      }
    }
  }

  /** Who gives the right credentials is asked about again, as a caller whom we know. */
  private challenge(turn: Turn): void {
    const { authenticator, policy, stack } = this.parts;
    const { request, flow, route } = turn;
    if (turn.account !== undefined) {
      // Only a routing module can ask twice.
      stack.respond(request, flow, 403);
      return;
    }
    const from = request.from.uri;
    const fromDomain = policy.router.domainOf(from);
    const account = authenticator.authenticate(
      request,
      flow,
      proxyRole,
      this.domainOf(fromDomain ?? policy.router.domainOf(route.uri)),
    );
    if (account === undefined) return;
    if (fromDomain !== account.domain || userOf(from) !== account.user) {
      forbid(stack, request, flow, 'From is not the address-of-record of the account that authenticated', '3261 22.1');
      return;
    }
    turn.account = account;
    this.decide(turn);
  }

  /** The users of our domains are looked up; a foreign URI that comes here leads where it says. */
  private byLocation(turn: Turn, inDialog: boolean, apart?: BridgeConfig): void {
    const { stack, policy } = this.parts;
    const { request, flow, route } = turn;
    if (policy.router.domainOf(route.uri) === undefined || choosesHops(route)) {
      this.forward(turn, [uriTarget(route.uri.text)], inDialog, apart);
      return;
    }
    const account = this.accountAt(route.uri);
    if (account?.redirect !== undefined) {
      redirect(request, flow, stack, account.redirect);
      return;
    }
    const targets = account === undefined ? [] : this.targetsOf(account);
    if (targets.length > 0) {
      this.forward(turn, targets, inDialog, apart);
      return;
    }
    const known = turn.account !== undefined || policy.router.isTrusted(flow.remoteAddress);
    refuseUnreachable(stack, request, flow, { user: userOf(route.uri), exists: account !== undefined, known });
  }

  /** @param apart takes the call into two legs of our own, in place of one through us */
  private forward(turn: Turn, targets: readonly Target[], inDialog: boolean, apart?: BridgeConfig): void {
    const { proxy, tokens, bridges, policy } = this.parts;
    const { request, flow, route } = turn;
    const allowed = targets.slice(0, policy.config.proxy.maxTargets);
    if (apart !== undefined) {
      bridges.begin(request, flow, allowed, apart, (uri) => this.locateOwn(uri));
      return;
    }
    // The call outlives its request.
    const { callId } = request;
    const recordRoute = !inDialog && policy.config.proxy.recordRoute && DIALOG_METHODS.has(request.method);
    proxy.forward(request, flow, {
      targets: allowed,
      route,
      recordRoute,
      token: (dialogFlow) => tokens.mint(callId, dialogFlow),
      realms: policy.realms,
      mayFollow: !inDialog,
      locate: (uri) => this.locateOwn(uri),
    });
  }

  /** The bindings of the user of ours that a URI names; undefined for a foreign URI. */
  private locateOwn(uri: Uri): readonly Target[] | undefined {
    if (namesMaddr(uri) || this.parts.policy.router.domainOf(uri) === undefined) return undefined;
    const account = this.accountAt(uri);
    return account === undefined ? [] : this.targetsOf(account);
  }

  /** The account that a URI of ours names; one that is switched off is not there. */
  private accountAt(uri: Uri): Account | undefined {
    const domain = this.parts.policy.router.domainOf(uri);
    const account = domain === undefined ? undefined : this.parts.store.account(userOf(uri), domain);
    return account?.enabled === true ? account : undefined;
  }

  private targetsOf({ user, domain }: Account): Target[] {
    const { store, stack } = this.parts;
    return locate(store, `${user}@${domain}`, stack.clock.wall());
  }

  private domainOf(name: string | undefined): Domain {
    const { domains, router } = this.parts.policy;
    return domains.get(name ?? router.primaryDomain) as Domain;
  }
}

/** Whether the sender itself says by which hops it goes on: a Route that remains, or a maddr that is not ours. */
function choosesHops(route: RouteInformation): boolean {
  return route.routes.length > 0 || namesMaddr(route.uri);
}
