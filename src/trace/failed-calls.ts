/** Calls that failed, copied out of the ring so that what comes after them cannot overwrite them. */

import { decodeAll, type TraceRing } from './trace-ring.ts';
import { type RecordMemory, type TraceRecord } from './record.ts';

/** How a call failed, and what was known of it. */
export interface CallFailure {
  readonly callId: string;
  /** The From and To that the call began with, or '' when its beginning is not known. */
  readonly from: string;
  readonly to: string;
  /** ms; that of the failure when the beginning is not known. */
  readonly beganAt: number;
  /** ms. */
  readonly failedAt: number;
  /** The response code that it ended with. */
  readonly status: number;
  readonly reason: string;
}

/** A call that was kept. */
export interface FailedCall extends CallFailure {
  /** How often a call with this Call-ID failed: a phone may try the same one again for hours. */
  readonly times: number;
}

/** How much may be kept. */
export interface FailedCallsLimits {
  readonly calls: number;
  /** Of all records together. */
  readonly bytes: number;
  /** Of one call's records; of a longer one the newest are kept. */
  readonly bytesPerCall: number;
}

/** 500 calls, 8 MiB in all, 64 KiB of each. */
export const defaultFailedCallsLimits: FailedCallsLimits = { calls: 500, bytes: 8 << 20, bytesPerCall: 64 << 10 };

interface Kept extends FailedCall {
  readonly copy: RecordMemory;
}

/**
 * A bounded pool. When it is full, the oldest of the commonest response code leaves: ten thousand scanners' 403 push
 * out each other, and not the one 408 that somebody will ask about.
 */
export class FailedCalls {
  /** Told of each call that was kept just now. */
  onKept: ((failure: CallFailure) => void) | undefined = undefined;
  private readonly ring: TraceRing;
  private readonly limits: FailedCallsLimits;
  private readonly byCallId = new Map<string, Kept>();
  private readonly byStatus = new Map<number, Set<Kept>>();
  private bytes = 0;

  constructor(ring: TraceRing, limits: FailedCallsLimits = defaultFailedCallsLimits) {
    this.ring = ring;
    this.limits = limits;
  }

  /** How many calls are kept. */
  get size(): number {
    return this.byCallId.size;
  }

  /** Copies the call's records that the ring still has. The strings must not be slices of a message. */
  keep(failure: CallFailure): void {
    const { callId } = failure;
    const before = this.byCallId.get(callId);
    if (before !== undefined) this.remove(before);
    const copy = this.ring.copyOfCall(callId, Math.min(this.limits.bytesPerCall, this.limits.bytes));
    const kept: Kept = { ...failure, times: (before?.times ?? 0) + 1, copy };
    this.byCallId.set(callId, kept);
    const alike = this.byStatus.get(failure.status);
    if (alike === undefined) this.byStatus.set(failure.status, new Set([kept]));
    else alike.add(kept);
    this.bytes += copy.bytes.length;
    while (this.byCallId.size > this.limits.calls || this.bytes > this.limits.bytes) this.remove(this.leastMissed());
    this.onKept?.(failure);
  }

  /** The calls that are kept, the one that failed first first. */
  list(): FailedCall[] {
    return Array.from(this.byCallId.values(), ({ copy: _, ...call }) => call);
  }

  /** What was recorded of a call, oldest first: what was kept, and what came after its failure and is in the ring yet. */
  records(callId: string): TraceRecord[] {
    const kept = this.byCallId.get(callId);
    const records = kept === undefined ? [] : decodeAll(kept.copy).filter((record) => record.callId === callId);
    const last = records.at(-1)?.sequence ?? 0;
    return [...records, ...this.ring.ofCall(callId).filter((record) => record.sequence > last)];
  }

  private leastMissed(): Kept {
    let commonest: Set<Kept> = new Set();
    for (const alike of this.byStatus.values()) if (alike.size > commonest.size) commonest = alike;
    const [oldest] = commonest;
    return oldest;
  }

  private remove(kept: Kept): void {
    this.byCallId.delete(kept.callId);
    this.bytes -= kept.copy.bytes.length;
    const alike = this.byStatus.get(kept.status);
    alike?.delete(kept);
    if (alike?.size === 0) this.byStatus.delete(kept.status);
  }
}
