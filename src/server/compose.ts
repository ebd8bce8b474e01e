/** The roles put together on one stack, without sockets: what `startServer` runs on the network, and a simulation on its own. */

import { randomBytes } from 'node:crypto';
import { encodeUtf8, formatHost, type MessageLimits, type Request } from '../message/index.ts';
import { defaultProxyOptions, Proxy, type ProxyOptions } from '../proxy/index.ts';
import { Registrar, type RegistrarOptions } from '../registrar/index.ts';
import { type Resolver } from '../resolve/index.ts';
import { planTarget } from '../routing/index.ts';
import { type Clock, type Core, type Logger, type PhraseFor, type Random, Stack } from '../stack/index.ts';
import { type Store } from '../store/index.ts';
import { CallTable, FailedCalls, TraceRing } from '../trace/index.ts';
import { type Destination, type Listener } from '../transport/index.ts';
import { type Hash } from '../auth/index.ts';
import { Authenticator } from './authenticator.ts';
import { type Config } from './config.ts';
import { Bridges } from './bridges.ts';
import { type Policy, ServerCore } from './core.ts';
import { type RequestFacts } from './decision.ts';
import { DialogTokens } from './dialog-token.ts';
import { domainsOf } from './domains.ts';
import { ownNames } from './own-names.ts';
import { loadReasonPhrases } from './reason-phrases.ts';
import { type RoutingModule } from './routing-module.ts';
import { Router } from './routes.ts';
import { SentBy } from './sent-by.ts';
import { TraceSource } from './trace-source.ts';

const DIALOG_SECRET = 'dialog-secret';
/** How often expired bindings are looked for, ms. Nobody sees them meanwhile. */
const SWEEP_MS = 1_000;

export interface CompositionParts {
  readonly config: Config;
  readonly store: Store;
  readonly realm: string;
  readonly routing: RoutingModule | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly hash: Hash;
  readonly resolver: Resolver;
  readonly instance: string;
  /** Writes text into the trace's bytes faster than plain JavaScript can. */
  readonly writeLatin1?: (target: Uint8Array, text: string, offset: number) => number;
}

export class Composition {
  readonly stack: Stack;
  readonly authenticator: Authenticator;
  private readonly parts: CompositionParts;
  private readonly core: ServerCore;
  private readonly bridges: Bridges;
  private readonly proxy: Proxy;
  private readonly registrar: Registrar;
  private listeners: readonly Listener[] = [];
  private sentBy: SentBy;
  private draining = false;
  private stopSweeping: () => void = () => {};
  /** What the control socket may read. */
  readonly trace: TraceSource;
  readonly ring: TraceRing;
  /** The calls that failed, with their records. */
  readonly failures: FailedCalls;

  /** Stores the secret of our Record-Route once, since calls outlive the process. */
  static async create(parts: CompositionParts): Promise<Composition> {
    let secret = parts.store.setting(DIALOG_SECRET);
    if (secret === undefined) {
      secret = randomBytes(24).toString('hex');
      await parts.store.putSetting(DIALOG_SECRET, secret);
    }
    return new Composition(parts, secret, await loadReasonPhrases(parts.config.phrases));
  }

  private constructor(parts: CompositionParts, secret: string, phraseFor: PhraseFor | undefined) {
    this.parts = parts;
    const { config, store, hash } = parts;
    this.sentBy = new SentBy([], config.listen);
    const core: Core = {
      onRequest: (request, flow) => {
        // A call that is up may still end.
        if (this.draining && request.to.tag === '')
          this.stack.respond(request, flow, 503, { headers: [['Retry-After', '10']] });
        else this.core.onRequest(request, flow);
      },
      onAck: (request) => this.core.onAck(request),
    };
    const trace = new TraceRing({ bytes: config.trace.bytes, writeLatin1: parts.writeLatin1 });
    this.ring = trace;
    this.failures = new FailedCalls(trace);
    this.trace = new TraceSource(trace, this.failures, () => parts.clock.wall() - parts.clock.now());
    this.stack = new Stack({
      core,
      clock: parts.clock,
      random: parts.random,
      instance: parts.instance,
      log: parts.log,
      trace,
      calls: new CallTable(this.failures),
      messageLimits: messageLimits(config),
      maxTransactions: config.limits.transactions,
      phraseFor,
      sentBy: (flow) => this.sentBy.of(flow),
    });
    this.proxy = new Proxy(
      this.stack,
      (uri, done) => this.resolve(uri, done),
      (host, port) => this.core.policy.isOwn(host, port),
      proxyOptions(config),
    );
    this.registrar = new Registrar({ store, stack: this.stack, options: registrarOptions(config) });
    this.authenticator = new Authenticator(this.stack, store, hash, {
      secret: randomBytes(24).toString('hex'),
      nonceLifetimeMs: config.auth.nonceLifetime,
      nonces: config.auth.nonces,
      domainOf: (uri) => this.core.policy.router.domainOf(uri),
    });
    const { random, realm } = parts;
    const ownName = config.domains[0]?.name ?? realm.toLowerCase();
    this.bridges = new Bridges(
      this.stack,
      random,
      (uri, done) => this.resolve(uri, done),
      `sip:bridge@${formatHost(ownName)}`,
      config.limits.transactions,
    );
    this.core = new ServerCore({
      stack: this.stack,
      store,
      proxy: this.proxy,
      registrar: this.registrar,
      authenticator: this.authenticator,
      tokens: new DialogTokens(secret, hash),
      bridges: this.bridges,
      policy: this.policyOf(config, parts.routing),
    });
  }

