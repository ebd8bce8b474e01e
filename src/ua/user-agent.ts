/** A user agent: registers, calls and is called, over any transport and by any clock (RFC 3261 8, 10.2, 11, 13). */

import { CredentialsCache, type Hash, type UserPassword } from '../auth/index.ts';
import { methods } from '../catalogue/index.ts';
import { type DialogMachine, dialogMachine, requestDialogKey } from '../dialog/index.ts';
import {
  encodeUtf8,
  Failure,
  formatHost,
  type Header,
  parseNameAddr,
  parseUri,
  type Request,
  type Response,
  SipError,
  type Uri,
} from '../message/index.ts';
import {
  type Clock,
  type Core,
  type Logger,
  type Random,
  type ServerTransaction,
  type ServerUser,
  Stack,
} from '../stack/index.ts';
import { type TraceRing } from '../trace/index.ts';
import { type Machines, type TimerValues } from '../transaction/index.ts';
import { type BoundTransport, type Flow } from '../transport/index.ts';
import { type AgentParts, type DialogUser } from './agent-parts.ts';
import { type CallHandlers } from './call.ts';
import { type Body } from './dialog-request.ts';
import { dialogOf, IncomingCall } from './incoming-call.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { type NoResponse, OutgoingRequest } from './outgoing-request.ts';
import { Registration, type RegistrationHandlers } from './registration.ts';
import { type Capabilities, refusalOf } from './request-checks.ts';
import { type Resolve, resolveNumeric } from './resolve.ts';

export interface UserAgentOptions {
  readonly transport: BoundTransport;
  readonly clock: Clock;
  readonly random: Random;
  /** Who we are: an address-of-record, with a display name or without: `Alice <sip:alice@example.com>`. */
  readonly identity: string;
  readonly credentials?: UserPassword;
  /** Needed to answer challenges. */
  readonly hash?: Hash;
  /** A URI that every request outside a dialog goes through first: an outbound proxy (8.1.2). */
  readonly outboundProxy?: string;
  /** Finds the addresses of a next hop; numeric ones are found without. */
  readonly resolve?: Resolve;
  /** A call comes in. It rings, is answered or refused whenever the receiver likes; without this it is refused with 480. */
  readonly onCall?: (call: IncomingCall) => void;
  /** Media types that we take; application/sdp when left out. */
  readonly accept?: readonly string[];
  /** Our address as a peer on this flow should write it; the flow's local address when left out. */
  readonly sentBy?: (flow: Flow) => { readonly host: string; readonly port: number };
  readonly instance?: string;
  readonly log?: Logger;
  readonly trace?: TraceRing;
  readonly timers?: TimerValues;
  /** The state machines; a test may give others. */
  readonly machines?: Machines;
  readonly dialogMachine?: DialogMachine;
}

export interface InviteOptions {
  /** The offer; without one the callee makes it, and `onOffer` answers. */
  readonly offer?: Body;
  readonly headers?: readonly Header[];
  readonly handlers?: CallHandlers;
}

export interface RegisterOptions {
  /** s; 3600 when left out. */
  readonly expires?: number;
  /** The registrar's URI; the domain of the identity when left out. */
  readonly registrar?: string;
  readonly handlers?: RegistrationHandlers;
}

/** What a request of ours meets in the end. */
export type Outcome = Response | NoResponse;

