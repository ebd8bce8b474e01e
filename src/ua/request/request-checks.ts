/** What a user agent refuses before it looks at what a request is for, in the order of RFC 3261 8.2. */

import { headerId, isKnownMethod } from '../../catalogue/index.ts';
import { type Header, Parameterised, type Request, unescapeUri } from '../../message/index.ts';

const REQUIRE = headerId('Require');
const REPLACES = headerId('Replaces');
const ACCEPT = headerId('Accept');
const CONTENT_TYPE = headerId('Content-Type');
const CONTENT_ENCODING = headerId('Content-Encoding');
const CONTENT_DISPOSITION = headerId('Content-Disposition');

/** What an endpoint is able to. */
export interface Capabilities {
  readonly methods: readonly string[];
  /** Whether somebody looks at methods that are not among these. */
  readonly anyMethod: boolean;
  /** Media types of bodies, lower case. */
  readonly accept: readonly string[];
  /** Option tags. */
  readonly supported: readonly string[];
  /** The user parts that reach us; any where it is empty. */
  readonly users: readonly string[];
}

/** Bodies of others are for the application to read. */
const SESSION_METHODS: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'PRACK', 'OPTIONS', 'BYE', 'CANCEL']);

export interface Refusal {
  readonly status: number;
  readonly headers: readonly Header[];
}

/** @returns undefined for a request that the core may look at */
export function refusalOf(
  request: Request,
  { methods, anyMethod, accept, supported, users }: Capabilities,
): Refusal | undefined {
  const { method, uri } = request;
  if (!anyMethod && !methods.includes(method)) {
    // 21.5.2: 501 for what nobody here could ever do, 405 (8.2.1) for what we do not do
    return { status: isKnownMethod(method) ? 405 : 501, headers: [['Allow', methods.join(', ')]] };
  }
  if (!uri.isSip) return { status: 416, headers: [] };
  if (request.to.tag === '' && uri.user !== '' && users.length > 0 && !isAmong(users, uri.user))
    return { status: 404, headers: [] };
  const unsupported = request.tokens(REQUIRE).filter((tag) => !supported.includes(tag.toLowerCase()));
  // 8.2.2.3: a CANCEL is never held up
  if (unsupported.length > 0 && method !== 'CANCEL')
    return { status: 420, headers: [['Unsupported', unsupported.join(', ')]] };
  // RFC 3891 3
  if (method !== 'INVITE' && request.has(REPLACES)) return { status: 400, headers: [] };
  return SESSION_METHODS.has(method) ? refusalOfBody(request, accept) : undefined;
}

/** 19.1.4: a character and its escape are the same. */
function isAmong(users: readonly string[], user: string): boolean {
  return users.includes(user) || users.some((each) => unescapeUri(each) === unescapeUri(user));
}

/** 8.2.3, and 21.4.7 for what we would answer with. */
function refusalOfBody(request: Request, accept: readonly string[]): Refusal | undefined {
  if (request.bodyEnd > request.bodyStart && !isOptional(request)) {
    const encodings = request.tokens(CONTENT_ENCODING).filter((encoding) => encoding.toLowerCase() !== 'identity');
    if (encodings.length > 0) return { status: 415, headers: [['Accept-Encoding', 'identity']] };
    const type = request.parse(CONTENT_TYPE);
    if (!(type instanceof Parameterised) || !accept.includes(type.value.toLowerCase()))
      return { status: 415, headers: [['Accept', accept.join(', ')]] };
  }
  if ((request.method === 'INVITE' || request.method === 'OPTIONS') && request.has(ACCEPT) && !takes(request, accept))
    return { status: 406, headers: [['Accept', accept.join(', ')]] };
  return undefined;
}

/** 20.11: a body that may be left alone. */
function isOptional(request: Request): boolean {
  const disposition = request.parse(CONTENT_DISPOSITION);
  return disposition instanceof Parameterised && disposition.params.get('handling')?.toLowerCase() === 'optional';
}

/** Whether the Accept of a request takes one of our types. An empty Accept takes none (20.1). */
function takes(request: Request, types: readonly string[]): boolean {
  for (let line = request.find(ACCEPT); line >= 0; line = request.find(ACCEPT, line + 1)) {
    const ranges = request.parseAt(line);
    if (!Array.isArray(ranges)) continue;
    for (const range of ranges) {
      if (!(range instanceof Parameterised) || Number(range.params.get('q') ?? 1) === 0) continue;
      const wanted = range.value.toLowerCase();
      if (
        wanted === '*/*' ||
        types.some((type) => type === wanted || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1))))
      )
        return true;
    }
  }
  return false;
}
