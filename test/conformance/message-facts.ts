/** What a table of messages says of each, and how it is read off a parsed one: plain data, compared whole. */

import {
  type Defect,
  decodeUtf8,
  Failure,
  formatHost,
  indexMessage,
  type Message,
  NameAddr,
  type Params,
  Request,
  type Response,
  unescapeUri,
  validateRequest,
  validateResponse,
  Via,
} from '../../src/message/index.ts';

type Address = readonly [displayName: string, uri: string, params: string];

/** Read off a message; a row names those that its point is about. */
export interface Facts {
  method: string;
  uri: string;
  scheme: string;
  /** Escapes resolved. */
  user: string;
  host: string;
  port: number;
  status: number;
  /** UTF-8 decoded. */
  reason: string;
  /** `TRANSPORT sent-by branch`, of every value in order. */
  vias: readonly string[];
  /** Whether the topmost branch can be matched by RFC 3261's rules. */
  cookie: boolean;
  received: string;
  from: Address;
  to: Address;
  callId: string;
  cseq: string;
  maxForwards: number;
  contacts: readonly Address[];
  /** Of the first Contact: its user with escapes resolved, its URI's parameters, its URI's headers. */
  contactUser: string;
  contactParams: string;
  contactHeaders: string;
  /** The URIs. */
  routes: readonly string[];
  recordRoutes: readonly string[];
  require: readonly string[];
  proxyRequire: readonly string[];
  accept: readonly string[];
  contentType: string;
  subject: string;
  /** The values of fields that we do not know, by name as asked for. */
  named: Readonly<Record<string, readonly string[]>>;
  /** Lines of the header that have a field name. */
  lines: number;
  bodyBytes: number;
  body: string;
}

/** What becomes of a message at the parser: its facts, a defect with its place, or silence. */
export interface Expectation {
  readonly facts?: Partial<Facts>;
  /** `at`: how the text goes on where the offset points, and nowhere before. */
  readonly defect?: {
    readonly code: Defect['code'];
    readonly status: Defect['status'];
    readonly where: string;
    readonly at: string;
  };
  /** A field that is malformed, but which not every element reads. */
  readonly broken?: { readonly field: string; readonly at: string };
  /** No message at all: silence. */
  readonly dropped?: true;
}

/**
 * What a live element does (for the tests that have one): a status, 'forward' for what a proxy passes on, 'accept' for a
 * 2xx of a user agent or registrar that serves the user, 'silence'.
 */
export type Outcome = number | 'forward' | 'accept' | 'silence';

export interface Live {
  readonly proxy?: Outcome;
  readonly uas?: Outcome;
  readonly registrar?: Outcome;
  /** A header that the response must carry, as `Name: value`. */
  readonly header?: string;
}

export interface Row {
  readonly name: string;
  readonly section: string;
  /** The RFC's point, in our words. */
  readonly says: string;
  /** Of the RFC's own message. */
  readonly file: Expectation;
  /** What is missing at the end of the archived file. */
  readonly completedBy?: string;
  readonly live: Live;
  /** A message of our own that makes the same point, for whoever has not got the RFC's. */
  readonly own: Expectation & { readonly text: string };
}

/** A message from its start line and what differs from the plainest one: null takes a field out, an array repeats it. */
export function compose(
  startLine: string,
  fields: Readonly<Record<string, string | readonly string[] | null>> = {},
  body = '',
): string {
  const method = startLine.startsWith('SIP/') ? 'OPTIONS' : startLine.split(' ')[0];
  const all: Record<string, string | readonly string[] | null> = {
    Via: 'SIP/2.0/UDP pc33.example.org;branch=z9hG4bK-torture-1',
    'Max-Forwards': startLine.startsWith('SIP/') ? null : '70',
    From: '"Ann" <sip:ann@example.org>;tag=a1',
    To: '<sip:ben@example.com>',
    'Call-ID': 'torture-1@example.org',
    CSeq: `1 ${method}`,
    'Content-Length': String(body.length),
    ...fields,
  };
  let text = `${startLine}\r\n`;
  for (const [name, value] of Object.entries(all))
    if (value !== null) for (const one of typeof value === 'string' ? [value] : value) text += `${name}: ${one}\r\n`;
  return `${text}\r\n${body}`;
}

