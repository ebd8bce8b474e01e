/** One request of a user agent until its final response: addresses tried in turn, challenges answered (RFC 3261 8.1, 22.2, RFC 3263 4.3). */

import { type ChallengeRounds, type CredentialsField } from '../../auth/index.ts';
import { type HeaderName, headerId, nextStep, triesNextServer } from '../../catalogue/index.ts';
import { type AuthValue, buildRequest, Failure, type Header, parseUri, type Response } from '../../message/index.ts';
import { type ClientTransaction, type ClientUser, Timed } from '../../stack/index.ts';
import { type Destination, type Flow } from '../../transport/index.ts';
import { type AgentParts } from '../agent-parts.ts';
import { type Outcome } from './request-failed.ts';
import { retryAfter } from './retry.ts';
import { withVia } from './with-via.ts';

/** Where the answer to a challenge goes (22.2, 22.3), by the field that a 401 or 407 is retried from. */
const ANSWERS = new Map<HeaderName | undefined, CredentialsField>([
  ['WWW-Authenticate', 'Authorization'],
  ['Proxy-Authenticate', 'Proxy-Authorization'],
]);

/** ms for the first response of an address before the next is tried; timer B or F would take 32 s. */
const FIRST_RESPONSE_MS = 4_000;
/** A larger request leaves by TCP where the next hop was found by resolution (18.1.1). */
const UDP_REQUEST_BYTES = 1_300;

/** How often a request is sent again in another form before its refusal counts. */
const MAX_RETRIES = 16;

/** A request but for what depends on the attempt: Via, CSeq, Contact and credentials. */
export interface RequestDraft {
  readonly method: string;
  readonly uri: string;
  readonly nextHop: string;
  readonly headers: readonly Header[];
  readonly body: string;
  readonly contentType: string;
  /** Whether the request says where the peer can reach us, or how: the Contact line for a flow. */
  readonly contact: boolean | ((flow: Flow) => string);
  /** Sent by this flow while that is open, whatever the next hop; otherwise the next hop is looked up. */
  readonly flow?: Flow;
  /** The CSeq number of the next attempt: a request that answers a challenge is a new one (22.2). */
  readonly nextSequence: () => number;
}

export interface RequestUser {
  /** Provisional responses, and every 2xx to an INVITE: a forked one has several. */
  onResponse(request: OutgoingRequest, response: Response): void;
  /** The final response, but for the 2xx to INVITE; or none came. Called once. */
  onFinal(request: OutgoingRequest, outcome: Outcome): void;
  /**
   * A final response of 300 or above, or silence, that no challenge and no further address can mend.
   * @returns the request in a form that may fare better (8.1.3.4, 8.1.3.5); undefined to take the outcome
   */
  retry?(request: OutgoingRequest, outcome: Outcome): RequestDraft | undefined;
  /** The INVITE's last transaction is gone: no further 2xx can come. */
  onEnd?(request: OutgoingRequest): void;
}

export class OutgoingRequest extends Timed implements ClientUser {
  /** A dialog, or the binding that was asked for, is made from the request when it is answered. */
  readonly keepsRequest = true;
  /** As it was sent last, or will be sent next. */
  draft: RequestDraft;
  private readonly agent: AgentParts;
  private readonly user: RequestUser;
  private readonly rounds: ChallengeRounds = new Map();
  private destinations: Destination[] = [];
  private tried = 0;
  private retries = 0;
  private client: ClientTransaction | undefined = undefined;
  /** The last attempt, given up or not. */
  private latest: ClientTransaction | undefined = undefined;
  private answered = false;
  private cancelled = false;
  private done = false;
  /** Of the last attempt. */
  private headersSent: readonly Header[] = [];
  private sequenceSent = 0;

  constructor(agent: AgentParts, draft: RequestDraft, user: RequestUser) {
    super();
    this.agent = agent;
    this.draft = draft;
    this.user = user;
  }

  /** The request as last sent, or '' before that. */
  get sentText(): string {
    return this.latest?.sentText ?? '';
  }

  /** The flow of the last attempt. */
  get flow(): Flow | undefined {
    return this.client?.flow;
  }

  /** The CSeq number of the last attempt. */
  get sequence(): number {
    return this.sequenceSent;
  }

  /** The credentials of the last attempt: the ACK of a 2xx repeats them (22.1). */
  get credentials(): readonly Header[] {
    return this.headersSent;
  }

  begin(): void {
    const { flow } = this.draft;
    if (flow !== undefined && this.agent.stack.isOpen(flow)) {
      this.send(flow);
      return;
    }
    const nextHop = parseUri(this.draft.nextHop);
    if (nextHop instanceof Failure || !nextHop.isSip) {
      this.settle({ status: 503, reason: `no SIP URI to send it to: ${this.draft.nextHop}` });
      return;
    }
    this.agent.resolve(nextHop, (destinations) => this.agent.stack.turn(() => this.resolved(destinations)));
  }

  /**
   * Gives up an INVITE (9.1): it ends by its final response, or by `onFinal` where it was never sent.
   * @param headers for the CANCEL
   */
  cancel(headers: readonly Header[] = []): void {
    if (this.cancelled || this.done) return;
    this.cancelled = true;
    this.agent.stack.wheel.disarm(this);
    this.client?.cancel(headers);
  }

  private resolved(destinations: readonly Destination[]): void {
    if (this.done) return;
    if (this.cancelled) {
      this.finish({ status: 408, reason: 'cancelled before it was sent' });
      return;
    }
    const large = this.draft.body.length + 800 > UDP_REQUEST_BYTES;
    for (const destination of this.agent.outages.order(destinations, this.agent.stack.now)) {
      if (large && destination.transport === 'UDP') this.destinations.push({ ...destination, transport: 'TCP' });
      this.destinations.push(destination);
    }
    this.attempt('the next hop has no address');
  }

