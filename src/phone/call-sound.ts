/** What one call plays and records. */

import { type AudioSink, type AudioSource } from '../media/index.ts';

/** The sound of one call on our side: files, a sound card, nothing at all. */
export interface CallSound {
  /** What the peer hears once the call is answered; silence without one. */
  readonly source?: AudioSource;
  /** Where goes what we hear, early media included. */
  readonly sink?: AudioSink;
  /** Called once when the call is over: whoever opened a file closes it here. */
  close?(): void;
}
