/** A user agent: registers, calls and is called, over any transport and by any clock (RFC 3261 8, 10.2, 11, 13). */

import { dialogMachine, requestDialogKey } from '../dialog/index.ts';
import {
  encodeUtf8,
  Failure,
  type Header,
  parseNameAddr,
  type Request,
  type Response,
  SipError,
  type Uri,
} from '../message/index.ts';
import { type Core, type ServerTransaction, Stack, systemClock, systemRandom } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { AgentEvents } from './agent-events.ts';
import { type AgentParts, type CallPolicy, type DialogUser } from './agent-parts.ts';
import { allAnswered } from './request/answered.ts';
import { type Body, wireBody } from './request/body.ts';
import { type Call } from './call/call.ts';
import { addressLine, draftRequest, type Parties } from './request/drafts.ts';
import { followResponses } from './request/follow-responses.ts';
import { Inbox } from './inbox.ts';
import { type IncomingCall } from './call/incoming-call.ts';
import { IncomingRequest } from './request/incoming-request.ts';
import { type IncomingSubscription } from './events/incoming-subscription.ts';
import { madeCall } from './call/made-call.ts';
import { type Media } from './call/media.ts';
import { MortalDialogs } from './call/mortal-dialogs.ts';
import { MovedTargets } from './request/moved-targets.ts';
import { NewRequests } from './new-requests.ts';
import { Outages } from './request/outages.ts';
import { type OutgoingCall } from './call/outgoing-call.ts';
import { offeredCall } from './call/offered-call.ts';
import { onAbort } from './request/on-abort.ts';
import { OutgoingRequest } from './request/outgoing-request.ts';
import { ownAddress } from './own-address.ts';
import { capabilityHeaders, ownCapabilities } from './own-capabilities.ts';
import { ownCredentials } from './own-credentials.ts';
import { type Registration } from './registration/registration.ts';
import { type RegisterOptions } from './registration/registration-options.ts';
import { Registrations } from './registration/registrations.ts';
import { type Publication, type PublishOptions } from './events/publication.ts';
import { type Referral } from './events/referral.ts';
import { callFor } from './call/replaces.ts';
import { type Capabilities, refusalOf } from './request/request-checks.ts';
import { resolveNumeric } from './request/resolve.ts';
import { agentStopped } from './request/request-failed.ts';
import { checkHeaders } from './request/check-headers.ts';
import { responseTo } from './request/response-to.ts';
import { silentMedia } from './call/session-media.ts';
import { type SubscribeOptions, type Subscription } from './events/subscription.ts';
import { type ReferOptions, type Transfer } from './events/transfer.ts';
import { type InviteOptions, policyOf, type SendOptions, type UserAgentOptions } from './user-agent-options.ts';

/**
 * An endpoint of SIP: it registers, calls and is called, and asks for and tells states. What is asked of it comes out of
 * `calls`, `requests`, `subscriptions` and `referrals`, to be read with `for await`.
 */
export class UserAgent implements Core {
  /** What its messages go through. */
  readonly stack: Stack;
  /** The URI of the identity. */
  readonly uri: Uri;
  /** Calls that come in. While nobody reads they are refused: with 480, and with 486 beyond `maxCalls`. */
  readonly calls = new Inbox<IncomingCall>(256, (call) => call.reject(480));
  /** Requests outside a call that the application answers: MESSAGE, and methods that only it knows. While nobody reads they are refused. */
  readonly requests = new Inbox<IncomingRequest>(256, (request) => request.turnAway());
  /** Subscriptions of others to something of ours. While nobody reads they are refused with 489. */
  readonly subscriptions: Inbox<IncomingSubscription>;
  /** REFER outside a call: somebody asks us to call (click to dial). While nobody reads they are declined with 603. */
  readonly referrals: Inbox<Referral>;
  private readonly options: UserAgentOptions;
  private readonly parts: AgentParts;
  private readonly events: AgentEvents;
  private readonly registrations: Registrations;
  private readonly live = new Set<Call>();
  private closing = false;
  private readonly moved = new MovedTargets();
  private readonly open: NewRequests;

