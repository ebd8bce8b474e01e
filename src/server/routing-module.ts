/** The operator's own `route(request, call)`: loaded, asked within a deadline, and its answer checked. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure, parseNameAddr, parseUri } from '../message/index.ts';
import type { Logger } from '../stack/index.ts';
import { bridgeConfig } from './bridge-config.ts';
import type { BridgeConfig } from './config.ts';
import type { Decision } from './decision.ts';

/** What the module sees of the request. Texts are as in the message, one character per byte. */
export interface RoutingRequest {
  readonly method: string;
  readonly uri: string;
  /** The URI of From; `header('From')` has the display name and the tag too. */
  readonly from: string;
  /** The URI of To. */
  readonly to: string;
  readonly callId: string;
  /** The first value of a header, by its long or compact name. */
  header(name: string): string | undefined;
}

export interface RoutingCall {
  /** Numeric, IPv6 without brackets. */
  readonly sourceAddress: string;
  /** `user@domain` whose credentials were right. */
  readonly account: string | undefined;
  /** Whether the source is listed under `trusted`. */
  readonly trusted: boolean;
  /** What the routes and the built-in rules decide. */
  readonly otherwise: Decision;
  /** The contacts that `user@domain` has registered, best first. */
  contacts(addressOfRecord: string): readonly string[];
}

/** What `route` returns, or a promise of it; nothing leaves the decision to the routes. */
export type RoutingAnswer =
  | { readonly action: 'proxy'; readonly targets?: readonly string[] }
  | ({ readonly action: 'bridge'; readonly targets?: readonly string[] } & Partial<BridgeConfig>)
  | { readonly action: 'redirect'; readonly code?: 300 | 301 | 302 | 305 | 380; readonly contacts: readonly string[] }
  | { readonly action: 'reject'; readonly code: number; readonly reason?: string }
  | { readonly action: 'challenge' }
  | Decision
  | undefined;

export type RouteFunction = (request: RoutingRequest, call: RoutingCall) => RoutingAnswer | Promise<RoutingAnswer>;

let versions = 0;

/**
 * Imports the module anew, past the cache. What it imports itself stays cached, so a change there needs a restart.
 * @returns the module, or what is wrong with it in words
 */
export async function loadRoutingModule(path: string): Promise<RoutingModule | string> {
  try {
    await stat(path);
    const loaded: unknown = await import(`${pathToFileURL(path).href}?version=${++versions}`);
    const { route } = loaded as { route?: unknown };
    if (typeof route !== 'function')
      return `${path} does not export a function "route"; write: export async function route(request, call) {…}`;
    return new RoutingModule(path, route as RouteFunction);
  } catch (error) {
    return `${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export class RoutingModule {
  readonly path: string;
  readonly #name: string;
  readonly #route: RouteFunction;

  constructor(path: string, route: RouteFunction) {
    this.path = path;
    this.#name = basename(path);
    this.#route = route;
  }

  /**
   * Never rejects: a throw, a late answer and an answer that is none are a 500, and are logged. A module that computes
   * without ever waiting cannot be interrupted.
   * @param deadline ms
   */
  async decide(request: RoutingRequest, call: RoutingCall, deadline: number, log: Logger): Promise<Decision> {
    const started = performance.now();
    const fault = (what: string, error?: unknown): Decision => {
      log.error(
        { module: this.path, method: request.method, uri: request.uri, callId: request.callId, err: error },
        `${this.#name}: ${what}`,
      );
      return { action: 'reject', code: 500, reason: undefined, because: `${this.#name}: ${what}` };
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>((resolve) => {
      timer = setTimeout(() => resolve(LATE), deadline);
    });
    try {
      const asked = (async () => this.#route(request, call))();
      const answer = await Promise.race([asked, late]);
      if (answer === LATE || performance.now() - started > deadline)
        return fault(`route() gave no answer within ${deadline} ms`);
      if (answer === undefined || answer === call.otherwise) return call.otherwise;
      return (
        decisionFrom(answer, `${this.#name}: route()`) ??
        fault(`route() returned what is no decision: ${describe(answer)}`)
      );
    } catch (error) {
      return fault(`route() threw: ${error instanceof Error ? error.message : String(error)}`, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

const LATE = Symbol('late');

/** The answer as a decision; undefined for what is none. */
function decisionFrom(answer: unknown, because: string): Decision | undefined {
  if (answer === null || typeof answer !== 'object') return undefined;
  const { action, targets, contacts, code, reason } = answer as Record<string, unknown>;
  switch (action) {
    case 'proxy':
      if (targets !== undefined && !isUriList(targets)) return undefined;
      return { action, targets: targets as string[] | undefined, because };
    case 'bridge': {
      if (targets !== undefined && !isUriList(targets)) return undefined;
      const bridge = bridgeConfig(answer as Record<string, unknown>);
      return bridge && { action, targets: targets as string[] | undefined, bridge, because };
    }
    case 'redirect': {
      const status = code ?? 302;
      if (!isRedirectCode(status) || !isContactList(contacts)) return undefined;
      return { action, code: status, contacts: contacts as string[], because };
    }
    case 'reject':
      if (!Number.isInteger(code) || (code as number) < 400 || (code as number) > 699) return undefined;
      if (reason !== undefined && (typeof reason !== 'string' || /[\r\n]/.test(reason))) return undefined;
      return { action, code: code as number, reason, because };
    case 'challenge':
      return { action, because };
    default:
      return undefined;
  }
}

function isUriList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((text) => typeof text === 'string' && !(parseUri(text) instanceof Failure));
}

function isContactList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((text) => typeof text === 'string' && !(parseNameAddr(text, 0, text.length) instanceof Failure));
}

function isRedirectCode(code: unknown): code is 300 | 301 | 302 | 305 | 380 {
  return code === 300 || code === 301 || code === 302 || code === 305 || code === 380;
}

function describe(answer: unknown): string {
  try {
    return (JSON.stringify(answer) ?? String(answer)).slice(0, 200);
  } catch {
    return String(answer);
  }
}
