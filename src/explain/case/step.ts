/** One message of a capture, with what is asked of it again and again; its index is made anew when it is looked into. */

import { type Hop, type SeenMessage } from '../../capture/index.ts';
import { responseCode } from '../../catalogue/index.ts';
import { decodeUtf8, Failure, indexMessage, NameAddr, Request, type Response, Via } from '../../message/index.ts';
import { type SessionDescription } from '../../sdp/index.ts';
import { flawsOf } from './flaws.ts';
import { type MachineStep } from './machine-walk.ts';
import { type SeenContact } from './registration-book.ts';
import type { SeenTransaction } from './seen-transaction.ts';

/** A message in the order of the capture. */
export class Step {
  readonly seen: SeenMessage;
  /** 1 for the first message of the capture. */
  readonly number: number;
  /** Of a request its own; of a response that in its CSeq; '' where it has none. */
  readonly method: string;
  /** 0 for a request. */
  readonly status: number;
  /** The CSeq number, -1 without one. */
  readonly sequence: number;
  readonly callId: string;
  readonly branch: string;
  /** Host and port of the topmost Via, '' and 0 where it has none. */
  readonly sentBy: string;
  readonly sentByPort: number;
  readonly fromTag: string;
  readonly toTag: string;
  /** Bits of flaws.ts, 0 for a message that is as it should be. */
  readonly flaws: number;
  /** The transaction that it belongs to. */
  transaction: SeenTransaction | undefined = undefined;
  /** The step that it sends again (RFC 3261 17). */
  repeats: Step | undefined = undefined;
  /** The very same packet, captured a second time; it counts for nothing. */
  copy = false;
  /** The row of the sender's machine that it follows, or where there is none. */
  sent: MachineStep | undefined = undefined;
  /** The row of the receiver's machine that takes it. */
  received: MachineStep | undefined = undefined;
  /** What `sessionIn` read: null where it carries no description, undefined before. */
  session: SessionDescription | null | undefined = undefined;
  /** What `contactsIn` read, undefined before. */
  contacts: readonly SeenContact[] | undefined = undefined;
  #message: Request | Response | undefined;

  /** @param before the last message of the same conversation: what both name alike is kept once */
  constructor(seen: SeenMessage, message: Request | Response, number: number, before?: Step) {
    this.seen = seen;
    this.number = number;
    this.#message = message;
    const cseq = message.cseqOrFailure;
    const known = cseq !== undefined && !(cseq instanceof Failure);
    this.sequence = known ? cseq.sequence : -1;
    this.status = message instanceof Request ? 0 : message.status;
    this.method = same(before?.method, message instanceof Request ? message.method : known ? cseq.method : '');
    const via = message.topVia;
    this.branch = same(before?.branch, via instanceof Via ? via.branch : '');
    this.sentBy = same(before?.sentBy, via instanceof Via ? via.host : '');
    this.sentByPort = via instanceof Via ? via.port : 0;
    this.callId = same(before?.callId, message.callId);
    this.fromTag = same(before?.fromTag, tagOf(message.fromOrFailure));
    this.toTag = same(before?.toTag, tagOf(message.toOrFailure));
    this.flaws = flawsOf(message);
  }

  /** The message itself. It is valid in no way: `…OrFailure` and `find` are what one may ask it. */
  get message(): Request | Response {
    // What was indexed once is indexed again.
    return (this.#message ??= indexMessage(this.seen.text) as Request | Response);
  }

  /** The message, where it is a request. */
  get request(): Request | undefined {
    const { message } = this;
    return message instanceof Request ? message : undefined;
  }

  /** The message, where it is a response. */
  get response(): Response | undefined {
    const { message } = this;
    return message instanceof Request ? undefined : message;
  }

  /** Lets go of what was read of it: it is larger than the text. */
  forgetIndex(): void {
    this.#message = undefined;
    this.session = undefined;
  }

  /** ms since 1970; NaN where the capture does not tell. */
  get time(): number {
    return this.seen.time;
  }

  /** The number of its frame in the capture. */
  get frame(): number {
    return this.seen.frame;
  }

  /** From where to where it went. */
  get hop(): Hop {
    return this.seen.hop;
  }

  /** Whether it is a request. */
  get isRequest(): boolean {
    return this.status === 0;
  }

  /** Whether it is a final response. */
  get isFinal(): boolean {
    return this.status >= 200;
  }

  /** Whether it is a provisional response. */
  get isProvisional(): boolean {
    return this.status >= 100 && this.status < 200;
  }

  /** `INVITE`, `180 Ringing`, `200 OK (BYE)`. */
  get title(): string {
    if (this.status === 0) return this.method;
    const phrase = reasonOf(this.response) || (responseCode(this.status)?.phrase ?? '');
    const of = this.method === 'INVITE' || this.method === '' ? '' : ` (${this.method})`;
    return `${this.status} ${phrase}`.trim() + of;
  }

  /** The value of the first line of a header field, for a person; '' without one. */
  text(name: string): string {
    return shown(this.message.named(name)[0] ?? '');
  }

  /** The body, one character per byte; '' without one. */
  get body(): string {
    return this.message.body;
  }
}

function same(before: string | undefined, text: string): string {
  return before === text ? before : text;
}

function tagOf(value: NameAddr | Failure | undefined): string {
  return value instanceof NameAddr ? value.tag : '';
}

function reasonOf(response: Response | undefined): string {
  return response === undefined ? '' : shown(response.reason);
}

/** As text to show: a peer can have written anything, so controls go. */
export function shown(wire: string): string {
  // Most values are ASCII, and are left as they are.
  const text = /^[ -~]*$/.test(wire) ? wire : decodeUtf8(wire).replace(/\p{C}+/gu, ' ');
  return text.trim().slice(0, 300);
}
