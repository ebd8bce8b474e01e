/** A user agent: registers, calls and is called, over any transport and by any clock (RFC 3261 8, 10.2, 11, 13). */

import { CredentialsCache } from '../auth/index.ts';
import { Dialog, dialogMachine, requestDialogKey, SessionTimer } from '../dialog/index.ts';
import {
  encodeUtf8,
  Failure,
  formatHost,
  type Header,
  parseNameAddr,
  type Request,
  Response,
  SipError,
  type Uri,
} from '../message/index.ts';
import {
  type Core,
  type ServerTransaction,
  type ServerUser,
  Stack,
  systemClock,
  systemRandom,
} from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { type AgentParts, type CallPolicy, type DialogUser } from './agent-parts.ts';
import { noBody, wireBody } from './body.ts';
import { type Call } from './call.ts';
import { addressLine, draftRequest } from './drafts.ts';
import { Inbox } from './inbox.ts';
import { IncomingCall } from './incoming-call.ts';
import { IncomingRequest } from './incoming-request.ts';
import { type Media } from './media.ts';
import { MovedTargets } from './moved-targets.ts';
import { Outages } from './outages.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { OutgoingRequest, type RequestUser } from './outgoing-request.ts';
import { RedirectTargets } from './redirect-targets.ts';
import { type RegisterOptions, Registration } from './registration.ts';
import { replacedCall } from './replaces.ts';
import { type Capabilities, refusalOf } from './request-checks.ts';
import { resolveNumeric } from './resolve.ts';
import { responseTo } from './response-to.ts';
import { withoutExtensions } from './retry.ts';
import { silentMedia } from './session-media.ts';
import { type InviteOptions, type SendOptions, type UserAgentOptions } from './user-agent-options.ts';

/** What we handle by ourselves, whether or not the application looks. */
const METHODS = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'PRACK', 'UPDATE', 'INFO', 'REFER', 'NOTIFY'];
/** Methods that mean something only within a dialog. */
const WITHIN_ONLY: ReadonlySet<string> = new Set(['BYE', 'PRACK', 'UPDATE', 'INFO']);

const defaultPolicy: CallPolicy = { reliable: 'supported', sessionTimer: {}, redirects: 8, byFlow: false };

export class UserAgent implements Core {
  readonly stack: Stack;
  /** The URI of the identity. */
  readonly uri: Uri;
  /** Calls that come in. While nobody reads they are refused: with 480, and with 486 beyond `maxCalls`. */
  readonly calls = new Inbox<IncomingCall>();
  /** Requests outside a call that the application answers: MESSAGE, and methods that only it knows. While nobody reads they are refused. */
  readonly requests = new Inbox<IncomingRequest>();
  private readonly options: UserAgentOptions;
  private readonly parts: AgentParts;
  private readonly live = new Set<Call>();
  private readonly moved = new MovedTargets();
  /** 8.2.2.2: requests without a To tag that have a transaction, by what their copies share. */
  private readonly open = new Map<string, ServerTransaction>();

