/** A registration that is kept: refreshed, tried again when it fails, and made anew when its flow is gone (RFC 3261 10.2, RFC 5626 4). */

import { type NameAddr, Response } from '../../message/index.ts';
import { Timed } from '../../stack/index.ts';
import { type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { Deferred } from '../deferred.ts';
import { Inbox } from '../inbox.ts';
import { OutgoingRequest } from '../request/outgoing-request.ts';
import { bindingsOf } from './own-binding.ts';
import { type Registrant, RegisterForm } from './register-form.ts';
import { RegisteredFlow } from './registered-flow.ts';
import { type RegisterOptions, type RegistrationChange } from './registration-options.ts';
import { type Outcome, RequestFailed } from '../request/request-failed.ts';
import { responseTo } from '../request/response-to.ts';
import { retryAfter } from '../request/retry.ts';
import { retryDelay } from './retry-delay.ts';

/** s before the end of a binding at which it is refreshed, where it is long enough; and the least between two refreshes. */
const REFRESH_AHEAD = 32;
const REFRESH_LEAST = 5;

/** The agent that a registration belongs to. */
export interface RegistrationHost {
  /** Whether the network is gone: nothing is sent until it is back. */
  readonly offline: boolean;
  /** Whether another registration of the agent stands. */
  standsBeside(one: Registration): boolean;
  /** It is over: nothing is to be told to it any more. */
  onEnd(one: Registration): void;
}

/** A binding of ours at a registrar, kept fresh until it is given up: made by `UserAgent.register`. */
export class Registration extends Timed {
  /** What becomes of it, from the first answer on. */
  readonly changes = new Inbox<RegistrationChange>(16);
  /** Which registration of this instance it is, from 1 (RFC 5626 4.2.1). */
  readonly regId: number;
  private readonly agent: AgentParts;
  private readonly host: RegistrationHost;
  private readonly form: RegisterForm;
  private readonly flow: RegisteredFlow;
  private readonly whenRegistered = new Deferred<RegistrationChange & { readonly state: 'registered' }>();
  private readonly whenUnregistered = new Deferred<void>();
  private wanted = true;
  private over = false;
  private current = false;
  /** The REGISTER that waits for its answer. */
  private request: OutgoingRequest | undefined = undefined;
  /** Failures in a row, and those before the flow that is not proven yet. */
  private failures = 0;
  private before = 0;

  /** @throws SipError SIP_URI_INVALID, SIP_OPTIONS, as `UserAgent.register` @hidden */
  constructor(registrant: Registrant, host: RegistrationHost, options: RegisterOptions) {
    super();
    this.agent = registrant.agent;
    this.host = host;
    this.regId = registrant.regId;
    this.form = new RegisterForm(registrant, options);
    this.flow = new RegisteredFlow(registrant.agent, options.keepAlive, (flow) =>
      this.receiveClosed(flow, 'a keep-alive was not answered'),
    );
  }

  /** Whether the registrar has our binding and we are reached by it, as far as we know. */
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

  /** Registers, or refreshes now. While the network is gone it waits for its return. */
  begin(): void {
    const { stack } = this.agent;
    stack.turn(() => {
      stack.wheel.disarm(this);
      if (this.request === undefined && !this.over && !this.host.offline) this.send();
    });
  }

  /**
   * Takes the binding back (10.2.2); while the network is gone it is left to run out.
   * @returns when the registrar has answered, or did not
   */
  unregister(): Promise<void> {
    if (this.wanted) {
      this.wanted = false;
      if (this.host.offline) this.close();
      else this.begin();
    }
    return this.whenUnregistered.promise;
  }

  /** Asks for the bindings without changing them (10.2.3). Rejects with RequestFailed. */
  async query(): Promise<readonly NameAddr[]> {
    const { agent, form } = this;
    const response = await responseTo(agent, (user) => new OutgoingRequest(agent, form.query(), user));
    if (response.status !== 200) throw new RequestFailed('REGISTER', response);
    return bindingsOf(response);
  }

  // ---- from the agent ----

  /** Whether the registrar sends what is for us by this flow, and by no other (RFC 5626 5.3). @internal */
  holds(flow: Flow): boolean {
    return this.current && this.flow.hasOutbound && this.flow.is(flow);
  }

  /** A connection is gone. @internal */
  receiveClosed(flow: Flow, error: string): void {
    if (!this.flow.is(flow)) return;
    const { isProven } = this.flow;
    this.flow.drop();
    // A refresh on its way finds another flow by itself.
    if (!this.current || this.request !== undefined) return;
    // RFC 5626 4.5: what was good is made anew at once
    this.failures = isProven ? 0 : this.before + 1;
    const retryIn = isProven ? 0 : this.delay();
    this.current = false;
    this.changes.put({ state: 'lost', reason: error === '' ? 'the connection was closed' : error, retryIn });
    if (isProven) this.begin();
    else this.wait(retryIn);
  }

  /** A keep-alive was answered. @internal */
  receivePong(flow: Flow): void {
    if (this.flow.receivePong(flow)) this.before = 0;
  }

  /** The network is gone: nothing is sent until `renew`. @internal */
  suspend(): void {
    this.agent.stack.wheel.disarm(this);
    this.flow.drop();
    if (!this.current) return;
    this.current = false;
    this.changes.put({ state: 'lost', reason: 'the network is gone', retryIn: undefined });
  }

  /** The network is back, or another one: registers anew, by another flow. @internal */
  renew(): void {
    this.request?.abandon();
    this.request = undefined;
    this.flow.drop();
    this.failures = 0;
    this.begin();
  }

  override onDeadline(): void {
    this.begin();
  }

  // ---- one REGISTER ----

  private send(): void {
    const { form, wanted } = this;
    const draft = wanted ? form.registering(this.flow.current) : form.unregistering(this.flow.current);
    this.request = new OutgoingRequest(this.agent, draft, {
      onResponse() {},
      retry: wanted ? form.retry() : undefined,
      onFinal: (request, outcome) => this.receiveFinal(request, outcome, wanted),
    });
    this.request.begin();
  }

  private receiveFinal(request: OutgoingRequest, outcome: Outcome, wanted: boolean): void {
    this.request = undefined;
    if (!wanted) this.close();
    else if (!(outcome instanceof Response) || outcome.status >= 300)
      this.fail(request, outcome, new RequestFailed('REGISTER', outcome));
    else {
      const expires = this.form.binding.receive(request.sentText, outcome, this.form.expires);
      // 10.3 step 8: a 200 lists all bindings
      if (expires > 0) this.succeed(request, outcome, expires);
      else this.fail(request, outcome, new RequestFailed('REGISTER', outcome, 'our binding is not among those listed'));
    }
  }

  private succeed({ flow, draft }: OutgoingRequest, response: Response, expires: number): void {
    const { form } = this;
    form.accepted(draft);
    this.before = this.flow.take(flow, response, form.asksFor(flow)) ? this.failures : 0;
    this.failures = 0;
    const outbound = this.flow.hasOutbound;
    form.binding.agreed(outbound);
    this.current = true;
    const change = { state: 'registered', bindings: bindingsOf(response), expires, outbound } as const;
    this.whenRegistered.resolve(change);
    this.changes.put(change);
    // It may have been given up meanwhile.
    if (!this.wanted) this.begin();
    else this.wait(Math.max(REFRESH_LEAST, expires > 2 * REFRESH_AHEAD ? expires - REFRESH_AHEAD : expires / 2));
  }

  private fail({ flow }: OutgoingRequest, outcome: Outcome, failure: RequestFailed): void {
    this.current = false;
    this.form.refused();
    this.flow.drop();
    // Silence on a connection: the next attempt takes another one.
    if (outcome.status === 408 && flow !== undefined && !(outcome instanceof Response)) this.agent.stack.abandon(flow);
    if (!this.wanted) {
      this.whenRegistered.reject(failure);
      this.close();
      return;
    }
    // When the network is back it is tried again.
    if (this.host.offline) return;
    this.whenRegistered.reject(failure);
    this.failures++;
    const retryIn = this.delay(outcome instanceof Response ? retryAfter(outcome) : undefined);
    this.changes.put({ state: 'failed', failure, retryIn });
    this.wait(retryIn);
  }

  private close(): void {
    if (this.over) return;
    this.over = true;
    this.current = false;
    this.agent.stack.wheel.disarm(this);
    this.request?.abandon();
    this.flow.drop();
    this.host.onEnd(this);
    this.changes.put({ state: 'unregistered' });
    this.changes.end();
    this.whenUnregistered.resolve();
  }

  /** @param asked s of Retry-After @returns s to wait after the failures so far */
  private delay(asked?: number): number {
    return retryDelay(this.agent.random, this.failures, !this.host.standsBeside(this), asked);
  }

  private wait(seconds: number): void {
    const { stack } = this.agent;
    stack.wheel.arm(this, stack.now + seconds * 1000);
  }
}
