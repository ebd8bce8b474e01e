/** What goes wrong with registrations, and with calls because of them. */

import { type Rule } from '../rule.ts';
import { contactBehindNat } from './contact-behind-nat.ts';
import { contactNotGranted } from './contact-not-granted.ts';
import { intervalTooBrief } from './interval-too-brief.ts';
import { natBindingLost } from './nat-binding-lost.ts';
import { registrarSilent } from './registrar-silent.ts';
import { registrationExpired } from './registration-expired.ts';
import { registrationLimit } from './registration-limit.ts';
import { registrationReplaced } from './registration-replaced.ts';
import { unregisteredByAccident } from './unregistered-by-accident.ts';
import { wrongDomain } from './wrong-domain.ts';

export const registrationRules: readonly Rule[] = [
  intervalTooBrief,
  registrationLimit,
  wrongDomain,
  contactBehindNat,
  natBindingLost,
  unregisteredByAccident,
  registrationReplaced,
  registrationExpired,
  registrarSilent,
  contactNotGranted,
];
