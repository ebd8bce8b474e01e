/** What the parts of a user agent share. */

import { type CredentialsCache } from '../auth/index.ts';
import { type DialogMachine } from '../dialog/index.ts';
import { type Header, type Request } from '../message/index.ts';
import { type Random, type ServerTransaction, type Stack } from '../stack/index.ts';
import { type Flow } from '../transport/index.ts';
import { type Resolve } from './resolve.ts';

/** Who takes the requests of a dialog. */
export interface DialogUser {
  /** A request within the dialog, its CSeq number in order; it is answered by `server`. */
  receiveRequest(request: Request, server: ServerTransaction): void;
  /** The ACK of a 2xx. */
  receiveAck(request: Request): void;
  /** 12.2.2. @returns whether the CSeq number is above the last one */
  takeSequence(request: Request): boolean;
}

export interface AgentParts {
  readonly stack: Stack;
  readonly random: Random;
  readonly resolve: Resolve;
  /** undefined without hash functions and a password. */
  readonly credentials: CredentialsCache | undefined;
  readonly dialogMachine: DialogMachine;
  /** By `dialogKey`. */
  readonly dialogs: Map<string, DialogUser>;
  /** From of our own requests, without a tag. */
  readonly identity: string;
  /** Media types of bodies that we take. */
  readonly accept: readonly string[];
  /** Allow, Accept and Supported, as responses and INVITEs carry them. */
  readonly capabilities: readonly Header[];
  /** Route values that every request outside a dialog goes through first. */
  readonly routes: readonly string[];
  /** Our Contact value as the peer on this flow can reach it. */
  contact(flow: Flow): string;
}
