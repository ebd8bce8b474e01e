/** What an Identity header field says: its parameters and its PASSporT, read without a check of the signature (RFC 8224 4, RFC 8225). */

import { headerId } from '../../catalogue/index.ts';
import { decodeUtf8 } from '../../message/index.ts';
import { type Step } from './step.ts';

const IDENTITY = headerId('Identity');
/** No PASSporT is as long; a longer one is not decoded. */
const MAX_TOKEN = 16_384;
const MAX_IDENTITIES = 16;

/** One Identity header field. */
export interface SeenIdentity {
  /** The three parts with their dots; of the compact form only the signature stands behind two dots. */
  readonly token: string;
  /** `info`, without its brackets; '' where it is missing. */
  readonly info: string;
  /** As the parameter says; '' where it is missing: ES256 then (RFC 8224 4.1). */
  readonly alg: string;
  /** As the parameter says; '' where it is missing. */
  readonly ppt: string;
  /** Undefined in the compact form, and where it cannot be read. */
  readonly passport: Passport | undefined;
  /** Why it cannot be read, as the end of a sentence; '' where it can, and in the compact form. */
  readonly fault: string;
}

/** The protected header and the claims of a full form. Whatever is not of the type that it should be is left out. */
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

/** Numbers and URIs of one side; each may be empty. */
export interface Parties {
  readonly tn: readonly string[];
  readonly uri: readonly string[];
}

const known = new WeakMap<Step, readonly SeenIdentity[]>();
const none: readonly SeenIdentity[] = [];

/** The Identity header fields of a message, in order, at most 16. */
export function identitiesOf(step: Step): readonly SeenIdentity[] {
  const before = known.get(step);
  if (before !== undefined) return before;
  if (!step.message.has(IDENTITY)) return none;
  const all = step.message.headers(IDENTITY).slice(0, MAX_IDENTITIES).map(readIdentity);
  known.set(step, all);
  return all;
}

/** Whether a message can hold a PASSporT of the full form, without looking into its header fields: a JSON object begins so. */
export function mayHoldPassport({ seen }: Step): boolean {
  return seen.text.includes('eyJ');
}

/** Reads one value. */
export function readIdentity(value: string): SeenIdentity {
  const end = value.indexOf(';');
  const token = (end < 0 ? value : value.slice(0, end)).replace(/\s/g, '');
  const params = end < 0 ? new Map<string, string>() : paramsOf(value, end);
  const { passport, fault } = readToken(token);
  return {
    token,
    info: params.get('info') ?? '',
    alg: params.get('alg') ?? '',
    ppt: params.get('ppt') ?? '',
    passport,
    fault,
  };
}

/** `;name=value`, where the value may be a URI in brackets, which the parameters of other fields are not. */
function paramsOf(value: string, start: number): Map<string, string> {
  const params = new Map<string, string>();
  let at = start;
  while (at >= 0) {
    const equals = value.indexOf('=', at);
    if (equals < 0) break;
    const name = value.slice(value.lastIndexOf(';', equals) + 1, equals);
    let from = equals + 1;
    while (value[from] === ' ') from++;
    const bracket = value[from] === '<' ? '>' : value[from] === '"' ? '"' : '';
    const close = bracket === '' ? from : value.indexOf(bracket, from + 1);
    if (close < 0) break;
    at = value.indexOf(';', close);
    const text = bracket === '' ? value.slice(from, at < 0 ? value.length : at).trim() : value.slice(from + 1, close);
    const key = name.trim().toLowerCase();
    if (!params.has(key)) params.set(key, text);
  }
  return params;
}

function readToken(token: string): { passport: Passport | undefined; fault: string } {
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

type JsonObject = Readonly<Record<string, unknown>>;

function jsonIn(part: string): JsonObject | undefined {
  const text = decodeBase64Url(part);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(decodeUtf8(text));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
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

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const sextets = new Map(Array.from(ALPHABET, (character, value) => [character, value]));
// RFC 8224 4 allows the characters of plain base64 too.
sextets.set('+', 62);
sextets.set('/', 63);

/** RFC 4648 5, with or without padding. @returns one character per byte; undefined for anything else */
export function decodeBase64Url(text: string): string | undefined {
  const length = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  if (length % 4 === 1) return undefined;
  let bytes = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length; i++) {
    const value = sextets.get(text[i]);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += String.fromCharCode((held >> bits) & 0xff);
  }
  return bytes;
}
