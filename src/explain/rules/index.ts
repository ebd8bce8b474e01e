/** The table of all rules, what is particular before what is general. */

import { authenticationRules } from './authentication/index.ts';
import { dropRules } from './drop/index.ts';
import { generalRules } from './general/index.ts';
import { hostileRules } from './hostile/index.ts';
import { identityRules } from './identity/index.ts';
import { mediaRules } from './media/index.ts';
import { registrationRules } from './registration/index.ts';
import { routingRules } from './routing/index.ts';
import { type Rule } from './rule.ts';
import { setUpRules } from './set-up/index.ts';
import { transportRules } from './transport/index.ts';

/** Every rule that there is. */
export const rules: readonly Rule[] = [
  ...authenticationRules,
  ...registrationRules,
  ...routingRules,
  ...identityRules,
  ...setUpRules,
  ...dropRules,
  ...transportRules,
  ...mediaRules,
  ...hostileRules,
  ...generalRules,
];

/** Where each rule stands in the table, by id. */
export const rulePosition: ReadonlyMap<string, number> = new Map(rules.map(({ id }, position) => [id, position]));
