/**
 * What a code, a method, a header field or a word means, when it is seen, how it is mended, and how two of them differ; and
 * what was wrong with a call that was captured.
 */

export { Case, type SeenDecision } from './case/case.ts';
export { Casebook, type CasebookLimits } from './case/casebook.ts';
export { type ConversationKind, conversationKinds } from './case/conversation.ts';
export { type Outcome, type OutcomeKind, outcomeKinds } from './case/outcome.ts';
export { Step } from './case/step.ts';
export {
  type CaptureFinding,
  type CaseRow,
  defaultDiagnosisLimits,
  Diagnosis,
  type DiagnosisLimits,
  type DiagnosisOptions,
} from './diagnosis/diagnosis.ts';
export {
  type DiagnosisJson,
  diagnosisJson,
  type FindingJson,
  findingJson,
  type ReadInput,
  rowJson,
  type VerdictJson,
  verdictJson,
} from './diagnosis/diagnosis-json.ts';
export { type Finding } from './diagnosis/finding.ts';
export { judge, type Verdict } from './diagnosis/judge.ts';
export { type Ladder, type LadderColumn, ladderOf, type LadderRow } from './diagnosis/ladder.ts';
export { judgeRecords, TraceInput } from './diagnosis/trace-input.ts';
export { rules } from './rules/index.ts';
export {
  certainties,
  type Certainty,
  type Evidence,
  families,
  type Family,
  type Rule,
  severities,
  type Severity,
  type SideBySide,
  type SideBySideRow,
} from './rules/rule.ts';

export { compare, type Comparison, compareEntries, type Difference } from './compare.ts';
export { allCodes, entries } from './entries.ts';
export { type Explanation, type Fact, type Kind, kinds } from './entry.ts';
export { explain, type Explained, isNotFound } from './explain.ts';
export { lookUp, type Found, type NotFound } from './look-up.ts';
export { comparisonMarkdown, explanationMarkdown } from './markdown.ts';
export { type FixStep, fixesOf } from './fixes.ts';
export { nearest } from './suggest.ts';
export { formatReference, referenceUrl } from './reference-text.ts';
