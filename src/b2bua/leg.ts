/** One leg of a B2BUA: what its peer describes goes to the other leg, and what the other leg's peer describes to it (RFC 3264, RFC 7092 3.1). */

import { SipError } from '../message/index.ts';
import {
  type CodecFilter,
  filterCodecs,
  localOrigin,
  type NegotiatedStream,
  type OfferAnswer,
  type Origin,
  type SessionDescription,
} from '../sdp/index.ts';
import { type Awaitable, type Call, Deferred, mapReady, type Media, OfferRefused, RequestFailed } from '../ua/index.ts';

export interface LegOptions {
  /** Applied to what the peer of this leg describes, before the other leg's peer sees it. */
  readonly codecs: CodecFilter | undefined;
  /** For o= of what this leg sends. */
  readonly sessionId: string;
}

/**
 * The media of a leg. It makes nothing up: an offer is the other peer's offer, an answer the other peer's answer. Each leg
 * has a dialog, a CSeq and an o= line of its own.
 */
export class Leg implements Media {
  /** What the peer described last, as the other leg is to send it; undefined before it did. */
  described: SessionDescription | undefined = undefined;
  call: Call | undefined = undefined;
  /** The leg that this one is held together with. */
  other: Leg | undefined = undefined;
  /** Asked when the peer of an outgoing leg makes the first offer: the caller gave none. @returns the caller's answer */
  onFirstOffer: ((leg: Leg) => Awaitable<SessionDescription>) | undefined = undefined;
  readonly #options: LegOptions;
  #origin: Origin | undefined = undefined;
  /** To be offered to the peer next. */
  #toOffer: SessionDescription | undefined = undefined;
  /** The other leg waits for an offer that we asked our peer for. */
  #awaitedOffer: Deferred<SessionDescription> | undefined = undefined;
  /** The other leg waits for our peer's answer. */
  #awaitedAnswer: Deferred<SessionDescription> | undefined = undefined;
  /** Whether an offer of our peer's is on its way to the other. */
  #asking = false;

  constructor(options: LegOptions) {
    this.#options = options;
  }

  // ---- what the call asks ----

