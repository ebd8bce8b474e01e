/** A server's check of digest credentials (RFC 3261 22.1 to 22.4, RFC 7616 3.4, RFC 8760 2.6). */

import { type AuthValue, type Uri } from '../message/index.ts';
import { digestResponse, ha1For, type Ha1Set, type Qop } from './digest.ts';
import {
  type DigestAlgorithm,
  digestAlgorithms,
  equalInConstantTime,
  type Hash,
  parseDigestAlgorithm,
  parseHex,
} from './hash.ts';
import { nonceNumber, type NonceSource } from './nonce.ts';
import { type ReplayTable, type RequestTuple, WITHOUT_QOP } from './replay.ts';

/** What a server keeps for all its realms. */
export interface DigestServer {
  readonly hash: Hash;
  readonly nonces: NonceSource;
  readonly replays: ReplayTable;
  /** Whether a digest-uri that differs from the Request-URI will do: `sameResource`, or a laxer rule. */
  readonly sameResource: (digestUri: string, requestUri: Uri) => boolean;
}

/** One request's credentials, with what they are checked against. Texts are wire text. */
export interface CredentialsCheck {
  /** As `selectCredentials` found them. */
  readonly credentials: AuthValue | undefined;
  readonly method: string;
  readonly requestUri: Uri;
  readonly body: string;
  readonly tuple: RequestTuple;
  /** Of the user that the credentials name, in this realm; undefined for a user that is not known. */
  readonly account: { readonly ha1: Ha1Set } | undefined;
  readonly realm: string;
  /** Those that were offered. */
  readonly algorithms: readonly DigestAlgorithm[];
  /** ms, of the clock that nonces are minted by. */
  readonly now: number;
}

/** Credentials that are right, and whose. */
export interface Accepted {
  readonly kind: 'ok';
  readonly username: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop: Qop;
  /** The same request came before, by a fork or in a spiral: a proxy goes on, a registrar has no reason to. */
  readonly repeat: boolean;
}

/** Credentials that are not taken: why, for us to know, and what the peer is told. */
export interface Refused {
  readonly kind:
    | 'no-credentials'
    | 'malformed'
    | 'wrong-realm'
    | 'algorithm-not-offered'
    | 'uri-mismatch'
    | 'unknown-user'
    | 'no-ha1'
    | 'wrong-password'
    | 'stale'
    | 'forged'
    | 'replay'
    | 'forgotten';
  /** What the peer is told: a challenge, one with stale=true, or 400. The peer must not learn `kind` itself. */
  readonly answer: 'challenge' | 'stale' | 'bad-request';
  /** For log and trace; of `bad-request` also for the Warning. */
  readonly text: string;
  readonly rfc: string;
  /** The parameter at fault, when one is. */
  readonly parameter?: string;
}

/** What `verifyCredentials` finds. */
export type Verdict = Accepted | Refused;

/** The credentials for a realm among those of all header lines (RFC 3261 22.3): the first Digest ones that name it. */
export function selectCredentials(values: readonly AuthValue[], realm: string): AuthValue | undefined {
  for (const value of values) if (value.isDigest && value.params.get('realm') === realm) return value;
  return undefined;
}

/**
 * The password is checked before the nonce, so that `stale` is said only to who knows it (RFC 7616 3.3), and a user that
 * is not known costs what a wrong password costs.
 */
