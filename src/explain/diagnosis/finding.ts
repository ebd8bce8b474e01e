/** A finding: what a rule says of one case, and the order in which findings stand. */

import {
  certainties,
  type Certainty,
  type Evidence,
  type Found,
  type Rule,
  severities,
  type Severity,
  type SideBySide,
} from '../rules/rule.ts';

/**
 * A rule together with what it found. Its texts are made where they are read: of most calls of a large capture nobody reads them.
 * What peers wrote stands in them: it must not steer a terminal.
 */
export class Finding {
  readonly rule: Rule;
  /** The id of the finding that this one follows from. */
  readonly becauseOf: string | undefined;
  readonly #found: Found;
  /** What our own server knows of the cause; ''. */
  readonly #own: string;

  constructor(rule: Rule, found: Found, becauseOf?: string, own = '') {
    this.rule = rule;
    this.becauseOf = becauseOf;
    this.#found = found;
    this.#own = own;
  }

  /** The same, as it follows from another one. */
  because(id: string): Finding {
    return new Finding(this.rule, this.#found, id, this.#own);
  }

  /** The same, with more sentences on its cause. */
  withCause(own: string): Finding {
    return new Finding(this.rule, this.#found, this.becauseOf, own);
  }

  /** Of its rule: stable, kebab-case. */
  get id(): string {
    return this.rule.id;
  }

  /** How grave it is in this case. */
  get severity(): Severity {
    return this.#found.severity ?? this.rule.severity;
  }

  /** How sure it is. */
  get certainty(): Certainty {
    return this.#found.certainty;
  }

  /** The findings that follow from it. */
  get explains(): readonly string[] {
    return this.#found.explains ?? this.rule.explains ?? [];
  }

  /** The address that it is about, where it is about the whole capture. */
  get about(): string | undefined {
    return this.#found.about;
  }

  /** What happened, in one to three sentences. */
  get summary(): string {
    return withoutControls(this.#found.summary);
  }

  /** What shows it, in the order of the capture. */
  get evidence(): readonly Evidence[] {
    return this.#found.evidence.map((one) => ({ ...one, note: withoutControls(one.note) }));
  }

  /** Why it happened. */
  get cause(): string {
    const { cause = this.rule.cause } = this.#found;
    return withoutControls(this.#own === '' ? cause : `${cause} ${this.#own}`);
  }

  /** What to do, step by step. */
  get fix(): readonly string[] {
    return (this.#found.fix ?? this.rule.fix).map(withoutControls);
  }

  /** Two texts to lay side by side, as the SDPs of a 488. */
  get comparison(): SideBySide | undefined {
    return this.#found.comparison;
  }
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
      ({ id, severity, explains }) => id !== finding.id && severity !== 'note' && explains.includes(finding.id),
    );
    return reason === undefined ? finding : finding.because(reason.id);
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
