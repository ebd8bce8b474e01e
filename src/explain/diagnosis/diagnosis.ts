/** The diagnosis of a whole capture: what each case came to, the findings in order, and how much of it is kept (memory stays bounded). */

import { type CaptureSink } from '../../capture/index.ts';
import { userAt, type Case, type SeenDecision } from '../case/case.ts';
import { Casebook, type CasebookLimits, defaultCasebookLimits } from '../case/casebook.ts';
import { type ConversationKind } from '../case/conversation.ts';
import { type Outcome } from '../case/outcome.ts';
import { type Surroundings } from '../case/surroundings.ts';
import { detach } from '../../message/index.ts';
import { rulePosition } from '../rules/index.ts';
import { type Severity } from '../rules/rule.ts';
import { compareFindings, type Finding, withReasons } from './finding.ts';
import { judge, judgeCapture, type Verdict } from './judge.ts';

/** A case in a line. */
export interface CaseRow {
  readonly callId: string;
  readonly kind: ConversationKind;
  /** `user@host` of From and To. */
  readonly from: string;
  readonly to: string;
  /** ms since 1970; NaN where the capture does not tell. */
  readonly beganAt: number;
  /** ms since 1970, or NaN. */
  readonly endedAt: number;
  readonly messages: number;
  readonly legs: number;
  readonly outcome: Outcome;
  /** The id of its root cause; undefined where nothing was found. */
  readonly root: string | undefined;
  readonly severity: Severity | undefined;
}

/** How much is kept, beside what is open. */
export interface DiagnosisLimits extends CasebookLimits {
  /** Lines of the list; further cases are only counted. */
  readonly rows: number;
  /** Characters of the texts of cases that are kept whole. The healthy are let go of first. */
  readonly keptText: number;
}

/** 200,000 lines, 2 MB of texts. */
export const defaultDiagnosisLimits: DiagnosisLimits = {
  ...defaultCasebookLimits,
  rows: 200_000,
  keptText: 2_000_000,
};

/** What is kept of a diagnosis, and what else is known. */
export interface DiagnosisOptions {
  readonly limits?: Partial<DiagnosisLimits>;
  /** Only the case with this Call-ID, or with a Call-ID that begins so, is kept whole. */
  readonly callId?: string;
  /** What our own server decided about a call. */
  readonly decisionsOf?: (callId: string) => readonly SeenDecision[];
}

/** One finding of the capture: the case that shows it best, and how many have it. */
export interface CaptureFinding {
  readonly finding: Finding;
  /** undefined where it is about the capture as a whole. */
  readonly verdict: Verdict | undefined;
  /** The Call-ID of that case; '' where there is none. */
  readonly callId: string;
  /** Cases that have it, and those whose root cause it is. */
  readonly cases: number;
  readonly roots: number;
}

const severities: readonly (Severity | undefined)[] = [undefined, 'note', 'warning', 'failure'];

/** Takes a capture through `sink`; when it has ended, tells what became of it. */
export class Diagnosis {
  readonly #casebook: Casebook;
  readonly #limits: DiagnosisLimits;
  readonly #callId: string | undefined;
  readonly #rows: CaseRow[] = [];
  /** By severity of the root cause, the healthy first: in this order they are let go of. */
  readonly #kept: readonly Set<Verdict>[] = severities.map(() => new Set());
  readonly #found = new Map<string, CountedFinding>();
  #keptText = 0;
  #rowsOmitted = 0;
  #casesForgotten = 0;
  #capture: readonly Finding[] = [];

  constructor({ limits, callId, decisionsOf }: DiagnosisOptions = {}) {
    this.#limits = { ...defaultDiagnosisLimits, ...limits };
    this.#callId = callId;
    this.#casebook = new Casebook((closed) => this.#take(closed), this.#limits, decisionsOf);
  }

  /** Where a capture reader puts what it reads. */
  get sink(): CaptureSink {
    return this.#casebook;
  }

  /** What the capture holds beside its cases: counts, damage, registrations, media. */
  get surroundings(): Surroundings {
    return this.#casebook.surroundings;
  }

  /** The capture is over: all that is open is judged. */
  end(): void {
    this.#casebook.end();
    this.#capture = judgeCapture(this.surroundings);
  }

  /** A line for each case, in the order in which they began. */
  get rows(): readonly CaseRow[] {
    return this.#rows;
  }

  /** Cases that have no line. */
  get rowsOmitted(): number {
    return this.#rowsOmitted;
  }

  /** Cases whose messages were let go of. */
  get casesForgotten(): number {
    return this.#casesForgotten;
  }

  /** The cases whose messages are kept, in the order in which they began. */
  get verdicts(): readonly Verdict[] {
    return this.#kept
      .flatMap((group) => [...group])
      .sort((a, b) => a.case.main.first.number - b.case.main.first.number);
  }

