/** What the parts of a user agent share. */

import { type CredentialsCache } from '../auth/index.ts';
import { type DialogMachine, type SessionTimerPolicy } from '../dialog/index.ts';
import { type Header, type Request, type Response } from '../message/index.ts';
import { type Random, type ServerTransaction, type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import type { AwaitedNotifies } from './events/awaited-notifies.ts';
import type { DialogPeer } from './call/dialog-peer.ts';
import type { MortalDialogs } from './call/mortal-dialogs.ts';
import type { Notifier } from './events/notifier.ts';
import { type Outages } from './request/outages.ts';
import type { OutgoingCall } from './call/outgoing-call.ts';
import { type Resolve } from './request/resolve.ts';
import type { InviteOptions } from './user-agent-options.ts';

/** Who takes the requests of a dialog. */
export interface DialogUser {
  /** A request within the dialog, its CSeq number in order; it is answered by `server`. */
  receiveRequest(request: Request, server: ServerTransaction): void;
  /** The ACK of a 2xx. */
  receiveAck(request: Request): void;
  /** 12.2.2. @returns whether the CSeq number is above the last one */
  takeSequence(request: Request): boolean;
}

/** What the application wishes of all calls (RFC 3261 8.1.3.4, 12.2.1.1, 13). */
export interface CallPolicy {
  /** Provisional responses with PRACK (RFC 3262): taken and sent where the peer wants them, insisted on, or not known at all. */
  readonly reliable: 'supported' | 'required' | 'off';
  /** Who refreshes sessions, and how often, in s (RFC 4028). */
  readonly sessionTimer: SessionTimerPolicy;
  /** How many targets of 3xx responses a request goes to before it is given up; 0: 3xx is an outcome like any other. */
  readonly redirects: number;
  /** Whether requests within a dialog go by the flow that made it, where no route leads elsewhere: for peers behind NAT. */
  readonly byFlow: boolean;
}

export interface AgentParts {
  readonly stack: Stack;
  readonly random: Random;
  readonly resolve: Resolve;
  readonly policy: CallPolicy;
  /** undefined without hash functions and a password. */
  readonly credentials: CredentialsCache | undefined;
  readonly outages: Outages;
  readonly dialogMachine: DialogMachine;
  /** By `dialogKey`. */
  readonly dialogs: Map<string, DialogUser>;
  readonly mortal: MortalDialogs;
  /** NOTIFYs that will make a dialog, by `awaitedKey`. */
  readonly awaited: Map<string, AwaitedNotifies>;
  /** Whether a REFER may ask for any method. */
  readonly anyReferral: boolean;
  /** Subscriptions to something of ours. */
  readonly notifiers: Set<Notifier>;
  /** Whoever waits for a response: told when the agent stops. */
  readonly waiting: Set<() => void>;
  /** From of our own requests, without a tag. */
  readonly identity: string;
  /** User-Agent, where we name ourselves. */
  readonly product: readonly Header[];
  /** Allow, Accept and Supported, as responses and INVITEs carry them. */
  capabilities(): readonly Header[];
  /** Contact and capabilities: how a message that makes or refreshes a dialog on this flow begins. */
  presence(flow: Flow): readonly Header[];
  /** Route values that every request outside a dialog goes through first. */
  readonly routes: readonly string[];
  /** Our URI as the peer on this flow can reach it. */
  address(flow: Flow): string;
  /** Calls somebody, as `UserAgent.invite` does. @param onProgress is told each provisional response above 100, once */
  place(target: string, options: InviteOptions, onProgress: (response: Response) => void): OutgoingCall;
  /** A request within a dialog that nothing in it has a use for. @returns whether it is answered now, or will be */
  receiveUnclaimed(peer: DialogPeer, request: Request, server: ServerTransaction): boolean;
  /** Our Contact value as the peer on this flow can reach it. */
  contact(flow: Flow): string;
}
