/** A finding: what a rule says of one case, and the order in which findings stand. */

import { type Certainty, type Found, type Rule, type Severity } from '../rules/rule.ts';

/** A rule together with what it found. */
export interface Finding extends Found {
  readonly rule: Rule;
  readonly id: string;
  readonly severity: Severity;
  readonly cause: string;
  readonly fix: readonly string[];
  /** The id of the finding that this one follows from. */
  readonly becauseOf?: string;
}

const severities: readonly Severity[] = ['failure', 'warning', 'note'];
const certainties: readonly Certainty[] = ['certain', 'likely', 'possible'];

/** What peers wrote stands in the texts of a finding: it must not steer a terminal. */
export function findingOf(rule: Rule, found: Found): Finding {
  return {
    ...found,
    rule,
    id: rule.id,
    severity: found.severity ?? rule.severity,
    summary: withoutControls(found.summary),
    evidence: found.evidence.map((one) => ({ ...one, note: withoutControls(one.note) })),
    cause: found.cause === undefined ? rule.cause : withoutControls(found.cause),
    fix: found.fix === undefined ? rule.fix : found.fix.map(withoutControls),
  };
}

function withoutControls(text: string): string {
  // Most texts are ASCII, and are left as they are.
  return /^[ -~]*$/.test(text) ? text : text.replace(/\p{C}+/gu, ' ');
}

/**
 * The findings of one case, the root cause first: one that follows from another stands below it, whatever they are by
 * themselves; among the rest the graver, then the surer, then the one that comes first in the table of rules, where what is
 * particular stands before what is general.
 */
export function inOrder(findings: readonly Finding[], position: ReadonlyMap<string, number>): Finding[] {
  return withReasons(findings, findings)
    .filter(({ rule, becauseOf }) => rule.general !== true || becauseOf === undefined)
    .sort((a, b) => compareFindings(a, b) || (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
}

/** The findings, each with the id of the one among `reasons` that it follows from. */
export function withReasons(findings: readonly Finding[], reasons: readonly Finding[]): Finding[] {
  return findings.map((finding) => {
    const reason = reasons.find(
      ({ id, severity, rule, explains = rule.explains }) =>
        id !== finding.id && severity !== 'note' && explains?.includes(finding.id) === true,
    );
    return reason === undefined ? finding : { ...finding, becauseOf: reason.id };
  });
}

/** Below 0 where `a` stands before `b`. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.becauseOf !== undefined) - Number(b.becauseOf !== undefined) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty)
  );
}
