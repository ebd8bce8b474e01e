/** What is wrong with a message by itself, as bits that cost nothing to ask (RFC 3261 7, 8.1.1, 8.2.6.2, 20.14). */

import { headerId } from '../../catalogue/index.ts';
import {
  type Defect,
  type Message,
  NameAddr,
  Request,
  type Response,
  validateRequest,
  validateResponse,
  Via,
} from '../../message/index.ts';

/** It cannot be read as RFC 3261 says. */
export const MALFORMED = 1;
/** Content-Length says something else than what came. */
export const MISFIT = 2;

const CONTACT = headerId('Contact');
const MAX_FORWARDS = headerId('Max-Forwards');
const MIN_EXPIRES = headerId('Min-Expires');
const ALLOW = headerId('Allow');
const UNSUPPORTED = headerId('Unsupported');
const WWW_AUTHENTICATE = headerId('WWW-Authenticate');
const PROXY_AUTHENTICATE = headerId('Proxy-Authenticate');

/** A MUST of RFC 3261 that a message breaks by itself. */
export interface Breach {
  /** In `flawsOf`. */
  readonly bit: number;
  /** What it lacks, as the rest of a sentence: `has no Contact`. */
  readonly text: string;
  /** RFC and section that ask for it. */
  readonly rfc: string;
  /** Nearly everybody copes with it. */
  readonly isHarmless: boolean;
}

const HEADER_MISSING = 1 << 2;
const CSEQ_METHOD = 1 << 3;
const NO_CONTACT_IN_INVITE = 1 << 4;
const NO_CONTACT_IN_ANSWER = 1 << 5;
const NO_TO_TAG_IN_ANSWER = 1 << 6;
const NO_CHALLENGE = 1 << 7;
const NO_UNSUPPORTED = 1 << 8;
const NO_MIN_EXPIRES = 1 << 9;
const NO_ALLOW = 1 << 10;
const NO_TO_TAG = 1 << 11;
const NO_FROM_TAG = 1 << 12;
const NO_COOKIE = 1 << 13;
const NO_MAX_FORWARDS = 1 << 14;

/** The gravest first. */
// biome-ignore format: a table
export const breaches: readonly Breach[] = [
  { bit: HEADER_MISSING, text: 'lacks a header field that every message has', rfc: '3261 8.1.1', isHarmless: false },
  { bit: CSEQ_METHOD, text: 'has another method in CSeq than in its start line', rfc: '3261 8.1.1.5', isHarmless: false },
  { bit: NO_TO_TAG_IN_ANSWER, text: 'has no tag in To, so it makes no dialog', rfc: '3261 8.2.6.2', isHarmless: false },
  { bit: NO_CONTACT_IN_ANSWER, text: 'has no Contact, so nobody knows where ACK and BYE go', rfc: '3261 12.1.1', isHarmless: false },
  { bit: NO_CONTACT_IN_INVITE, text: 'has no Contact, so nobody knows where later requests go', rfc: '3261 8.1.1.8', isHarmless: false },
  { bit: NO_CHALLENGE, text: 'carries no challenge, so the client cannot answer it', rfc: '3261 22.2', isHarmless: false },
  { bit: NO_UNSUPPORTED, text: 'does not list in Unsupported what it refuses', rfc: '3261 8.2.2.3', isHarmless: false },
  { bit: NO_MIN_EXPIRES, text: 'does not say in Min-Expires how long would be enough', rfc: '3261 10.3', isHarmless: false },
  { bit: NO_ALLOW, text: 'does not list in Allow which methods are understood', rfc: '3261 8.2.1', isHarmless: true },
  { bit: NO_TO_TAG, text: 'has no tag in To', rfc: '3261 8.2.6.2', isHarmless: true },
  { bit: NO_FROM_TAG, text: 'has no tag in From', rfc: '3261 8.1.1.3', isHarmless: true },
  { bit: NO_COOKIE, text: 'has a branch that does not begin with z9hG4bK', rfc: '3261 8.1.1.7', isHarmless: true },
  { bit: NO_MAX_FORWARDS, text: 'has no Max-Forwards', rfc: '3261 8.1.1.6', isHarmless: true },
];

/** All bits of breaches. */
export const BREACH = breaches.reduce((bits, { bit }) => bits | bit, 0);

/** The flaws of a message, 0 for one that is as it should be. */
export function flawsOf(message: Request | Response): number {
  const defect = defectOf(message);
  let flaws = defect === undefined ? 0 : flawOf(defect);
  if (defect?.code === 'SIP_HEADERS_OPEN') return flaws;
  if (message.bodyEnd < message.text.length && isFilled(message)) flaws |= MISFIT;
  const via = message.topVia;
  if (via instanceof Via && !via.hasCookie) flaws |= NO_COOKIE;
  return message instanceof Request ? flaws | requestFlaws(message) : flaws | responseFlaws(message);
}

/** What the message layer finds wrong with a message: the first fault. */
export function defectOf(message: Request | Response): Defect | undefined {
  return message instanceof Request ? validateRequest(message) : validateResponse(message);
}

function flawOf({ code }: Defect): number {
  if (code === 'SIP_BODY_SHORT') return MISFIT;
  if (code === 'SIP_MISSING') return HEADER_MISSING;
  return code === 'SIP_CSEQ_METHOD' ? CSEQ_METHOD : MALFORMED;
}

function requestFlaws(request: Request): number {
  let flaws = 0;
  if (!request.has(MAX_FORWARDS)) flaws |= NO_MAX_FORWARDS;
  if (request.method === 'INVITE' && !request.has(CONTACT) && !isWithinDialog(request)) flaws |= NO_CONTACT_IN_INVITE;
  const from = request.fromOrFailure;
  return from instanceof NameAddr && from.tag === '' ? flaws | NO_FROM_TAG : flaws;
}

function isWithinDialog(request: Request): boolean {
  const to = request.toOrFailure;
  return to instanceof NameAddr && to.tag !== '';
}

function responseFlaws(response: Response): number {
  const { status } = response;
  if (status === 100) return 0;
  let flaws = 0;
  const cseq = response.cseqOrFailure;
  const accepts = status >= 200 && status < 300 && cseq !== undefined && 'method' in cseq && cseq.method === 'INVITE';
  if (accepts && !response.has(CONTACT)) flaws |= NO_CONTACT_IN_ANSWER;
  const to = response.toOrFailure;
  if (to instanceof NameAddr && to.tag === '') flaws |= accepts ? NO_TO_TAG_IN_ANSWER : NO_TO_TAG;
  switch (status) {
    case 401:
      return response.has(WWW_AUTHENTICATE) ? flaws : flaws | NO_CHALLENGE;
    case 407:
      return response.has(PROXY_AUTHENTICATE) ? flaws : flaws | NO_CHALLENGE;
    case 405:
      return response.has(ALLOW) ? flaws : flaws | NO_ALLOW;
    case 420:
      return response.has(UNSUPPORTED) ? flaws : flaws | NO_UNSUPPORTED;
    case 423:
      return response.has(MIN_EXPIRES) ? flaws : flaws | NO_MIN_EXPIRES;
    default:
      return flaws;
  }
}

/** Whether there is more behind the body than line ends and zeros. */
function isFilled({ text, bodyEnd }: Message): boolean {
  for (let at = bodyEnd; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 13 && code !== 10 && code !== 32 && code !== 0) return true;
  }
  return false;
}
