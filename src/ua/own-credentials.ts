/** What a user agent answers challenges with (RFC 3261 22.3). */

import { CredentialsCache } from '../auth/index.ts';
import { type Uri } from '../message/index.ts';
import { type UserAgentOptions } from './user-agent-options.ts';

/** @returns undefined without a password or hash functions */
export function ownCredentials({ credentials, hash }: UserAgentOptions, identity: Uri): CredentialsCache | undefined {
  if (credentials === undefined || hash === undefined) return undefined;
  const own = 'username' in credentials ? credentials : { username: identity.user, ...credentials };
  return new CredentialsCache(hash, () => own);
}