  offer(session: OfferAnswer): Awaitable<SessionDescription> {
    const fit = (description: SessionDescription) => this.#own(asOffer(description, session.local));
    // It stays until it is answered: after glare it is offered again.
    if (this.#toOffer !== undefined) return fit(this.#toOffer);
    // Our peer sent an INVITE without an offer: the other peer makes it.
    const other = this.#otherLeg();
    return this.#ask(() => other.askPeerForOffer()).then(fit);
  }

  answer(session: OfferAnswer, offer: SessionDescription): Awaitable<SessionDescription> {
    const fit = (description: SessionDescription) => this.#own(asAnswer(description, offer));
    this.described = this.shape(offer);
    const awaited = this.#awaitedOffer;
    if (awaited !== undefined) {
      // The other peer asked us for an offer: this is it, and what it says next is the answer.
      this.#awaitedOffer = undefined;
      const answered = this.#otherLeg().next();
      awaited.resolve(this.described);
      return answered.then(fit);
    }
    // An offer of the other peer's is on its way to this one: both asked at once.
    if (this.#awaitedAnswer !== undefined) throw new OfferRefused(491, 'the other side is asking itself');
    if (session.local === undefined) return mapReady(this.#firstAnswer(), fit);
    const { described } = this;
    return this.#ask(() => this.#otherLeg().offerToPeer(described)).then(fit);
  }

  onStreams(_streams: readonly NegotiatedStream[], session: OfferAnswer): void {
    const { remote } = session;
    if (remote === undefined) return;
    this.#toOffer = undefined;
    this.described = this.shape(remote);
    this.#awaitedAnswer?.resolve(this.described);
    this.#awaitedAnswer = undefined;
  }

  onPreview(_streams: readonly NegotiatedStream[], _session: OfferAnswer, answer: SessionDescription): void {
    this.described ??= this.shape(answer);
  }

  onEnd(): void {
    const over = new OfferRefused(487, 'the other leg is over');
    this.#awaitedOffer?.reject(over);
    this.#awaitedAnswer?.reject(over);
  }

  // ---- what the other leg asks ----

  /** The peer gets this in its next offer of ours: the first, or one that is asked for elsewhere. */
  prepareOffer(offer: SessionDescription): void {
    this.#toOffer = offer;
  }

  /** Offers a description to our peer. @returns its answer; rejects with OfferRefused as the peer refused it */
  offerToPeer(offer: SessionDescription): Promise<SessionDescription> {
    if (!this.#isFree) return busy();
    this.#toOffer = offer;
    const answered = this.next();
    this.#change((call) => call.modify());
    return answered;
  }

  /** Asks our peer for an offer. @returns it; the peer waits for the answer then */
  askPeerForOffer(): Promise<SessionDescription> {
    if (!this.#isFree) return busy();
    this.#awaitedOffer = new Deferred();
    const offered = this.#awaitedOffer.promise;
    this.#change((call) => call.askForOffer());
    return offered;
  }

  /** The peer's next answer. */
  next(): Promise<SessionDescription> {
    this.#awaitedAnswer = new Deferred();
    return this.#awaitedAnswer.promise;
  }

  get #isFree(): boolean {
    return this.call !== undefined && !this.#asking && (this.#awaitedOffer ?? this.#awaitedAnswer) === undefined;
  }

  #change(change: (call: Call) => Promise<void>): void {
    const awaited = this.#awaitedOffer ?? this.#awaitedAnswer;
    if (this.call === undefined) return;
    change(this.call).catch((error: unknown) => {
      if (this.#awaitedOffer === awaited) this.#awaitedOffer = undefined;
      if (this.#awaitedAnswer === awaited) this.#awaitedAnswer = undefined;
      this.#toOffer = undefined;
      awaited?.reject(refusalOf(error));
    });
  }

  /** While the peer's question is on its way, the other peer's would wait for ours, and ours for it: it gets 491. */
  async #ask(question: () => Promise<SessionDescription>): Promise<SessionDescription> {
    this.#asking = true;
    try {
      return await question();
    } finally {
      this.#asking = false;
    }
  }

  #firstAnswer(): Awaitable<SessionDescription> {
    if (this.onFirstOffer !== undefined) return this.onFirstOffer(this);
    const other = this.#otherLeg();
    return other.described ?? other.next();
  }

  /** What crosses of a description of our peer's. */
  shape(description: SessionDescription): SessionDescription {
    const { codecs } = this.#options;
    return codecs === undefined ? description : filterCodecs(description, codecs);
  }

  /** With an o= of our own: that of the other peer tells who it is, and would change when another takes its place (RFC 3264 8). */
  #own(description: SessionDescription): SessionDescription {
    const address = description.connection?.address ?? description.media[0]?.connection?.address ?? '0.0.0.0';
    this.#origin ??= localOrigin(this.#options.sessionId, address);
    return description.withOrigin(this.#origin);
  }

  #otherLeg(): Leg {
    if (this.other === undefined) throw new SipError('SIP_NO_DIALOG', 'no leg is held together with this one');
    return this.other;
  }
}

/** An offer keeps every m= line that the leg ever had (RFC 3264 8): what the other peer has no line for gets port 0. */
function asOffer(description: SessionDescription, before: SessionDescription | undefined): SessionDescription {
  const missing = before?.media.slice(description.media.length) ?? [];
  return missing.length === 0
    ? description
    : description.withMedia([...description.media, ...missing.map((media) => media.disabled())]);
}

/** An answer has the m= lines of its offer, no more and no less (RFC 3264 6). */
function asAnswer(description: SessionDescription, offer: SessionDescription): SessionDescription {
  if (description.media.length === offer.media.length) return description;
  return description.withMedia(offer.media.map((line, i) => description.media[i] ?? line.disabled()));
}

function busy(): Promise<never> {
  return Promise.reject(new OfferRefused(491, 'the other side is asking itself'));
}

/** How our peer's refusal is told to the other. */
function refusalOf(error: unknown): Error {
  if (error instanceof OfferRefused) return error;
  if (!(error instanceof RequestFailed)) return new OfferRefused(480, 'the other leg is over');
  const { status } = error;
  // What concerns that leg alone says nothing to this one.
  return new OfferRefused([488, 491, 606, 415].includes(status) ? status : 488, error.message);
}
