/** The offer/answer exchanges of one session, one after the other (RFC 3264 4, 8, RFC 6337). */

import { SipError } from '../message/index.ts';
import { checkAnswer, checkSuccessor, type DescriptionFault } from './check-description.ts';
import { type NegotiatedStream, negotiatedStreams } from './negotiated-streams.ts';
import {
  type OfferAnswerState,
  type OfferCarrier,
  type OfferObstacle,
  offerObstacle,
  type OfferRefusal,
  offerRefusal,
  type Underway,
} from './offer-rules.ts';
import { nextVersion } from './origin.ts';
import { PayloadHistory } from './payload-history.ts';
import { sameDescription, type SessionDescription } from './session-description.ts';

/** What became of a description of the peer's. */
export interface ReceivedDescription {
  /** Whether it was taken: a fault that spoils the session leaves everything as it was. */
  readonly taken: boolean;
  /** Whether it is word for word what the peer said before, as in the refresh of a session timer (RFC 3264 8). */
  readonly unchanged: boolean;
  readonly faults: readonly DescriptionFault[];
}

/**
 * Holds what both sides described last, and what is being asked. It knows no transactions: the call tells what is under
 * way, and asks before it offers (`obstacle`) and when it is offered something (`refusal`). It has no clock.
 */
export class OfferAnswer {
  #local: SessionDescription | undefined = undefined;
  #remote: SessionDescription | undefined = undefined;
  #streams: readonly NegotiatedStream[] = [];
  /** The last description that left us, agreed on or not: its version counts. */
  #sent: SessionDescription | undefined = undefined;
  #offered: SessionDescription | undefined = undefined;
  #offeredBy: 'local' | 'remote' | undefined = undefined;
  #payloads = new PayloadHistory();