const METHODS = methods
  .map(({ name }) => name)
  .filter((name) => ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS'].includes(name));

export class UserAgent implements Core {
  readonly stack: Stack;
  /** The URI of the identity. */
  readonly uri: Uri;
  private readonly options: UserAgentOptions;
  private readonly parts: AgentParts;
  private readonly capabilities: Capabilities;
  /** 8.2.2.2: requests without a To tag that have a transaction, by what their copies share. */
  private readonly open = new Map<string, ServerTransaction>();

  /** @throws SipError SIP_IDENTITY when the identity is no SIP address */
  constructor(options: UserAgentOptions) {
    const identity = parseNameAddr(options.identity, 0, options.identity.length);
    if (identity instanceof Failure || !identity.uri.isSip)
      throw new SipError('SIP_IDENTITY', `no SIP address: ${options.identity}`);
    this.options = options;
    this.uri = identity.uri;
    this.stack = new Stack({ ...options, core: this });
    const accept = options.accept ?? ['application/sdp'];
    this.capabilities = { methods: METHODS, accept, supported: [], users: [identity.uri.user] };
    const { hash, credentials, outboundProxy, transport } = options;
    this.parts = {
      stack: this.stack,
      random: options.random,
      resolve: options.resolve ?? resolveNumeric,
      credentials:
        hash === undefined || credentials === undefined ? undefined : new CredentialsCache(hash, () => credentials),
      dialogMachine: options.dialogMachine ?? dialogMachine,
      dialogs: new Map(),
      identity: encodeUtf8(options.identity.includes('<') ? options.identity : `<${options.identity}>`),
      accept,
      capabilities: [
        ['Allow', METHODS.join(', ')],
        ['Accept', accept.join(', ')],
      ],
      routes: outboundProxy === undefined ? [] : [`<${outboundProxy};lr>`],
      contact: (flow) => this.contact(flow),
    };
    this.stack.attach(transport);
    transport.setReceiver(this.stack);
  }

  /** How many dialogs there are, early ones included. */
  get dialogCount(): number {
    return this.parts.dialogs.size;
  }

  // ---- for the user ----

  /** @param target whom to call: a SIP URI @throws SipError SIP_URI_INVALID */
  invite(target: string, { offer = { body: '' }, headers = [], handlers = {} }: InviteOptions = {}): OutgoingCall {
    const draft = this.draft('INVITE', target, [...headers, ...this.parts.capabilities]);
    const call = new OutgoingCall(this.parts, { ...draft, contact: true }, offer, handlers);
    this.stack.turn(() => call.begin());
    return call;
  }

  /** Registers, and keeps the registration fresh until it is closed. */
  register({ expires = 3600, registrar, handlers = {} }: RegisterOptions = {}): Registration {
    const { scheme, host, port } = this.uri;
    const domain = registrar ?? `${scheme}:${formatHost(host)}${port === 0 ? '' : `:${port}`}`;
    const registration = new Registration(this.parts, { expires, registrar: domain, handlers });
    registration.begin();
    return registration;
  }

  /** Asks for capabilities (11). @param onAnswer is told the final response, or that none came @returns the Call-ID */
  sendOptions(target: string, onAnswer: (outcome: Outcome) => void): string {
    const draft = {
      ...this.draft('OPTIONS', target, [['Accept', this.parts.accept.join(', ')]]),
      body: '',
      contentType: '',
      contact: true,
    };
    const user = { onResponse() {}, onFinal: (_: OutgoingRequest, outcome: Outcome) => onAnswer(outcome) };
    this.stack.turn(() => new OutgoingRequest(this.parts, draft, user).begin());
    return draft.callId;
  }

  /** Forgets everything at once: nothing more is sent. */
  stop(): void {
    this.stack.stop();
    this.parts.dialogs.clear();
    this.open.clear();
  }

  // ---- from the stack ----

  onRequest(request: Request, flow: Flow): void {
    const refusal = refusalOf(request, this.capabilities);
    if (refusal !== undefined) {
      this.stack.respond(request, flow, refusal.status, { headers: refusal.headers });
      return;
    }
    // 9.2: what it would cancel has a transaction, or there is none
    if (request.method === 'CANCEL') this.stack.respond(request, flow, 481);
    else if (request.to.tag !== '') this.receiveWithin(request, flow);
    else this.receiveNew(request, flow);
  }

  onAck(request: Request): void {
    this.parts.dialogs.get(requestDialogKey(request))?.receiveAck(request);
  }

  private receiveWithin(request: Request, flow: Flow): void {
    const user: DialogUser | undefined = this.parts.dialogs.get(requestDialogKey(request));
    // 12.2.2
    if (user === undefined) this.stack.respond(request, flow, 481);
    else if (!user.takeSequence(request)) this.stack.respond(request, flow, 500);
    else user.receiveRequest(request, this.stack.startServer(request, flow, {}));
  }

  private receiveNew(request: Request, flow: Flow): void {
    const key = `${request.from.tag}\n${request.callId}\n${request.cseq.sequence} ${request.method}`;
    if (this.open.has(key)) {
      // 8.2.2.2: the same request came by another way, because it forked behind its sender
      this.stack.respond(request, flow, 482);
      return;
    }
    if (request.method === 'BYE') {
      this.stack.respond(request, flow, 481);
      return;
    }
    let call: IncomingCall | undefined;
    const user: ServerUser = { onCancel: () => call?.onCancel(), onEnd: () => this.open.delete(key) };
    const server = this.stack.startServer(request, flow, user);
    this.open.set(key, server);
    if (request.method === 'INVITE') call = this.receiveInvite(request, server);
    else server.respond(200, { headers: this.parts.capabilities });
  }

  private receiveInvite(request: Request, server: ServerTransaction): IncomingCall | undefined {
    const dialog = dialogOf(this.parts, request, server);
    if (dialog instanceof Failure) {
      server.respond(400, { reason: 'Bad Contact Or Record-Route' });
      return undefined;
    }
    const call = new IncomingCall(this.parts, request, server, dialog);
    const { onCall } = this.options;
    if (onCall === undefined) call.refuse(480);
    else onCall(call);
    return call;
  }

  // ---- what our requests have in common ----

  private draft(method: string, target: string, extra: readonly Header[]) {
    const uri = parseUri(target);
    if (uri instanceof Failure || !uri.isSip) throw new SipError('SIP_URI_INVALID', `no SIP URI: ${target}`);
    const { routes, identity, stack } = this.parts;
    const callId = stack.tokens.callId();
    let sequence = 0;
    const headers: Header[] = [
      ...routes.map((route): Header => ['Route', route]),
      ['Max-Forwards', '70'],
      ['From', `${identity};tag=${stack.tokens.tag()}`],
      ['To', `<${target}>`],
      ['Call-ID', callId],
      ...extra,
    ];
    return {
      method,
      callId,
      uri: target,
      nextHop: this.options.outboundProxy ?? target,
      headers,
      nextSequence: () => ++sequence,
    };
  }

  private contact(flow: Flow): string {
    const { host, port } = this.stack.sentBy(flow);
    const transport = flow.transport === 'UDP' ? '' : `;transport=${flow.transport.toLowerCase()}`;
    return `<${this.uri.scheme}:${this.uri.user}@${formatHost(host)}:${port}${transport}>`;
  }
}