export function parse(text: string): { message: Request | Response; defect: Defect | undefined } | undefined {
  const message = indexMessage(text);
  if (message === undefined) return undefined;
  return { message, defect: message instanceof Request ? validateRequest(message) : validateResponse(message) };
}

/** The facts of a message that validation passed. */
export function factsOf(message: Request | Response): Partial<Facts> {
  const list = (name: string) => message.named(name);
  const contacts = addressesOf(message, 'Contact');
  const facts: Partial<Facts> = {
    vias: viasOf(message).map((via) =>
      `${via.transport} ${formatHost(via.host)}${via.port === 0 ? '' : `:${via.port}`} ${via.branch}`.trimEnd(),
    ),
    cookie: message.via.hasCookie,
    received: message.via.params.get('received') ?? '',
    from: addressFacts(message.from),
    to: addressFacts(message.to),
    callId: message.callId,
    cseq: `${message.cseq.sequence} ${message.cseq.method}`,
    maxForwards: Number(list('Max-Forwards')[0]),
    contacts: contacts.map(addressFacts),
    contactUser: unescapeUri(contacts[0]?.uri.user ?? ''),
    contactParams: contacts.length === 0 ? '' : paramsText(contacts[0].uri.params),
    contactHeaders: contacts[0]?.uri.headers ?? '',
    routes: addressesOf(message, 'Route').map((route) => route.uri.text),
    recordRoutes: addressesOf(message, 'Record-Route').map((route) => route.uri.text),
    require: list('Require').flatMap((value) => value.split(', ')),
    proxyRequire: list('Proxy-Require').flatMap((value) => value.split(', ')),
    accept: list('Accept').flatMap((value) => value.split(', ')),
    contentType: list('Content-Type')[0] ?? '',
    subject: list('Subject')[0],
    lines: message.count,
    bodyBytes: message.body.length,
    body: message.body,
  };
  if (!(message instanceof Request)) return { ...facts, status: message.status, reason: decodeUtf8(message.reason) };
  const { uri } = message;
  const start = {
    method: message.method,
    uri: message.uriText,
    scheme: uri.scheme,
    user: unescapeUri(uri.user),
    host: uri.host,
  };
  return { ...facts, ...start, port: uri.port };
}

/** A field that only some role reads: its first value's failure, or undefined. */
export function failureOf(message: Message, field: string): Failure | undefined {
  for (let line = 0; line < message.count; line++) {
    if (message.nameAt(line).toLowerCase() !== field.toLowerCase()) continue;
    const value = message.parseAt(line);
    return value instanceof Failure ? value : undefined;
  }
  return undefined;
}

function addressFacts(address: NameAddr): Address {
  return [decodeUtf8(address.displayName), address.uri.text, paramsText(address.params)];
}

function paramsText(params: Params): string {
  return params.names
    .map((name, i) => `${name}${params.values[i] === '' ? '' : `=${unescapeUri(params.values[i])}`}`)
    .join(';');
}

function valuesOf(message: Message, field: string): unknown[] {
  const values: unknown[] = [];
  const compact: Readonly<Record<string, string>> = { Contact: 'm', Via: 'v' };
  for (let line = 0; line < message.count; line++) {
    const name = message.nameAt(line).toLowerCase();
    if (name !== field.toLowerCase() && name !== compact[field]) continue;
    const parsed = message.parseAt(line);
    if (Array.isArray(parsed)) values.push(...(parsed as unknown[]));
    else values.push(parsed);
  }
  return values;
}

function addressesOf(message: Message, field: string): NameAddr[] {
  return valuesOf(message, field).filter((value) => value instanceof NameAddr);
}

function viasOf(message: Message): Via[] {
  return valuesOf(message, 'Via').filter((value) => value instanceof Via);
}
