/** Session-Expires and Min-SE: what they say of a session timer, and who refreshes by it (RFC 4028 4, 5, 9). */

import { headerId } from '../catalogue/index.ts';
import { type Message } from '../message/index.ts';

const SESSION_EXPIRES = headerId('Session-Expires');
const MIN_SE = headerId('Min-SE');
const SUPPORTED = headerId('Supported');
const REQUIRE = headerId('Require');

/** The option tag that stands in Supported of every request but ACK, and of responses, where the policy supports it (RFC 4028 7.1). */
export const SESSION_TIMER_OPTION = 'timer';

/** No interval may be shorter, and Min-SE means this where it is missing (RFC 4028 4, 5), s. */
export const SHORTEST_SESSION = 90;
/** Numbers of seconds end here (RFC 3261 20.19). */
export const LONGEST_SESSION = 2 ** 32 - 1;

/** The refresher parameter. It is relative to one request: its sender is the uac, whoever made the call. */
export type RefresherParameter = 'uac' | 'uas';

/** One row of what the 2xx says, by what the request said. */
export interface RefresherRow {
  /** Whether the sender of the request supports session timers. */
  readonly supports: boolean;
  /** The request's refresher parameter. */
  readonly request: RefresherParameter | undefined;
  /** The refresher parameter of the 2xx; undefined: ours to choose. */
  readonly response: RefresherParameter | undefined;
}

/** Table 2 of RFC 4028 9. Its "NA" rows (a choice by who does not support it) are answered as the first: only we are sure to refresh. */
// biome-ignore format: a table
export const refresherRows: readonly RefresherRow[] = [
  { supports: false, request: undefined, response: 'uas' },
  { supports: false, request: 'uac', response: 'uas' },
  { supports: false, request: 'uas', response: 'uas' },
  { supports: true, request: undefined, response: undefined },
  { supports: true, request: 'uac', response: 'uac' },
  { supports: true, request: 'uas', response: 'uas' },
];

/** The value of Session-Expires. @param interval s */
export function formatSessionExpires(interval: number, refresher: RefresherParameter | undefined): string {
  return refresher === undefined ? String(interval) : `${interval};refresher=${refresher}`;
}

/** Whether the sender of a message says that it supports session timers; Require says so too. */
export function supportsSessionTimer(message: Message): boolean {
  const isTimer = (tag: string) => tag.toLowerCase() === SESSION_TIMER_OPTION;
  return message.tokens(SUPPORTED).some(isTimer) || message.tokens(REQUIRE).some(isTimer);
}

/** What Session-Expires says. */
export interface SessionExpires {
  /** s */
  readonly interval: number;
  /** Undefined also for what is neither uac nor uas. */
  readonly refresher: RefresherParameter | undefined;
}

/** Reads Session-Expires. @returns undefined where there is none */
export function readSessionExpires(message: Message): SessionExpires | 'unreadable' | undefined {
  const parsed = message.parse(SESSION_EXPIRES);
  if (parsed === undefined) return undefined;
  if (typeof parsed !== 'object' || !('comment' in parsed)) return 'unreadable';
  const refresher = parsed.params.get('refresher')?.toLowerCase();
  return {
    interval: Math.min(LONGEST_SESSION, parsed.value),
    refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined,
  };
}

/** Reads Min-SE. @returns s, at least 90; undefined where there is none */
export function readMinSE(message: Message): number | 'unreadable' | undefined {
  const parsed = message.parse(MIN_SE);
  if (parsed === undefined) return undefined;
  // No interval could be so long.
  if (typeof parsed !== 'object' || !('comment' in parsed) || parsed.value > LONGEST_SESSION) return 'unreadable';
  return Math.max(SHORTEST_SESSION, parsed.value);
}
