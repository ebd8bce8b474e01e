/** A registration that is kept fresh: REGISTER, its challenges, its expiry, and what to do when it fails (RFC 3261 10.2). */

import { headerId, nextStep } from '../catalogue/index.ts';
import {
  Failure,
  type Header,
  indexMessage,
  type Message,
  type NameAddr,
  type Request,
  Response,
  sameUri,
} from '../message/index.ts';
import { Timed } from '../stack/index.ts';
import { type AgentParts } from './agent-parts.ts';
import { noBody } from './body.ts';
import { Deferred } from './deferred.ts';
import { draftRequest } from './drafts.ts';
import { Inbox } from './inbox.ts';
import { OutgoingRequest, type RequestDraft } from './outgoing-request.ts';
import { type Outcome, RequestFailed } from './request-failed.ts';
import { responseTo } from './response-to.ts';

const CONTACT = headerId('Contact');
const EXPIRES = headerId('Expires');
const MIN_EXPIRES = headerId('Min-Expires');

/** s before the end of a binding at which it is refreshed, where it is long enough. */
const REFRESH_AHEAD = 32;
/** s after a failure: the first wait, doubled up to the last (RFC 5626 4.5). */
const FIRST_RETRY = 30;
const LAST_RETRY = 1_800;

/** What has become of a registration. */
export type RegistrationChange =
  | {
      /** The registrar has the binding. */
      readonly state: 'registered';
      /** All Contact values that it lists. */
      readonly bindings: readonly NameAddr[];
      /** s that ours is good for. */
      readonly expires: number;
    }
  | {
      /** The registrar refused, or did not answer. It is tried again unless it was given up. */
      readonly state: 'failed';
      readonly failure: RequestFailed;
      /** s until the next attempt. */
      readonly retryIn: number;
    }
  /** The binding was taken back, or is left to run out. */
  | { readonly state: 'unregistered' };

export interface RegisterOptions {
  /** s that are asked for; 3600 when left out. */
  readonly expires?: number;
  /** The registrar's URI, without a user; the domain of the identity when left out. */
  readonly registrar?: string;
  /** Further headers of each REGISTER. */
  readonly headers?: readonly Header[];
  /** Unregisters. */
  readonly signal?: AbortSignal;
}

export class Registration extends Timed {
  /** What becomes of it, from the first answer on. */
  readonly changes = new Inbox<RegistrationChange>(16);
  private readonly agent: AgentParts;
  /** The same for all requests of a registration, with rising CSeq numbers (10.2.4). */
  private readonly draft: RequestDraft;
  private readonly whenRegistered = new Deferred<RegistrationChange & { readonly state: 'registered' }>();
  private readonly whenUnregistered = new Deferred<void>();
  private expires: number;
  private wanted = true;
  private running = false;
  private retry = FIRST_RETRY;
  private current = false;

  constructor(agent: AgentParts, registrar: string, { expires = 3600, headers = [] }: RegisterOptions) {
    super();
    this.agent = agent;
    this.expires = expires;
    const { identity } = agent;
    this.draft = draftRequest(agent, 'REGISTER', registrar, { to: identity, headers, body: noBody, contact: true });
  }

  /** Whether the registrar has our binding, as far as we know. */
  get active(): boolean {
    return this.current;
  }

  /**
   * Resolves when the first REGISTER is answered with 200; rejects with RequestFailed when it is refused, or nobody answers:
   * it is tried again all the same, until `unregister`.
   */
  get registered(): Promise<RegistrationChange & { readonly state: 'registered' }> {
    return this.whenRegistered.promise;
  }

  /** Registers, or refreshes now. */
  begin(): void {
    this.agent.stack.turn(() => {
      this.agent.stack.wheel.disarm(this);
      if (!this.running) this.send();
    });
  }