  /** Whether an offer waits, and whose it is. */
  get state(): OfferAnswerState {
    if (this.#offeredBy !== undefined) return this.#offeredBy === 'local' ? 'local offer' : 'remote offer';
    return this.#local === undefined ? 'none' : 'stable';
  }

  /** Our description that was agreed on last. */
  get local(): SessionDescription | undefined {
    return this.#local;
  }

  /** The peer's description that was agreed on last. */
  get remote(): SessionDescription | undefined {
    return this.#remote;
  }

  /** The offer without an answer, of either side. */
  get offer(): SessionDescription | undefined {
    return this.#offered;
  }

  /** What was agreed on last, by m= line; it holds on while an offer waits for its answer. */
  get streams(): readonly NegotiatedStream[] {
    return this.#streams;
  }

  /** What each dynamic payload type has meant so far, for `buildOffer`. */
  get payloads(): PayloadHistory {
    return this.#payloads;
  }

  /** May I offer now? @returns what is in the way; undefined for nothing */
  obstacle(by: OfferCarrier, now: Underway): OfferObstacle | undefined {
    return offerObstacle(this.state, by, now);
  }

  /** What does this request deserve? @returns the response; undefined for a request that may be taken */
  refusal(by: 'INVITE' | 'PRACK' | 'UPDATE', now: Underway, hasOffer = true): OfferRefusal | undefined {
    return offerRefusal(this.state, by, now, hasOffer);
  }

  /**
   * Takes an offer of ours.
   * @returns what to send: with the session's o= from the first, its version raised by one when something changed since
   * what we sent last, and kept when nothing did (RFC 3264 8)
   * @throws SipError SIP_OFFER_STATE while an offer waits, SIP_OFFER_STREAMS where an m= line is missing
   */
  sendOffer(description: SessionDescription): SessionDescription {
    if (this.#offeredBy !== undefined)
      throw new SipError('SIP_OFFER_STATE', `an offer in the state ${this.state}`, { rfc: '3264 4' });
    if (description.media.length < (this.#local?.media.length ?? 0))
      throw new SipError('SIP_OFFER_STREAMS', 'an offer without the m= lines of before', { rfc: '3264 8' });
    this.#offeredBy = 'local';
    this.#offered = this.#send(description);
    return this.#offered;
  }

  /**
   * Offers what holds, once more: for the refresh of a session timer. While the peer holds us this says recvonly; the offer
   * that says what we wish is one of `buildOffer`.
   * @throws SipError SIP_OFFER_STATE before anything was agreed on, or while an offer waits
   */
  sendOfferAgain(): SessionDescription {
    if (this.#local === undefined)
      throw new SipError('SIP_OFFER_STATE', 'nothing was agreed on yet', { rfc: '3264 8' });
    return this.sendOffer(this.#local);
  }

  /**
   * What a description in a provisional response that is not reliable would come to: enough for early media, but not yet
   * the answer (RFC 3261 13.2.1, RFC 6337 3.1.1).
   */
  previewAnswer(answer: SessionDescription): readonly NegotiatedStream[] {
    return this.#offeredBy === 'local' && this.#offered !== undefined ? negotiatedStreams(this.#offered, answer) : [];
  }

  /**
   * Takes the answer to our offer. An answer that spoils the session ends the exchange, and what held before holds on
   * (RFC 3264 4); the call acknowledges it and hangs up, or offers anew.
   * @throws SipError SIP_OFFER_STATE without an offer of ours
   */
  receiveAnswer(answer: SessionDescription): ReceivedDescription {
    const offer = this.#offered;
    if (this.#offeredBy !== 'local' || offer === undefined)
      throw new SipError('SIP_OFFER_STATE', `an answer in the state ${this.state}`, { rfc: '3264 4' });
    const faults = [...checkAnswer(offer, answer), ...this.#successorFaults(answer)];
    const taken = faults.every(({ spoils }) => spoils !== 'session');
    const unchanged = this.#isUnchanged(answer);
    this.#end();
    if (taken) this.#agree(offer, answer);
    return { taken, unchanged, faults };
  }

  /** Our offer was refused, or its request failed: what held before holds on. */
  offerRefused(): void {
    if (this.#offeredBy === 'local') this.#end();
  }

  /**
   * Takes an offer of the peer's, which waits for `sendAnswer` or `refuseOffer`. One that spoils the session is not taken:
   * it deserves 488.
   * @throws SipError SIP_OFFER_STATE while an offer waits: `refusal` tells what that deserves
   */
  receiveOffer(offer: SessionDescription): ReceivedDescription {
    if (this.#offeredBy !== undefined)
      throw new SipError('SIP_OFFER_STATE', `an offer of the peer in the state ${this.state}`, { rfc: '3264 4' });
    const faults = this.#successorFaults(offer);
    const taken = faults.every(({ spoils }) => spoils !== 'session');
    const unchanged = this.#isUnchanged(offer);
    if (taken) {
      this.#offeredBy = 'remote';
      this.#offered = offer;
      this.#payloads.note(offer);
    }
    return { taken, unchanged, faults };
  }

  /**
   * Takes our answer to the peer's offer.
   * @returns what to send, as with `sendOffer`
   * @throws SipError SIP_OFFER_STATE without an offer, SIP_OFFER_STREAMS where its m= lines are not those of the offer
   */
  sendAnswer(description: SessionDescription): SessionDescription {
    const offer = this.#offered;
    if (this.#offeredBy !== 'remote' || offer === undefined)
      throw new SipError('SIP_OFFER_STATE', `an answer in the state ${this.state}`, { rfc: '3264 4' });
    if (description.media.length !== offer.media.length)
      throw new SipError('SIP_OFFER_STREAMS', 'an answer with other m= lines than the offer', { rfc: '3264 6' });
    const sent = this.#send(description);
    this.#end();
    this.#agree(sent, offer);
    return sent;
  }

  /** We refused the peer's offer, with 488 or otherwise: what held before holds on. */
  refuseOffer(): void {
    if (this.#offeredBy === 'remote') this.#end();
  }

  /** The same for another dialog that one INVITE made: each branch of a fork answers the offer for itself (RFC 3261 13.2.2.4). */
  fork(): OfferAnswer {
    const other = new OfferAnswer();
    other.#local = this.#local;
    other.#remote = this.#remote;
    other.#streams = this.#streams;
    other.#sent = this.#sent;
    other.#offered = this.#offered;
    other.#offeredBy = this.#offeredBy;
    other.#payloads = this.#payloads.copy();
    return other;
  }

  #send(description: SessionDescription): SessionDescription {
    const last = this.#sent;
    const { origin } = last ?? description;
    const same = description.withOrigin(origin);
    if (last === undefined) this.#sent = same;
    else if (!sameDescription(last, same)) this.#sent = same.withOrigin(nextVersion(origin));
    const sent = this.#sent ?? same;
    this.#payloads.note(sent);
    return sent;
  }

  #agree(local: SessionDescription, remote: SessionDescription): void {
    this.#local = local;
    this.#remote = remote;
    this.#payloads.note(remote);
    this.#streams = negotiatedStreams(local, remote);
  }

  #end(): void {
    this.#offered = undefined;
    this.#offeredBy = undefined;
  }

  #successorFaults(description: SessionDescription): readonly DescriptionFault[] {
    return this.#remote === undefined ? [] : checkSuccessor(this.#remote, description);
  }

  #isUnchanged(description: SessionDescription): boolean {
    const remote = this.#remote;
    return (
      remote !== undefined &&
      remote.origin.version === description.origin.version &&
      sameDescription(remote, description)
    );
  }
}
