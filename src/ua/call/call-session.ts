/** The session of one dialog: whose turn it is to offer or answer, and the media that make and take descriptions (RFC 3264, 6337). */

import { headerId } from '../../catalogue/index.ts';
import { Failure, type Header, type Message, Parameterised, quote, SipError } from '../../message/index.ts';
import {
  formatSession,
  holdDirection,
  type NegotiatedStream,
  OfferAnswer,
  parseSession,
  sameDescription,
  type SessionDescription,
} from '../../sdp/index.ts';
import { type Logger } from '../../stack/index.ts';
import { type Awaitable, isPromise, mapReady } from '../deferred.ts';
import { type Media } from './media.ts';

const CONTENT_TYPE = headerId('Content-Type');
const CONTENT_DISPOSITION = headerId('Content-Disposition');

/** The type of every body that a session is about. */
export const SDP = 'application/sdp';

/**
 * Why an offer is refused: the response that it deserves (RFC 3264 6). `Media.answer` may reject with one to choose the
 * status and the headers; its code is SIP_OFFER_REFUSED.
 */
export class OfferRefused extends SipError {
  /** Of the response: 300 to 699. */
  override readonly status: number;
  /** Headers of the response, such as Warning. */
  readonly headers: readonly Header[];

  constructor(status: number, reason: string, headers: readonly Header[] = []) {
    super('SIP_OFFER_REFUSED', reason, { status, rfc: '3264 6' });
    this.status = status;
    this.headers = headers;
  }
}

/** The session description that a message carries; undefined for none, a Failure for one that can't be read. */
export function descriptionIn(message: Message): SessionDescription | Failure | undefined {
  if (message.bodyEnd === message.bodyStart) return undefined;
  const type = message.parse(CONTENT_TYPE);
  if (!(type instanceof Parameterised) || type.value.toLowerCase() !== SDP) return undefined;
  const disposition = message.parse(CONTENT_DISPOSITION);
  // RFC 3261 20.11: session is what it is without
  if (disposition instanceof Parameterised && disposition.value.toLowerCase() !== 'session') return undefined;
  return parseSession(message.body);
}

export class CallSession {
  /** May be exchanged before the first description. */
  media: Media;
  readonly negotiation: OfferAnswer;
  /** Whether we hold the peer: then no description of ours asks for its media. */
  held: boolean;

  readonly #log: Logger;
  /** The answer to the offer under way, in a provisional response that was not reliable. */
  #previewed: SessionDescription | undefined = undefined;

  constructor(media: Media, log: Logger, negotiation: OfferAnswer = new OfferAnswer(), held = false) {
    this.media = media;
    this.#log = log;
    this.negotiation = negotiation;
    this.held = held;
  }

  /** What was agreed on last, by m= line. */
  get streams(): readonly NegotiatedStream[] {
    return this.negotiation.streams;
  }

