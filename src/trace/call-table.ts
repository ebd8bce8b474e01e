/** The calls in progress, with a small summary of each that outlives their records in the ring. */

import { detach } from '../message/index.ts';
import { type FailedCalls } from './failed-calls.ts';

/** What is known of a call at a glance. */
export interface CallSummary {
  readonly callId: string;
  readonly from: string;
  readonly to: string;
  /** ms. */
  readonly beganAt: number;
  /** The latest response code, or 0 before the first. */
  readonly status: number;
}

const defaultMaxCalls = 20_000;

/** Whoever drives calls tells it of those that begin with an INVITE; a refused REGISTER only fails. */
export class CallTable {
  /** Calls that began when the table was full: the one that began first was forgotten for each. */
  forgotten = 0;
  private readonly failures: FailedCalls;
  private readonly maxCalls: number;
  private readonly calls = new Map<string, { -readonly [Key in keyof CallSummary]: CallSummary[Key] }>();

  constructor(failures: FailedCalls, maxCalls: number = defaultMaxCalls) {
    this.failures = failures;
    this.maxCalls = maxCalls;
  }

  /** How many calls are in progress. */
  get size(): number {
    return this.calls.size;
  }

  /** A call begins. The same Call-ID again (a challenge answered, a fork) is the same call. @param time ms */
  begin(callId: string, time: number, from: string, to: string): void {
    if (this.calls.has(callId)) return;
    if (this.calls.size >= this.maxCalls) {
      const [first] = this.calls.keys();
      this.calls.delete(first);
      this.forgotten++;
    }
    const key = detach(callId);
    this.calls.set(key, { callId: key, from: detach(from), to: detach(to), beganAt: time, status: 0 });
  }

  /** The call had a response. */
  progress(callId: string, status: number): void {
    const call = this.calls.get(callId);
    if (call !== undefined) call.status = status;
  }

  /** The call failed: it leaves the table, and its records are kept. Known or not. @param time ms */
  failed(callId: string, time: number, status: number, reason: string): void {
    const call = this.calls.get(callId);
    this.calls.delete(callId);
    this.failures.keep({
      callId: call?.callId ?? detach(callId),
      from: call?.from ?? '',
      to: call?.to ?? '',
      beganAt: call?.beganAt ?? time,
      failedAt: time,
      status,
      reason: detach(reason),
    });
  }

  /** The call ended well. */
  ended(callId: string): void {
    this.calls.delete(callId);
  }

  /** The calls in progress, the one that began first first. */
  list(): CallSummary[] {
    return Array.from(this.calls.values(), (call) => ({ ...call }));
  }
}
