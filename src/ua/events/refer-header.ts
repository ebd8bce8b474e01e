/** What a REFER asks for, and on whose behalf: Refer-To, Referred-By, Refer-Sub (RFC 3515 2.1, RFC 3892 3, RFC 4488 4, RFC 7614 4). */

import { headerId } from '../../catalogue/index.ts';
import {
  detach,
  NameAddr,
  Parameterised,
  quote,
  type Request,
  type Response,
  unescapeUri,
} from '../../message/index.ts';

const REFER_TO = headerId('Refer-To');
const REFERRED_BY = headerId('Referred-By');
const REFER_SUB = headerId('Refer-Sub');
const REQUIRE = headerId('Require');

/** Call-ID and both tags, as the new request carries them on (RFC 3891 6.1). Nothing else of what a URI brings along is taken. */
const REPLACES = /^[\w.!%*+`'~()<>:\\"/[\]?{}@-]+(?:;[\w.!%*+`'~-]+(?:=[\w.!%*+`'~-]+)?){2,8}$/;

/** What a REFER asks for. */
export interface Reference {
  readonly to: NameAddr;
  /** A URI without its headers and its method: the Request-URI of what is asked for. */
  readonly target: string;
  /** INVITE where the URI names none. */
  readonly method: string;
  /** The value of Replaces that the URI brings along; undefined without. */
  readonly replaces: string | undefined;
  /** Whether the URI asks that its Replaces be insisted on: Require=replaces. */
  readonly requiresReplaces: boolean;
}

/** @returns undefined for what deserves a 400: none, or more than one (RFC 3515 2.4.2), or one that can't be read */
export function readReference(request: Request): Reference | undefined {
  const to = request.parse(REFER_TO);
  if (!(to instanceof NameAddr) || request.headers(REFER_TO).length > 1) return undefined;
  const { uri } = to;
  let replaces: string | undefined;
  let requiresReplaces = false;
  for (const header of uri.headers.replace(/^\?/, '').split('&')) {
    const equals = header.indexOf('=');
    const name = unescapeUri(header.slice(0, Math.max(0, equals))).toLowerCase();
    const value = unescapeUri(header.slice(equals + 1));
    if (name === 'replaces') {
      if (replaces !== undefined || !isReplaces(value)) return undefined;
      replaces = detach(value);
    } else if (name === 'require') requiresReplaces ||= /(?:^|[\s,])replaces(?:$|[\s,])/i.test(value);
  }
  const method = uri.params.get('method');
  return {
    to,
    target: detach(withoutMethod(uri.text.slice(0, uri.text.length - uri.headers.length).replace(/\?$/, ''))),
    method: method === undefined || method === '' ? 'INVITE' : detach(method),
    replaces,
    requiresReplaces,
  };
}

/** Whether the sender of a REFER wants no subscription, and how it said so: `Refer-Sub: false`, or `Require: nosub`. */
export function unsubscribed(request: Request): 'norefersub' | 'nosub' | undefined {
  if (request.tokens(REQUIRE).some((tag) => tag.toLowerCase() === 'nosub')) return 'nosub';
  return refusesSubscription(request) ? 'norefersub' : undefined;
}

/** Refer-Sub: false, in a REFER or in its 2xx. */
export function refusesSubscription(message: Request | Response): boolean {
  const value = message.parse(REFER_SUB);
  return value instanceof Parameterised && value.value.toLowerCase() === 'false';
}

/** Referred-By as it is to be passed on; undefined without. The token that it may point at in the body is not passed on (RFC 3892 2.2). */
export function referredBy(request: Request): { readonly address: NameAddr; readonly value: string } | undefined {
  const address = request.parse(REFERRED_BY);
  if (!(address instanceof NameAddr)) return undefined;
  const { uri, params, displayName } = address;
  let value = `${displayName === '' ? '' : `${quote(displayName)} `}<${uri.text}>`;
  for (const [i, name] of params.names.entries()) {
    if (name === 'cid') continue;
    const parameter = params.values[i];
    value += `;${name}`;
    if (params.wasQuoted(i)) value += `=${quote(parameter)}`;
    else if (parameter !== '') value += `=${parameter}`;
  }
  return { address, value: detach(value) };
}

function isReplaces(value: string): boolean {
  return REPLACES.test(value) && /;to-tag=/i.test(value) && /;from-tag=/i.test(value);
}

/** RFC 3261 19.1.1: the parameter has no place in a Request-URI. */
function withoutMethod(uri: string): string {
  const host = uri.lastIndexOf('@') + 1;
  return uri.slice(0, host) + uri.slice(host).replace(/;method=[^;?]*/i, '');
}
