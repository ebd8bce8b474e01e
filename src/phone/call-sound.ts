/** What one call plays and records, and when: not before it is answered, and not while the other side is held (RFC 3264 8.4). */

import { type AudioSink, type AudioSource, type RtpMedia } from '../media/index.ts';

/** The sound of one call on our side: files, a sound card, nothing at all. */
export interface CallSound {
  /** What the peer hears once the call is answered; silence without one. */
  readonly source?: AudioSource;
  /** Where goes what we hear, early media included. */
  readonly sink?: AudioSink;
  /** Called once when the call is over: whoever opened a file closes it here. */
  close?(): void;
}

/** Switches what a call's media play and record. */
export class SoundSwitch {
  source: AudioSource | undefined;
  sink: AudioSink | undefined;
  /** A file would begin before anybody listens. */
  isAnswered = false;
  isOnHold = false;
  /** Another call has taken the place of this one for the ear, and it may come back. */
  isAside = false;
  readonly #media: RtpMedia;
  readonly #music: () => AudioSource | undefined;
  #sound: CallSound | undefined;

  /** @param music what is played on hold */
  constructor(media: RtpMedia, music: () => AudioSource | undefined) {
    this.#media = media;
    this.#music = music;
  }

  /** Asks for source and sink, once; what was set before stands. */
  open(sound: () => CallSound): void {
    if (this.#sound !== undefined) return;
    this.#sound = sound();
    this.source ??= this.#sound.source;
    this.sink ??= this.#sound.sink;
    this.apply();
  }

  /** To be called after a change. */
  apply(): void {
    const { isAnswered, isOnHold, isAside, source, sink } = this;
    if (isOnHold) this.#media.play(this.#music());
    else this.#media.play(isAnswered && !isAside ? source : undefined);
    this.#media.record(isOnHold || isAside ? undefined : sink);
  }

  close(): void {
    this.#sound?.close?.();
  }
}
