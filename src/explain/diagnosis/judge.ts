/** Runs the rules over a case, or over what surrounds all cases. */

import { type Case } from '../case/case.ts';
import { outcomeOf, type Outcome } from '../case/outcome.ts';
import { ownSentences } from '../case/own-server.ts';
import { isPlain } from '../case/plain.ts';
import { type Surroundings } from '../case/surroundings.ts';
import { type CaseRule } from '../rules/rule.ts';
import { rulePosition, rules } from '../rules/index.ts';
import { Finding, inOrder } from './finding.ts';

/** A case with what the rules say of it. */
export interface Verdict {
  readonly case: Case;
  /** Of its first leg. */
  readonly outcome: Outcome;
  /** The root cause first; empty where there is nothing to say. */
  readonly findings: readonly Finding[];
}

const caseRules = rules.filter((rule) => rule.scope === 'case');
const plainRulesFor = (...kinds: readonly CaseRule['evenIfPlain'][]) =>
  caseRules.filter(
    ({ evenIfPlain }) => evenIfPlain === 'any' || (evenIfPlain !== undefined && kinds.includes(evenIfPlain)),
  );
const plainCallRules = plainRulesFor('call');
const plainRegistrationRules = plainRulesFor('registration');
const plainRules = plainRulesFor();

function rulesFor(subject: Case): readonly CaseRule[] {
  if (!isPlain(subject)) return caseRules;
  const { kind } = subject.main;
  return kind === 'call' ? plainCallRules : kind === 'registration' ? plainRegistrationRules : plainRules;
}

/**
 * What the rules say of one case.
 * @param asked those that are asked; of a plain case most have nothing to say
 */
export function judge(subject: Case, asked: readonly CaseRule[] = rulesFor(subject)): Verdict {
  const findings: Finding[] = [];
  for (const rule of asked) {
    // What is said in general is left out where something particular explains it: the general rules stand last.
    if (rule.general === true && findings.some((one) => one.severity !== 'note' && one.explains.includes(rule.id)))
      continue;
    const found = rule.check(subject);
    if (found !== undefined) findings.push(withOwnKnowledge(subject, new Finding(rule, found)));
  }
  return { case: subject, outcome: outcomeOf(subject.main), findings: inOrder(findings, rulePosition) };
}

/** Where our own server decided something, the cause of a failure says so. */
function withOwnKnowledge(subject: Case, finding: Finding): Finding {
  if (finding.severity !== 'failure' || finding.id === 'denied-by-route') return finding;
  const own = ownSentences(subject);
  return own === '' ? finding : finding.withCause(own);
}

/** What the rules say of the capture as a whole. */
export function judgeCapture(surroundings: Surroundings): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (rule.scope !== 'capture') continue;
    for (const found of rule.check(surroundings)) findings.push(new Finding(rule, found));
  }
  // Of one source the first says what it wants, the others how it goes about it.
  const distinct = findings.map((finding) => {
    const first = findings.find(({ about }) => about !== undefined && about === finding.about);
    return first === undefined || first === finding ? finding : finding.because(first.id);
  });
  return inOrder(distinct, rulePosition);
}