  /** The case with that Call-ID, or the first whose Call-ID begins so; undefined where it is not kept. */
  verdictOf(callId: string): Verdict | undefined {
    const all = this.verdicts;
    const is = (match: (own: string) => boolean) =>
      all.find(({ case: { legs } }) => legs.some((leg) => match(leg.callId)));
    return is((own) => own === callId) ?? (callId === '' ? undefined : is((own) => own.startsWith(callId)));
  }

  /**
   * What was found in all, each finding once. The first is the root cause of the worst that happened: what is about the whole
   * capture before what is about a case, when the one explains the other.
   */
  get findings(): readonly CaptureFinding[] {
    const ofCapture = this.#capture.map((finding) => ({ finding, verdict: undefined, callId: '', cases: 0, roots: 1 }));
    const ofCases = [...this.#found.values()].map(({ finding, clients, ...found }) => ({
      ...found,
      finding: followsFrom(finding, clients, this.#capture),
      callId: found.verdict.case.main.callId,
    }));
    const place = ({ id }: Finding) => rulePosition.get(id) ?? 0;
    return [...ofCapture, ...ofCases].sort(
      (a, b) => compareFindings(a.finding, b.finding) || b.roots - a.roots || place(a.finding) - place(b.finding),
    );
  }

  /** The gravest thing that was found. */
  get severity(): Severity | undefined {
    return this.findings.reduce<Severity | undefined>(
      (worst, { finding }) =>
        severities.indexOf(finding.severity) > severities.indexOf(worst) ? finding.severity : worst,
      undefined,
    );
  }

  #take(closed: Case): void {
    const verdict = judge(closed);
    const [root] = verdict.findings;
    if (this.#rows.length < this.#limits.rows) this.#rows.push(rowOf(verdict));
    else this.#rowsOmitted++;
    this.#count(verdict);
    if (this.#callId !== undefined && !closed.legs.some((leg) => leg.callId.startsWith(this.#callId!))) return;
    for (const leg of closed.legs) for (const step of leg.steps) step.forgetIndex();
    this.#kept[severities.indexOf(root?.severity)].add(verdict);
    this.#keptText += sizeOf(closed);
    while (this.#keptText > this.#limits.keptText && this.#forget());
  }

  #count({ findings, ...verdict }: Verdict): void {
    const seen = new Set<string>();
    const client = verdict.case.main.caller?.address ?? '';
    findings.forEach((finding, at) => {
      if (seen.has(finding.id)) return;
      seen.add(finding.id);
      const known = this.#found.get(finding.id);
      if (known === undefined) {
        const clients = new Set([client]);
        const roots = at === 0 ? 1 : 0;
        this.#found.set(finding.id, { finding, verdict: { ...verdict, findings }, cases: 1, roots, clients });
        return;
      }
      known.cases++;
      // Two are as good as many: it is not one source alone.
      if (known.clients.size < 2) known.clients.add(client);
      if (at === 0) known.roots++;
      // The best example is one where it is the root cause, grave and sure.
      if (isBetter(finding, known.finding)) {
        known.finding = finding;
        known.verdict = { ...verdict, findings };
      }
    });
  }

  /** @returns whether there was one to let go of; the last is kept */
  #forget(): boolean {
    for (const group of this.#kept) {
      const [oldest] = group;
      if (oldest === undefined) continue;
      group.delete(oldest);
      this.#keptText -= sizeOf(oldest.case);
      this.#casesForgotten++;
      return true;
    }
    return false;
  }
}

/** A finding with how often it was found, and by whose requests. */
interface CountedFinding {
  finding: Finding;
  verdict: Verdict;
  cases: number;
  roots: number;
  /** Addresses of those who asked, at most two. */
  readonly clients: Set<string>;
}

/** What one source alone met with follows from what the capture shows of that source: a scanner's 404s are no fault. */
function followsFrom(finding: Finding, clients: ReadonlySet<string>, capture: readonly Finding[]): Finding {
  const [client] = clients;
  const about = clients.size === 1 ? capture.find((one) => one.about === client && one.severity !== 'note') : undefined;
  return about === undefined ? withReasons([finding], capture)[0] : finding.because(about.id);
}

function isBetter(a: Finding, b: Finding): boolean {
  if (a.severity !== b.severity) return severities.indexOf(a.severity) > severities.indexOf(b.severity);
  return a.becauseOf === undefined && b.becauseOf !== undefined;
}

function rowOf({ case: subject, outcome, findings: [root] }: Verdict): CaseRow {
  const { main } = subject;
  const request = main.attempts[0]?.request ?? main.first;
  const from = detach(userAt(request, 'from'));
  const to = userAt(request, 'to');
  return {
    callId: main.callId,
    kind: main.kind,
    from,
    to: to === from ? from : detach(to),
    beganAt: subject.beganAt,
    endedAt: subject.endedAt,
    messages: subject.legs.reduce((sum, leg) => sum + leg.steps.length + leg.omitted, 0),
    legs: subject.legs.length,
    outcome,
    root: root?.id,
    severity: root?.severity,
  };
}

function sizeOf({ legs }: Case): number {
  return legs.reduce((sum, { size }) => sum + size, 0);
}
