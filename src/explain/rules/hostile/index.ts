/** Attacks, and messages that are broken or changed on their way. */

import { type Rule } from '../rule.ts';
import { algRewrite } from './alg-rewrite.ts';
import { contentLengthDamaged } from './content-length-damaged.ts';
import { machineBreach } from './machine-breach.ts';
import { messageMalformed } from './message-malformed.ts';
import { passwordGuessing } from './password-guessing.ts';
import { requestFlood } from './request-flood.ts';
import { ruleBreach } from './rule-breach.ts';
import { scanner } from './scanner.ts';
import { tollFraud } from './toll-fraud.ts';

export const hostileRules: readonly Rule[] = [
  tollFraud,
  passwordGuessing,
  scanner,
  requestFlood,
  algRewrite,
  contentLengthDamaged,
  messageMalformed,
  machineBreach,
  ruleBreach,
];
