/** The registrar: answers REGISTER for the domains of this server (RFC 3261 10.3), with Path (3327) and Service-Route (3608). */

import { headerId } from '../catalogue/index.ts';
import { type Defect, Failure, type Header, Parameterised, type Request, SipError } from '../message/index.ts';
import { formatContact } from '../routing/index.ts';
import { type ServerTransaction, type ServerUser, type Stack } from '../stack/index.ts';
import { type Account, type Binding, type Store } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';
import { type BindingEvent, BindingUpdate } from './binding-update.ts';
import { readContacts, type RequestedContact } from './read-contacts.ts';
import {
  contactLimit,
  defaultRegistrarOptions,
  type RegistrarOptions,
  serviceRouteHeaders,
} from './registrar-options.ts';

const REQUIRE = headerId('Require');
const SUPPORTED = headerId('Supported');
const PATH = headerId('Path');
const USER_AGENT = headerId('User-Agent');
const CONTENT_DISPOSITION = headerId('Content-Disposition');

/** The registrar has nothing to hear from its transactions: a REGISTER is never cancelled nor acknowledged. */
const NO_USER: ServerUser = {};
const NO_PATH: readonly string[] = [];
/** An hour, s: what asks for that much is never too brief (10.3 step 7). */
const NEVER_TOO_BRIEF = 3600;
/** s, when bindings cannot be written. */
const RETRY_AFTER = 5;
const USER_AGENT_LENGTH = 200;

/** What a registrar works on: where bindings are kept, and what its answers leave by. */
export interface RegistrarParts {
  readonly store: Store;
  readonly stack: Stack;
  readonly options?: RegistrarOptions;
  /** Told of each change once it is acknowledged. What it keeps of the binding it must `detach`. */
  readonly onBindings?: (aor: string, event: BindingEvent, binding: Binding) => void;
}

/** Carries out what REGISTER asks, and answers it once the store has acknowledged the change. */
export class Registrar {
  private readonly store: Store;
  private readonly stack: Stack;
  private readonly onBindings: RegistrarParts['onBindings'];
  private options: RegistrarOptions = defaultRegistrarOptions;
  private serviceRoute: readonly Header[] = [];
  private dateSecond = -1;
  private dateText = '';

  /** @throws SipError SIP_URI_INVALID for a `serviceRoute` that is none */
  constructor(parts: RegistrarParts) {
    this.store = parts.store;
    this.stack = parts.stack;
    this.onBindings = parts.onBindings;
    this.configure(parts.options ?? defaultRegistrarOptions);
  }

  /** Takes new options for what is registered from now on. @throws SipError SIP_URI_INVALID as the constructor */
  configure(options: RegistrarOptions): void {
    this.serviceRoute = serviceRouteHeaders(options.serviceRoute);
    this.options = options;
  }

  /**
   * Answers a REGISTER that `validateRequest` passed.
   * @param account whose address-of-record is registered: the caller has found it from To, and knows that whoever sent
   *   the request may register it
   */
  register(request: Request, flow: Flow, account: Account): void {
    const { options } = this;
    const unsupported = this.unsupportedOf(request);
    if (unsupported !== '') return this.refuse(request, flow, 420, [['Unsupported', unsupported]]);
    // 8.2.3: a body that is not optional has to be understood, and none is here
    if (request.bodyEnd > request.bodyStart && !isOptional(request))
      return this.refuse(request, flow, 415, [['Accept', '']]);

    const contacts = readContacts(request, Math.ceil(options.defaultExpires / 1000), this.stack.messageLimits.uriBytes);
    if (contacts !== '*' && !Array.isArray(contacts)) return this.stack.refuse(request, flow, contacts);
    if (contacts !== '*' && this.isTooBrief(contacts)) {
      return this.refuse(request, flow, 423, [['Min-Expires', String(Math.ceil(options.minExpires / 1000))]]);
    }

    let path = NO_PATH;
    let echoed = false;
    if (options.path && request.has(PATH)) {
      const read = readPath(request, this.stack.messageLimits.headerBytes);
      if (!Array.isArray(read)) return this.stack.refuse(request, flow, read);
      path = read;
      // RFC 3327 5.3: what the phone did not ask for it would not know what to do with
      echoed = hasToken(request, SUPPORTED, 'path');
      if (!echoed && options.pathWithoutSupport === 'refuse') {
        return this.refuse(request, flow, 420, [['Unsupported', 'path']]);
      }
    }

    const now = Math.floor(this.stack.clock.wall());
    const aor = `${account.user}@${account.domain}`;
    const server = this.stack.startServer(request, flow, NO_USER);
    if (contacts.length === 0) {
      this.stack.trace?.decision(this.stack.now, request.callId, 'registration', `200, ${aor} queried`);
      return this.accept(server, this.store.bindings(aor, now), now, NO_PATH);
    }

    const registration = {
      contacts,
      callId: request.callId,
      cseq: request.cseq.sequence,
      path,
      // A phone behind a proxy with Path is reached through that proxy.
      flow: path.length > 0 ? undefined : flow,
      userAgent: (request.header(USER_AGENT) ?? '').slice(0, USER_AGENT_LENGTH),
      maxExpires: Math.floor(options.maxExpires / 1000),
      now,
    };
    const update = new BindingUpdate(registration, contactLimit(options, account));
    void this.commit(server, aor, update, echoed ? path : NO_PATH);
  }

