/** A diagnosis as JSON: what `sipwright diagnose --json` prints, and the page in the browser passes between its threads. */

import { redact } from '../../trace/index.ts';
import { type MachineStep } from '../case/machine-walk.ts';
import { compareSessions } from '../case/compare-sessions.ts';
import { type Severity, type SideBySide } from '../rules/rule.ts';
import { type CaseRow, type Diagnosis } from './diagnosis.ts';
import { type Finding } from './finding.ts';
import { type Verdict } from './judge.ts';
import { ladderOf, type LadderRow } from './ladder.ts';

/** One file, or whatever else was read. */
export interface ReadInput {
  readonly name: string;
  /** `pcap`, `pcapng`, `HEP3`, `Asterisk log`, … */
  readonly format: string;
  /** What its first frame is called: of several files the frames are counted on. */
  readonly firstFrame: number;
  readonly frames: number;
  readonly bytes: number;
}

/** Changes only where a field is renamed, removed or means something else. */
const SCHEMA = 1;
/** Cases with their ladders, and lines of the list: more would be no answer but a database. `--list --json` prints all lines. */
const MOST_CASES = 200;
const MOST_ROWS = 1_000;

/** What `diagnosisJson` makes. */
export type DiagnosisJson = ReturnType<typeof diagnosisJson>;
/** What `verdictJson` makes. */
export type VerdictJson = ReturnType<typeof verdictJson>;
/** What `findingJson` makes. */
export type FindingJson = ReturnType<typeof findingJson>;

/** A whole diagnosis. @param text whether the messages' texts are in it, their secrets masked */
export function diagnosisJson(diagnosis: Diagnosis, inputs: readonly ReadInput[], { text = false } = {}) {
  const { surroundings } = diagnosis;
  const { damage, messages, firstTime, lastTime } = surroundings;
  const cases = worstOf(diagnosis.verdicts, MOST_CASES);
  const list = diagnosis.rows.slice(0, MOST_ROWS);
  return {
    schema: SCHEMA,
    inputs,
    messages,
    beganAt: timeJson(firstTime),
    endedAt: timeJson(lastTime),
    verdict: diagnosis.severity ?? 'healthy',
    findings: diagnosis.findings.map(({ finding, callId, cases, roots, verdict }) => ({
      ...findingJson(finding, verdict?.case.beganAt ?? firstTime),
      callId,
      cases,
      rootOf: roots,
    })),
    cases: cases.map((verdict) => verdictJson(verdict, { text })),
    list: list.map(rowJson),
    omitted: {
      rows: diagnosis.rowsOmitted + diagnosis.rows.length - list.length,
      cases: diagnosis.casesForgotten + diagnosis.verdicts.length - cases.length,
    },
    damage: damage.map(({ frame, reason }) => ({ frame, reason })),
  };
}

/** The worst of many, in the order in which they began. */
function worstOf(verdicts: readonly Verdict[], most: number): readonly Verdict[] {
  if (verdicts.length <= most) return verdicts;
  const weight = ({ findings: [root] }: Verdict) =>
    root === undefined ? 0 : ['note', 'warning', 'failure'].indexOf(root.severity) + 1;
  const chosen = new Set([...verdicts].sort((a, b) => weight(b) - weight(a)).slice(0, most));
  return verdicts.filter((verdict) => chosen.has(verdict));
}

/** One case with its findings and its ladder. */
export function verdictJson(verdict: Verdict, { text = false } = {}) {
  const { case: subject, outcome, findings } = verdict;
  const { columns, rows, omitted } = ladderOf(subject, findings);
  return {
    callId: subject.main.callId,
    legs: subject.legs.map(({ callId }) => callId),
    kind: subject.main.kind,
    outcome: outcome.kind,
    status: outcome.status,
    beganAt: timeJson(subject.beganAt),
    endedAt: timeJson(subject.endedAt),
    findings: findings.map((finding) => findingJson(finding, subject.beganAt)),
    decisions: subject.decisions.map(({ time, subject: about, text: words }) => ({
      time: timeJson(time),
      subject: about,
      text: words,
    })),
    columns: columns.map(({ label, role }) => ({ label, role })),
    ladder: rows.map((row) => ladderRowJson(row, text)),
    ...(text ? { sessions: sessionsOf(subject) } : {}),
    omitted,
  };
}

/** Offers and answers side by side, as far as there are both. */
function sessionsOf({ negotiations }: Verdict['case']): SideBySide[] {
  return negotiations.flatMap(({ offer, answer, preview }) => {
    const other = answer ?? preview;
    if (other === undefined) return [];
    return {
      left: `offer, frame ${offer.step.frame}`,
      right: `answer, frame ${other.step.frame}`,
      rows: compareSessions(offer.session, other.session).rows,
    };
  });
}

/**
 * A finding with the evidence that it rests on.
 * @param beganAt ms since 1970, that the times of its evidence count from
 */
export function findingJson(finding: Finding, beganAt: number) {
  const { id, severity, certainty, rule, summary, cause, fix, becauseOf, evidence, comparison } = finding;
  return {
    id,
    family: rule.family,
    severity,
    certainty,
    title: rule.title,
    summary,
    cause,
    fix,
    rfc: rule.rfc,
    ...(becauseOf === undefined ? {} : { becauseOf }),
    evidence: evidence.map(({ frame, step, note }) => ({
      frame,
      ...(step === undefined ? {} : { message: step.title, offset: offsetJson(step.time - beganAt) }),
      note,
    })),
    ...(comparison === undefined ? {} : { comparison }),
  };
}

/** One line of the list. */
export function rowJson(row: CaseRow) {
  const { callId, kind, from, to, messages, legs, outcome, root, severity } = row;
  return {
    callId,
    kind,
    from,
    to,
    beganAt: timeJson(row.beganAt),
    endedAt: timeJson(row.endedAt),
    messages,
    legs,
    outcome: outcome.kind,
    status: outcome.status,
    root: root ?? '',
    severity: (severity ?? 'healthy') satisfies Severity | 'healthy',
  };
}

function ladderRowJson(row: LadderRow, text: boolean) {
  const { kind, frame, from, to, label, step, repeats, findings, offset } = row;
  return {
    kind,
    frame,
    offset: offsetJson(offset),
    from,
    to,
    label,
    ...(repeats === undefined ? {} : { repeats }),
    ...(findings.length === 0 ? {} : { findings }),
    ...(step?.sent === undefined ? {} : { sent: machineJson(step.sent) }),
    ...(step?.received === undefined ? {} : { received: machineJson(step.received) }),
    ...(text && step !== undefined ? { text: redact(step.seen.text) } : {}),
  };
}

/** `rfc` is that of the row which was followed; null where the machine has none. */
function machineJson({ machine, state, on, row }: MachineStep) {
  return { machine, state, on, next: row?.next ?? null, rfc: row?.rfc ?? null };
}

function timeJson(time: number): string | null {
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** ms, to the µs. */
function offsetJson(ms: number): number | null {
  return Number.isNaN(ms) ? null : Math.round(ms * 1000) / 1000;
}
