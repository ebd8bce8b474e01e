/** A received message: its text, an index over it, and its values parsed when asked for (RFC 3261 7). */

import { headerFields, headerId, lookUpHeader, UNKNOWN_HEADER } from '../catalogue/index.ts';
import { unfold } from './characters.ts';
import { type Defect } from './defect.ts';
import { Failure } from './failure.ts';
import { NameAddr } from './name-addr.ts';
import { type HeaderValue, parseHeaderAt, parseListAt } from './parse-header.ts';
import { SipError } from './sip-error.ts';
import { parseUri, Uri } from './uri.ts';
import { type CSeq, parseCSeq } from './values.ts';
import { parseVia, Via } from './via.ts';

const VIA = headerId('Via');
const FROM = headerId('From');
const TO = headerId('To');
const CALL_ID = headerId('Call-ID');
const CSEQ = headerId('CSeq');

/** The index holds four numbers a header line: field id, where the line starts, where its value starts and ends. */
export const SLOT = 4;

/** What requests and responses share: header lines by id or by name, and the values that every message has. */
export abstract class Message {
  /** The whole message as received, one character per byte. Bytes of a datagram behind the body are not part of it. */
  readonly text: string;
  /** What the index found broken, or undefined. `validate` looks closer. */
  readonly defect: Defect | undefined;
  /** The end of the start line, its line end excluded. */
  readonly startLineEnd: number;
  /** Where the header lines start, and where the empty line after them stands. */
  readonly headersStart: number;
  readonly headersEnd: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** See SLOT; only the first `count * SLOT` entries count. */
  readonly slots: readonly number[];
  readonly count: number;
  private viaValue: Via | Failure | undefined = undefined;
  private fromValue: NameAddr | Failure | undefined = undefined;
  private toValue: NameAddr | Failure | undefined = undefined;
  private cseqValue: CSeq | Failure | undefined = undefined;
  private callIdValue: string | undefined = undefined;

  constructor(text: string, layout: Layout) {
    this.text = text;
    this.defect = layout.defect;
    this.startLineEnd = layout.startLineEnd;
    this.headersStart = layout.headersStart;
    this.headersEnd = layout.headersEnd;
    this.bodyStart = layout.bodyStart;
    this.bodyEnd = layout.bodyEnd;
    this.slots = layout.slots;
    this.count = layout.count;
  }

  /** Where the first header line of this id stands in the index, counted in lines, or -1. `from` continues a search. */
  find(id: number, from = 0): number {
    const slots = this.slots;
    const end = this.count * SLOT;
    for (let i = from * SLOT; i < end; i += SLOT) if (slots[i] === id) return i / SLOT;
    return -1;
  }

  /** Whether there is a line of the header field with this id of the catalogue. */
  has(id: number): boolean {
    return this.find(id) >= 0;
  }

  /** The value of one header line, folds drawn together (RFC 3261 7.3.1). */
  valueAt(line: number): string {
    return unfold(this.text.slice(this.slots[line * SLOT + 2], this.slots[line * SLOT + 3]));
  }

  /** The name of one header line as written. */
  nameAt(line: number): string {
    const start = this.slots[line * SLOT + 1];
    return this.text.slice(start, this.text.indexOf(':', start)).trimEnd();
  }

  /** The name of one header line in its long form, as the catalogue spells it; as written where it is not known. */
  longNameAt(line: number): string {
    const id = this.slots[line * SLOT];
    return id === UNKNOWN_HEADER ? this.nameAt(line) : headerFields[id].name;
  }

  /** The value of the first line of this field, or undefined. */
  header(id: number): string | undefined {
    const line = this.find(id);
    return line < 0 ? undefined : this.valueAt(line);
  }

  /** The values of all lines of this field, one string a line. */
  headers(id: number): string[] {
    const values: string[] = [];
    for (let line = this.find(id); line >= 0; line = this.find(id, line + 1)) values.push(this.valueAt(line));
    return values;
  }

  /** A header by its name, known or not, long or compact, whatever its case: the values of all its lines. */
  named(name: string): string[] {
    const id = lookUpHeader(name, 0, name.length);
    if (id !== UNKNOWN_HEADER) return this.headers(id);
    const wanted = name.toLowerCase();
    const values: string[] = [];
    for (let line = this.find(UNKNOWN_HEADER); line >= 0; line = this.find(UNKNOWN_HEADER, line + 1))
      if (this.nameAt(line).toLowerCase() === wanted) values.push(this.valueAt(line));
    return values;
  }

  /** The first line of this field, parsed; undefined when there is none. */
  parse(id: number): HeaderValue | Failure | undefined {
    const line = this.find(id);
    return line < 0 ? undefined : this.parseAt(line);
  }

  /** One header line, parsed as its field's syntax says; a list field gives an array. */
  parseAt(line: number): HeaderValue | Failure {
    const i = line * SLOT;
    return parseHeaderAt(this.slots[i], this.text, this.slots[i + 2], this.slots[i + 3]);
  }

  /** All values of an address field (Contact, Route, Record-Route, Path …) in order; '*' in Contact is a Failure here. */
  addresses(id: number): NameAddr[] | Failure {
    const all: NameAddr[] = [];
    for (let line = this.find(id); line >= 0; line = this.find(id, line + 1)) {
      const failure = parseListAt(this.text, this.slots[line * SLOT + 2], this.slots[line * SLOT + 3], all);
      if (failure !== undefined) return failure;
    }
    return all;
  }

