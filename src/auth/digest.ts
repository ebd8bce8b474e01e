/** The computation of HA1 and of a digest's response (RFC 7616 3.4, RFC 3261 22.4, RFC 8760 2.6). */

import { detach, encodeUtf8 } from '../message/index.ts';
import { type DigestAlgorithm, digestAlgorithms, type Hash, type HashAlgorithm } from './hash.ts';

/** '' is a response without qop, as RFC 2069 had it: weaker, and still what some phones send. */
export type Qop = '' | 'auth' | 'auth-int';

/** HA1 of one user, hex, per hash algorithm: what a server keeps in place of the password (RFC 7616 3.4.2). */
export interface Ha1Set {
  readonly md5?: string;
  readonly sha256?: string;
  readonly sha512_256?: string;
}

/** What a response is computed from: wire text (one character per byte), unquoted. */
export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  /** Of `algorithm`'s hash, hex, without the session: `digestResponse` adds that. */
  readonly ha1: string;
  readonly nonce: string;
  readonly qop: Qop;
  /** As sent: eight hex digits. '' without qop. */
  readonly nc: string;
  /** '' without qop; `-sess` needs it all the same. */
  readonly cnonce: string;
  readonly method: string;
  readonly uri: string;
  /** Read for auth-int only; '' when the message has none (RFC 8760 2.6). */
  readonly body: string;
}

/**
 * HA1 of a user.
 * @param username Unicode, as people write it, and hashed as UTF-8 in its composed form (RFC 7616 4); so is `password`
 * @param realm wire text, as the challenge carries it
 * @returns lower-case hex
 */
export function computeHa1(
  hash: Hash,
  algorithm: HashAlgorithm,
  username: string,
  realm: string,
  password: string,
): string {
  return hash(algorithm, `${encodeUtf8(username.normalize('NFC'))}:${realm}:${encodeUtf8(password.normalize('NFC'))}`);
}

/** HA1 of a user for every algorithm, for a server that keeps it. All texts are Unicode, `realm` as a configuration names it. */
export function computeHa1Set(hash: Hash, username: string, realm: string, password: string): Required<Ha1Set> {
  const wire = encodeUtf8(realm);
  return {
    md5: computeHa1(hash, 'MD5', username, wire, password),
    sha256: computeHa1(hash, 'SHA-256', username, wire, password),
    sha512_256: computeHa1(hash, 'SHA-512-256', username, wire, password),
  };
}

/** The HA1 that the set has for an algorithm, if any. */
export function ha1For(set: Ha1Set, algorithm: HashAlgorithm): string | undefined {
  if (algorithm === 'MD5') return set.md5;
  return algorithm === 'SHA-256' ? set.sha256 : set.sha512_256;
}

/**
 * The response, lower-case hex (RFC 7616 3.4.1).
 * The session key of `-sess` is computed from the cnonce at hand, not from the first one used with the nonce: the same
 * for a phone that keeps its cnonce as for one that computes the key anew each time.
 */
export function digestResponse(hash: Hash, input: DigestInput): string {
  const { hash: algorithm, session } = digestAlgorithms[input.algorithm];
  const { nonce, qop, cnonce } = input;
  const ha1 = session ? hash(algorithm, `${input.ha1}:${nonce}:${cnonce}`) : input.ha1;
  const a2 =
    qop === 'auth-int'
      ? hash(algorithm, `${input.method}:${input.uri}:${hash(algorithm, input.body)}`)
      : ha2(hash, algorithm, input.method, input.uri);
  if (qop === '') return hash(algorithm, `${ha1}:${nonce}:${a2}`);
  return hash(algorithm, `${ha1}:${nonce}:${input.nc}:${cnonce}:${qop}:${a2}`);
}

/**
 * The last HA2 and what it was computed from: the REGISTER requests of a domain all share theirs, and a hash is what
 * checking them costs.
 */
let last: { hash?: Hash; algorithm: HashAlgorithm; method: string; uri: string; ha2: string } = {
  algorithm: 'MD5',
  method: '',
  uri: '',
  ha2: '',
};

/** Without the body (RFC 7616 3.4.3). */
function ha2(hash: Hash, algorithm: HashAlgorithm, method: string, uri: string): string {
  if (last.uri !== uri || last.method !== method || last.algorithm !== algorithm || last.hash !== hash) {
    const value = hash(algorithm, `${method}:${uri}`);
    last = { hash, algorithm, method: detach(method), uri: detach(uri), ha2: value };
  }
  return last.ha2;
}
