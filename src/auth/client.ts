/** A user agent's answer to challenges (RFC 3261 22.2, 22.3, RFC 7616 3.4, RFC 8760 2.4). */

import { type AuthValue, detach, encodeUtf8, quote } from '../message/index.ts';
import { computeHa1, digestResponse } from './digest.ts';
import { type DigestAlgorithm, digestAlgorithms, type Hash, parseDigestAlgorithm } from './hash.ts';

/** A Digest challenge that can be answered. Texts are wire text, and do not hold on to their message. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: DigestAlgorithm;
  /** The parameter as it was given: an answer repeats it, or leaves it out too. */
  readonly algorithmText: string | undefined;
  /** What the answer will use: auth before auth-int, which nothing between the peers may break; '' when none was offered. */
  readonly qop: '' | 'auth' | 'auth-int';
  /** Whether the credentials that it refuses were right but for the nonce. */
  readonly stale: boolean;
}

/**
 * What a Digest challenge asks for.
 * @returns undefined for another scheme, an unknown algorithm or qop, or without realm or nonce
 */
export function readChallenge(value: AuthValue): Challenge | undefined {
  if (!value.isDigest) return undefined;
  const { params } = value;
  const text = (name: string) => {
    const value = params.get(name);
    return value === undefined ? undefined : detach(value);
  };
  const realm = text('realm');
  const nonce = text('nonce');
  const algorithmText = text('algorithm');
  const algorithm = parseDigestAlgorithm(algorithmText);
  const qop = chooseQop(params.get('qop'));
  if (realm === undefined || nonce === undefined || algorithm === undefined || qop === undefined) return undefined;
  const stale = params.get('stale')?.toLowerCase() === 'true';
  return { realm, nonce, opaque: text('opaque'), algorithm, algorithmText, qop, stale };
}

/**
 * Of each realm, in their order, the strongest challenge that can be answered; at equal strength the first. Several
 * realms come from a proxy that forked, and each wants its answer (RFC 3261 22.3).
 */
export function chooseChallenges(values: readonly AuthValue[]): Challenge[] {
  const chosen = new Map<string, Challenge>();
  for (const value of values) {
    const challenge = readChallenge(value);
    if (challenge === undefined) continue;
    const rival = chosen.get(challenge.realm);
    if (rival === undefined || strengthOf(challenge) > strengthOf(rival)) chosen.set(challenge.realm, challenge);
  }
  return [...chosen.values()];
}

/** The request, and who sends it: what credentials are made of. */
export interface Answer {
  readonly challenge: Challenge;
  /** Unicode. */
  readonly username: string;
  /** Unicode; or HA1 in hex in its place. */
  readonly password: string | { readonly ha1: string };
  readonly method: string;
  /** The Request-URI, wire form. */
  readonly uri: string;
  readonly body: string;
  /** How many requests have used the nonce, this one included: from 1. */
  readonly nc: number;
  /** Random, wire form. It should stay the same for as long as the nonce does, which suits every reading of `-sess`. */
  readonly cnonce: string;
}

/** The value of the Authorization (to a 401) or Proxy-Authorization (to a 407) line, wire form. */
export function answerChallenge(hash: Hash, answer: Answer): string {
  const { challenge, username, password, method, uri, body } = answer;
  const { realm, nonce, opaque, algorithm, algorithmText, qop } = challenge;
  const { hash: hashAlgorithm, session } = digestAlgorithms[algorithm];
  const ha1 = typeof password === 'string' ? computeHa1(hash, hashAlgorithm, username, realm, password) : password.ha1;
  const nc = qop === '' ? '' : answer.nc.toString(16).padStart(8, '0');
  const cnonce = qop === '' && !session ? '' : answer.cnonce;
  const response = digestResponse(hash, { algorithm, ha1, nonce, qop, nc, cnonce, method, uri, body });
  let text = `Digest username=${quote(encodeUtf8(username.normalize('NFC')))}, realm=${quote(realm)}, nonce=${quote(nonce)}`;
  text += `, uri=${quote(uri)}, response="${response}"`;
  if (algorithmText !== undefined) text += `, algorithm=${algorithm}`;
  if (cnonce !== '') text += `, cnonce=${quote(cnonce)}`;
  if (opaque !== undefined) text += `, opaque=${quote(opaque)}`;
  if (qop !== '') text += `, qop=${qop}, nc=${nc}`;
  return text;
}

/** auth-int is taken only when nothing else is offered; a list of unknown ones can't be answered. */
function chooseQop(offered: string | undefined): Challenge['qop'] | undefined {
  if (offered === undefined) return '';
  const names = offered.split(',').map((name) => name.trim().toLowerCase());
  if (names.includes('auth')) return 'auth';
  return names.includes('auth-int') ? 'auth-int' : undefined;
}

function strengthOf(challenge: Challenge): number {
  return digestAlgorithms[challenge.algorithm].strength;
}