  /** All tokens of a field such as Require, Supported, Allow; a line that is malformed counts as empty. */
  tokens(id: number): string[] {
    let all: string[] | undefined;
    for (let line = this.find(id); line >= 0; line = this.find(id, line + 1)) {
      const values = this.parseAt(line);
      if (Array.isArray(values)) all = all === undefined ? (values as string[]) : all.concat(values as string[]);
    }
    return all ?? [];
  }

  /** The topmost Via value, a Failure where it is malformed, undefined where there is none. */
  get topVia(): Via | Failure | undefined {
    if (this.viaValue === undefined) {
      const line = this.find(VIA);
      if (line >= 0) this.viaValue = parseVia(this.text, this.slots[line * SLOT + 2], this.slots[line * SLOT + 3]);
    }
    return this.viaValue;
  }

  /** From, or what is wrong with it; undefined where the field is missing. */
  get fromOrFailure(): NameAddr | Failure | undefined {
    return (this.fromValue ??= this.address(FROM));
  }

  /** To, or what is wrong with it; undefined where the field is missing. */
  get toOrFailure(): NameAddr | Failure | undefined {
    return (this.toValue ??= this.address(TO));
  }

  /** CSeq, or what is wrong with it; undefined where the field is missing. */
  get cseqOrFailure(): CSeq | Failure | undefined {
    if (this.cseqValue === undefined) {
      const line = this.find(CSEQ);
      if (line >= 0) this.cseqValue = parseCSeq(this.text, this.slots[line * SLOT + 2], this.slots[line * SLOT + 3]);
    }
    return this.cseqValue;
  }

  /** The topmost Via of a message that `validate` passed. @throws SipError SIP_NOT_VALIDATED */
  get via(): Via {
    const value = this.topVia;
    if (value instanceof Via) return value;
    throw unvalidated('Via');
  }

  /** From of a message that `validate` passed. @throws SipError SIP_NOT_VALIDATED */
  get from(): NameAddr {
    const value = this.fromOrFailure;
    if (value instanceof NameAddr) return value;
    throw unvalidated('From');
  }

  /** To of a message that `validate` passed. @throws SipError SIP_NOT_VALIDATED */
  get to(): NameAddr {
    const value = this.toOrFailure;
    if (value instanceof NameAddr) return value;
    throw unvalidated('To');
  }

  /** CSeq of a message that `validate` passed. @throws SipError SIP_NOT_VALIDATED */
  get cseq(): CSeq {
    const value = this.cseqOrFailure;
    if (value === undefined || value instanceof Failure) throw unvalidated('CSeq');
    return value;
  }

  /** The value of Call-ID, a slice of the text; '' where the field is missing. */
  get callId(): string {
    return (this.callIdValue ??= this.header(CALL_ID) ?? '');
  }

  /** Where the value of Call-ID starts in the text, or -1. */
  get callIdStart(): number {
    const line = this.find(CALL_ID);
    return line < 0 ? -1 : this.slots[line * SLOT + 2];
  }

  /** The body, one character per byte. */
  get body(): string {
    return this.text.slice(this.bodyStart, this.bodyEnd);
  }

  private address(id: number): NameAddr | Failure | undefined {
    const line = this.find(id);
    if (line < 0) return undefined;
    const value = this.parseAt(line);
    return value instanceof NameAddr || value instanceof Failure ? value : undefined;
  }
}

function unvalidated(field: string): SipError {
  return new SipError(
    'SIP_NOT_VALIDATED',
    `${field} is missing or malformed; pass the message through validate() first`,
  );
}

/** What the index found; `Message` copies it. */
export interface Layout {
  readonly defect: Defect | undefined;
  readonly startLineEnd: number;
  readonly headersStart: number;
  readonly headersEnd: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly slots: readonly number[];
  readonly count: number;
}

/** A request as it was received (RFC 3261 7.1). */
export class Request extends Message {
  /** As written: methods are case-sensitive. */
  readonly method: string;
  readonly uriStart: number;
  readonly uriEnd: number;
  /** The topmost Via value with `received` and `rport` as noted on receipt (18.2.1), where that differs from the text. */
  stampedVia: string | undefined = undefined;
  private uriValue: Uri | Failure | undefined = undefined;

  constructor(text: string, layout: Layout, method: string, uriStart: number, uriEnd: number) {
    super(text, layout);
    this.method = method;
    this.uriStart = uriStart;
    this.uriEnd = uriEnd;
  }

  /** The Request-URI as written. */
  get uriText(): string {
    return this.text.slice(this.uriStart, this.uriEnd);
  }

  /** The Request-URI, or what is wrong with it. */
  get uriOrFailure(): Uri | Failure {
    return (this.uriValue ??= parseUri(this.text, this.uriStart, this.uriEnd));
  }

  /** The Request-URI of a message that `validate` passed. @throws SipError SIP_NOT_VALIDATED */
  get uri(): Uri {
    const value = this.uriOrFailure;
    if (value instanceof Uri) return value;
    throw unvalidated('Request-URI');
  }
}

/** A response as it was received (RFC 3261 7.2). */
export class Response extends Message {
  readonly status: number;
  private readonly reasonStart: number;

  constructor(text: string, layout: Layout, status: number, reasonStart: number) {
    super(text, layout);
    this.status = status;
    this.reasonStart = reasonStart;
  }

  /** The reason phrase, one character per byte. */
  get reason(): string {
    return this.text.slice(this.reasonStart, this.startLineEnd);
  }
}
