/** The routes of the configuration and the built-in rules behind them: which decision a request gets (RFC 3261 16.5). */
import { Failure, parseUri, type Uri, unescapeUri } from '../message/index.ts';
import { AddressSet } from './address-range.ts';
import type { Config, RouteConfig } from './config.ts';
import type { Decision, RequestFacts } from './decision.ts';
import type { OwnNames } from './own-names.ts';
import { compilePattern, type TextPattern } from './text-pattern.ts';

/** A configuration's routes, compiled once. */
export class Router {
  /** The domain that our addresses stand for. */
  readonly primaryDomain: string;
  readonly #domains: ReadonlySet<string>;
  readonly #names: OwnNames;
  readonly #trusted: AddressSet;
  readonly #routes: readonly CompiledRoute[];
  readonly #strangers: Config['strangers'];

  /** @param realm the realm fixed at the first start, which is the domain where none is listed */
  constructor(config: Config, realm: string, names: OwnNames) {
    this.primaryDomain = config.domains[0]?.name ?? realm.toLowerCase();
    this.#domains = new Set([this.primaryDomain, ...config.domains.map(({ name }) => name)]);
    this.#names = names;
    this.#trusted = new AddressSet(config.trusted);
    this.#strangers = config.strangers;
    this.#routes = config.routes.map((route) => new CompiledRoute(route));
  }