  /** @throws SipError SIP_IDENTITY when the identity is no SIP address, SIP_OPTIONS without a transport or a stack */
  constructor(options: UserAgentOptions) {
    const identity = parseNameAddr(options.identity, 0, options.identity.length);
    if (identity instanceof Failure || !identity.uri.isSip)
      throw new SipError('SIP_IDENTITY', `no SIP address: ${options.identity}`, { rfc: '3261 8.1.1.3' });
    if (options.stack === undefined && options.transport === undefined)
      throw new SipError('SIP_OPTIONS', 'a user agent needs a transport');
    this.options = options;
    this.uri = identity.uri;
    const { clock = systemClock, random = systemRandom(), transport, outboundProxy } = options;
    this.stack = options.stack ?? new Stack({ ...options, clock, random, core: this });
    this.open = new NewRequests(this.stack);
    this.parts = {
      stack: this.stack,
      random,
      resolve: options.resolve ?? resolveNumeric,
      policy: policyOf(options),
      credentials: ownCredentials(options, identity.uri),
      outages: new Outages(),
      dialogMachine: options.dialogMachine ?? dialogMachine,
      dialogs: new Map(),
      mortal: new MortalDialogs(),
      awaited: new Map(),
      waiting: new Set(),
      notifiers: new Set(),
      anyReferral: options.anyReferral ?? false,
      identity: addressLine(options.identity),
      product: options.userAgent === '' ? [] : [['User-Agent', encodeUtf8(options.userAgent ?? 'Sipwright')]],
      capabilities: () => this.capabilityHeaders(),
      presence: (flow) => [['Contact', this.parts.contact(flow)], ...this.capabilityHeaders()],
      routes: outboundProxy === undefined ? [] : [`<${outboundProxy};lr>`],
      address: (flow) => ownAddress(this.uri, this.stack, flow),
      contact: (flow) => `<${ownAddress(this.uri, this.stack, flow)}${this.registrations.hold(flow) ? ';ob' : ''}>`,
      place: (target, inviteOptions, onProgress) => this.place(target, inviteOptions, onProgress),
      receiveUnclaimed: (peer, request, server) => this.events.receiveWithin(peer, request, server),
    };
    this.events = new AgentEvents(this.parts, this.uri, options.events);
    this.subscriptions = this.events.subscriptions;
    this.referrals = this.events.referrals;
    this.registrations = new Registrations(this.parts, identity.uri, options.instanceId);
    if (transport === undefined || options.stack !== undefined) return;
    this.stack.attach(transport);
    transport.setReceiver(this.stack);
  }

  /** How many dialogs there are, early ones included. */
  get dialogCount(): number {
    return this.parts.dialogs.size;
  }

  /** How many calls there are that have not ended. */
  get callCount(): number {
    return this.live.size;
  }

  // ---- for the user ----

  /**
   * Calls somebody (RFC 3261 13.2).
   * @param target whom to call: a SIP URI
   * @returns the call at once, before the INVITE has met anything: see `established` and `ended`
   * @throws SipError SIP_URI_INVALID, SIP_IDENTITY; the signal's reason where it was aborted before
   */
  invite(target: string, options: InviteOptions = {}): OutgoingCall {
    return this.place(target, options);
  }

  private place(target: string, options: InviteOptions, onProgress?: (response: Response) => void): OutgoingCall {
    if (this.closing) throw agentStopped();
    checkHeaders(options.headers ?? []);
    const call = madeCall(this.parts, target, options, {
      moved: this.moved,
      media: () => this.mediaFor('outgoing'),
      capabilities: this.capabilityHeaders(options.reliable),
      onProgress,
    });
    this.follow(call);
    onAbort(options.signal, call.ended, () => void call.hangUp());
    this.stack.turn(() => call.begin());
    return call;
  }

  /**
   * Registers, and keeps the registration fresh until it is given up.
   * @throws SipError SIP_URI_INVALID for a registrar that is no SIP URI, or has a user; SIP_OPTIONS for numbers out of range
   */
  register(options: RegisterOptions = {}): Registration {
    return this.registrations.register(options);
  }

  /**
   * Sends a request outside a dialog. Challenges are answered, 3xx is followed, and the next server is tried, as the policy
   * says. @returns the final response, whatever its status; rejects with RequestFailed (`SIP_NO_RESPONSE`) when none came,
   * or with the signal's reason; or with SipError SIP_STOPPED
   */
  async send(method: string, target: string, options: SendOptions = {}): Promise<Response> {
    if (this.closing) throw agentStopped();
    const { signal, body, contentType, binary, headers = [] } = options;
    checkHeaders(headers);
    const wire = wireBody({ body, contentType, binary });
    const draft = draftRequest(this.parts, method, target, { ...options, headers, body: wire, contact: false });
    const retry = followResponses(this.parts, target);
    return responseTo(this.parts, (user) => new OutgoingRequest(this.parts, draft, user), signal, retry);
  }

