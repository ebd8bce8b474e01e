/** The one driver: flows and the clock on one side, the machines and the roles on the other (RFC 3261 17, 18). */

import {
  buildResponse,
  type Defect,
  defaultMessageLimits,
  describeDefect,
  Failure,
  formatHost,
  type Header,
  indexMessage,
  type MessageLimits,
  quote,
  Request,
  Response,
  type ResponseParts,
  validateRequest,
  validateResponse,
} from '../message/index.ts';
import { responseTarget, stampVia } from '../routing/index.ts';
import {
  defaultTimerValues,
  type Machines,
  machines,
  serverKey,
  serverMethod,
  type TimerValues,
  type Transaction,
} from '../transaction/index.ts';
import {
  type Destination,
  type Flow,
  type FlowReceiver,
  isReliable,
  type Listener,
  PING,
  type Transport,
} from '../transport/index.ts';
import { type CallTable, type TraceRing } from '../trace/index.ts';
import { noteRequest } from './call-notes.ts';
import { type ClientUser, ClientTransaction } from './client-transaction.ts';
import { ClientTransactions } from './client-transactions.ts';
import { Alarm } from './alarm.ts';
import { type Clock } from './clock.ts';
import { type Core, type StackOptions } from './core.ts';
import { bumpMethod, Counters } from './counters.ts';
import { framingDefect } from './framing-defect.ts';
import { type Logger, silentLogger } from './logger.ts';
import { type PhraseFor, withPhrase } from './phrase-for.ts';
import { type ServerUser, ServerTransaction } from './server-transaction.ts';
import { ServerTransactions } from './server-transactions.ts';
import { TimerWheel } from './timer-wheel.ts';
import { Tokens } from './tokens.ts';
import { wayBack } from './way-back.ts';

/** Takes messages from a transport, matches them with transactions, and hands the rest to a core. */
export class Stack implements FlowReceiver {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly timers: TimerValues;
  readonly machines: Machines;
  readonly counters = new Counters();
  readonly wheel: TimerWheel;
  readonly log: Logger;
  readonly trace: TraceRing | undefined;
  readonly calls: CallTable | undefined;
  messageLimits: MessageLimits;
  maxTransactions: number;
  phraseFor: PhraseFor | undefined;
  /** Monotonic ms at the start of the turn in hand. */
  now: number;
  private readonly core: Core;
  /** Our address as the peer on a flow should write it. */
  readonly sentBy: (flow: Flow) => { readonly host: string; readonly port: number };
  private transport: Transport | undefined;
  private readonly servers: ServerTransactions;
  private readonly clients: ClientTransactions;
  private readonly alarm: Alarm;

  constructor(options: StackOptions) {
    this.core = options.core;
    this.clock = options.clock;
    this.now = options.clock.now();
    this.tokens = new Tokens(options.instance ?? 'a', options.random);
    this.servers = new ServerTransactions(options.random.bits32());
    this.clients = new ClientTransactions(options.random.bits32());
    this.log = options.log ?? silentLogger;
    this.trace = options.trace;
    this.calls = options.calls;
    this.timers = options.timers ?? defaultTimerValues;
    this.machines = options.machines ?? machines;
    this.messageLimits = options.messageLimits ?? defaultMessageLimits;
    this.maxTransactions = options.maxTransactions ?? 500_000;
    this.phraseFor = options.phraseFor;
    this.sentBy = options.sentBy ?? ((flow) => ({ host: flow.localAddress, port: flow.localPort }));
    this.wheel = new TimerWheel(this.now, (error) => this.fault(error));
    this.alarm = new Alarm(this.clock, () => this.advance());
  }

  /** Gives the stack what carries its messages; called once, before anything is sent. */
  attach(transport: Transport): void {
    this.transport = transport;
  }

  /** Server and client transactions that have not ended. */
  get transactionCount(): number {
    return this.servers.size + this.clients.count;
  }

  /** Transactions that still wait for a final response, ours or the peer's. */
  get unanswered(): number {
    return this.servers.unanswered + this.clients.unanswered;
  }

  /** Server transactions that have not ended, answered or not. */
  get serverTransactionCount(): number {
    return this.servers.size;
  }

  /** Client transactions that have not ended, answered or not. */
  get clientTransactionCount(): number {
    return this.clients.count;
  }

  // ---- from the transport ----

  receive(text: string, flow: Flow): void {
    this.now = this.clock.now();
    const message = indexMessage(text, this.messageLimits);
    this.trace?.message(this.now, 'in', flow, text, message?.callIdStart);
    try {
      if (message instanceof Request) this.receiveRequest(message, flow);
      else if (message instanceof Response) this.receiveResponse(message, flow);
      else this.counters.drop('not SIP');
    } catch (error) {
      this.fault(error, message, flow);
    }
    this.sleep();
  }

  unframeable(text: string, flow: Flow, reason: string, status: 400 | 413 | 513): void {
    this.now = this.clock.now();
    const message = indexMessage(text, this.messageLimits);
    this.log.info({ from: flow.remoteAddress, reason }, 'a stream that cannot be framed is closed');
    if (!(message instanceof Request) || message.method === 'ACK') return;
    this.refuse(message, flow, message.defect ?? framingDefect(reason, status));
  }

