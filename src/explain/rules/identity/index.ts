/** Rules about signed calls (RFC 8224), what is particular before what is general. */

import { type Rule } from '../rule.ts';
import { identityCredentialUnsupported } from './identity-credential-unsupported.ts';
import { identityInfoUnreachable } from './identity-info-unreachable.ts';
import { identityInvalid } from './identity-invalid.ts';
import { identityRequired } from './identity-required.ts';
import { identityStale } from './identity-stale.ts';
import { passportDisagrees } from './passport-disagrees.ts';

export const identityRules: readonly Rule[] = [
  identityStale,
  passportDisagrees,
  identityInvalid,
  identityCredentialUnsupported,
  identityInfoUnreachable,
  identityRequired,
];
