/** What holds for the accounts of each of our domains. */

import { type DigestAlgorithm } from '../auth/index.ts';
import { type Config, type ContactLimit, type Qop } from './config.ts';

export interface Domain {
  /** Lower case; accounts and addresses-of-record are kept under it. */
  readonly name: string;
  readonly realm: string;
  readonly algorithms: readonly DigestAlgorithm[];
  readonly qop: 'auth' | 'auth,auth-int';
  readonly maxContacts: number;
  readonly onContactLimit: ContactLimit;
}

/**
 * The domains by name, the first one first. Where none is listed, the realm is the one domain.
 * @param realm the realm in force, fixed at the first start
 */
export function domainsOf(config: Config, realm: string): ReadonlyMap<string, Domain> {
  const { algorithms, qop } = config.auth;
  const { maxContacts, onContactLimit } = config.registrar;
  const listed =
    config.domains.length > 0
      ? config.domains
      : [{ name: realm.toLowerCase(), realm: undefined, algorithms, qop, maxContacts, onContactLimit }];
  return new Map(listed.map((each) => [each.name, { ...each, realm: each.realm ?? realm, qop: qopOf(each.qop) }]));
}

function qopOf(qop: readonly Qop[]): Domain['qop'] {
  return qop.includes('auth-int') ? 'auth,auth-int' : 'auth';
}