  /** Begins, once the listeners are known. @param listeners as bound, in the order of `config.listen` */
  begin(listeners: readonly Listener[]): void {
    this.listeners = listeners;
    this.setConfig(this.parts.config, this.parts.routing);
    this.sweep();
  }

  /** Takes another configuration, as `setConfig` does, once the phrases that it asks for are loaded. */
  async reload(changed: Config, routing: RoutingModule | undefined): Promise<void> {
    const phraseFor = await loadReasonPhrases(changed.phrases);
    this.setConfig(changed, routing);
    this.stack.phraseFor = phraseFor;
  }

  /** Takes the policies of another configuration, at once; listeners and store stay, and the reason phrases. */
  private setConfig(changed: Config, routing: RoutingModule | undefined): void {
    const { listen } = this.parts.config;
    const config = { ...changed, listen };
    this.sentBy = new SentBy(this.listeners, listen);
    this.stack.messageLimits = messageLimits(config);
    this.stack.maxTransactions = config.limits.transactions;
    this.proxy.options = proxyOptions(config);
    this.registrar.configure(registrarOptions(config));
    this.core.setPolicy(this.policyOf(config, routing));
  }

  /** What still waits for an answer, ours or a peer's. */
  get unanswered(): number {
    return this.stack.unanswered + this.core.undecided;
  }

  /** How many calls are taken apart into two legs of ours now. */
  get bridged(): number {
    return this.bridges.size;
  }

  /** From now on new requests are refused; what is open may end. */
  drain(): void {
    this.draining = true;
    this.bridges.hangUp();
  }

  stop(): void {
    this.stopSweeping();
    this.stack.stop();
  }

  private policyOf(config: Config, routing: RoutingModule | undefined): Policy {
    const { realm, log, store, clock } = this.parts;
    const names = ownNames(config, this.listeners.length === 0 ? config.listen : this.listeners);
    const router = new Router(config, realm, names);
    const domains = domainsOf(config, realm);
    return {
      config,
      router,
      domains,
      realms: new Set([...domains.values()].map((domain) => encodeUtf8(domain.realm))),
      isOwn: (host, port) =>
        (names.hosts.has(host) && names.ports.has(port === 0 ? 5060 : port)) ||
        // As phones write the domain that they use as their outbound proxy.
        (domains.has(host) && (port === 0 || names.ports.has(port))),
      reconsider:
        routing === undefined
          ? undefined
          : (request: Request, facts: RequestFacts, otherwise) =>
              routing.decide(
                {
                  method: request.method,
                  uri: facts.uri.text,
                  from: request.from.uri.text,
                  to: request.to.uri.text,
                  callId: request.callId,
                  header: (name) => request.named(name)[0],
                },
                {
                  sourceAddress: facts.sourceAddress,
                  account: facts.account,
                  trusted: router.isTrusted(facts.sourceAddress),
                  otherwise,
                  contacts: (aor) => store.bindings(aor, clock.wall()).map((binding) => binding.contact),
                },
                config.routingDeadline,
                log,
              ),
    };
  }

  /** RFC 3263 as far as `planTarget` goes: a name to its addresses, at once where they are known. */
  private resolve(uri: Parameters<typeof planTarget>[0], done: (destinations: readonly Destination[]) => void): void {
    const plan = planTarget(uri);
    if (plan === undefined) {
      done([]);
      return;
    }
    const { transport, host, port } = plan;
    const destinations = (addresses: readonly string[]): Destination[] =>
      addresses.map((address) => ({ transport, address, port }));
    const known = this.parts.resolver.addresses(host);
    if (known !== undefined) {
      done(destinations(known));
      return;
    }
    // The resolver never rejects: a failure is an answer.
    void this.parts.resolver.resolve(host).then(({ addresses, failure }) => {
      if (failure !== '') this.parts.log.info({ host, failure }, 'a name has no address');
      this.stack.turn(() => done(destinations(addresses)));
    });
  }

  private sweep(): void {
    const { clock, log } = this.parts;
    this.stopSweeping = clock.after(SWEEP_MS, () => {
      this.registrar
        .expire()
        .catch((error: unknown) => log.warn({ err: error }, 'expired bindings could not be removed'));
      this.sweep();
    });
  }
}

function messageLimits({ limits }: Config): MessageLimits {
  const { messageBytes, headers, headerBytes, uriBytes, bodyBytes } = limits;
  return { messageBytes, headers, headerBytes, uriBytes, bodyBytes };
}

function proxyOptions({ proxy }: Config): ProxyOptions {
  return {
    ...defaultProxyOptions,
    forking: proxy.forking,
    timerCMs: proxy.timerC,
    firstResponseMs: proxy.firstResponseTimeout,
    followRedirects: new Set(proxy.followRedirects),
    maxBreadth: proxy.maxBreadth,
    maxForwards: proxy.maxForwards,
    maxTargets: proxy.maxTargets,
  };
}

function registrarOptions({ registrar, domains }: Config): RegistrarOptions {
  return { ...registrar, domains };
}
