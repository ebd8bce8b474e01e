/** Media of a simulated phone: at once or after a moment's thought, and with a record of all that was agreed on (RFC 3264). */

import {
  formatSession,
  type NegotiatedStream,
  type OfferAnswer,
  type SessionDescription,
} from '../../src/sdp/index.ts';
import { type Awaitable, type Media, type SessionMedia } from '../../src/ua/index.ts';

/** One exchange of offer and answer, as one side has it. */
export interface Agreement {
  readonly ours: string;
  readonly theirs: string;
}

export class RecordedMedia implements Media {
  /** How often it was told that its call is over. */
  ends = 0;
  private readonly media: SessionMedia;
  private readonly think: () => Promise<void> | undefined;
  private readonly agreed = new Map<OfferAnswer, { ours: SessionDescription; theirs: SessionDescription }[]>();

  /** @param think what to wait for before each description; undefined for nothing */
  constructor(media: SessionMedia, think: () => Promise<void> | undefined) {
    this.media = media;
    this.think = think;
  }

  offer(session: OfferAnswer): Awaitable<SessionDescription> {
    return this.think()?.then(() => this.media.offer(session)) ?? this.media.offer(session);
  }

  answer(session: OfferAnswer, offer: SessionDescription): Awaitable<SessionDescription | undefined> {
    return this.think()?.then(() => this.media.answer(session, offer)) ?? this.media.answer(session, offer);
  }

  onStreams(_streams: readonly NegotiatedStream[], session: OfferAnswer): void {
    const { local, remote } = session;
    if (local === undefined || remote === undefined) return;
    const before = this.agreed.get(session);
    if (before === undefined) this.agreed.set(session, [{ ours: local, theirs: remote }]);
    else before.push({ ours: local, theirs: remote });
  }

  onEnd(): void {
    this.ends++;
  }

  /** Its next description says another port. */
  moveTo(port: number): void {
    const { session } = this.media;
    this.media.session = { ...session, streams: session.streams.map((stream) => ({ ...stream, port })) };
  }

  /**
   * What was agreed on in the dialog that came to these streams, one after another; what was agreed on once more, as in the
   * refresh of a session timer, counts once. @returns undefined for streams of others
   */
  agreementsOn(streams: readonly NegotiatedStream[]): readonly Agreement[] | undefined {
    for (const [session, agreed] of this.agreed) {
      if (session.streams !== streams) continue;
      const texts = agreed.map(({ ours, theirs }) => ({ ours: textOf(ours), theirs: textOf(theirs) }));
      return texts.filter(({ ours, theirs }, i) => ours !== texts[i - 1]?.ours || theirs !== texts[i - 1].theirs);
    }
    return undefined;
  }
}

/** Without the version: an offer that was refused has raised it, and an answer says so though nothing has changed. */
function textOf(description: SessionDescription): string {
  return formatSession(description).replace(/^(o=\S+ \S+) \d+/m, '$1');
}