  /** The same offer of ours in a further early dialog of a forked INVITE. */
  fork(): CallSession {
    return new CallSession(this.media, this.#log, this.negotiation.fork(), this.held);
  }

  /** An offer of ours, on the wire. */
  offer(): Awaitable<string> {
    return mapReady(this.media.offer(this.negotiation), (description) =>
      formatSession(this.negotiation.sendOffer(this.#narrowed(description))),
    );
  }

  /**
   * Our offer in a form that may be taken, after it was refused with what the peer is able to (RFC 3261 21.4.26).
   * @returns the new offer on the wire; undefined where the media have no other
   */
  reoffer(able: SessionDescription): string | undefined {
    const refused = this.negotiation.offer;
    const description = refused === undefined ? undefined : this.media.reoffer?.(this.negotiation, able);
    if (refused === undefined || description === undefined) return undefined;
    const offer = this.#narrowed(description);
    // The same once more would fare no better.
    if (sameDescription(offer.withOrigin(refused.origin), refused)) return undefined;
    this.offerRefused();
    return formatSession(this.negotiation.sendOffer(offer));
  }

  /** What holds, offered once more: it changes nothing. */
  offerAgain(): string {
    return formatSession(this.negotiation.sendOfferAgain());
  }

  /**
   * Answers an offer of the peer's. While this waits for the media, the offer counts as unanswered.
   * @param asked whether we asked for the offer: then the media decide, even where it says nothing new
   * @returns the answer on the wire; rejects with, or throws, `OfferRefused` or what the media said
   */
  answer(offer: SessionDescription | Failure, asked = false): Awaitable<string> {
    if (offer instanceof Failure) throw new OfferRefused(400, offer.reason, [warning(offer.reason)]);
    const { taken, unchanged, faults } = this.negotiation.receiveOffer(offer);
    if (!taken) throw new OfferRefused(488, faults.map(({ text }) => text).join(', '));
    const { local } = this.negotiation;
    const answered = (description: SessionDescription | undefined) => {
      if (this.negotiation.state !== 'remote offer') throw new OfferRefused(487, 'the offer was withdrawn');
      if (description === undefined) {
        this.negotiation.refuseOffer();
        throw new OfferRefused(488, 'nothing in common', [warning('nothing of the offer can be taken')]);
      }
      const body = formatSession(this.negotiation.sendAnswer(this.#narrowed(description)));
      this.#tell(() => this.media.onStreams?.(this.streams, this.negotiation));
      return body;
    };
    // RFC 3264 8: word for word what holds, as in the refresh of a session timer: there is nothing to decide
    if (unchanged && local !== undefined && !asked) return formatSession(this.negotiation.sendAnswer(local));
    try {
      const made = this.media.answer(this.negotiation, offer);
      if (!isPromise(made)) return answered(made);
      return made.then(answered, (error: unknown) => {
        this.negotiation.refuseOffer();
        throw error;
      });
    } catch (error) {
      this.negotiation.refuseOffer();
      throw error;
    }
  }

  /** The peer withdrew its offer, or we refused it for a reason of our own. */
  refuseOffer(): void {
    this.negotiation.refuseOffer();
  }

  /** Our offer was refused, or went under. */
  offerRefused(): void {
    this.#previewed = undefined;
    this.negotiation.offerRefused();
  }

  /**
   * Takes the answer to our offer.
   * @returns what is wrong with it; '' when the session stands
   */
  takeAnswer(description: SessionDescription | Failure | undefined): string {
    // 13.2.1: the first description that came is the answer, also where the 2xx does not say it again
    const answer = description ?? this.#previewed;
    this.#previewed = undefined;
    if (answer === undefined || answer instanceof Failure) {
      this.offerRefused();
      return answer === undefined ? 'no answer to the offer' : answer.reason;
    }
    const { taken, faults } = this.negotiation.receiveAnswer(answer);
    if (!taken) return faults.map(({ text }) => text).join(', ');
    this.#tell(() => this.media.onStreams?.(this.streams, this.negotiation));
    return '';
  }

  /** Tells the media once more what was agreed on: another branch of the fork may have been heard since. */
  takeUp(): void {
    this.#tell(() => this.media.onStreams?.(this.streams, this.negotiation));
  }

  /** What a provisional response that is not reliable says; the answer itself is still to come. */
  preview(answer: SessionDescription): void {
    const streams = this.negotiation.previewAnswer(answer);
    if (streams.length === 0) return;
    this.#previewed ??= answer;
    this.#tell(() => this.media.onPreview?.(streams, this.negotiation, answer));
  }

  /** The call is over, or has other media from now on. */
  end(): void {
    this.#tell(() => this.media.onEnd?.());
  }

  /** What the media do with it is their affair: a fault of theirs must not stop the call. */
  #tell(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#log.error({ err: error }, 'the media failed');
    }
  }

  /** While we hold, we may send but ask for nothing (RFC 3264 8.4). */
  #narrowed(description: SessionDescription): SessionDescription {
    if (!this.held) return description;
    return description.withMedia(
      description.media.map((media) =>
        media.port === 0 ? media : media.withDirection(holdDirection(description.directionOf(media))),
      ),
    );
  }
}

/** RFC 3261 20.43: 399 is for a person to read. */
function warning(text: string): Header {
  return ['Warning', `399 sipwright ${quote(text)}`];
}
