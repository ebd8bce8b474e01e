/** What a user agent is made of (RFC 3261 8). */

import { type Hash, type UserPassword } from '../auth/index.ts';
import { type DialogMachine, type SessionTimerPolicy } from '../dialog/index.ts';
import { type Header } from '../message/index.ts';
import { type Clock, type Logger, type Random, type Stack } from '../stack/index.ts';
import { type TraceRing } from '../trace/index.ts';
import { type Machines, type TimerValues } from '../transaction/index.ts';
import { type BoundTransport, type Flow } from '../transport/index.ts';
import { type Body } from './request/body.ts';
import { type CallPolicy } from './agent-parts.ts';
import { type Media } from './call/media.ts';
import { type Resolve } from './request/resolve.ts';

/** What a user agent is made of: an identity, and a transport or a stack; all else has a default. */
export interface UserAgentOptions extends Partial<CallPolicy> {
  /** What carries its messages. */
  readonly transport?: BoundTransport;
  /** In place of a transport: a stack that somebody else drives, and hands requests on from (`onRequest`, `onAck`). */
  readonly stack?: Stack;
  /** Who we are: an address-of-record, with a display name or without: `Alice <sip:alice@example.com>`. */
  readonly identity: string;
  /**
   * A UUID, or a URN, that this agent keeps for good, over restarts too: registrars then know it again, and hold its
   * connections open for it (RFC 5626 4.1). Without one a registration is a contact like any other.
   */
  readonly instanceId?: string;
  /** Name and password for challenges; the user of the identity where a password alone is given. */
  readonly credentials?: UserPassword | { readonly password: string };
  /** Needed to answer challenges: the hash functions of this platform. */
  readonly hash?: Hash;
  /** A URI that every request outside a dialog goes through first: an outbound proxy (8.1.2). */
  readonly outboundProxy?: string;
  /** Finds the addresses of a next hop; numeric ones are found without. */
  readonly resolve?: Resolve;
  /** Makes the media of a call where it is not given any; without it calls are silent. */
  readonly media?: (direction: 'outgoing' | 'incoming') => Media;
  /** User parts of the Request-URI that reach us, beside that of the identity; `anyone` for all. */
  readonly answersFor?: readonly string[] | 'anyone';
  /** Calls at a time; beyond them 486 is the answer. 100 when left out. */
  readonly maxCalls?: number;
  /** Event packages that may be subscribed to at us, for Allow-Events; others get 489. When left out, the application looks at each. */
  readonly events?: readonly string[];
  /** Whether a REFER that asks for something else than a call is offered too, for `Referral.take`; otherwise it gets 501. */
  readonly anyReferral?: boolean;
  /** For User-Agent; '' for none. */
  readonly userAgent?: string;
  /** The time; that of this machine when left out. */
  readonly clock?: Clock;
  /** Where tokens come from; the platform's generator when left out. */
  readonly random?: Random;
  /** Our address as a peer on this flow should write it; the flow's local address when left out. */
  readonly sentBy?: (flow: Flow) => { readonly host: string; readonly port: number };
  /** Short id of this process, of letters and digits; stands in every token. */
  readonly instance?: string;
  readonly log?: Logger;
  /** Where messages are kept to be looked at later. */
  readonly trace?: TraceRing;
  /** T1, T2 and T4, in ms; 500, 4000 and 5000 when left out (RFC 3261 17). */
  readonly timers?: TimerValues;
  /** The state machines; a test may give others. */
  readonly machines?: Machines;
  readonly dialogMachine?: DialogMachine;
  readonly sessionTimer?: SessionTimerPolicy;
}

/** The policy where the options leave it open. */
export function policyOf(options: UserAgentOptions): CallPolicy {
  const { reliable = 'supported', sessionTimer = {}, redirects = 8, byFlow = false } = options;
  return { reliable, sessionTimer, redirects, byFlow };
}

/** A request of one's own outside a dialog. */
export interface SendOptions extends Partial<Body> {
  readonly headers?: readonly Header[];
  /** In place of the identity: an address, with a display name or without. */
  readonly from?: string;
  /** In place of the target in To: an address. */
  readonly to?: string;
  /** Stops waiting for the response: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How a call is made, where it differs from what the agent does otherwise (RFC 3261 13.2.1). */
export interface InviteOptions extends Omit<SendOptions, keyof Body> {
  /** In place of the agent's media. */
  readonly media?: Media;
  /** Route values to go through first, the nearest first; those of the outbound proxy when left out. */
  readonly routes?: readonly string[];
  /** The flow to send it by, while it is open: that of a binding (RFC 5626). */
  readonly flow?: Flow;
  /** Hops that the request may still take; 70 when left out (RFC 3261 8.1.1.6). */
  readonly maxForwards?: number;
  /** In place of the agent's policies. */
  readonly redirects?: number;
  readonly reliable?: CallPolicy['reliable'];
  /** The callee makes the offer, in its first reliable response; we answer it (RFC 3261 13.2.1). */
  readonly lateOffer?: boolean;
  /** Hangs the call up, whatever its state. */
  readonly signal?: AbortSignal;
}
