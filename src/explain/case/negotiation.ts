/** Offers and answers, each with the message that carried it (RFC 3264, RFC 3261 13.2.1, RFC 3262 5, RFC 3311). */

import { headerId } from '../../catalogue/index.ts';
import { detach, type Message, Parameterised } from '../../message/index.ts';
import { parseSession, SessionDescription } from '../../sdp/index.ts';
import { type Conversation } from './conversation.ts';
import { type SeenTransaction } from './seen-transaction.ts';
import { type Step } from './step.ts';

const CONTENT_TYPE = headerId('Content-Type');

/** One description as a message carried it. */
export interface SeenDescription {
  readonly step: Step;
  readonly session: SessionDescription;
}

/** One exchange on one hop. */
export interface Negotiation {
  readonly offer: SeenDescription;
  /** undefined where none was seen. */
  readonly answer: SeenDescription | undefined;
  /** A description in an unreliable provisional response, before the answer. */
  readonly preview: SeenDescription | undefined;
  /** The offer stood in the 2xx, and the answer in the ACK (RFC 3261 14.1). */
  readonly late: boolean;
  readonly transaction: SeenTransaction;
  /** The response that refused it. */
  readonly refusal: Step | undefined;
}

/** The last texts that were read: what a proxy passes on is the same description. */
const latest: { text: string; session: SessionDescription | null }[] = [];
const LATEST = 4;

/** The description that a message carries, also within a multipart body; undefined without one that can be read. */
export function sessionIn(step: Step): SessionDescription | undefined {
  if (step.session === undefined) {
    const text = sdpIn(step.message);
    step.session = text === undefined ? null : read(text);
  }
  return step.session ?? undefined;
}

function read(text: string): SessionDescription | null {
  const known = latest.find((one) => one.text === text);
  if (known !== undefined) return known.session;
  const parsed = parseSession(text);
  const session = parsed instanceof SessionDescription ? parsed : null;
  if (latest.length >= LATEST) latest.shift();
  latest.push({ text: detach(text), session });
  return session;
}

/** The text of the SDP in a message; undefined without one. */
export function sdpIn(message: Message): string | undefined {
  if (message.bodyEnd <= message.bodyStart) return undefined;
  const line = message.find(CONTENT_TYPE);
  if (line < 0) return undefined;
  const type = message.parseAt(line);
  const name = type instanceof Parameterised ? type.value.toLowerCase() : '';
  if (name === 'application/sdp') return message.body;
  if (!name.startsWith('multipart/') || !(type instanceof Parameterised)) return undefined;
  return partOf(message.body, type.params.get('boundary') ?? '');
}

/** The first part of type application/sdp (RFC 2046 5.1). */
function partOf(body: string, boundary: string): string | undefined {
  if (boundary === '') return undefined;
  for (const part of body.split(`--${boundary}`).slice(1)) {
    const end = part.indexOf('\r\n\r\n');
    if (end >= 0 && /^content-type:\s*application\/sdp\b/im.test(part.slice(0, end))) return part.slice(end + 4);
  }
  return undefined;
}

/** The exchanges of a conversation, hop by hop, in order. */
export function negotiationsOf(conversation: Conversation): Negotiation[] {
  const found: Negotiation[] = [];
  for (const transaction of conversation.transactions) {
    if (transaction.method === 'INVITE' || transaction.method === 'UPDATE' || transaction.method === 'PRACK') {
      const negotiation = negotiationIn(transaction, conversation);
      if (negotiation !== undefined) found.push(negotiation);
    }
  }
  return found;
}

function negotiationIn(transaction: SeenTransaction, conversation: Conversation): Negotiation | undefined {
  const { request, final } = transaction;
  const offered = request === undefined ? undefined : described(request);
  const refusal = final !== undefined && final.status >= 300 ? final : undefined;
  if (offered !== undefined) {
    const preview = transaction.responses
      .filter(({ isProvisional }) => isProvisional)
      .map(described)
      .find(isThere);
    const reliable = preview?.step.message.named('RSeq').length === 1;
    const accepted = transaction.responses.filter(({ status }) => status >= 200 && status < 300).map(described);
    const answer = accepted.find(isThere) ?? (reliable ? preview : undefined);
    return { offer: offered, answer, preview, late: false, transaction, refusal };
  }
  if (transaction.method !== 'INVITE' || final === undefined || refusal !== undefined) return undefined;
  const offer = described(final);
  if (offer === undefined) return undefined;
  const ack = conversation.transactions
    .filter(
      ({ method, sequence, hop }) =>
        method === 'ACK' && sequence === transaction.sequence && hop.source.address === transaction.client.address,
    )
    .flatMap(({ requests }) => requests)
    .map(described)
    .find(isThere);
  return { offer, answer: ack, preview: undefined, late: true, transaction, refusal: undefined };
}

function described(step: Step): SeenDescription | undefined {
  const session = sessionIn(step);
  return session === undefined ? undefined : { step, session };
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
