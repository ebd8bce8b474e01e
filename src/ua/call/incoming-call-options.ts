/** How a call that comes in is rung, answered and refused (RFC 3261 13.3). */

import { type Header } from '../../message/index.ts';
import { type Media } from './media.ts';

/** What a provisional response says, and how (RFC 3261 13.3.1.1, RFC 3262 3). */
export interface ProgressOptions {
  /** 101 to 199; 183 when left out, 180 with `ring`. */
  readonly status?: number;
  readonly headers?: readonly Header[];
  /** Whether PRACK is asked for, where the caller knows it; when left out, where a description goes with it or the caller insists. */
  readonly reliable?: boolean;
  /** In place of the agent's media, from now on. */
  readonly media?: Media;
}

/** How a call is answered: what goes with its 200 (RFC 3261 13.3.1.4). */
export interface AnswerOptions {
  readonly headers?: readonly Header[];
  /** In place of the agent's media, from now on. */
  readonly media?: Media;
}

/** What goes with a response that refuses a call, a SUBSCRIBE or a REFER. */
export interface RejectOptions {
  /** In place of the usual phrase; Unicode. */
  readonly reason?: string;
  /** Such as Retry-After, Warning, Reason. */
  readonly headers?: readonly Header[];
}
