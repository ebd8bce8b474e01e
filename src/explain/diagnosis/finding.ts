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

export function findingOf(rule: Rule, found: Found): Finding {
  return {
    ...found,
    rule,
    id: rule.id,
    severity: found.severity ?? rule.severity,
    cause: found.cause ?? rule.cause,
    fix: found.fix ?? rule.fix,
  };
}

/**
 * The findings of one case, the root cause first: one that explains another stands above it, whatever they are by
 * themselves; among the rest the graver, then the surer, then the one that comes first in the table of rules, where what is
 * particular stands before what is general.
 */
export function inOrder(findings: readonly Finding[], position: ReadonlyMap<string, number>): Finding[] {
  const ids = new Set(findings.map(({ id }) => id));
  const reasonOf = (id: string) =>
    findings.find((other) => other.id !== id && ids.has(id) && other.severity !== 'note' && explains(other, id))?.id;
  const ranked = findings.map((finding) => {
    const becauseOf = reasonOf(finding.id);
    return becauseOf === undefined ? finding : { ...finding, becauseOf };
  });
  return ranked.sort(
    (a, b) =>
      Number(a.becauseOf !== undefined) - Number(b.becauseOf !== undefined) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      certainties.indexOf(a.certainty) - certainties.indexOf(b.certainty) ||
      (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0),
  );
}

function explains({ rule }: Finding, id: string): boolean {
  return rule.explains?.includes(id) === true;
}
