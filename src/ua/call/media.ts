/** What a call asks of its media: descriptions for offers and answers, and to do what was agreed on (RFC 3264 5 to 8). */

import { type NegotiatedStream, type OfferAnswer, type SessionDescription } from '../../sdp/index.ts';
import { type Awaitable } from '../deferred.ts';
import { type Digit } from './digits.ts';

/**
 * The media of one call: sound on this machine, a peer connection of a browser, or the other side of a B2BUA. The call
 * keeps the rules of offer and answer, narrows directions while we hold, and numbers versions.
 */
export interface Media {
  /**
   * An offer of ours, the first of the session or a later one.
   * @param session what was agreed on so far: pass it to `buildOffer`
   */
  offer(session: OfferAnswer): Awaitable<SessionDescription>;
  /**
   * Our answer to an offer of the peer's. A rejection with a SipError that has a `status` refuses the offer with that, any
   * other with 500.
   * @returns undefined to refuse it with 488
   */
  answer(session: OfferAnswer, offer: SessionDescription): Awaitable<SessionDescription | undefined>;
  /**
   * The first offer was refused with 488, and the refusal told what would do (RFC 3261 21.4.26).
   * @returns another offer; undefined where there is none, and the call has failed
   */
  reoffer?(session: OfferAnswer, able: SessionDescription): SessionDescription | undefined;
  /** Something was agreed on. @param streams by m= line: where to send, with which codec, in which direction */
  onStreams?(streams: readonly NegotiatedStream[], session: OfferAnswer): void;
  /** A provisional response that is not reliable tells what the answer will be: enough for early media. */
  onPreview?(streams: readonly NegotiatedStream[], session: OfferAnswer, answer: SessionDescription): void;
  /** Set by the call: to be called for each telephone event of the peer's. */
  onDigit?: (digit: Digit) => void;
  /** Sends a digit for `durationMs` as a telephone event (RFC 4733). @returns false where that was not agreed on: INFO is used instead */
  sendDigit?(digit: string, durationMs: number): boolean;
  /** The call is over. Called once. */
  onEnd?(): void;
}
