/** What is played for sound that did not come: its last period again and again, fading (after ITU-T G.711 Appendix I). */

import { fade, findPitch } from './pitch.ts';

/** The sound before a loss in which its period is looked for: twice the longest period, and the window compared. */
const HISTORY_MS = 35;
const WINDOW_MS = 20;
/** Full loudness for the first 10 ms, silence after 60 ms (I.2.7). */
const FULL_MS = 10;
const SILENT_MS = 60;
/** Over so much the sound that comes again is faded in. */
const RETURN_MS = 5;

/** One stream of sound goes through it. Memory: 35 ms of sound. */
export class LossConcealment {
  readonly #sampleRate: number;
  readonly #history: Int16Array;
  /** The period that is repeated, and the place in it; empty while nothing is lost. */
  #period = new Int16Array(0);
  #at = 0;
  /** Samples concealed since sound last came. */
  #concealed = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#history = new Int16Array(this.#samples(HISTORY_MS));
  }

  /** Sound that came: after a loss its beginning is changed in place, so that no seam is heard. */
  heard(samples: Int16Array): void {
    if (this.#concealed > 0) {
      const length = Math.min(this.#samples(RETURN_MS), samples.length);
      for (let at = 0; at < length; at++) samples[at] = fade(this.#next(), samples[at], (at + 1) / length);
      this.#concealed = 0;
    }
    this.#remember(samples);
  }

  /** Fills the samples with what is played instead of them. */
  conceal(samples: Int16Array): void {
    if (this.#concealed === 0) this.#begin();
    for (let at = 0; at < samples.length; at++) samples[at] = this.#next();
    this.#remember(samples);
  }

  #begin(): void {
    const history = this.#history;
    const lag = findPitch(history, this.#samples(WINDOW_MS), this.#sampleRate);
    const start = history.length - lag;
    this.#period = history.slice(start);
    this.#at = 0;
    // Its end is faded into what came before its beginning, so that it closes to a ring.
    const overlap = lag >> 2;
    for (let i = 0; i < overlap; i++) {
      const at = lag - overlap + i;
      this.#period[at] = fade(history[start + at], history[start + at - lag], (i + 1) / overlap);
    }
  }

  #next(): number {
    const sample = this.#period[this.#at];
    this.#at = (this.#at + 1) % this.#period.length;
    const full = this.#samples(FULL_MS);
    const silent = this.#samples(SILENT_MS);
    const loudness = Math.min(1, Math.max(0, (silent - this.#concealed) / (silent - full)));
    this.#concealed++;
    return Math.round(sample * loudness);
  }

  #remember(samples: Int16Array): void {
    const history = this.#history;
    const kept = samples.subarray(Math.max(0, samples.length - history.length));
    history.copyWithin(0, kept.length);
    history.set(kept, history.length - kept.length);
  }

  #samples(ms: number): number {
    return Math.floor((ms * this.#sampleRate) / 1000);
  }
}
