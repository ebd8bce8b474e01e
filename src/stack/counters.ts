/** What the stack counts: plain numbers, read when somebody asks, never pushed. */

import { isKnownMethod } from '../catalogue/index.ts';

/** Why a message was dropped without an answer. */
export type DropReason =
  | 'not SIP'
  | 'broken response'
  | 'broken ACK'
  | 'stray response'
  | 'stray ACK'
  | 'misrouted response'
  | 'fault';

/** Counts since the stack was made; none ever goes down. */
export class Counters {
  readonly requestsReceived = new Map<string, number>();
  readonly requestsSent = new Map<string, number>();
  /** By status code. */
  readonly responsesReceived: number[] = new Array<number>(700).fill(0);
  readonly responsesSent: number[] = new Array<number>(700).fill(0);
  readonly drops = new Map<DropReason, number>();
  retransmissionsAbsorbed = 0;
  retransmissionsSent = 0;
  timeouts = 0;
  transportFaults = 0;

  /** Counts one message that nobody answers. */
  drop(reason: DropReason): void {
    bump(this.drops, reason);
  }
}

/** Methods are the peer's words, so those that nobody registered count as one. */
export function bumpMethod(counts: Map<string, number>, method: string): void {
  bump(counts, isKnownMethod(method) ? method : 'other');
}

/** Adds one to what the map has for the key. */
export function bump<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