  /** @throws SipError SIP_IDENTITY when the identity is no SIP address, SIP_OPTIONS without a transport or a stack */
  constructor(options: UserAgentOptions) {
    const identity = parseNameAddr(options.identity, 0, options.identity.length);
    if (identity instanceof Failure || !identity.uri.isSip)
      throw new SipError('SIP_IDENTITY', `no SIP address: ${options.identity}`, { rfc: '3261 8.1.1.3' });
    if (options.stack === undefined && options.transport === undefined)
      throw new SipError('SIP_OPTIONS', 'a user agent needs a transport');
    this.options = options;
    this.uri = identity.uri;
    const { clock = systemClock, random = systemRandom(), transport, outboundProxy, hash } = options;
    this.stack = options.stack ?? new Stack({ ...options, clock, random, core: this });
    const {
      reliable = defaultPolicy.reliable,
      sessionTimer = {},
      redirects = defaultPolicy.redirects,
      byFlow = false,
    } = options;
    const credentials = credentialsOf(options, identity.uri);
    this.parts = {
      stack: this.stack,
      random,
      resolve: options.resolve ?? resolveNumeric,
      policy: { reliable, sessionTimer, redirects, byFlow },
      credentials:
        hash === undefined || credentials === undefined ? undefined : new CredentialsCache(hash, () => credentials),
      outages: new Outages(),
      dialogMachine: options.dialogMachine ?? dialogMachine,
      dialogs: new Map(),
      identity: addressLine(options.identity),
      product: options.userAgent === '' ? [] : [['User-Agent', encodeUtf8(options.userAgent ?? 'Sipwright')]],
      capabilities: () => this.capabilityHeaders(),
      routes: outboundProxy === undefined ? [] : [`<${outboundProxy};lr>`],
      contact: (flow) => this.contact(flow),
    };
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
   * Calls somebody.
   * @param target whom to call: a SIP URI
   * @throws SipError SIP_URI_INVALID, SIP_IDENTITY
   */
  invite(target: string, options: InviteOptions = {}): OutgoingCall {
    const { signal, lateOffer = false, headers = [] } = options;
    signal?.throwIfAborted();
    const { stack } = this;
    const draft = draftRequest(this.parts, 'INVITE', this.moved.resolve(target, stack.clock.now()), {
      to: target === this.moved.resolve(target, stack.clock.now()) ? undefined : target,
      ...options,
      headers: [...headers, ...this.capabilityHeaders()],
      body: noBody,
      contact: true,
    });
    const call = new OutgoingCall(this.parts, draft, {
      media: options.media ?? this.mediaFor('outgoing'),
      lateOffer,
      redirects: options.redirects ?? this.parts.policy.redirects,
      onMoved: (moved) => this.moved.note(target, moved, stack.now),
    });
    this.follow(call);
    const onAbort = () => void call.hangUp();
    signal?.addEventListener('abort', onAbort, { once: true });
    void call.ended.then(() => signal?.removeEventListener('abort', onAbort));
    stack.turn(() => call.begin());
    return call;
  }

  /**
   * Registers, and keeps the registration fresh until it is given up.
   * @throws SipError SIP_URI_INVALID for a registrar that is no SIP URI
   */
  register(options: RegisterOptions = {}): Registration {
    const { scheme, host, port } = this.uri;
    const { signal, registrar = `${scheme}:${formatHost(host)}${port === 0 ? '' : `:${port}`}` } = options;
    signal?.throwIfAborted();
    const registration = new Registration(this.parts, registrar, options);
    signal?.addEventListener('abort', () => void registration.unregister(), { once: true });
    registration.begin();
    return registration;
  }

  /**
   * Sends a request outside a dialog. Challenges are answered, 3xx is followed, and the next server is tried, as the policy
   * says. @returns the final response, whatever its status; rejects with RequestFailed (`SIP_NO_RESPONSE`) when none came,
   * or with the signal's reason
   */
  async send(method: string, target: string, options: SendOptions = {}): Promise<Response> {
    const { signal, body, contentType, headers } = options;
    const wire = wireBody(body === undefined ? undefined : { body, contentType });
    const draft = draftRequest(this.parts, method, target, { ...options, headers, body: wire, contact: false });
    const targets = new RedirectTargets(target, this.parts.policy.redirects);
    const retry: RequestUser['retry'] = (request, outcome) => {
      if (!(outcome instanceof Response) || outcome.status >= 600) return undefined;
      if (outcome.status === 420) return withoutExtensions(request.draft, outcome);
      if (outcome.status < 400) targets.receive(outcome);
      const uri = targets.next();
      if (uri === undefined) return undefined;
      return { ...request.draft, uri, nextHop: this.parts.routes.length > 0 ? request.draft.nextHop : uri };
    };
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

  /** A number for o= of a session of ours: digits, not used before (RFC 8866 5.2). */
  sessionId(): string {
    return String(this.parts.random.bits32());
  }

  /** Forgets everything at once: nothing more is sent. */
  stop(): void {
    this.stack.stop();
    this.parts.dialogs.clear();
    this.open.clear();
    this.live.clear();
    this.calls.end();
    this.requests.end();
  }

  // ---- from the stack ----

  /** Whether a request or ACK belongs to a dialog of ours: for who shares its stack with us. */
  owns(request: Request): boolean {
    return this.parts.dialogs.has(requestDialogKey(request));
  }

  onRequest(request: Request, flow: Flow): void {
    const refusal = refusalOf(request, this.capabilities());
    if (refusal !== undefined) {
      this.stack.respond(request, flow, refusal.status, { headers: refusal.headers });
      return;
    }
    // 9.2: what it would cancel has a transaction, or there is none
    if (request.method === 'CANCEL') this.stack.respond(request, flow, 481);
    else if (request.to.tag !== '') this.receiveWithin(request, flow);
    else this.receiveNew(request, flow, (call) => this.offer(call));
  }

  onAck(request: Request): void {
    this.parts.dialogs.get(requestDialogKey(request))?.receiveAck(request);
  }

  /**
   * Takes a new INVITE that somebody else has let through: for who shares its stack with us. It is not offered to `calls`.
   * @returns the call; undefined where the INVITE was refused already
   */
  receiveCall(request: Request, flow: Flow): IncomingCall | undefined {
    const refusal = refusalOf(request, this.capabilities());
    if (refusal !== undefined) {
      this.stack.respond(request, flow, refusal.status, { headers: refusal.headers });
      return undefined;
    }
    let taken: IncomingCall | undefined;
    this.receiveNew(request, flow, (call) => {
      taken = call;
    });
    return taken;
  }

  private receiveWithin(request: Request, flow: Flow): void {
    const user: DialogUser | undefined = this.parts.dialogs.get(requestDialogKey(request));
    // 12.2.2
    if (user === undefined) this.stack.respond(request, flow, 481);
    else if (!user.takeSequence(request)) this.stack.respond(request, flow, 500);
    else user.receiveRequest(request, this.stack.startServer(request, flow, {}));
  }

  /** @param take what becomes of a call that nothing speaks against */
  private receiveNew(request: Request, flow: Flow, take: (call: IncomingCall) => void): void {
    const key = `${request.from.tag}\n${request.callId}\n${request.cseq.sequence} ${request.method}`;
    if (this.open.has(key)) {
      // 8.2.2.2: the same request came by another way, because it forked behind its sender
      this.stack.respond(request, flow, 482);
      return;
    }
    if (WITHIN_ONLY.has(request.method)) {
      this.stack.respond(request, flow, 481);
      return;
    }
    let call: IncomingCall | undefined;
    const user: ServerUser = {
      onCancel: (server, cancel) => call?.onCancel(server, cancel),
      onEnd: () => this.open.delete(key),
    };
    const server = this.stack.startServer(request, flow, user);
    this.open.set(key, server);
    if (request.method === 'INVITE') call = this.receiveInvite(request, server, take);
    else this.receiveOther(request, server);
  }

  private receiveOther(request: Request, server: ServerTransaction): void {
    if (request.method === 'OPTIONS') server.respond(200, { headers: this.capabilityHeaders() });
    else if (this.requests.listening) this.requests.put(new IncomingRequest(this.stack, request, server));
    // RFC 6665 4.1.3: nobody asked for it
    else server.respond(request.method === 'NOTIFY' ? 481 : 405, { headers: this.capabilityHeaders() });
  }

  private receiveInvite(
    request: Request,
    server: ServerTransaction,
    take: (call: IncomingCall) => void,
  ): IncomingCall | undefined {
    const dialog = Dialog.fromRequest(request, server.localTag, this.parts.dialogMachine);
    if (dialog instanceof Failure) {
      server.respond(400, { reason: 'Bad Contact Or Record-Route' });
      return undefined;
    }
    const replaced = replacedCall(request, this.live);
    if (typeof replaced === 'number') {
      server.respond(replaced);
      return undefined;
    }
    const timer = new SessionTimer(this.parts.policy.sessionTimer);
    const tooBrief = timer.receiveRequest(request);
    if (tooBrief !== undefined) {
      server.respond(tooBrief.status, { headers: tooBrief.headers });
      return undefined;
    }
    const media = this.mediaFor('incoming');
    const call = new IncomingCall(this.parts, request, server, { dialog, media, timer, replaces: replaced });
    if (this.live.size >= (this.options.maxCalls ?? 100)) call.reject(486);
    else {
      this.follow(call);
      take(call);
    }
    return call;
  }

  private offer(call: IncomingCall): void {
    if (this.calls.listening) this.calls.put(call);
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
    return {
      methods: this.methods(),
      anyMethod: this.requests.listening,
      accept: ['application/sdp'],
      supported: this.extensions(),
      users: answersFor === 'anyone' ? [] : [this.uri.user, ...answersFor],
    };
  }

  private methods(): string[] {
    return this.requests.listening ? [...METHODS, 'MESSAGE'] : METHODS;
  }

  private extensions(): string[] {
    const { reliable, sessionTimer } = this.parts.policy;
    return [
      ...(reliable === 'off' ? [] : ['100rel']),
      ...(sessionTimer.supported === false ? [] : ['timer']),
      'replaces',
      'norefersub',
    ];
  }

  private capabilityHeaders(): Header[] {
    return [
      ['Allow', this.methods().join(', ')],
      ['Accept', 'application/sdp'],
      ['Supported', this.extensions().join(', ')],
    ];
  }

  private contact(flow: Flow): string {
    const { host, port } = this.stack.sentBy(flow);
    const transport = flow.transport === 'UDP' ? '' : `;transport=${flow.transport.toLowerCase()}`;
    return `<${this.uri.scheme}:${this.uri.user}@${formatHost(host)}:${port}${transport}>`;
  }
}

function credentialsOf({ credentials }: UserAgentOptions, uri: Uri) {
  if (credentials === undefined) return undefined;
  return 'username' in credentials ? credentials : { username: uri.user, ...credentials };
}
