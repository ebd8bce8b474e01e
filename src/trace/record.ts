/** What the trace records, and how a record lies in memory. */

import { callIdIn } from './call-id.ts';
import { readLatin1 } from '../message/index.ts';

/** What the trace keeps of a flow. */
export interface TraceFlow {
  readonly transport: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Seen from here: a message that came, or one that left. */
export type Direction = 'in' | 'out';

/**
 * What a decision was about: the line of the configuration that decided, the verdict on credentials, the targets tried,
 * a request refused, a limit reached, a fault of ours.
 */
export type DecisionSubject =
  | 'route'
  | 'authentication'
  | 'registration'
  | 'targets'
  | 'redirection'
  | 'refusal'
  | 'limit'
  | 'fault';

interface RecordBase {
  /** 1 for the first record of the ring, then one more for each. */
  readonly sequence: number;
  /** ms, by the clock of whoever recorded it. */
  readonly time: number;
  /** '' when it belongs to no call. */
  readonly callId: string;
}

/** A message that was received or sent. */
export interface MessageRecord extends RecordBase {
  readonly kind: 'message';
  readonly direction: Direction;
  readonly flow: TraceFlow;
  /** As on the wire, one character per byte (Latin-1), with its secrets: `redact` it on the way out. */
  readonly text: string;
}

/** A state machine went from one state to another. */
export interface TransitionRecord extends RecordBase {
  readonly kind: 'transition';
  /** The table of rows that it is a row of. */
  readonly machine: string;
  /** The key of the transaction, or of the dialog. */
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly event: string;
  readonly method: string;
}

/** Something was decided, told in words for a person. */
export interface DecisionRecord extends RecordBase {
  readonly kind: 'decision';
  readonly subject: DecisionSubject;
  readonly text: string;
}

/** What a reader gets, told apart by `kind`. */
export type TraceRecord = MessageRecord | TransitionRecord | DecisionRecord;

/** The same bytes, seen as what a record consists of. Records start at multiples of 8. */
export class RecordMemory {
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  readonly doubles: Float64Array;

  /** @param size bytes, a multiple of 8 */
  constructor(size: number) {
    const buffer = new ArrayBuffer(size);
    this.bytes = new Uint8Array(buffer);
    this.ints = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }
}

export const MESSAGE_IN = 1;
export const MESSAGE_OUT = 2;
export const TRANSITION = 3;
export const DECISION = 4;

// A record: its fields at fixed places, then the lengths of its strings, then the strings. Places of 32-bit numbers:
export const LENGTH_INT = 0;
export const KIND_INT = 1;
export const HASH_INT = 8;
export const PORTS_INT = 9;
export const STRINGS_INT = 10;
// and of doubles:
export const SEQUENCE_DOUBLE = 1;
export const TIME_DOUBLE = 2;
export const PREVIOUS_DOUBLE = 3;

/** The bytes of a record with strings of so many characters in all. */
export function recordSize(strings: number, characters: number): number {
  return ((STRINGS_INT + strings) * 4 + characters + 7) & ~7;
}

/** The record that starts at byte `at`. */
export function decodeRecord(memory: RecordMemory, at: number): TraceRecord {
  const { ints, doubles } = memory;
  const int = at >> 2;
  const kind = ints[int + KIND_INT];
  const sequence = doubles[(at >> 3) + SEQUENCE_DOUBLE];
  const time = doubles[(at >> 3) + TIME_DOUBLE];
  if (kind === TRANSITION) {
    const [callId, machine, key, from, to, event, method] = decodeStrings(memory, at, 7);
    return { kind: 'transition', sequence, time, callId, machine, key, from, to, event, method };
  }
  if (kind === DECISION) {
    const [callId, subject, text] = decodeStrings(memory, at, 3);
    return { kind: 'decision', sequence, time, callId, subject: subject as DecisionSubject, text };
  }
  const [transport, localAddress, remoteAddress, text] = decodeStrings(memory, at, 4);
  const ports = ints[int + PORTS_INT];
  const flow = { transport, localAddress, localPort: ports >>> 16, remoteAddress, remotePort: ports & 0xffff };
  const direction = kind === MESSAGE_IN ? 'in' : 'out';
  return { kind: 'message', sequence, time, callId: callIdIn(text), direction, flow, text };
}

function decodeStrings(memory: RecordMemory, at: number, count: number): string[] {
  const lengths = (at >> 2) + STRINGS_INT;
  const strings: string[] = [];
  let start = (lengths + count) << 2;
  for (let i = 0; i < count; i++) {
    const end = start + memory.ints[lengths + i];
    strings.push(readLatin1(memory.bytes, start, end));
    start = end;
  }
  return strings;
}
