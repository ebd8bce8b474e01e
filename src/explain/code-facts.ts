/** The facts of a response code in words (RFC 3261 8.1.3, 13.2.2, 16.7, 17, 21). */

import { acknowledgement, methods, q850Causes, type ResponseCode } from '../catalogue/index.ts';
import type { Fact } from './entry.ts';
import { formatReference } from './reference-text.ts';

const CLASSES: Readonly<Record<ResponseCode['class'], string>> = {
  1: '1xx, provisional: the request is in work, and a final response follows',
  2: '2xx, success',
  3: '3xx, redirection: try another address',
  4: '4xx, request failure: this server will not do this request as it is',
  5: '5xx, server failure: the request may be fine, this server failed',
  6: '6xx, global failure: no other place will do it either',
  7: '7xx, made up by a client and never on the wire',
};

const STATUS: Readonly<Record<ResponseCode['status'], string>> = {
  registered: 'registered with IANA',
  obsolete: 'registered with IANA, no longer to be sent',
  legacy: 'not registered: from an older specification',
  vendor: 'not registered: made up by a program or a network',
};

const AT_PROXY: Readonly<Record<ResponseCode['atProxy'], string>> = {
  consumed: 'ends at the next hop and is never forwarded',
  'forwarded at once': 'forwarded at once, from every branch',
  'forwarded at once, ends the search': 'forwarded at once; the branches that still ring are cancelled',
  'followed or collected': 'followed to the Contact, or kept as a candidate for the best response',
  collected: 'kept as a candidate; the best of all branches is forwarded when they have ended',
  'collected, challenges joined': 'kept as a candidate; the challenges of all branches are joined in one response',
  'becomes 500': 'kept as a candidate, and forwarded as 500 when nothing better came',
  'ends the search when the others have ended':
    'the other branches are cancelled; it is forwarded when they have ended, unless one of them succeeded',
  'never on the wire': 'never reaches one',
};

/** Labels are the same for every code, so that two codes can be held side by side. */
export function codeFacts(code: ResponseCode): Fact[] {
  const facts: Fact[] = [{ label: 'class', value: CLASSES[code.class] }];
  const add = (label: string, value: string) => {
    if (value !== '') facts.push({ label, value });
  };
  add('status', code.origin === undefined ? STATUS[code.status] : `${STATUS[code.status]} (${code.origin})`);
  add('defined in', formatReference(code.rfc));
  add('once called', code.formerPhrases.join('; '));
  add('sent by', code.senders.map(senderName).join(', '));
  add('in answer to', methodsText(code.methods));
  add('must carry', code.mustCarry.join(' or '));
  add('may carry', code.mayCarry.join(', '));
  add('next step', nextStep(code));
  if (ofCalls(code)) add('the next call', laterCalls(code));
  add('acknowledged', acknowledged(code));
  add(
    'at a forking proxy',
    ofCalls(code) || code.class !== 2 ? AT_PROXY[code.atProxy] : 'forwarded at once, the first one only',
  );
  if (ofCalls(code) && code.toCause !== undefined)
    add('toward the telephone network', `cause ${causeName(code.toCause)}`);
  add('from the telephone network', code.fromCauses.map((cause) => `cause ${causeName(cause)}`).join('; '));
  add('cousin in HTTP', code.http === undefined ? '' : String(code.http));
  return facts;
}

/** Many are told by the few that are missing. */
function methodsText(answered: ResponseCode['methods']): string {
  if (answered === 'any') return 'any request but ACK';
  const others = methods.filter(({ name }) => !answered.includes(name)).map(({ name }) => name);
  if (others.length > 4) return answered.join(', ');
  return `any request but ${others.slice(0, -1).join(', ')} and ${others[others.length - 1]}`;
}

/** Whether it can be the answer to a call at all. */
const ofCalls = ({ methods: answered }: ResponseCode) => answered === 'any' || answered.includes('INVITE');

function senderName(sender: ResponseCode['senders'][number]): string {
  if (sender === 'client') return 'the client itself, which makes it up when no answer comes';
  return sender === 'event server' ? 'event server (presence, message waiting)' : sender;
}

function nextStep({ next }: ResponseCode): string {
  const { action, requestUri, from, when } = next;
  if (action === 'wait') return 'wait: a final response follows';
  if (action === 'go on') return 'go on: it is done';
  const fields = (from ?? []).join(' or ');
  const due = when === undefined || when === 'at once' ? '' : `, ${WHEN[when]}`;
  if (action === 'give up') return `give up${due === '' ? '' : `, or try again${due.slice(1)}`}`;
  const target =
    requestUri === 'new' ? ', with a new Request-URI' : requestUri === 'same' ? ', to the same Request-URI' : '';
  const what = {
    'retry as is': 'send the same request again',
    'retry changed': `change the request${fields === '' ? '' : ` as ${fields} says`} and send it again`,
    'retry elsewhere': `try elsewhere${fields === '' ? '' : `, at the address in ${fields}`}`,
  }[action];
  return `${what}${target}${due}`;
}

const WHEN: Readonly<Record<NonNullable<ResponseCode['next']['when']>, string>> = {
  'at once': 'at once',
  'after Retry-After': 'after the time in Retry-After',
  'after a random delay': 'after a random delay',
  later: 'later',
};

function laterCalls({ class: group, next }: ResponseCode): string {
  if (group <= 2 || group === 7) return '';
  return next.laterCalls === 'new'
    ? 'goes to the new address: the old one has ended'
    : 'goes to the original address again';
}

function acknowledged(row: ResponseCode): string {
  if (!ofCalls(row)) return '';
  const { code } = row;
  const way = acknowledgement(code);
  // RFC 3262 3: a 100 is never reliable; RFC 6228 4: nor is a 199
  if (way === 'none')
    return code === 100 || code === 199 ? 'never' : code < 200 ? 'by PRACK, where it was sent reliably' : '';
  return way === 'end to end'
    ? 'after INVITE: by an ACK of the caller itself, end to end; repeated until it arrives'
    : 'after INVITE: by an ACK of each hop to the one before it';
}

const causeNames = new Map(q850Causes.map(({ cause, name }) => [cause, name]));

/** `17 User busy`. */
function causeName(cause: number): string {
  return `${cause} ${causeNames.get(cause) ?? ''}`.trim();
}
