/** The table of all rules, what is particular before what is general. */

import { wrongPassword } from './authentication/wrong-password.ts';
import { generalRules } from './general/index.ts';
import { type Rule } from './rule.ts';

export const rules: readonly Rule[] = [wrongPassword, ...generalRules];

/** Where each rule stands in the table, by id. */
export const rulePosition: ReadonlyMap<string, number> = new Map(rules.map(({ id }, position) => [id, position]));