  /** Takes the binding back (10.2.2). @returns when the registrar has answered, or did not */
  unregister(): Promise<void> {
    if (this.wanted) {
      this.wanted = false;
      if (!this.running) this.begin();
    }
    return this.whenUnregistered.promise;
  }

  /** Asks for the bindings without changing them (10.2.3). Rejects with RequestFailed. */
  async query(): Promise<readonly NameAddr[]> {
    const draft = { ...this.draft, contact: false };
    const response = await responseTo(this.agent, (user) => new OutgoingRequest(this.agent, draft, user));
    if (response.status !== 200) throw new RequestFailed('REGISTER', response);
    return bindingsOf(response);
  }

  override onDeadline(): void {
    this.begin();
  }

  private send(): void {
    this.running = true;
    const { draft, wanted } = this;
    const headers: Header[] = [...draft.headers, ['Expires', wanted ? String(this.expires) : '0']];
    new OutgoingRequest(
      this.agent,
      { ...draft, headers },
      {
        onResponse() {},
        onFinal: (request, outcome) => {
          this.running = false;
          this.receiveFinal(request, outcome, wanted);
        },
      },
    ).begin();
  }

  private receiveFinal(request: OutgoingRequest, outcome: Outcome, wanted: boolean): void {
    if (outcome instanceof Response && outcome.status < 300) this.succeed(request, outcome, wanted);
    else this.fail(outcome);
  }

  private succeed(request: OutgoingRequest, response: Response, wanted: boolean): void {
    this.retry = FIRST_RETRY;
    if (!wanted) {
      this.close();
      return;
    }
    const bindings = bindingsOf(response);
    const expires = this.granted(request, response, bindings);
    this.current = true;
    const change = { state: 'registered', bindings, expires } as const;
    this.whenRegistered.resolve(change);
    this.changes.put(change);
    // It may have been given up meanwhile.
    if (!this.wanted) this.begin();
    else this.wait(expires > 2 * REFRESH_AHEAD ? expires - REFRESH_AHEAD : expires / 2);
  }

  private fail(outcome: Outcome): void {
    if (this.wanted && outcome instanceof Response && this.lengthen(outcome)) {
      this.begin();
      return;
    }
    this.current = false;
    const failure = new RequestFailed('REGISTER', outcome);
    this.whenRegistered.reject(failure);
    if (!this.wanted) {
      this.close();
      return;
    }
    this.changes.put({ state: 'failed', failure, retryIn: this.retry });
    this.wait(this.retry);
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
  }

  /** 10.2.8: too short; the registrar says what it would take. */
  private lengthen(response: Response): boolean {
    if (nextStep(response.status)?.from?.includes('Min-Expires') !== true) return false;
    const least = response.parse(MIN_EXPIRES);
    if (typeof least !== 'number' || least <= this.expires || least >= 2 ** 32) return false;
    this.expires = least;
    return true;
  }

  private close(): void {
    this.current = false;
    this.changes.put({ state: 'unregistered' });
    this.changes.end();
    this.whenUnregistered.resolve();
  }

  private wait(seconds: number): void {
    const { stack } = this.agent;
    stack.wheel.arm(this, stack.now + seconds * 1000);
  }

  /** 10.2.4: the expiry of our binding as the registrar lists it. */
  private granted(request: OutgoingRequest, response: Response, bindings: readonly NameAddr[]): number {
    const ours = bindingsOf(indexMessage(request.sentText) as Request)[0];
    const own = ours === undefined ? undefined : bindings.find(({ uri }) => sameUri(uri, ours.uri));
    const parameter = own?.params.get('expires');
    if (parameter !== undefined && /^\d{1,10}$/.test(parameter)) return Number(parameter);
    const header = response.parse(EXPIRES);
    return typeof header === 'number' ? header : this.expires;
  }
}

function bindingsOf(message: Message): readonly NameAddr[] {
  const bindings = message.addresses(CONTACT);
  return bindings instanceof Failure ? [] : bindings;
}
