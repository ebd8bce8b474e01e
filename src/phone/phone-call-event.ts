/** What happens in a call of the phone, for a person to see, and what the call needs of its phone. */

import { type Clock } from '../stack/index.ts';
import { type Digit, type Referral } from '../ua/index.ts';
import type { CallReport } from './call-report.ts';
import type { PhoneCall } from './phone-call.ts';
import type { PhoneOptions } from './phone-options.ts';

/** What happens in a call, in the order in which it does (RFC 3261 13, RFC 3515 2.4). */
export type PhoneCallEvent =
  /** A provisional response: 180 where it rings there, 183 where something may be heard. */
  | { readonly kind: 'progress'; readonly status: number; readonly reason: string }
  /** It was answered. */
  | { readonly kind: 'established' }
  /** One side holds the other now, or does not any more. */
  | { readonly kind: 'hold'; readonly held: boolean; readonly heldByPeer: boolean }
  /** The peer has pressed a key. */
  | { readonly kind: 'digit'; readonly digit: Digit }
  /** How it goes with whom the other side calls at our request: 200 where that is answered. */
  | { readonly kind: 'transfer'; readonly status: number; readonly reason: string }
  /** The other side asks us to call somebody else; by the policy `ask` that waits for `follow`, or for `referral.reject`. */
  | { readonly kind: 'referral'; readonly referral: Referral }
  /** We call whom the other side told us to call. */
  | { readonly kind: 'transferred'; readonly call: PhoneCall }
  /** The source that was played has no more sound. */
  | { readonly kind: 'played' }
  /** It is over: the last one. */
  | { readonly kind: 'ended'; readonly report: CallReport };

/** The phone that a call belongs to. */
export interface CallHost {
  readonly options: Pick<PhoneOptions, 'sound' | 'holdMusic'>;
  readonly clock: Clock;
  /** Whom a person means. @throws SipError SIP_URI_INVALID */
  uriOf(typed: string): string;
  /** The other side asks us to call somebody. */
  takeReferral(call: PhoneCall, referral: Referral): void;
  /** Calls whom we are referred to. */
  follow(referral: Referral): PhoneCall;
  /** The others are not heard from now on, where the policy wants that. */
  holdOthers(than: PhoneCall): void;
  /** Something of the application's has failed, and the call goes on. */
  failed(error: unknown): void;
}