  /** Sends an instant message (RFC 3428). @param text Unicode @returns as `send` does */
  message(target: string, text: string, options: Omit<SendOptions, 'body'> = {}): Promise<Response> {
    return this.send('MESSAGE', target, { contentType: 'text/plain;charset=utf-8', ...options, body: text });
  }

  /** Asks what somebody is able to (RFC 3261 11). @returns as `send` does */
  optionsOf(target: string, options: SendOptions = {}): Promise<Response> {
    return this.send('OPTIONS', target, {
      ...options,
      headers: [...this.capabilityHeaders(), ...(options.headers ?? [])],
    });
  }

  /**
   * Subscribes to a state of somebody's, and keeps the subscription until it is given up (RFC 6665 4.1).
   * @param target whose state: a SIP URI
   * @param event the package: `dialog`, `presence`, `message-summary`, …
   * @param options `from` and `to` are as in `SendOptions`
   * @throws SipError SIP_URI_INVALID, SIP_IDENTITY, SIP_EVENT, SIP_OPTIONS
   */
  subscribe(target: string, event: string, options: SubscribeOptions & Parties = {}): Subscription {
    return this.events.subscribe(target, event, options);
  }

  /**
   * Publishes a state of ours, and keeps it fresh until it is taken back (RFC 3903).
   * @throws SipError SIP_URI_INVALID, SIP_EVENT, SIP_OPTIONS
   */
  publish(event: string, body: Body, options: PublishOptions = {}): Publication {
    return this.events.publish(event, body, options);
  }

  /**
   * Asks somebody, outside any call, to call somebody else (RFC 3515).
   * @param whom who is to call: a SIP URI @param target who is to be called, as in `Call.refer`
   * @returns when that was agreed to; rejects with RequestFailed, or SipError as `Call.refer` does
   */
  refer(whom: string, target: string | Call, options: ReferOptions & Parties = {}): Promise<Transfer> {
    return this.events.refer(whom, target, options);
  }

  /** The call of ours that the value of a Replaces means (RFC 3891 3); undefined where there is none. */
  callFor(replaces: string): Call | undefined {
    return callFor(replaces, this.live);
  }

  /** The network is gone: registrations wait for its return. In a browser, for the `offline` event of the window. */
  networkLost(): void {
    this.registrations.suspend();
  }

  /**
   * The network is back, or our addresses may have changed: connections are given up, registrations made anew, and the peers
   * of calls told. In a browser, for the `online` event. Media that have moved too are offered again by `Call.modify`.
   */
  networkChanged(): void {
    this.options.transport?.abandon?.();
    this.registrations.renew();
    this.events.renew();
    // A call that is refused, or ends first, has told so by itself.
    for (const call of this.live) call.established.then(() => call.refresh()).catch(() => {});
  }

  /** Ends in good order: hangs up, unregisters, gives up subscriptions and publications, and waits until nobody owes an answer, for 32 s where peers are silent. */
  async close(): Promise<void> {
    this.closing = true;
    const calls = [...this.live].map((call) => call.hangUp());
    await Promise.all([this.registrations.unregister(), this.events.close(), ...calls]);
    await allAnswered(this.stack);
    this.stop();
  }

  /** Forgets everything at once: nothing more is sent. */
  stop(): void {
    this.closing = true;
    const calls = [...this.live];
    this.stack.stop();
    this.parts.dialogs.clear();
    this.parts.mortal.clear();
    this.open.clear();
    this.live.clear();
    this.calls.end();
    this.requests.end();
    this.events.end();
    for (const call of calls) call.forsake();
    for (const forsake of this.parts.waiting) forsake();
    this.parts.waiting.clear();
  }

  // ---- from the stack ----

  /** Whether a request or ACK belongs to a dialog of ours: for who shares its stack with us. */
  owns(request: Request): boolean {
    const { dialogs, mortal } = this.parts;
    return dialogs.has(requestDialogKey(request)) || mortal.has(request) || this.events.awaits(request);
  }