  /** Forgets bindings whose time is over; the server calls it now and then. Rejects as the store does. */
  async expire(): Promise<void> {
    // The store takes a bounded number at a time, so that messages get their turn in between.
    for (;;) {
      const expired = await this.store.expireBindings(Math.floor(this.stack.clock.wall()));
      if (expired.length === 0) return;
      if (this.onBindings !== undefined) for (const [aor, binding] of expired) this.onBindings(aor, 'expired', binding);
    }
  }

  /** The 200 leaves when the store has acknowledged the change; other requests go on meanwhile. */
  private async commit(
    server: ServerTransaction,
    aor: string,
    update: BindingUpdate,
    path: readonly string[],
  ): Promise<void> {
    const { stack } = this;
    const { now, callId } = update.registration;
    try {
      await this.store.updateBindings(aor, now, (current) => update.apply(current));
      if (update.refusal !== 0) {
        stack.trace?.decision(stack.now, callId, 'registration', `${update.refusal}, ${aor} is left as it was`);
        server.respond(update.refusal, update.refusal === 500 ? { reason: 'CSeq Out of Order' } : {});
        return;
      }
      stack.trace?.decision(stack.now, callId, 'registration', `200, ${aor} has ${update.bindings.length} contacts`);
      this.accept(server, update.bindings, now, path);
      if (this.onBindings !== undefined)
        for (const [event, binding] of update.events) this.onBindings(aor, event, binding);
    } catch (error) {
      if (error instanceof SipError && error.code === 'SIP_STORE_FAILED') {
        stack.trace?.decision(stack.now, callId, 'registration', `503, ${aor} could not be written`);
        stack.log.warn({ aor, err: error }, 'bindings could not be written');
        server.respond(503, { headers: [['Retry-After', String(RETRY_AFTER)]] });
      } else {
        stack.log.error({ aor, err: error }, 'a REGISTER could not be handled');
        server.respond(500);
      }
    } finally {
      // The answer leaves outside of a message's turn, so its deadline is not yet known to the alarm.
      stack.sleep();
    }
  }

  /** Step 8: all bindings, each with the time that it has left. */
  private accept(server: ServerTransaction, bindings: readonly Binding[], now: number, path: readonly string[]): void {
    const headers: Header[] = [];
    for (const { contact, q, expiresAt, params } of bindings) {
      headers.push(['Contact', formatContact(contact, q, Math.ceil((expiresAt - now) / 1000), params)]);
    }
    for (const value of path) headers.push(['Path', value]);
    for (const header of this.serviceRoute) headers.push(header);
    headers.push(['Date', this.date(now)]);
    server.respond(200, { headers });
  }

  private refuse(request: Request, flow: Flow, status: number, headers: readonly Header[]): void {
    this.stack.trace?.decision(this.stack.now, request.callId, 'registration', `${status}, ${headers[0].join(': ')}`);
    this.stack.startServer(request, flow, NO_USER).respond(status, { headers });
  }

  /** Step 2: the extensions that the request requires and that are not known here, or ''. */
  private unsupportedOf(request: Request): string {
    if (!request.has(REQUIRE)) return '';
    return request
      .tokens(REQUIRE)
      .filter((tag) => !(this.options.path && tag.toLowerCase() === 'path'))
      .join(', ');
  }

  private isTooBrief(contacts: readonly RequestedContact[]): boolean {
    const least = Math.min(this.options.minExpires / 1000, NEVER_TOO_BRIEF);
    for (const { expires } of contacts) if (expires > 0 && expires < least) return true;
    return false;
  }

  /** The value of Date, made anew once a second. @param now wall clock, ms */
  private date(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.dateSecond) {
      this.dateSecond = second;
      this.dateText = new Date(second * 1000).toUTCString();
    }
    return this.dateText;
  }
}

function readPath(request: Request, maxBytes: number): string[] | Defect {
  const values = request.addresses(PATH);
  const broken = (offset: number, reason: string): Defect => ({
    code: 'SIP_PATH',
    status: 400,
    where: 'Path',
    offset,
    reason,
    rfc: '3327 4',
  });
  if (values instanceof Failure) return broken(values.offset, values.reason);
  const path: string[] = [];
  let bytes = 0;
  for (const { uri, start, end } of values) {
    bytes += end - start;
    if (!uri.isSip) return broken(start, 'a sip or sips URI was expected');
    if (bytes > maxBytes) return broken(start, `a path of more than ${maxBytes} bytes`);
    path.push(
      request.text
        .slice(start, end)
        .replace(/[ \t]*\r\n[ \t]+/g, ' ')
        .trimEnd(),
    );
  }
  return path;
}

function hasToken(request: Request, id: number, wanted: string): boolean {
  return request.has(id) && request.tokens(id).some((token) => token.toLowerCase() === wanted);
}

/** Content-Disposition: …;handling=optional (RFC 3261 20.11). */
function isOptional(request: Request): boolean {
  const value = request.parse(CONTENT_DISPOSITION);
  return value instanceof Parameterised && value.params.get('handling')?.toLowerCase() === 'optional';
}
