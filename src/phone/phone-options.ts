/** What a phone is made of, and how it behaves when nobody tells it (RFC 3261 13.3, RFC 5359). */

import { type AudioSource, type RtpMediaOptions } from '../media/index.ts';
import { type UserAgentOptions } from '../ua/index.ts';
import { type CallSound } from './call-sound.ts';
import { type PhoneCall } from './phone-call.ts';

/** What a phone does by itself. */
export interface PhonePolicy {
  /** Whether calls wait for `answer`, or are taken by themselves; a further call then waits until the one before it is over. */
  readonly answer: 'ask' | 'auto';
  /** How long a call rings before it is taken by itself, ms; 0 when left out. */
  readonly answerAfterMs: number;
  /** What a call meets while there is another: it rings as one that waits, or it is refused with 486. `wait` when left out. */
  readonly furtherCall: 'wait' | 'busy';
  /** How long a call may ring before it is refused with 480, ms; 180,000 when left out. */
  readonly noAnswerMs: number;
  /** Whether the others are held when a call is made, taken or resumed, so that one at a time is heard; true when left out. */
  readonly holdOthers: boolean;
  /**
   * What becomes of a REFER in a call, which has us call somebody else (RFC 3515): it is followed, or the call's event `referral`
   * waits for `follow`, or it is declined. `follow` when left out; from strangers, outside a call, none is taken.
   */
  readonly referrals: 'follow' | 'ask' | 'decline';
}

/** The policy of a phone that is told nothing. */
export const defaultPhonePolicy: PhonePolicy = {
  answer: 'ask',
  answerAfterMs: 0,
  furtherCall: 'wait',
  noAnswerMs: 180_000,
  holdOthers: true,
  referrals: 'follow',
};

/** A user agent's options, and what a phone has beside them. On Node, `...(await openNetwork())` brings what belongs to the network. */
export interface PhoneOptions extends Omit<UserAgentOptions, 'media' | 'stack'> {
  /** Numeric, of this machine: where sound is received, unless `rtp` has another. */
  readonly address?: string;
  /** How RTP is made: ports, codecs, the rate of sources and sinks, another address than `address`. */
  readonly rtp?: Partial<Omit<RtpMediaOptions, 'source' | 'sink'>>;
  /** Called last by `Phone.close`: gives the network back. */
  readonly close?: () => Promise<void>;
  readonly policy?: Partial<PhonePolicy>;
  /**
   * What a call plays and records; silence, and nothing, when left out. Asked when a call is made, and when one is taken;
   * what it throws fails that.
   */
  readonly sound?: (call: PhoneCall) => CallSound;
  /** What a peer hears while we hold it (RFC 7088); silence when left out. */
  readonly holdMusic?: (call: PhoneCall) => AudioSource | undefined;
}
