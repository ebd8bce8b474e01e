/** Makes the record of a response code from its row: what follows from the class, and what the row says otherwise. */

import { type HeaderName } from './header-fields.ts';
import { type MethodName } from './methods.ts';
import { causesOfCode } from './q850-causes.ts';
import {
  type AtProxy,
  type CodeStatus,
  type NextStep,
  type ResponseCode,
  type Sender,
  type StatusClass,
} from './response-code.ts';

type Next = Omit<NextStep, 'laterCalls'> & Partial<Pick<NextStep, 'laterCalls'>>;

/** What a row says beyond code, phrase and reference; what it leaves out follows from the class. */
export interface Facts {
  /** Of a number that a network uses in a way of its own: then no cause of the telephone network leads to it. */
  readonly name?: string;
  readonly formerPhrases?: readonly string[];
  readonly status?: CodeStatus;
  readonly origin?: string;
  /** Without `gateway`, which follows from the causes. */
  readonly senders?: readonly Sender[];
  readonly methods?: readonly MethodName[];
  readonly mustCarry?: readonly HeaderName[];
  /** Without Reason, which follows from the causes. */
  readonly mayCarry?: readonly HeaderName[];
  readonly next?: Next;
  readonly atProxy?: AtProxy;
  readonly toCause?: number | 'none';
  /** The cousin in HTTP of a code whose number HTTP has not. */
  readonly http?: number;
}

/** The same request once more, mended, at once: what it is mended by stands in these header fields of the response. */
export function changed(...from: HeaderName[]): Next {
  return from.length === 0
    ? { action: 'retry changed', requestUri: 'same' }
    : { action: 'retry changed', requestUri: 'same', from };
}

interface ClassFacts {
  readonly senders: readonly Sender[];
  readonly next: Next;
  readonly atProxy: AtProxy;
}

const giveUp: Next = { action: 'give up' };

// RFC 3261 8.1.3 and 21 for the next step, 16.7 for the proxy
const classFacts: Readonly<Record<StatusClass | 7, ClassFacts>> = {
  1: { senders: ['user agent server'], next: { action: 'wait' }, atProxy: 'forwarded at once' },
  2: { senders: ['user agent server'], next: { action: 'go on' }, atProxy: 'forwarded at once, ends the search' },
  3: {
    senders: ['redirect server', 'user agent server'],
    next: { action: 'retry elsewhere', requestUri: 'new', from: ['Contact'] },
    atProxy: 'followed or collected',
  },
  4: { senders: ['user agent server', 'proxy'], next: giveUp, atProxy: 'collected' },
  5: { senders: ['user agent server', 'proxy'], next: giveUp, atProxy: 'collected' },
  6: { senders: ['user agent server'], next: giveUp, atProxy: 'ends the search when the others have ended' },
  7: { senders: ['client'], next: giveUp, atProxy: 'never on the wire' },
};

/** RFC 3398 8.2.6.1: "Normal, unspecified" for every failure that its table does not name. */
const UNSPECIFIED = 31;

/** The statuses of HTTP (RFC 9110 15, RFC 4918 11, RFC 6585, RFC 8470) that a SIP code has the number of. */
const http = new Set([
  100, 200, 202, 204, 300, 301, 302, 303, 305, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413,
  414, 415, 416, 417, 421, 422, 423, 424, 425, 428, 429, 500, 501, 502, 503, 504, 505,
]);

export function codeRecord(code: number, phrase: string, rfc: string, facts: Facts = {}): ResponseCode {
  const ofClass = classFacts[Math.floor(code / 100) as StatusClass | 7];
  const fromCauses = facts.name === undefined ? causesOfCode(code) : [];
  const {
    senders = ofClass.senders,
    mayCarry = [],
    toCause = code >= 400 && code < 700 ? UNSPECIFIED : 'none',
  } = facts;
  const byGateway = fromCauses.length > 0;
  return {
    code,
    name: facts.name ?? String(code),
    phrase,
    formerPhrases: facts.formerPhrases ?? [],
    rfc,
    class: Math.floor(code / 100) as StatusClass | 7,
    status: facts.status ?? 'registered',
    origin: facts.origin,
    senders: byGateway ? [...senders, 'gateway'] : senders,
    methods: facts.methods ?? 'any',
    mustCarry: facts.mustCarry ?? [],
    // RFC 6432: a gateway puts the cause into Reason
    mayCarry: byGateway ? [...mayCarry, 'Reason'] : mayCarry,
    next: { ...(facts.next ?? ofClass.next), laterCalls: facts.next?.laterCalls ?? 'original' },
    atProxy: facts.atProxy ?? ofClass.atProxy,
    toCause: toCause === 'none' ? undefined : toCause,
    fromCauses,
    http: http.has(code) ? code : facts.http,
  };
}
