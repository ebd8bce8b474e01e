/** A registration: made, kept fresh, and taken back (RFC 3261 10.2). */

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
import { type NoResponse, OutgoingRequest, type RequestDraft } from './outgoing-request.ts';

const CONTACT = headerId('Contact');
const EXPIRES = headerId('Expires');
const MIN_EXPIRES = headerId('Min-Expires');

/** s before the end of a binding at which it is refreshed, where it is long enough. */
const REFRESH_AHEAD = 32;
/** s between attempts after a failure: the first wait, doubled up to the last (RFC 5626 4.5). */
const FIRST_RETRY = 30;
const LAST_RETRY = 1_800;

export interface RegistrationHandlers {
  /** The registrar has the binding. @param bindings all Contact values that it lists @param expires s that ours is good for */
  onRegistered?(registration: Registration, bindings: readonly NameAddr[], expires: number): void;
  /** The registrar refused, or did not answer. It is tried again unless `close` is called. */
  onFailed?(registration: Registration, outcome: Response | NoResponse): void;
  /** The binding was taken back, or has run out after `close`. */
  onUnregistered?(registration: Registration): void;
}

export interface RegistrationOptions {
  /** s that are asked for. */
  readonly expires: number;
  /** The Request-URI: the domain of the registrar, without a user. */
  readonly registrar: string;
  readonly handlers: RegistrationHandlers;
}

export class Registration extends Timed {
  private readonly agent: AgentParts;
  private readonly options: RegistrationOptions;
  /** The same for all requests of a registration, with rising CSeq numbers (10.2.4). */
  private readonly callId: string;
  private readonly tag: string;
  private sequence = 0;
  private expires: number;
  private wanted = true;
  private running = false;
  private retry = FIRST_RETRY;
  private registered = false;

  constructor(agent: AgentParts, options: RegistrationOptions) {
    super();
    this.agent = agent;
    this.options = options;
    this.expires = options.expires;
    this.callId = agent.stack.tokens.callId();
    this.tag = agent.stack.tokens.tag();
  }

  /** Whether the registrar has our binding, as far as we know. */
  get active(): boolean {
    return this.registered;
  }

  /** Registers, or refreshes now. */
  begin(): void {
    this.agent.stack.turn(() => {
      this.agent.stack.wheel.disarm(this);
      if (!this.running) this.send(this.wanted ? [['Expires', String(this.expires)]] : [['Expires', '0']]);
    });
  }

  /** Takes the binding back (10.2.2). */
  close(): void {
    if (!this.wanted) return;
    this.wanted = false;
    if (!this.running) this.begin();
  }

  /** Asks for the bindings without changing them (10.2.3). */
  query(onAnswer: (bindings: readonly NameAddr[]) => void): void {
    const user = {
      onResponse() {},
      onFinal(_: OutgoingRequest, outcome: Response | NoResponse) {
        if (outcome instanceof Response && outcome.status === 200) onAnswer(bindingsOf(outcome));
      },
    };
    this.agent.stack.turn(() => new OutgoingRequest(this.agent, this.draft([], false), user).begin());
  }

  override onDeadline(): void {
    this.begin();
  }

  private send(headers: readonly Header[]): void {
    this.running = true;
    new OutgoingRequest(this.agent, this.draft(headers, true), {
      onResponse() {},
      onFinal: (request, outcome) => {
        this.running = false;
        this.receiveFinal(request, outcome);
      },
    }).begin();
  }

  private draft(headers: readonly Header[], contact: boolean): RequestDraft {
    const { identity, routes } = this.agent;
    const { registrar } = this.options;
    return {
      method: 'REGISTER',
      uri: registrar,
      nextHop: routes.length > 0 ? routeTarget(routes[0]) : registrar,
      headers: [
        ...routes.map((route): Header => ['Route', route]),
        ['Max-Forwards', '70'],
        ['From', `${identity};tag=${this.tag}`],
        ['To', identity],
        ['Call-ID', this.callId],
        ...headers,
      ],
      body: '',
      contentType: '',
      contact,
      nextSequence: () => ++this.sequence,
    };
  }

  private receiveFinal(request: OutgoingRequest, outcome: Response | NoResponse): void {
    const { handlers } = this.options;
    if (outcome instanceof Response && outcome.status < 300) {
      this.retry = FIRST_RETRY;
      if (request.draft.headers.some(([name, value]) => name === 'Expires' && value === '0')) {
        this.registered = false;
        handlers.onUnregistered?.(this);
        return;
      }
      const bindings = bindingsOf(outcome);
      const granted = this.granted(request, outcome, bindings);
      this.registered = true;
      handlers.onRegistered?.(this, bindings, granted);
      // The user may have closed it by now.
      if (this.running) return;
      if (!this.wanted) this.begin();
      else this.wait(granted > 2 * REFRESH_AHEAD ? granted - REFRESH_AHEAD : granted / 2);
      return;
    }
    if (outcome instanceof Response && nextStep(outcome.status)?.from?.includes('Min-Expires') && this.wanted) {
      // 10.2.8: too short; the registrar says what it would take
      const least = outcome.parse(MIN_EXPIRES);
      if (typeof least === 'number' && least > this.expires && least < 2 ** 32) {
        this.expires = least;
        this.begin();
        return;
      }
    }
    this.registered = false;
    handlers.onFailed?.(this, outcome);
    if (!this.wanted) {
      if (!this.running) handlers.onUnregistered?.(this);
      return;
    }
    if (this.running) return;
    this.wait(this.retry);
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
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

function routeTarget(route: string): string {
  return route.slice(route.indexOf('<') + 1, route.indexOf('>'));
}
