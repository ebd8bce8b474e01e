/** The Identity header field: a PASSporT, or its signature alone, with where its certificate is (RFC 8224 4, 4.1). */

import { SipError } from '../message/index.ts';
import { type ReadToken, readToken } from './passport.ts';

/** One Identity header field. */
export interface IdentityValue extends ReadToken {
  /** The three parts with their dots; of the compact form only the signature stands behind two dots. */
  readonly token: string;
  /** `info`, without its brackets; '' where it is missing. */
  readonly info: string;
  /** As the parameter says; '' where it is missing: ES256 then (RFC 8224 4.1). */
  readonly alg: string;
  /** As the parameter says; '' where it is missing. */
  readonly ppt: string;
}

/** Reads one value; nothing throws. */
export function readIdentity(value: string): IdentityValue {
  const end = value.indexOf(';');
  const token = (end < 0 ? value : value.slice(0, end)).replace(/\s/g, '');
  const params = end < 0 ? new Map<string, string>() : paramsOf(value, end);
  return {
    token,
    info: params.get('info') ?? '',
    alg: params.get('alg') ?? '',
    ppt: params.get('ppt') ?? '',
    ...readToken(token),
  };
}

/**
 * Writes one value.
 * @param token the full form; `compactToken` makes the other of it @param info the URL of the certificate
 * @throws SipError SIP_IDENTITY_INFO for a URL that cannot stand between brackets
 */
export function identityValue(token: string, info: string, { alg = 'ES256', ppt = '' } = {}): string {
  if (!/^[!#-;=?-~]+$/.test(info))
    throw new SipError('SIP_IDENTITY_INFO', `no URL for info: ${info.slice(0, 100)}`, { rfc: '8224 4.1' });
  return `${token};info=<${info}>;alg=${alg}${ppt === '' ? '' : `;ppt=${ppt}`}`;
}

/** The compact form of a token: its header and claims are made anew by whoever verifies it (RFC 8225 7). */
export function compactToken(token: string): string {
  return `..${token.slice(token.lastIndexOf('.') + 1)}`;
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
