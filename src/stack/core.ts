/** What the stack is given: the core above it, the clock, the randomness, and its limits (RFC 3261 5). */

import { type MessageLimits, type Request, type Response } from '../message/index.ts';
import { type CallTable, type TraceRing } from '../trace/index.ts';
import { type Machines, type TimerValues } from '../transaction/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Clock, type Random } from './clock.ts';
import { type Logger } from './logger.ts';
import { type PhraseFor } from './phrase-for.ts';

/** What stands above the transactions: a server's roles, or a user agent. */
export interface Core {
  /**
   * A new request, validated, that belongs to no transaction. The core answers it with a transaction
   * (`stack.startServer`) or without one (`stack.respond`).
   */
  onRequest(request: Request, flow: Flow): void;
  /** An ACK that belongs to no transaction: that of a 2xx. */
  onAck(request: Request, flow: Flow): void;
  /** A 2xx to INVITE whose transaction is gone or that came from a further branch; a proxy drops it (RFC 6026 8.9). */
  onStrayResponse?(response: Response, flow: Flow): void;
  /** A connection has gone. */
  onFlowClosed?(flow: Flow, error: string): void;
  /** A keep-alive of ours (`Stack.ping`) was answered on this connection (RFC 5626 4.4.1). */
  onPong?(flow: Flow): void;
}

/** What a stack is made of; what is left out has a default. */
export interface StackOptions {
  readonly core: Core;
  readonly clock: Clock;
  readonly random: Random;
  /** Short id of this process, of letters and digits; stands in every token that we mint. */
  readonly instance?: string;
  readonly log?: Logger;
  readonly trace?: TraceRing;
  /** Calls in progress, and those that failed. */
  readonly calls?: CallTable;
  readonly timers?: TimerValues;
  /** The state machines; a test may give others. */
  readonly machines?: Machines;
  readonly messageLimits?: MessageLimits;
  /** Server and client transactions together; beyond it new requests get 503. */
  readonly maxTransactions?: number;
  /** The phrase of a response that the stack makes and whose maker names none; one that is forwarded keeps its own. */
  readonly phraseFor?: PhraseFor;
  /** Our address as a peer on this flow should write it; the flow's local address unless that is a wildcard. */
  readonly sentBy?: (flow: Flow) => { readonly host: string; readonly port: number };
}