  onRequest(request: Request, flow: Flow): void {
    // Within a call it is for the call to say which methods it has a use for.
    const within = request.to.tag !== '';
    if (this.refuses(request, flow, within)) return;
    // 9.2: what it would cancel has a transaction, or there is none
    if (request.method === 'CANCEL') this.stack.respond(request, flow, 481);
    else if (within) this.receiveWithin(request, flow);
    else this.receiveNew(request, flow, (call) => this.offer(call));
  }

  onFlowClosed(flow: Flow, error: string): void {
    this.registrations.receiveClosed(flow, error);
  }

  onPong(flow: Flow): void {
    this.registrations.receivePong(flow);
  }

  onAck(request: Request): void {
    this.parts.dialogs.get(requestDialogKey(request))?.receiveAck(request);
  }

  /**
   * Takes a new INVITE that somebody else has let through: for who shares its stack with us. It is not offered to `calls`.
   * @returns the call; undefined where the INVITE was refused already
   */
  receiveCall(request: Request, flow: Flow): IncomingCall | undefined {
    if (this.refuses(request, flow, false)) return undefined;
    let taken: IncomingCall | undefined;
    this.receiveNew(request, flow, (call) => {
      taken = call;
    });
    return taken;
  }

  private refuses(request: Request, flow: Flow, anyMethod: boolean): boolean {
    const capabilities = this.capabilities();
    const refusal = refusalOf(request, anyMethod ? { ...capabilities, anyMethod } : capabilities);
    if (refusal === undefined) return false;
    this.stack.respond(request, flow, refusal.status, { headers: refusal.headers });
    return true;
  }

  private receiveWithin(request: Request, flow: Flow): void {
    if (this.parts.mortal.receive(request, flow, this.stack)) return;
    const user: DialogUser | undefined = this.parts.dialogs.get(requestDialogKey(request));
    // 12.2.2
    if (user === undefined) {
      if (!this.events.receiveUnknown(request, flow)) this.stack.respond(request, flow, 481);
    } else if (!user.takeSequence(request)) this.stack.respond(request, flow, 500);
    else user.receiveRequest(request, this.stack.startServer(request, flow, {}));
  }

  /** @param take what becomes of a call that nothing speaks against */
  private receiveNew(request: Request, flow: Flow, take: (call: IncomingCall) => void): void {
    let call: IncomingCall | undefined;
    const server = this.open.begin(request, flow, (invite, cancel) => call?.onCancel(invite, cancel));
    if (server === undefined) return;
    if (request.method === 'INVITE') call = this.receiveInvite(request, server, take);
    else this.receiveOther(request, server);
  }

  private receiveOther(request: Request, server: ServerTransaction): void {
    if (request.method === 'OPTIONS') server.respond(200, { headers: this.capabilityHeaders() });
    else if (this.events.receiveNew(request, server)) return;
    else if (this.requests.listening) this.requests.put(new IncomingRequest(this.stack, request, server));
    // RFC 6665 4.1.3: nobody asked for it
    else server.respond(request.method === 'NOTIFY' ? 481 : 405, { headers: this.capabilityHeaders() });
  }

  private receiveInvite(
    request: Request,
    server: ServerTransaction,
    take: (call: IncomingCall) => void,
  ): IncomingCall | undefined {
    const call = offeredCall(this.parts, request, server, this.live, () => this.mediaFor('incoming'));
    if (call === undefined) return undefined;
    if (this.live.size >= (this.options.maxCalls ?? 100)) call.reject(486);
    else {
      this.follow(call);
      take(call);
    }
    return call;
  }

  private offer(call: IncomingCall): void {
    if (this.calls.listening && !this.closing) this.calls.put(call);
    else call.reject(480);
  }

  private follow(call: Call): void {
    this.live.add(call);
    void call.ended.then(() => this.live.delete(call));
  }

  private mediaFor(direction: 'outgoing' | 'incoming'): Media {
    return this.options.media?.(direction) ?? silentMedia(this.parts.random);
  }

  // ---- who we are ----

  private capabilities(): Capabilities {
    const { answersFor = [] } = this.options;
    const users = answersFor === 'anyone' ? [] : [this.uri.user, ...answersFor];
    return ownCapabilities(this.parts.policy, this.requests.listening, users);
  }

  /** @param reliable the policy of one call, where it has its own */
  private capabilityHeaders(reliable?: CallPolicy['reliable']): Header[] {
    return [...capabilityHeaders(this.parts.policy, this.requests.listening, reliable), ...this.events.headers];
  }
}
