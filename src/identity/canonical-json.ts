/** The one way to write a PASSporT's JSON, so that both sides sign the same octets (RFC 8225 9). */

import { encodeUtf8, SipError } from '../message/index.ts';

/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/**
 * Keys sorted by their characters at every depth, no blanks, members that are undefined left out.
 * @returns UTF-8, one character per byte
 * @throws SipError SIP_IDENTITY_JSON for a number that JSON has no word for
 */
export function canonicalJson(value: JsonValue): string {
  return encodeUtf8(written(value));
}

function written(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new SipError('SIP_IDENTITY_JSON', `JSON has no ${value}`, { rfc: '8225 9' });
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(written).join(',')}]`;
  const members = Object.entries(value as Readonly<Record<string, JsonValue | undefined>>)
    .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join(',')}}`;
}
