/** What a phone in the terminal tells: events, as `--json` prints them and as people read them. */
import type { CallExplanation, CallReport } from '../phone/index.ts';

/** Of one call: the number that it has in this session, from 1. */
export interface OfCall {
  readonly call: number;
  /** The URI of the other side. */
  readonly peer: string;
}

/** A call in the list of calls. */
export interface ListedCall extends OfCall {
  readonly direction: 'outgoing' | 'incoming';
  readonly state: string;
  readonly held: boolean;
  readonly heldByPeer: boolean;
  readonly muted: boolean;
  /** Whether commands without a number mean this one. */
  readonly current: boolean;
}

export type PhoneEvent =
  /** Where it listens, and as whom. */
  | { readonly event: 'ready'; readonly identity: string; readonly listeners: readonly string[] }
  | { readonly event: 'registered'; readonly expires: number; readonly contacts: readonly string[] }
  /** It is tried again in `retryIn` s. */
  | {
      readonly event: 'not-registered';
      /** As of the response, or what silence counts as. */
      readonly status: number;
      readonly reason: string;
      readonly retryIn: number | undefined;
      /** With the first failure of a kind. */
      readonly explanation: CallExplanation | undefined;
    }
  | { readonly event: 'unregistered' }
  /** A call that comes in. */
  | (OfCall & { readonly event: 'incoming'; readonly name: string; readonly replaces: number | undefined })
  /** A call that is made; `by` is why, where nobody asked for it here. */
  | (OfCall & { readonly event: 'calling'; readonly by: 'transfer' | undefined })
  /** A provisional response. */
  | (OfCall & { readonly event: 'progress'; readonly status: number; readonly reason: string })
  | (OfCall & { readonly event: 'answered' })
  | (OfCall & { readonly event: 'hold'; readonly held: boolean; readonly heldByPeer: boolean })
  | (OfCall & { readonly event: 'muted'; readonly muted: boolean })
  /** The other side has pressed a key. */
  | (OfCall & { readonly event: 'digit'; readonly digit: string; readonly durationMs: number | undefined })
  | (OfCall & { readonly event: 'digits-sent'; readonly digits: string })
  /** How it goes with whom the other side calls at our request. */
  | (OfCall & { readonly event: 'transfer'; readonly status: number | undefined; readonly reason: string })
  /** The other side asks us to call somebody else. */
  | (OfCall & { readonly event: 'referral'; readonly to: string })
  /** The file was played to its end. */
  | (OfCall & { readonly event: 'played' })
  /** It is over. */
  | (OfCall & { readonly event: 'ended'; readonly recording: string | undefined; readonly report: CallReport })
  /** A message came. */
  | { readonly event: 'message'; readonly from: string; readonly name: string; readonly text: string }
  | { readonly event: 'message-sent'; readonly to: string; readonly status: number; readonly reason: string }
  | { readonly event: 'calls'; readonly calls: readonly ListedCall[] }
  | { readonly event: 'help'; readonly text: string }
  /** For the person who has just begun. */
  | { readonly event: 'note'; readonly text: string }
  /** What was asked for could not be done. */
  | { readonly event: 'problem'; readonly text: string };
