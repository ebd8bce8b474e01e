/** The Contact values of a REGISTER: which bindings it asks for, and for how long (RFC 3261 10.2, 10.3 steps 6 and 7). */

import { headerId } from '../catalogue/index.ts';
import { type Defect, Failure, type NameAddr, type Request, SLOT, type Uri } from '../message/index.ts';
import { DEFAULT_Q, parseQ } from '../routing/index.ts';

const CONTACT = headerId('Contact');
const EXPIRES = headerId('Expires');

/** 20.10: what a malformed expiration counts as, s. */
const MALFORMED_EXPIRES = 3600;
const EXPIRES_LIMIT = 2 ** 32 - 1;

export interface RequestedContact {
  readonly uri: Uri;
  /** The header parameters other than `q` and `expires`, as written, with their leading `;`, or ''. */
  readonly params: string;
  /** Thousandths. */
  readonly q: number;
  /** As asked for, s; 0 removes the binding. */
  readonly expires: number;
}

/**
 * @param defaultExpires s
 * @param maxBytes of one Contact value: it will stand in a Request-URI, and in every later response
 * @returns an empty list for a query, `*` for the removal of all bindings, or the defect that deserves a 400
 */
export function readContacts(
  request: Request,
  defaultExpires: number,
  maxBytes: number,
): RequestedContact[] | '*' | Defect {
  const contacts: RequestedContact[] = [];
  let otherwise = -1;
  for (let line = request.find(CONTACT); line >= 0; line = request.find(CONTACT, line + 1)) {
    const values = request.parseAt(line) as NameAddr[] | '*' | Failure;
    const at = request.slots[line * SLOT + 2];
    if (values instanceof Failure) return broken(values.offset, values.reason);
    if (values === '*') {
      // Step 6: nothing else may stand beside it
      if (contacts.length > 0 || request.find(CONTACT, line + 1) >= 0)
        return broken(at, '* stands beside other contacts');
      if (request.header(EXPIRES) === undefined || expiresHeader(request) !== 0)
        return broken(at, '* asks for Expires: 0');
      return '*';
    }
    for (const value of values) {
      const { uri, params, start, end } = value;
      if (!uri.isSip && uri.scheme !== 'tel') return broken(start, `contacts of the scheme ${uri.scheme} are not kept`);
      if (end - start > maxBytes) return broken(start, `a contact of more than ${maxBytes} bytes`);
      const q = params.get('q');
      const weight = q === undefined ? DEFAULT_Q : parseQ(q);
      if (weight < 0) return broken(start, 'q is a number from 0 to 1 with at most three decimals');
      let expires: number;
      const wish = params.get('expires');
      if (wish !== undefined) expires = parseExpires(wish);
      else {
        if (otherwise < 0) otherwise = request.has(EXPIRES) ? expiresHeader(request) : defaultExpires;
        expires = otherwise;
      }
      const known = (q === undefined ? 0 : 1) + (wish === undefined ? 0 : 1);
      const kept = params.size > known ? keptParams(request.text, start, end) : '';
      contacts.push({ uri, params: kept, q: weight, expires });
    }
  }
  return contacts;
}

function broken(offset: number, reason: string): Defect {
  return { code: 'SIP_CONTACT', status: 400, where: 'Contact', offset, reason, rfc: '3261 10.3' };
}

function expiresHeader(request: Request): number {
  return parseExpires(request.header(EXPIRES) ?? '');
}

/** @returns s */
function parseExpires(text: string): number {
  if (text === '') return MALFORMED_EXPIRES;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return MALFORMED_EXPIRES;
    value = value * 10 + digit;
  }
  return Math.min(value, EXPIRES_LIMIT);
}

/** The parameters of the well-formed Contact value `text[start, end)`, without `q` and `expires`, the others untouched. */
function keptParams(text: string, start: number, end: number): string {
  let at = paramsStart(text, start, end);
  let kept = '';
  while (at < end) {
    const next = skipTo(text, at + 1, end, 0x3b);
    const param = text
      .slice(at, next)
      .replace(/[ \t]*\r\n[ \t]+/g, ' ')
      .trimEnd();
    if (!/^;[ \t]*(?:q|expires)[ \t]*(?:=|$)/i.test(param)) kept += param;
    at = next;
  }
  return kept;
}

/** Behind the `>`; without brackets the first semicolon starts the header's parameters (20.10). */
function paramsStart(text: string, start: number, end: number): number {
  const open = skipTo(text, start, end, 0x3c);
  const semicolon = skipTo(text, start, end, 0x3b);
  return semicolon < open ? semicolon : skipTo(text, text.indexOf('>', open), end, 0x3b);
}

/** The first `wanted` outside of quotes, or `end`. */
function skipTo(text: string, start: number, end: number, wanted: number): number {
  let quoted = false;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) quoted = !quoted;
    else if (code === 0x5c && quoted) i++;
    else if (code === wanted && !quoted) return i;
  }
  return end;
}
