/** The trace: every message, transition and decision in a ring of fixed size, always on. */

import { callIdStart, hashCallId } from './call-id.ts';
import { writeLatin1, type WriteLatin1 } from '../message/index.ts';
import {
  DECISION,
  type DecisionSubject,
  decodeRecord,
  type Direction,
  MESSAGE_IN,
  MESSAGE_OUT,
  PORTS_INT,
  RecordMemory,
  recordSize,
  STRINGS_INT,
  type TraceFlow,
  type TraceRecord,
  TRANSITION,
} from './record.ts';
import { RecordRing } from './record-ring.ts';
import { TraceReader } from './trace-reader.ts';

/** How large a ring is, and how it writes text. */
export interface TraceRingOptions {
  /** Size of the ring, 1024 to 2^30; taken when it is made, and never grown. */
  readonly bytes: number;
  /** A faster way to write Latin-1 than character by character, as `latin1Write` of Node's Buffer. */
  readonly writeLatin1?: WriteLatin1;
}

// Below this, a loop is faster than a call into the engine.
const SHORT = 24;

/** Times are ms, by whatever clock the recorder uses throughout. No method here throws for what a peer sent. */
export class TraceRing {
  private readonly ring: RecordRing;
  private readonly write: WriteLatin1;

  /** @throws SipError SIP_TRACE_SIZE for a size out of range */
  constructor(options: TraceRingOptions) {
    this.ring = new RecordRing(options.bytes);
    this.write = options.writeLatin1 ?? writeLatin1;
  }

  /**
   * Records one message as it came or went.
   * @param text one character per byte (Latin-1)
   * @param callId where the value of its Call-ID starts, or -1; found here when left out
   */
  message(time: number, direction: Direction, flow: TraceFlow, text: string, callId = callIdStart(text)): void {
    const { transport, localAddress, remoteAddress } = flow;
    const characters = transport.length + localAddress.length + remoteAddress.length + text.length;
    const length = recordSize(4, characters);
    const at = this.ring.reserve(length);
    if (at < 0) return;
    const { ints } = this.ring.memory;
    const int = at >> 2;
    ints[int + PORTS_INT] = (flow.localPort << 16) | (flow.remotePort & 0xffff);
    const lengths = int + STRINGS_INT;
    let end = (lengths + 4) << 2;
    end = this.put(lengths, transport, end);
    end = this.put(lengths + 1, localAddress, end);
    end = this.put(lengths + 2, remoteAddress, end);
    this.put(lengths + 3, text, end);
    const hash = callId < 0 ? 0 : hashCallId(text, callId);
    this.ring.commit(at, length, direction === 'in' ? MESSAGE_IN : MESSAGE_OUT, time, hash);
  }

  /**
   * Records that a machine followed a row of its table.
   * @param key of the transaction or dialog
   * @param callId of the call that it belongs to; without it the record is not found by call
   */
  transition(
    time: number,
    machine: string,
    key: string,
    from: string,
    to: string,
    event: string,
    method: string,
    callId = '',
  ): void {
    const names = machine.length + from.length + to.length + event.length + method.length;
    const length = recordSize(7, callId.length + key.length + names);
    const at = this.ring.reserve(length);
    if (at < 0) return;
    const lengths = (at >> 2) + STRINGS_INT;
    let end = (lengths + 7) << 2;
    end = this.put(lengths, callId, end);
    end = this.put(lengths + 1, machine, end);
    end = this.put(lengths + 2, key, end);
    end = this.put(lengths + 3, from, end);
    end = this.put(lengths + 4, to, end);
    end = this.put(lengths + 5, event, end);
    this.put(lengths + 6, method, end);
    this.ring.commit(at, length, TRANSITION, time, callId === '' ? 0 : hashCallId(callId, 0));
  }

  /** Records what was decided, and why. @param callId of the call that it is about, or '' */
  decision(time: number, callId: string, subject: DecisionSubject, text: string): void {
    const length = recordSize(3, callId.length + subject.length + text.length);
    const at = this.ring.reserve(length);
    if (at < 0) return;
    const lengths = (at >> 2) + STRINGS_INT;
    let end = (lengths + 3) << 2;
    end = this.put(lengths, callId, end);
    end = this.put(lengths + 1, subject, end);
    this.put(lengths + 2, text, end);
    this.ring.commit(at, length, DECISION, time, callId === '' ? 0 : hashCallId(callId, 0));
  }

  /** Records ever made, those that were too large included. */
  get recorded(): number {
    return this.ring.nextSequence - 1 + this.ring.dropped;
  }

  /** Records that newer ones have overwritten. */
  get overwritten(): number {
    return this.ring.oldestSequence - 1;
  }

  /** Records that were larger than the ring, and so not kept. */
  get dropped(): number {
    return this.ring.dropped;
  }

  /** Reads on from the record after `sequence` (0: from the oldest), also what is recorded later. */
  reader(sequence = 0): TraceReader {
    return new TraceReader(this.ring, sequence);
  }

  /** What is in the ring, oldest first. */
  records(): Generator<TraceRecord, void> {
    return this.since(0);
  }

  /** What was recorded after the record with that sequence number, oldest first. */
  *since(sequence: number): Generator<TraceRecord, void> {
    const reader = this.reader(sequence);
    for (let record = reader.next(); record !== undefined; record = reader.next()) yield record;
  }

  /** The records of one call that are still there, oldest first; of a very long one, the newest. */
  ofCall(callId: string): TraceRecord[] {
    const found = this.ring.ofCall(hashCallId(callId, 0), this.ring.size).reverse();
    return found.map((at) => decodeRecord(this.ring.memory, at)).filter((record) => record.callId === callId);
  }

  /** Copies the records of one call out of the ring, undecoded: `decodeAll` reads them. @param limit bytes: the newest that fit */
  copyOfCall(callId: string, limit: number): RecordMemory {
    const { ints, bytes } = this.ring.memory;
    const found = this.ring.ofCall(hashCallId(callId, 0), limit).reverse();
    const copy = new RecordMemory(found.reduce((sum, at) => sum + ints[at >> 2], 0));
    let end = 0;
    for (const at of found) {
      const length = ints[at >> 2];
      copy.bytes.set(bytes.subarray(at, at + length), end);
      end += length;
    }
    return copy;
  }

  /** Writes a string at byte `at`, and its length. @returns the byte after it */
  private put(lengthInt: number, text: string, at: number): number {
    const { length } = text;
    const { bytes, ints } = this.ring.memory;
    ints[lengthInt] = length;
    if (length > SHORT) this.write(bytes, text, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    return at + length;
  }
}

/** The records that lie one behind the other in a copy, in that order. */
export function decodeAll(copy: RecordMemory): TraceRecord[] {
  const records: TraceRecord[] = [];
  for (let at = 0; at < copy.bytes.length; at += copy.ints[at >> 2]) records.push(decodeRecord(copy, at));
  return records;
}
