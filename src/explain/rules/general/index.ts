/** What is said where no particular rule has anything to say. */

import { type Rule } from '../rule.ts';
import { requestRefused } from './request-refused.ts';
import { requestUnanswered } from './request-unanswered.ts';

export const generalRules: readonly Rule[] = [requestRefused, requestUnanswered];
