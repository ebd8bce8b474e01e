/** Rules about challenges and credentials (RFC 3261 22), what is particular before what is general. */

import { type Rule } from '../rule.ts';
import { ackOrCancelChallenged } from './ack-or-cancel-challenged.ts';
import { algorithmNotUnderstood } from './algorithm-not-understood.ts';
import { clockWrong } from './clock-wrong.ts';
import { cseqNotRaised } from './cseq-not-raised.ts';
import { digestMalformed } from './digest-malformed.ts';
import { digestUriRewritten } from './digest-uri-rewritten.ts';
import { noCredentials } from './no-credentials.ts';
import { nonceCountReused } from './nonce-count-reused.ts';
import { notPermitted } from './not-permitted.ts';
import { retryLoop } from './retry-loop.ts';
import { staleLoop } from './stale-loop.ts';
import { twoChallengesIgnored } from './two-challenges-ignored.ts';
import { unknownUser } from './unknown-user.ts';
import { wrongCredentialsField } from './wrong-credentials-field.ts';
import { wrongPassword } from './wrong-password.ts';
import { wrongRealm } from './wrong-realm.ts';

export const authenticationRules: readonly Rule[] = [
  ackOrCancelChallenged,
  cseqNotRaised,
  wrongCredentialsField,
  clockWrong,
  digestMalformed,
  nonceCountReused,
  digestUriRewritten,
  wrongRealm,
  algorithmNotUnderstood,
  twoChallengesIgnored,
  staleLoop,
  unknownUser,
  wrongPassword,
  notPermitted,
  noCredentials,
  retryLoop,
];