  /** Sends to the next address, if one is left. */
  private attempt(reason: string, status: 408 | 503 = 503): void {
    while (this.tried < this.destinations.length) {
      const flow = this.agent.stack.flowTo(this.destinations[this.tried++]);
      if (flow === undefined) continue;
      this.send(flow);
      return;
    }
    this.settle({ status, reason });
  }

  private send(flow: Flow): void {
    const { draft, agent } = this;
    const { stack } = agent;
    const { contact } = draft;
    const branch = stack.tokens.branch();
    this.sequenceSent = draft.nextSequence();
    this.headersSent = agent.credentials?.credentialsFor(draft, stack.tokens.tag(), this.scope) ?? [];
    const headers: Header[] = [...draft.headers, ['CSeq', `${this.sequenceSent} ${draft.method}`]];
    if (contact !== false) headers.push(['Contact', contact === true ? agent.contact(flow) : contact(flow)]);
    headers.push(...this.headersSent);
    const { method, uri, body, contentType } = draft;
    const text = withVia(buildRequest({ method, uri, headers, body, contentType }), stack.viaLine(flow, branch));
    this.answered = false;
    if (this.tried < this.destinations.length) stack.wheel.arm(this, stack.now + FIRST_RESPONSE_MS);
    this.client = stack.startClient(text, draft.method, branch, flow, this);
    this.latest = this.client;
  }

  // ---- what the client transaction tells ----

  onResponse(client: ClientTransaction, response: Response): void {
    const { stack } = this.agent;
    const { status } = response;
    if (this.draft.method === 'INVITE' && status >= 200 && status < 300) {
      // Any of them counts, also one of an attempt that was given up.
      stack.wheel.disarm(this);
      this.done = true;
      if (client !== this.client) this.client?.cancel();
      this.user.onResponse(this, response);
      return;
    }
    if (client !== this.client || this.done) return;
    this.answered = true;
    stack.wheel.disarm(this);
    if (status < 200) this.user.onResponse(this, response);
    else if (!this.cancelled && this.retries < MAX_RETRIES && this.answers(response)) {
      this.retries++;
      this.send(client.flow);
    } else if (triesNextServer(status) && !this.cancelled) {
      const seconds = retryAfter(response);
      if (seconds !== undefined) this.agent.outages.note(this.destinations[this.tried - 1], seconds, stack.now);
      if (this.tried < this.destinations.length) this.attempt(String(status));
      else this.settle(response);
    } else this.settle(response);
  }

  onTimeout(client: ClientTransaction): void {
    if (client !== this.client || this.done) return;
    if (!this.cancelled && !this.answered) this.attempt('nobody answered', 408);
    else this.settle({ status: 408, reason: this.cancelled ? 'nobody answered the CANCEL' : 'no final response came' });
  }

  onFault(client: ClientTransaction, error: string): void {
    if (client !== this.client || this.done) return;
    if (this.cancelled) this.finish({ status: 503, reason: error });
    else this.attempt(error);
  }

  onEnd(client: ClientTransaction): void {
    if (client === this.client) this.user.onEnd?.(this);
  }

  /** The address is silent. */
  override onDeadline(): void {
    if (this.done || this.cancelled) return;
    const silent = this.client;
    this.client = undefined;
    // Should it wake up, its provisional response lets the CANCEL go.
    silent?.cancel();
    this.attempt('nobody answered', 408);
  }

  /** The host of the next hop: what it has asked for is for it alone. */
  private get scope(): string {
    const nextHop = parseUri(this.draft.nextHop);
    return nextHop instanceof Failure ? '' : nextHop.host;
  }

  /** @returns whether it is a challenge that a new attempt can answer */
  private answers(response: Response): boolean {
    const challenge = nextStep(response.status)?.from?.[0];
    const field = ANSWERS.get(challenge);
    if (challenge === undefined || field === undefined) return false;
    const id = headerId(challenge);
    const values: AuthValue[] = [];
    for (let line = response.find(id); line >= 0; line = response.find(id, line + 1)) {
      const value = response.parseAt(line);
      if (Array.isArray(value)) values.push(...(value as AuthValue[]));
    }
    return this.agent.credentials?.receiveChallenges(field, values, this.rounds, this.scope) === 'retry';
  }

  /** Sends it again in another form where that may help; otherwise this is how it ends. */
  private settle(outcome: Outcome): void {
    if (this.done) return;
    const mayRetry = outcome.status >= 300 && !this.cancelled && this.retries < MAX_RETRIES;
    const next = mayRetry ? this.user.retry?.(this, outcome) : undefined;
    if (next === undefined) {
      this.finish(outcome);
      return;
    }
    this.retries++;
    const moved = next.nextHop !== this.draft.nextHop || next.flow !== this.draft.flow;
    const elsewhere = moved || outcome.status === 408 || this.client === undefined;
    this.draft = next;
    if (!elsewhere && this.client !== undefined) {
      this.send(this.client.flow);
      return;
    }
    this.destinations = [];
    this.tried = 0;
    this.rounds.clear();
    this.begin();
  }

  /** Nobody waits for the outcome any more: `onFinal` is not called. An INVITE is cancelled, anything else goes its way. */
  abandon(): void {
    this.cancel();
    this.done = true;
  }

  private finish(outcome: Outcome): void {
    if (this.done) return;
    this.done = true;
    this.agent.stack.wheel.disarm(this);
    this.user.onFinal(this, outcome);
  }
}
