/** From the trace of our own server to what a diagnosis takes: its messages, and what it decided. */

import { type CaptureSink, HopTable } from '../../capture/index.ts';
import { type TraceRecord } from '../../trace/index.ts';
import { type SeenDecision } from '../case/case.ts';
import { Casebook } from '../case/casebook.ts';
import { judge, type Verdict } from './judge.ts';

/** Decisions that are kept; the oldest calls' go first. */
const MAX_CALLS = 50_000;

/** Takes records in their order. A message's frame is the record's sequence number. */
export class TraceInput {
  readonly #hops = new HopTable();
  readonly #decisions = new Map<string, SeenDecision[]>();

  /** What was decided about a call, in order. */
  decisionsOf(callId: string): readonly SeenDecision[] {
    return this.#decisions.get(callId) ?? [];
  }

  /** Passes a record on. Transitions of machines are not: they are worked out anew from the messages. */
  record(record: TraceRecord, sink: CaptureSink): void {
    const { time, sequence } = record;
    if (record.kind === 'message') {
      const hop = this.#hops.ofFlow(record.flow, record.direction);
      const { text } = record;
      sink.message({ kind: 'message', time, frame: sequence, hop, text, fragments: 1 });
    } else if (record.kind === 'decision' && record.callId !== '') {
      const decisions = this.#decisions.get(record.callId);
      const decision: SeenDecision = { time, subject: record.subject, text: record.text };
      if (decisions !== undefined) decisions.push(decision);
      else {
        if (this.#decisions.size >= MAX_CALLS) {
          const [oldest] = this.#decisions.keys();
          this.#decisions.delete(oldest);
        }
        this.#decisions.set(record.callId, [decision]);
      }
    }
  }
}

/** The verdict on one call of our own server; undefined where there is no message of it. */
export function judgeRecords(records: readonly TraceRecord[], callId: string): Verdict | undefined {
  const input = new TraceInput();
  let verdict: Verdict | undefined;
  const book = new Casebook(
    (closed) => {
      if (closed.legs.some((leg) => leg.callId === callId)) verdict = judge(closed);
    },
    undefined,
    (id) => input.decisionsOf(id),
  );
  for (const record of records) input.record(record, book);
  book.end();
  return verdict;
}
