/** What a text says of a message before it shows it: from where to where it went, when, over what. */

import type { HopTransport, Place } from '../seen.ts';

/** The line, or the lines, in front of a message. */
export interface Announcement {
  /** The program or the kind of text that prints such lines. */
  readonly format: string;
  /** ms since 1970; NaN where these lines do not tell. */
  readonly time: number;
  /** Undefined where the text leaves it to the message. */
  readonly transport: HopTransport | undefined;
  /**
   * `between`: both places are told. `received`, `sent`: told by the one whose text it is, of whom no more is known; the
   * other place may be told or not. `unknown`: nothing is told.
   */
  readonly way: 'between' | 'received' | 'sent' | 'unknown';
  readonly source: Place | undefined;
  readonly destination: Place | undefined;
  /** The line behind the message, in formats that have one. */
  readonly end: RegExp | undefined;
  /** Bytes of the whole message; 0 where it is not told. */
  readonly length: number;
  /** Where in its line the announcement ends; a message may begin behind it in the same line. */
  readonly endsAt: number;
}

/** What most announcements have in common. */
export const unannounced: Announcement = {
  format: 'SIP text',
  time: Number.NaN,
  transport: undefined,
  way: 'unknown',
  source: undefined,
  destination: undefined,
  end: undefined,
  length: 0,
  endsAt: 0,
};
