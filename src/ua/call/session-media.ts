/** Media described by a list of streams, for programs that bring their own RTP, and for calls without any (RFC 3264 5, 6). */

import { encodeUtf8 } from '../../message/index.ts';
import {
  buildAnswer,
  buildOffer,
  type Codec,
  type LocalSession,
  localOrigin,
  type LocalStream,
  type NegotiatedStream,
  type OfferAnswer,
  type Origin,
  type SessionDescription,
} from '../../sdp/index.ts';
import { type Random } from '../../stack/index.ts';
import { type Media } from './media.ts';

/** G.711 in both laws: what every phone has (RFC 3551 4.5.14). */
export const g711: readonly Codec[] = [
  { name: 'PCMU', clockRate: 8000 },
  { name: 'PCMA', clockRate: 8000 },
];

/** An audio stream at `port` with G.711, or with the codecs that are named, and with telephone events. @returns what `SessionMedia` offers */
export function audioStream(port: number, codecs: readonly Codec[] = g711): LocalStream {
  return { kind: 'audio', port, codecs, telephoneEvents: '0-15' };
}

/** Offers and answers with streams that the program receives by itself. */
export class SessionMedia implements Media {
  /** What was agreed on last, by m= line. */
  streams: readonly NegotiatedStream[] = [];
  /** May be changed at any time; the next offer or answer says so. */
  session: Omit<LocalSession, 'origin'>;
  readonly #random: Random;
  #origin: Origin | undefined = undefined;

  /** @param session the address and the streams to describe @param random where the id of the session comes from */
  constructor(session: Omit<LocalSession, 'origin'>, random: Random) {
    this.session = session;
    this.#random = random;
  }

  offer(soFar: OfferAnswer): SessionDescription {
    return buildOffer(this.#described(), soFar);
  }

  answer(soFar: OfferAnswer, offer: SessionDescription): SessionDescription | undefined {
    const { description, allRejected } = buildAnswer(offer, this.#described(), soFar);
    return allRejected ? undefined : description;
  }

  /** The streams of the kinds that the peer is able to, where those are fewer. */
  reoffer(soFar: OfferAnswer, able: SessionDescription): SessionDescription | undefined {
    const described = this.#described();
    const kinds = new Set(able.media.map(({ kind }) => kind));
    const streams = described.streams.filter(({ kind }) => kinds.has(kind));
    if (streams.length === 0 || streams.length === described.streams.length) return undefined;
    return buildOffer({ ...described, streams }, soFar);
  }

  onStreams(streams: readonly NegotiatedStream[]): void {
    this.streams = streams;
  }

  #described(): LocalSession {
    const { address, name } = this.session;
    this.#origin ??= localOrigin(String(this.#random.bits32()), address);
    return { ...this.session, name: name && encodeUtf8(name), origin: this.#origin };
  }
}

/** For calls whose sound nobody brings: one silent stream that goes nowhere, so that the call stands all the same. */
export function silentMedia(random: Random): Media {
  const address = '0.0.0.0';
  // 9 is discard; inactive: neither side sends (RFC 3264 5.1).
  const streams: LocalStream[] = [{ ...audioStream(9), direction: 'inactive' }];
  return new SessionMedia({ address, streams }, random);
}
