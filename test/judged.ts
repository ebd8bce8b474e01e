/** Judging for tests: what is not asked of plain cases must have had nothing to say. */

import assert from 'node:assert/strict';
import { type Case, judge, rules, type Verdict } from '../src/explain/index.ts';

const caseRules = rules.filter((rule) => rule.scope === 'case');

/** The verdict, which is the same when every rule is asked. @throws AssertionError where it is not */
export function judged(subject: Case): Verdict {
  const verdict = judge(subject);
  const ids = ({ findings }: Verdict) => findings.map(({ id }) => id);
  assert.deepEqual(ids(verdict), ids(judge(subject, caseRules)), 'a rule that is not asked of a plain case (isPlain)');
  return verdict;
}
