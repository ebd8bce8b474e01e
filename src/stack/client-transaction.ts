/** A client transaction with the request that it sent and the flow that it sent it by (RFC 3261 17.1). */

import {
  buildRequest,
  type Header,
  indexMessage,
  type MessageLimits,
  type Request,
  type Response,
} from '../message/index.ts';
import { headerId } from '../catalogue/index.ts';
import { clientKey, EVENT, type Effect, responseEvent, Transaction } from '../transaction/index.ts';
import { type Flow, isReliable } from '../transport/index.ts';
import { type Stack } from './stack.ts';
import { Timed } from './timer-wheel.ts';

const ROUTE = headerId('Route');

/** What we wrote ourselves is read without limits. */
export const OWN_LIMITS: MessageLimits = {
  messageBytes: 1 << 20,
  headers: 2048,
  headerBytes: 1 << 16,
  uriBytes: 1 << 16,
  bodyBytes: 1 << 20,
};

/** The transaction user above a client transaction. */
export interface ClientUser {
  /** Whether `sentText` is asked for after the final response; otherwise the request is let go then. */
  readonly keepsRequest?: boolean;
  /** A response that the machine lets through: each provisional one, and the first final one (17.1). */
  onResponse(client: ClientTransaction, response: Response): void;
  /** Nobody answered in time (timer B or F), or nobody after a CANCEL. */
  onTimeout(client: ClientTransaction): void;
  /** The request could not be sent, or its connection died. */
  onFault(client: ClientTransaction, error: string): void;
  /** It has terminated: no further call comes. */
  onEnd?(client: ClientTransaction): void;
}

/** Made by `Stack.startClient`; all times are monotonic ms. */
export class ClientTransaction extends Timed {
  readonly method: string;
  readonly branch: string;
  readonly flow: Flow;
  readonly user: ClientUser;
  readonly key: string;
  keyHash = 0;
  keyNext: ClientTransaction | undefined = undefined;
  /** The last provisional or final status received; 0 before the first. */
  status = 0;
  private readonly stack: Stack;
  private readonly machine: Transaction;
  private text: string;
  private ackText = '';
  private cancelHeaders: readonly Header[] = [];

  constructor(stack: Stack, text: string, method: string, branch: string, flow: Flow, user: ClientUser, now: number) {
    super();
    this.stack = stack;
    this.text = text;
    this.method = method;
    this.branch = branch;
    this.flow = flow;
    this.user = user;
    this.key = clientKey(branch, method);
    const machine = method === 'INVITE' ? stack.machines.inviteClient : stack.machines.nonInviteClient;
    this.machine = new Transaction(machine, isReliable(flow.transport), now, stack.timers);
  }

  /** Where it stands in its machine. */
  get state(): Transaction['state'] {
    return this.machine.state;
  }

  /** Whether its machine has come to its end. */
  get terminated(): boolean {
    return this.machine.terminated;
  }

  /** The request as sent; '' after the final response, unless the user keeps it. */
  get sentText(): string {
    return this.text;
  }

  /** Sends the request for the first time; the stack calls this once the transaction can be found. */
  begin(): void {
    this.stack.wheel.arm(this, this.machine.deadline);
    this.stack.sendRequestText(this.text, this.method, this.flow);
  }

  /**
   * Cancels an INVITE: at once, or when the first provisional response allows it (9.1). Nothing happens after a final
   * response.
   * @param headers for the CANCEL, such as Reason (RFC 3326)
   */
  cancel(headers: readonly Header[] = []): void {
    this.cancelHeaders = headers;
    this.settle(this.machine.handle(EVENT.cancel, this.stack.now), undefined, '');
  }

  /** Takes a response that was matched with it (17.1.3). */
  receive(response: Response): void {
    if (this.status < 200) this.status = response.status;
    this.settle(this.machine.handle(responseEvent(response.status), this.stack.now), response, '');
    // Nothing but the ACK is sent from now on, and the transaction stays for up to 32 s.
    if (this.status >= 200 && this.user.keepsRequest !== true) this.text = '';
  }

  /** Takes word that its flow is gone or could not carry the request (17.1.4). */
  receiveFault(error: string): void {
    this.stack.counters.transportFaults++;
    this.settle(this.machine.handle(EVENT.transportError, this.stack.now), undefined, error);
  }

  override onDeadline(now: number): void {
    while (!this.machine.terminated && this.machine.deadline <= now)
      this.settle(this.machine.handleDeadline(now), undefined, '');
  }

  private settle(effects: readonly Effect[], response: Response | undefined, error: string): void {
    try {
      this.run(effects, response, error);
    } finally {
      // Also when the user above has thrown: what has no deadline would stay for ever.
      this.rest();
    }
  }

  private run(effects: readonly Effect[], response: Response | undefined, error: string): void {
    const stack = this.stack;
    stack.traceTransition(this.method, this.branch, this.machine);
    for (let i = 0; i < effects.length; i++) {
      switch (effects[i]) {
        case 'resend':
          stack.counters.retransmissionsSent++;
          stack.sendRequestText(this.text, this.method, this.flow);
          break;
        case 'ack':
          if (response !== undefined && this.ackText === '') this.ackText = this.follow('ACK', response);
          stack.sendRequestText(this.ackText, 'ACK', this.flow);
          break;
        case 'cancel':
          this.sendCancel();
          break;
        case 'deliver':
          if (response !== undefined) this.user.onResponse(this, response);
          break;
        case 'timeout':
          stack.counters.timeouts++;
          this.user.onTimeout(this);
          break;
        case 'fault':
          this.user.onFault(this, error);
          break;
        default:
          // The rest is for servers, or for the machine itself.
          break;
      }
    }
  }

  private rest(): void {
    if (!this.machine.terminated) this.stack.wheel.arm(this, this.machine.deadline);
    else this.stack.endClient(this);
  }

  /** The CANCEL is a transaction of its own on the same branch and flow (9.1). */
  private sendCancel(): void {
    this.stack.startClient(this.follow('CANCEL', undefined), 'CANCEL', this.branch, this.flow, ignoreAnswer);
  }

  /**
   * The ACK (17.1.1.3) or CANCEL (9.1) of this INVITE: its Request-URI, topmost Via, From, Call-ID, CSeq number and
   * Route; To as the response has it for an ACK, as the request had it for a CANCEL.
   */
  private follow(method: 'ACK' | 'CANCEL', response: Response | undefined): string {
    const request = indexMessage(this.text, OWN_LIMITS) as Request;
    const headers: Header[] = [
      ['Via', this.text.slice(request.via.start, request.via.end)],
      ['Max-Forwards', '70'],
      ['From', request.header(FROM) ?? ''],
      ['To', (response ?? request).header(TO) ?? ''],
      ['Call-ID', request.callId],
      ['CSeq', `${request.cseq.sequence} ${method}`],
    ];
    for (const route of request.headers(ROUTE)) headers.push(['Route', route]);
    if (method === 'CANCEL') headers.push(...this.cancelHeaders);
    return buildRequest({ method, uri: request.uriText, headers });
  }
}

const FROM = headerId('From');
const TO = headerId('To');

/** Whoever sent the CANCEL waits for the INVITE's answer; the 200 to the CANCEL says nothing. */
const ignoreAnswer: ClientUser = { onResponse() {}, onTimeout() {}, onFault() {} };