  closed(flow: Flow, error: string): void {
    this.now = this.clock.now();
    // Transactions on a connection that is gone hear of it; a response finds another way (18.2.2).
    const reason = error === '' ? 'the connection was closed' : error;
    for (const client of this.clients.on(flow)) this.guard(flow, () => client.receiveFault(reason));
    this.guard(flow, () => this.core.onFlowClosed?.(flow, error));
    this.sleep();
  }

  /** The peer has answered `ping`. */
  pong(flow: Flow): void {
    this.now = this.clock.now();
    this.guard(flow, () => this.core.onPong?.(flow));
    this.sleep();
  }

  private receiveRequest(request: Request, flow: Flow): void {
    bumpMethod(this.counters.requestsReceived, request.method);
    const { topVia } = request;
    if (topVia !== undefined && !(topVia instanceof Failure)) request.stampedVia = stampVia(request, flow);
    const defect = validateRequest(request);
    if (defect !== undefined) {
      if (request.method === 'ACK') this.counters.drop('broken ACK');
      else this.refuse(request, flow, defect);
      return;
    }
    const key = serverKey(request);
    const known = this.servers.match(key, request, serverMethod(request));
    if (known !== undefined) {
      if (request.method === 'ACK') known.receiveAck(request);
      else known.receiveAgain();
      return;
    }
    if (request.method === 'ACK') {
      // 8.2.7: the ACK of a refusal that was sent without a transaction ends here
      if (request.to.tag !== '' && request.to.tag === this.tokens.statelessTag(request)) return;
      this.core.onAck(request, flow);
      return;
    }
    if (request.method === 'CANCEL') {
      const invite = this.servers.match(key, request, 'INVITE');
      if (invite !== undefined) return this.cancelServer(request, flow, key, invite);
    }
    if (this.transactionCount >= this.maxTransactions) {
      this.respond(request, flow, 503, { headers: [['Retry-After', '5']] });
      return;
    }
    this.core.onRequest(request, flow);
  }

  /** 9.2: the CANCEL is answered at once, with the tag of the INVITE's responses; what it cancels is the user's affair. */
  private cancelServer(cancel: Request, flow: Flow, key: string, invite: ServerTransaction): void {
    const server = this.addServer(cancel, flow, key, 'CANCEL', {});
    server.respond(200, { toTag: invite.localTag });
    if (!invite.answered) invite.user.onCancel?.(invite, cancel);
  }

  private receiveResponse(response: Response, flow: Flow): void {
    this.counters.responsesReceived[response.status]++;
    const defect = validateResponse(response);
    if (defect !== undefined) {
      this.counters.drop('broken response');
      this.log.debug({ from: flow.remoteAddress, defect: describeDefect(defect) }, 'a broken response was dropped');
      return;
    }
    const client = this.clients.find(response);
    if (client !== undefined) return client.receive(response);
    // 18.1.2, RFC 6026 8.9: without a transaction it was not meant for us, or comes too late
    this.counters.drop(this.tokens.owns(response.via.branch) ? 'stray response' : 'misrouted response');
    this.core.onStrayResponse?.(response, flow);
  }

