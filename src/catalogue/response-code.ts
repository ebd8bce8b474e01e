/** The shape of a response code's record, and what follows from its class (RFC 3261 7.2, 8.1.3, 16.7, 17.1). */

import { type HeaderName } from './header-fields.ts';
import { type MethodName } from './methods.ts';

/** The first digit of a code: 1 provisional, 2 success, 3 redirection, 4 to 6 failure (RFC 3261 7.2). */
export type StatusClass = 1 | 2 | 3 | 4 | 5 | 6;

/** What the classes are called (RFC 3261 7.2, 21); 7 is that of codes which a client makes up. */
export const classNames: Readonly<Record<StatusClass | 7, string>> = {
  1: 'provisional',
  2: 'success',
  3: 'redirection',
  4: 'request failure',
  5: 'server failure',
  6: 'global failure',
  7: 'internal',
};

/**
 * - `registered`: in IANA's registry, and in use
 * - `obsolete`: registered, and later deprecated or replaced
 * - `legacy`: once in an RFC or a draft, never or no longer registered
 * - `vendor`: made up by a program or a network; `origin` names it
 */
export type CodeStatus = 'registered' | 'obsolete' | 'legacy' | 'vendor';

/** Who sends it. `client` makes it up itself and nobody sends it (PJSIP's 7xx, a 408 of a timer). */
export type Sender =
  | 'user agent server'
  | 'registrar'
  | 'proxy'
  | 'redirect server'
  | 'event server'
  | 'gateway'
  | 'client';

/** What a client does with it. */
export type Action = 'wait' | 'go on' | 'retry as is' | 'retry changed' | 'retry elsewhere' | 'give up';

/** What a client does next: whether it tries again, with what, and when. */
export interface NextStep {
  readonly action: Action;
  /** The Request-URI of the retry; absent where none is due. */
  readonly requestUri?: 'same' | 'new';
  /** What to change for the retry, or what the retry is made of, where that is a header field of the response. */
  readonly from?: readonly HeaderName[];
  /** When the retry is due; `at once` where it is not said. */
  readonly when?: 'at once' | 'after Retry-After' | 'after a random delay' | 'later';
  /** Where the next call to the same person goes: for 301 to the new address, otherwise to the original one. */
  readonly laterCalls: 'original' | 'new';
}

/** What a forking proxy does with it (RFC 3261 16.7). A number above 699 is never on the wire. */
export type AtProxy =
  | 'consumed'
  | 'forwarded at once'
  | 'forwarded at once, ends the search'
  | 'followed or collected'
  | 'collected'
  | 'collected, challenges joined'
  | 'becomes 500'
  | 'ends the search when the others have ended'
  | 'never on the wire';

/** A row: a response code, with what follows from it for clients, proxies, dialogs and callers. */
export interface ResponseCode {
  readonly code: number;
  /** What it is called: the number, or `603+` for a number that a network uses in a way of its own. */
  readonly name: string;
  /** The recommended Reason-Phrase. */
  readonly phrase: string;
  /** Phrases that earlier RFCs or drafts gave it. */
  readonly formerPhrases: readonly string[];
  /** RFC and section, `3261 21.4.2`; for a vendor's code where it is described. */
  readonly rfc: string;
  readonly class: StatusClass | 7;
  readonly status: CodeStatus;
  /** The program or network that uses it; of vendor and legacy codes. */
  readonly origin?: string;
  readonly senders: readonly Sender[];
  /** The methods that it answers; `any` stands for all that are answered at all (ACK is not). */
  readonly methods: readonly MethodName[] | 'any';
  /** A response with this code has at least one of these header fields; empty when it needs none. */
  readonly mustCarry: readonly HeaderName[];
  /** Header fields whose presence is worth a look with this code. */
  readonly mayCarry: readonly HeaderName[];
  readonly next: NextStep;
  readonly atProxy: AtProxy;
  /** The Q.850 cause that a gateway sends into the telephone network for it (RFC 3398 8.2.6.1); absent where none is due. */
  readonly toCause?: number;
  /** The causes that a gateway answers with it (RFC 3398 7.2.4.1), from the table of causes. */
  readonly fromCauses: readonly number[];
  /** The HTTP status that it resembles, by number or by meaning. */
  readonly http?: number;
}

/**
 * How a response to INVITE is acknowledged (RFC 3261 13.2.2.4, 17.1.1.3): a 2xx end to end by an ACK that is a transaction
 * of its own, any other final one hop by hop by an ACK within the transaction; a provisional one never (PRACK apart),
 * nor one that the client made up.
 */
export function acknowledgement(code: number): 'none' | 'end to end' | 'hop by hop' {
  if (code < 200 || code > 699) return 'none';
  return code < 300 ? 'end to end' : 'hop by hop';
}
