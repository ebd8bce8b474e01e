/** The PASSporT: header and claims of a signed statement about a call (RFC 8225 4, 5; RFC 8588; RFC 8946). */

import { decodeUtf8 } from '../message/index.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { canonicalJson, type JsonObject } from './canonical-json.ts';

/** No PASSporT is as long; a longer one is not decoded. */
const MAX_TOKEN = 16_384;

/** Numbers and URIs of one side; each may be empty. */
export interface Parties {
  readonly tn: readonly string[];
  readonly uri: readonly string[];
}

/** The protected header and the claims. Whatever is not of the type that it should be is left out. */
export interface Passport {
  readonly alg: string;
  readonly typ: string;
  readonly ppt: string;
  readonly x5u: string;
  readonly orig: Parties;
  readonly dest: Parties;
  /** Of ppt=div: whom the call was for before it was diverted (RFC 8946). */
  readonly div: Parties;
  /** s since 1970; NaN where it is missing or no number. */
  readonly iat: number;
  /** '' where it is missing (RFC 8588). */
  readonly attest: string;
  readonly origid: string;
}

/** What a token says. */
export interface ReadToken {
  /** Undefined in the compact form, and where it cannot be read. */
  readonly passport: Passport | undefined;
  /** Why it cannot be read, as the end of a sentence; '' where it can, and in the compact form. */
  readonly fault: string;
}

/** Reads the three parts of a full form, or the two dots and the signature of the compact one; the signature is not checked. */
export function readToken(token: string): ReadToken {
  if (token.length > MAX_TOKEN) return { passport: undefined, fault: `it is ${token.length} characters long` };
  if (token.startsWith('..')) return { passport: undefined, fault: '' };
  if (token.startsWith('"'))
    return { passport: undefined, fault: 'it has the form of RFC 4474, which RFC 8224 replaced' };
  const parts = token.split('.');
  if (parts.length !== 3)
    return { passport: undefined, fault: `it has ${parts.length} of the three parts of a PASSporT` };
  const [header, claims] = [jsonIn(parts[0]), jsonIn(parts[1])];
  if (header === undefined) return { passport: undefined, fault: 'its header cannot be decoded' };
  if (claims === undefined) return { passport: undefined, fault: 'its claims cannot be decoded' };
  const passport: Passport = {
    alg: textOf(header.alg),
    typ: textOf(header.typ),
    ppt: textOf(header.ppt),
    x5u: textOf(header.x5u),
    orig: partiesOf(claims.orig),
    dest: partiesOf(claims.dest),
    div: partiesOf(claims.div),
    iat: typeof claims.iat === 'number' ? claims.iat : Number.NaN,
    attest: textOf(claims.attest),
    origid: textOf(claims.origid),
  };
  return { passport, fault: parts[2] === '' ? 'its signature is missing' : '' };
}

/** What is signed: header and claims in their canonical form, with a dot between (RFC 8225 9, RFC 7515 5.1). */
export function signingInput(header: JsonObject, claims: JsonObject): string {
  return `${encodeBase64Url(canonicalJson(header))}.${encodeBase64Url(canonicalJson(claims))}`;
}

/** Of a text of a part; undefined for what is no JSON object. */
function jsonIn(part: string): Readonly<Record<string, unknown>> | undefined {
  const text = decodeBase64Url(part);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(decodeUtf8(text));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `orig` has one text of each kind, `dest` a list (RFC 8225 5.2.1); both are taken either way. */
function partiesOf(value: unknown): Parties {
  const texts = (one: unknown): string[] =>
    (Array.isArray(one) ? (one as unknown[]) : [one]).filter((text): text is string => typeof text === 'string');
  return isObject(value) ? { tn: texts(value.tn), uri: texts(value.uri) } : { tn: [], uri: [] };
}
