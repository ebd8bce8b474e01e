/** Makes messages of our own: responses to a request (RFC 3261 8.2.6) and requests (8.1.1). */

import { headerFields, headerId, reasonPhrase } from '../catalogue/index.ts';
import { checkValue, headerLine } from './edit.ts';
import { NameAddr } from './name-addr.ts';
import type { Request } from './message.ts';
import { type Message, SLOT } from './message.ts';
import { SipError } from './sip-error.ts';

const VIA = headerId('Via');
const FROM = headerId('From');
const TO = headerId('To');
const CALL_ID = headerId('Call-ID');
const CSEQ = headerId('CSeq');
const TIMESTAMP = headerId('Timestamp');
const RECORD_ROUTE = headerId('Record-Route');

/** A header as a name and a value in wire form (one character per byte). */
export type Header = readonly [name: string, value: string];

/** What a response has beyond what it copies from its request. */
export interface ResponseParts {
  /** The catalogue's phrase when left out; wire form. */
  readonly reason?: string;
  /** Put on a To that has no tag yet; never on a 100 (8.2.6.2). */
  readonly toTag?: string;
  readonly headers?: readonly Header[];
  /** Wire form. */
  readonly body?: string;
  readonly contentType?: string;
  /** Copies Record-Route, as a response that makes a dialog must (12.1.1). */
  readonly recordRoute?: boolean;
}

/**
 * A response with Via, From, To, Call-ID and CSeq of the request, as far as a malformed request has them.
 * @param toTag for a To without one, where `parts` has none either
 * @returns wire text
 */
export function buildResponse(request: Request, status: number, parts: ResponseParts = {}, toTag?: string): string {
  const { text, slots, count } = request;
  if (parts.reason !== undefined) checkValue('the reason phrase', parts.reason);
  let lines = '';
  let copied = 0;
  for (let line = 0; line < count; line++) {
    const id = slots[line * SLOT];
    if (id === VIA) {
      // 18.2.1: the topmost value goes back with what we noted on receipt
      if (request.stampedVia !== undefined && slots[line * SLOT + 2] === request.via.start)
        lines += `Via: ${request.stampedVia}${text.slice(request.via.end, slots[line * SLOT + 3])}\r\n`;
      else lines += copyLine(request, line, 'Via');
    } else if (id === RECORD_ROUTE) {
      if (parts.recordRoute === true) lines += copyLine(request, line, 'Record-Route');
    } else if (id === FROM || id === TO || id === CALL_ID || id === CSEQ || (id === TIMESTAMP && status === 100)) {
      // A request that repeats one of these gets its 400 with the first alone (RFC 4475 3.3.8).
      const bit = id === TIMESTAMP ? 1 : 1 << id;
      if ((copied & bit) !== 0) continue;
      copied |= bit;
      lines +=
        id === TO
          ? toLine(request, line, status, parts.toTag ?? toTag)
          : copyLine(request, line, headerFields[id].name);
    }
  }
  return `SIP/2.0 ${status} ${parts.reason ?? reasonPhrase(status)}\r\n${lines}${ending(parts)}`;
}

function toLine(request: Request, line: number, status: number, tag: string | undefined): string {
  const to = request.toOrFailure;
  const tagged = to instanceof NameAddr && to.params.has('tag');
  if (tag === undefined || tagged || status === 100) return copyLine(request, line, 'To');
  const value = request.text.slice(request.slots[line * SLOT + 2], request.slots[line * SLOT + 3]);
  return `To: ${value};tag=${tag}\r\n`;
}

function copyLine(message: Message, line: number, name: string): string {
  const slots = message.slots;
  return `${name}: ${message.text.slice(slots[line * SLOT + 2], slots[line * SLOT + 3])}\r\n`;
}

/** All that a request of ours consists of, in wire form. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** In the order in which they are to stand, Via first. */
  readonly headers: readonly Header[];
  readonly body?: string;
  readonly contentType?: string;
}

/**
 * A request; Content-Length is added.
 * @returns wire text
 * @throws SipError SIP_URI_INVALID, SIP_METHOD_INVALID, SIP_HEADER_VALUE
 */
export function buildRequest(parts: RequestParts): string {
  if (/[\r\n ]/.test(parts.uri) || parts.uri === '')
    throw new SipError('SIP_URI_INVALID', `no Request-URI: ${JSON.stringify(parts.uri)}`);
  if (!/^[\w\-.!%*+`'~]+$/.test(parts.method))
    throw new SipError('SIP_METHOD_INVALID', `no method: ${JSON.stringify(parts.method)}`);
  return `${parts.method} ${parts.uri} SIP/2.0\r\n${ending(parts)}`;
}

function ending(parts: {
  readonly headers?: readonly Header[];
  readonly body?: string;
  readonly contentType?: string;
}): string {
  let lines = '';
  if (parts.headers !== undefined) for (const [name, value] of parts.headers) lines += headerLine(name, value);
  const body = parts.body ?? '';
  if (body !== '') lines += headerLine('Content-Type', parts.contentType ?? 'text/plain');
  return `${lines}Content-Length: ${body.length}\r\n\r\n${body}`;
}