  /**
   * The domain of ours that a URI is of; an address of ours stands for the first domain, and so does a tel URI.
   * @returns undefined for a foreign URI
   */
  domainOf(uri: Uri): string | undefined {
    if (uri.scheme === 'tel') return this.primaryDomain;
    if (this.#domains.has(uri.host)) return uri.host;
    if (!this.#names.hosts.has(uri.host)) return undefined;
    return uri.port === 0 || this.#names.ports.has(uri.port) ? this.primaryDomain : undefined;
  }

  /** Whether requests from this address need no credentials. */
  isTrusted(address: string): boolean {
    return this.#trusted.has(address);
  }

  /** Pure, and never throws. Not for ACK and CANCEL, which follow what they belong to, nor inside dialogs. */
  decide(facts: RequestFacts): Decision {
    const known = facts.account !== undefined || this.isTrusted(facts.sourceAddress);
    if (this.#routes.length > 0) {
      const user = unescapeUri(facts.uri.user);
      // A route by domain knows our addresses by the name of the domain too.
      const domain = this.domainOf(facts.uri) ?? facts.uri.host;
      for (const route of this.#routes) {
        if (!route.matches(facts, user, domain)) continue;
        const { does, line } = route;
        if (does.action === 'challenge' && known) continue;
        if (does.action === 'registrar') {
          return known
            ? route.decision!
            : this.#stranger(facts, `${line}, and strangers: ${this.#strangers}`, route.decision!);
        }
        if (does.action === 'bridge' && does.targets === undefined && !known) {
          return this.#stranger(facts, `${line}, and strangers: ${this.#strangers}`, route.decision!);
        }
        if ((does.action === 'proxy' || does.action === 'bridge') && !known && !does.open) {
          return this.#refuse(`${line}, which is for trusted and authenticated callers (open: false)`);
        }
        return route.decision ?? route.proxyTo(facts.uri.user);
      }
    }
    const domain = this.domainOf(facts.uri);
    if (domain === undefined)
      return known ? relay(facts.uri) : this.#refuse('built-in: foreign domain, no relay for strangers');
    if (facts.method === 'REGISTER' || facts.uri.user === '') return ANSWER;
    return known ? LOOK_UP : this.#stranger(facts, `built-in: strangers: ${this.#strangers}`, LOOK_UP);
  }

  /** A caller whom nobody vouches for calls one of our users: the answer is the same whether that one exists. */
  #stranger(facts: RequestFacts, because: string, otherwise: Decision): Decision {
    if (this.#strangers !== 'public') return this.#refuse(because);
    if (facts.from !== undefined && this.domainOf(facts.from) !== undefined) {
      return { action: 'challenge', because: `${because}, but From names a domain of ours` };
    }
    return { ...otherwise, because };
  }

  #refuse(because: string): Decision {
    if (this.#strangers === 'trusted') return { action: 'reject', code: 403, reason: undefined, because };
    return { action: 'challenge', because };
  }
}

const ANSWER: Decision = { action: 'answer', because: 'built-in: meant for the server itself' };
const LOOK_UP: Decision = { action: 'proxy', targets: undefined, because: 'built-in: own domain' };

function relay(uri: Uri): Decision {
  return { action: 'proxy', targets: [uri.text], because: 'built-in: foreign domain, for a caller we know' };
}

class CompiledRoute {
  readonly line: string;
  readonly does: RouteConfig['does'];
  /** What it decides whatever the request; undefined where that hangs on the user part. */
  readonly decision: Decision | undefined;
  readonly #domain: readonly TextPattern[];
  readonly #user: readonly TextPattern[];
  readonly #prefix: readonly string[];
  readonly #source: AddressSet | undefined;
  readonly #method: readonly string[];
  readonly #strip: number;
  readonly #add: string;
  /** Before and after the user part; `head` alone for a target with a user part of its own. */
  readonly #targets: readonly { head: string; tail: string | undefined }[];

  constructor({ line, match, does, strip, add }: RouteConfig) {
    this.line = line;
    this.does = does;
    this.#domain = match.domain.map(patternOf);
    this.#user = match.user.map(patternOf);
    this.#prefix = match.prefix;
    this.#source = match.source.length > 0 ? new AddressSet(match.source) : undefined;
    this.#method = match.method;
    this.#strip = strip;
    this.#add = add;
    this.#targets = 'targets' in does ? (does.targets ?? []).map(cutTarget) : [];
    this.decision = decisionOf(does, line);
  }

  /** @param user unescaped @param domain ours by its name, or the host */
  matches(facts: RequestFacts, user: string, domain: string): boolean {
    const method = this.#method;
    if (method.length > 0 ? !method.includes(facts.method) : facts.method === 'REGISTER') return false;
    if (this.#prefix.length > 0 && !this.#prefix.some((prefix) => user.startsWith(prefix))) return false;
    if (this.#domain.length > 0 && !some(this.#domain, domain) && !some(this.#domain, facts.uri.host)) return false;
    if (this.#user.length > 0 && !some(this.#user, user)) return false;
    return this.#source === undefined || this.#source.has(facts.sourceAddress);
  }

  /** @param user as written in the Request-URI */
  proxyTo(user: string): Decision {
    const dialled = this.#add + user.slice(this.#strip);
    const at = dialled === '' ? '' : `${dialled}@`;
    const targets = this.#targets.map(({ head, tail }) => (tail === undefined ? head : head + at + tail));
    if (this.does.action === 'bridge')
      return { action: 'bridge', targets, bridge: this.does.bridge, because: this.line };
    return { action: 'proxy', targets, because: this.line };
  }
}

function some(patterns: readonly TextPattern[], text: string): boolean {
  for (const pattern of patterns) if (pattern.test(text)) return true;
  return false;
}

function patternOf(text: string): TextPattern {
  const compiled = compilePattern(text);
  if (typeof compiled === 'string') throw new TypeError(`${text} ${compiled}`);
  return compiled;
}

function cutTarget(target: string): { head: string; tail: string | undefined } {
  const uri = parseUri(target);
  if (uri instanceof Failure || uri.user !== '') return { head: target, tail: undefined };
  const colon = target.indexOf(':') + 1;
  return { head: target.slice(0, colon), tail: target.slice(colon) };
}

function decisionOf(does: RouteConfig['does'], because: string): Decision | undefined {
  switch (does.action) {
    case 'proxy':
      return undefined;
    case 'bridge':
      return does.targets === undefined
        ? { action: 'bridge', targets: undefined, bridge: does.bridge, because }
        : undefined;
    case 'registrar':
      return { action: 'proxy', targets: undefined, because };
    case 'redirect':
      return { action: 'redirect', code: does.code, contacts: does.contacts, because };
    case 'reject':
      return { action: 'reject', code: does.code, reason: does.reason, because };
    case 'challenge':
      return { action: 'challenge', because };
  }
}
