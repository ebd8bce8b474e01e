/** A server transaction with its request and the flow that it came by (RFC 3261 17.2). */

import { buildResponse, detach, type Request, type ResponseParts, SipError } from '../message/index.ts';
import { responseTarget } from '../routing/index.ts';
import { EVENT, type Effect, sendEvent, Transaction } from '../transaction/index.ts';
import { type Flow, isReliable } from '../transport/index.ts';
import { noteResponse } from './call-notes.ts';
import { withPhrase } from './phrase-for.ts';
import { type Stack } from './stack.ts';
import { Timed } from './timer-wheel.ts';

/** The transaction user above a server transaction. */
export interface ServerUser {
  /** The caller gave up: a CANCEL matched this INVITE and was answered 200 (RFC 3261 9.2). */
  onCancel?(server: ServerTransaction, cancel: Request): void;
  /** An ACK that carries the INVITE's own branch reached a transaction that sent 2xx (peers of RFC 2543). */
  onAck?(server: ServerTransaction, ack: Request): void;
  /** No ACK came for a final response other than 2xx (timer H). */
  onAckTimeout?(server: ServerTransaction): void;
  /** The response could not be sent. */
  onFault?(server: ServerTransaction, error: string): void;
  /** The transaction is gone. */
  onEnd?(server: ServerTransaction): void;
}

/** Made by `Stack.startServer`; all times are monotonic ms. */
export class ServerTransaction extends Timed {
  readonly method: string;
  readonly flow: Flow;
  readonly key: string;
  readonly sentByHost: string;
  readonly sentByPort: number;
  /** The tag that our responses put on To. */
  readonly localTag: string;
  /** The tag that the request's To came with, or ''. */
  readonly requestTag: string;
  /** Where responses over UDP go, and over a stream once its connection is gone (18.2.2). */
  readonly responseHost: string;
  readonly responsePort: number;
  user: ServerUser;
  keyHash = 0;
  keyNext: ServerTransaction | undefined = undefined;
  /** The status of the last response sent; 0 before the first. */
  status = 0;
  private readonly stack: Stack;
  private readonly machine: Transaction;
  private received: Request | undefined;
  private lastText = '';

  constructor(stack: Stack, request: Request, flow: Flow, key: string, method: string, user: ServerUser, now: number) {
    super();
    this.stack = stack;
    this.received = request;
    this.flow = flow;
    this.key = detach(key);
    this.method = method;
    this.user = user;
    this.sentByHost = detach(request.via.host);
    this.sentByPort = request.via.port;
    const target = responseTarget(request.via, flow, isReliable(flow.transport));
    this.responseHost = target.host;
    this.responsePort = target.port;
    // A request inside a dialog has our tag already.
    this.requestTag = detach(request.to.tag);
    this.localTag = this.requestTag === '' ? stack.tokens.tag() : this.requestTag;
    const machine = method === 'INVITE' ? stack.machines.inviteServer : stack.machines.nonInviteServer;
    this.machine = new Transaction(machine, isReliable(flow.transport), now, stack.timers);
  }

  /** Arms the first deadline, once the stack can find the transaction. */
  begin(): void {
    this.rest();
  }

  /** The request, until it is answered: it is kept no longer than needed. @throws SipError SIP_TRANSACTION_DONE */
  get request(): Request {
    if (this.received === undefined)
      throw new SipError('SIP_TRANSACTION_DONE', `the ${this.method} was answered and let go`);
    return this.received;
  }

  /** Where it stands in its machine. */
  get state(): Transaction['state'] {
    return this.machine.state;
  }

  /** Whether a final response was sent. */
  get answered(): boolean {
    return this.status >= 200;
  }

  /** Answers the request. A second final response is dropped, as the machine says. */
  respond(status: number, parts: ResponseParts = {}): void {
    if (this.received === undefined) return;
    const worded = withPhrase(parts, this.stack.phraseFor, this.received, status);
    this.send(status, buildResponse(this.received, status, worded, this.localTag));
  }

  /** Sends a response that is there as text: one that a proxy forwards. */
  send(status: number, text: string): void {
    if (this.method !== 'INVITE') {
      // RFC 4320 4.2: nobody is helped by a 408, which comes too late by its nature; 4.1: of the provisional ones only 100
      if (status === 408) return this.abandon();
      if (status > 100 && status < 200) return;
    }
    const now = this.stack.now;
    const effects = this.machine.handle(sendEvent(status), now);
    if (effects.length > 0) {
      this.lastText = text;
      this.status = status;
      if (this.stack.calls !== undefined && this.received !== undefined)
        noteResponse(this.stack.calls, this.received, status, now);
    }
    this.settle(effects, undefined, '');
    // What was answered is needed as its response only: a further 2xx to an INVITE comes as text.
    if (status >= 200) this.received = undefined;
    // RFC 6026 7.1: a 2xx to INVITE is repeated by whoever made it, not from here.
    if (this.machine.state === 'Accepted') this.lastText = '';
  }

  /** Ends without a final response a request that nobody answered: RFC 4320 4.2 forbids 408 for all but INVITE. */
  abandon(): void {
    this.settle(this.machine.handle(EVENT.abandon, this.stack.now), undefined, '');
  }

  /** The request came again. */
  receiveAgain(): void {
    this.stack.counters.retransmissionsAbsorbed++;
    this.settle(this.machine.handle(EVENT.request, this.stack.now), undefined, '');
  }

  /** Takes the ACK of its final response other than 2xx (17.2.1). */
  receiveAck(ack: Request): void {
    this.settle(this.machine.handle(EVENT.ack, this.stack.now), ack, '');
  }

  /** Takes word that no way leads back to the sender (17.2.4). */
  receiveFault(error: string): void {
    this.stack.counters.transportFaults++;
    this.settle(this.machine.handle(EVENT.transportError, this.stack.now), undefined, error);
  }

  override onDeadline(now: number): void {
    while (!this.machine.terminated && this.machine.deadline <= now)
      this.settle(this.machine.handleDeadline(now), undefined, '');
  }

  private settle(effects: readonly Effect[], ack: Request | undefined, error: string): void {
    try {
      this.run(effects, ack, error);
    } finally {
      // Also when the user above has thrown: what has no deadline would stay for ever.
      this.rest();
    }
  }

  private run(effects: readonly Effect[], ack: Request | undefined, error: string): void {
    const stack = this.stack;
    stack.traceTransition(this.method, this.key, this.machine);
    for (let i = 0; i < effects.length; i++) {
      switch (effects[i]) {
        case 'send':
          stack.sendResponse(this.lastText, this.status, this);
          break;
        case 'resend':
          if (this.lastText !== '') {
            stack.counters.retransmissionsSent++;
            stack.sendResponse(this.lastText, this.status, this);
          }
          break;
        case 'trying':
          this.respond(100);
          break;
        case 'deliver':
          if (ack !== undefined) this.user.onAck?.(this, ack);
          break;
        case 'timeout':
          stack.counters.timeouts++;
          this.user.onAckTimeout?.(this);
          break;
        case 'fault':
          this.user.onFault?.(this, error);
          break;
        default:
          // The rest is for clients.
          break;
      }
    }
  }

  /** Arms the next deadline, or leaves. */
  private rest(): void {
    if (!this.machine.terminated) this.stack.wheel.arm(this, this.machine.deadline);
    else this.stack.endServer(this);
  }
}
