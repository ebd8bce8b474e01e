/** The trace: what happened, kept in bounded memory, always on. */

export * from './call-table.ts';
export * from './failed-calls.ts';
export {
  type DecisionRecord,
  type DecisionSubject,
  type Direction,
  type MessageRecord,
  type RecordMemory,
  type TraceFlow,
  type TraceRecord,
  type TransitionRecord,
} from './record.ts';
export * from './redact.ts';
export { TraceReader } from './trace-reader.ts';
export { TraceRing, type TraceRingOptions } from './trace-ring.ts';