  private guard(flow: Flow, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fault(error, undefined, flow);
    }
  }

  /** A bug of ours must cost one message, not the process. */
  private fault(error: unknown, message?: Request | Response, flow?: Flow): void {
    this.counters.drop('fault');
    this.log.error({ err: error, from: flow?.remoteAddress }, 'a bug: what came could not be handled');
    if (!(message instanceof Request) || message.method === 'ACK' || flow === undefined) return;
    try {
      const server = this.servers.match(serverKey(message), message, serverMethod(message));
      if (server === undefined) this.respond(message, flow, 500);
      else if (!server.answered) server.respond(500);
    } catch (second) {
      this.log.error({ err: second }, 'nor could it be refused');
    }
  }

  // ---- for the core ----

  /** Opens a server transaction for a request that `onRequest` was given. */
  startServer(request: Request, flow: Flow, user: ServerUser): ServerTransaction {
    return this.addServer(request, flow, serverKey(request), serverMethod(request), user);
  }

  /** Answers without a transaction (8.2.7): each retransmission of the request is answered anew, with the same tag. */
  respond(request: Request, flow: Flow, status: number, parts: ResponseParts = {}): void {
    const tagged = request.topVia !== undefined && !(request.topVia instanceof Failure);
    const toTag = tagged ? this.tokens.statelessTag(request) : this.tokens.tag();
    const worded = withPhrase(parts, this.phraseFor, request, status);
    this.sendResponseBy(buildResponse(request, status, worded, toTag), status, request, flow);
  }

  /** Refuses a request whose defect was found, and says where it is. */
  refuse(request: Request, flow: Flow, defect: Defect): void {
    const description = describeDefect(defect);
    this.log.debug({ from: flow.remoteAddress, defect: description }, `${defect.status} for a broken request`);
    const { host, port } = this.sentBy(flow);
    const headers: Header[] = [['Warning', `399 ${formatHost(host)}:${port} ${quote(description)}`]];
    this.respond(request, flow, defect.status, { headers });
  }

  /** Sends a request in a transaction of its own. `text` has our Via with `branch` on top. */
  startClient(text: string, method: string, branch: string, flow: Flow, user: ClientUser): ClientTransaction {
    const client = new ClientTransaction(this, text, method, branch, flow, user, this.now);
    this.clients.add(client);
    client.begin();
    return client;
  }

  /** Sends a request without a transaction: the ACK of a 2xx. */
  sendRequestText(text: string, method: string, flow: Flow): void {
    bumpMethod(this.counters.requestsSent, method);
    this.transmit(flow, text);
  }

  /** Our Via line for a request on this flow. */
  viaLine(flow: Flow, branch: string): string {
    const { host, port } = this.sentBy(flow);
    return `Via: SIP/2.0/${flow.transport} ${formatHost(host)}:${port};branch=${branch};rport\r\n`;
  }

  /** As `Transport.flowTo`; undefined also before a transport is attached. */
  flowTo(destination: Destination, local?: Listener): Flow | undefined {
    return this.transport?.flowTo(destination, local);
  }

  /** As `Transport.isOpen`; false also before a transport is attached. */
  /** Sends a keep-alive; on a stream `Core.onPong` tells its answer. */
  ping(flow: Flow): void {
    this.transport?.send(flow, PING);
  }

  /** Gives up a connection that is dead though nobody has said so; `Core.onFlowClosed` tells its end. */
  abandon(flow: Flow): void {
    this.transport?.abandon?.(flow);
  }

  /** As `Transport.isOpen`; false also before a transport is attached. */
  isOpen(flow: Flow): boolean {
    return this.transport?.isOpen(flow) ?? false;
  }

  /** Those of the transport; none before it is attached. */
  get listeners(): readonly Listener[] {
    return this.transport?.listeners ?? [];
  }

  /** For a server transaction: sends its response, by another way where its flow is gone (18.2.2). */
  sendResponse(text: string, status: number, server: ServerTransaction): void {
    this.counters.responsesSent[status]++;
    if (!this.sendBack(text, server.flow, server.responseHost, server.responsePort))
      server.receiveFault('there is no way back to the sender');
  }

  /** For a server transaction that has terminated: nothing finds it any more. */
  endServer(server: ServerTransaction): void {
    this.wheel.disarm(server);
    if (this.servers.remove(server)) server.user.onEnd?.(server);
  }

  /** For a client transaction that has terminated: nothing finds it any more. */
  endClient(client: ClientTransaction): void {
    this.wheel.disarm(client);
    if (this.clients.remove(client)) client.user.onEnd?.(client);
  }

  /** For a transaction: records the row that it followed last, where that changed its state. */
  traceTransition(method: string, key: string, machine: Transaction): void {
    const row = machine.lastTransition?.row;
    if (row !== undefined && row.state !== row.next)
      this.trace?.transition(this.now, machine.machine.name, key, row.state, row.next, row.on, method);
  }

  private addServer(request: Request, flow: Flow, key: string, method: string, user: ServerUser): ServerTransaction {
    const server = new ServerTransaction(this, request, flow, key, method, user, this.now);
    this.servers.add(server);
    if (this.calls !== undefined) noteRequest(this.calls, request, this.now);
    server.begin();
    return server;
  }

  private sendResponseBy(text: string, status: number, request: Request, flow: Flow): void {
    this.counters.responsesSent[status]++;
    const topVia = request.topVia;
    if (topVia === undefined || topVia instanceof Failure) {
      this.transmit(flow, text);
      return;
    }
    const { host, port } = responseTarget(topVia, flow, isReliable(flow.transport));
    this.sendBack(text, flow, host, port);
  }

  /** 18.2.2: by the flow itself, or by UDP to another port of the source, or by a new connection for one that is gone. */
  private sendBack(text: string, flow: Flow, host: string, port: number): boolean {
    const way = wayBack(this, flow, host, port);
    if (way !== undefined) this.transmit(way, text);
    return way !== undefined;
  }

  private transmit(flow: Flow, text: string): void {
    this.trace?.message(this.now, 'out', flow, text);
    this.transport?.send(flow, text);
  }

  /** Runs what no message and no deadline began, timed from now: a wish of the user. What it throws is the caller's. */
  turn<Result>(action: () => Result): Result {
    this.now = this.clock.now();
    try {
      return action();
    } finally {
      this.sleep();
    }
  }

  /** Fires what is due. The stack wakes itself; a test may call it. */
  advance(): void {
    this.now = this.clock.now();
    this.wheel.advance(this.now);
    this.sleep();
  }

  /** Sets the alarm for the next deadline; whoever arms one outside of a message's turn calls it. */
  sleep(): void {
    this.alarm.set(this.wheel.soonest, this.now);
  }

  /** Forgets every transaction and stops waking; what was on its way is not sent. */
  stop(): void {
    this.alarm.stop();
    for (const server of this.servers.all()) this.wheel.disarm(server);
    for (const client of this.clients.all()) this.wheel.disarm(client);
    this.servers.clear();
    this.clients.clear();
  }
}