export function verifyCredentials(server: DigestServer, check: CredentialsCheck): Verdict {
  const { credentials, account } = check;
  if (credentials === undefined || !credentials.isDigest) return noCredentials;
  const { params } = credentials;
  const username = params.get('username');
  if (username === undefined) return malformed('username', 'is missing');
  const realm = params.get('realm');
  if (realm === undefined) return malformed('realm', 'is missing');
  if (realm !== check.realm) return wrongRealm;
  const nonce = params.get('nonce');
  if (nonce === undefined) return malformed('nonce', 'is missing');
  const uri = params.get('uri');
  if (uri === undefined) return malformed('uri', 'is missing');
  const response = params.get('response');
  if (response === undefined) return malformed('response', 'is missing');

  const algorithm = parseDigestAlgorithm(params.get('algorithm'));
  if (algorithm === undefined || !check.algorithms.includes(algorithm)) return algorithmNotOffered;
  const facts = digestAlgorithms[algorithm];
  if (response.length !== facts.digits) return malformed('response', `is not ${facts.digits} hex digits`);

  const qop = parseQop(params.get('qop'));
  if (qop === undefined) return malformed('qop', 'is neither auth nor auth-int');
  const cnonce = params.get('cnonce') ?? '';
  if (cnonce === '' && (qop !== '' || facts.session)) return malformed('cnonce', 'is missing');
  const nc = qop === '' ? '' : (params.get('nc') ?? '');
  // The last count but WITHOUT_QOP: no phone gets there.
  const count = qop === '' ? WITHOUT_QOP : nc.length === 8 ? parseHex(nc, 0, 8) : -1;
  if (count < 1) return malformed('nc', 'is not eight hex digits, counted from 00000001');
  if (uri !== check.requestUri.text && !server.sameResource(uri, check.requestUri)) return uriMismatch;

  const ha1 = account === undefined ? undefined : ha1For(account.ha1, facts.hash);
  const { method, body } = check;
  const input = { algorithm, ha1: ha1 ?? nobody[facts.digits], nonce, qop, nc, cnonce, method, uri, body };
  const expected = digestResponse(server.hash, input);
  const right = equalInConstantTime(expected, response) || equalInConstantTime(expected, response.toLowerCase());
  if (account === undefined) return unknownUser;
  if (ha1 === undefined) return noHa1;
  if (!right) return wrongPassword;

  const state = server.nonces.check(nonce, check.now);
  if (state !== 'valid') return state === 'stale' ? stale : forged;
  const use = server.replays.use(nonceNumber(nonce), count, check.tuple);
  if (use === 'replayed') return replay;
  if (use === 'forgotten') return forgotten;
  return { kind: 'ok', username, algorithm, qop, repeat: use === 'repeat' };
}

/** HA1 of a user that is not known, by its digits: any will do, its response is never believed. */
const nobody = { 32: '0'.repeat(32), 64: '0'.repeat(64) } as const;

function parseQop(text: string | undefined): Qop | undefined {
  if (text === undefined) return '';
  if (text === 'auth' || text === 'auth-int') return text;
  const folded = text.toLowerCase();
  return folded === 'auth' || folded === 'auth-int' ? folded : undefined;
}

function malformed(parameter: string, what: string): Refused {
  return {
    kind: 'malformed',
    answer: 'bad-request',
    text: `the credentials' ${parameter} ${what}`,
    rfc: '7616 3.4',
    parameter,
  };
}

const noCredentials: Refused = {
  kind: 'no-credentials',
  answer: 'challenge',
  text: 'no Digest credentials for this realm',
  rfc: '3261 22.1',
};
const wrongRealm: Refused = {
  kind: 'wrong-realm',
  answer: 'challenge',
  text: 'the credentials are for another realm',
  rfc: '3261 22.1',
  parameter: 'realm',
};
const algorithmNotOffered: Refused = {
  kind: 'algorithm-not-offered',
  answer: 'challenge',
  text: 'the credentials use an algorithm that was not offered',
  rfc: '8760 2.3',
  parameter: 'algorithm',
};
const uriMismatch: Refused = {
  kind: 'uri-mismatch',
  answer: 'bad-request',
  text: "the credentials' uri is not that of the request",
  rfc: '7616 3.4.6',
  parameter: 'uri',
};
const unknownUser: Refused = {
  kind: 'unknown-user',
  answer: 'challenge',
  text: 'there is no such user',
  rfc: '3261 22.1',
  parameter: 'username',
};
const noHa1: Refused = {
  kind: 'no-ha1',
  answer: 'challenge',
  text: 'the account has no HA1 for this algorithm: set its password anew',
  rfc: '7616 3.4.2',
  parameter: 'algorithm',
};
const wrongPassword: Refused = {
  kind: 'wrong-password',
  answer: 'challenge',
  text: 'the password is wrong',
  rfc: '7616 3.4.1',
  parameter: 'response',
};
const stale: Refused = {
  kind: 'stale',
  answer: 'stale',
  text: 'the password is right; the nonce is too old, or from before the last start',
  rfc: '7616 3.3',
  parameter: 'nonce',
};
const forged: Refused = {
  kind: 'forged',
  answer: 'stale',
  text: 'the password is right; the nonce was not minted here',
  rfc: '7616 3.3',
  parameter: 'nonce',
};
const replay: Refused = {
  kind: 'replay',
  answer: 'stale',
  text: 'the password is right; another request used this nonce count before',
  rfc: '7616 5.5',
  parameter: 'nc',
};
const forgotten: Refused = {
  kind: 'forgotten',
  answer: 'stale',
  text: 'the password is right; whether this nonce count was used before is not known any more',
  rfc: '7616 5.5',
  parameter: 'nc',
};
