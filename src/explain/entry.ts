/** What can be explained, and the shape of an explanation: the facts of the catalogue and the prose of the reference in one record. */

import type { Confusion, Fixes } from '../reference/index.ts';

/** What there are explanations of: a member for each kind of thing. */
export const kinds = ['code', 'method', 'header', 'option tag', 'warning', 'cause', 'word'] as const;

/** One of `kinds`. */
export type Kind = (typeof kinds)[number];

/** A fact of the catalogue, in words. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A thing that the reference tells of. */
export interface Explanation {
  readonly kind: Kind;
  /** Unique within its kind: `401`, `INVITE`, `Via`, `nonce`. */
  readonly name: string;
  /** As a heading: `401 Unauthorized`, `INVITE`, `Warning 304 Media type not available`. */
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  readonly description: string;
  readonly facts: readonly Fact[];
  /** Real situations, the most frequent first. */
  readonly seen: readonly string[];
  /** What goes wrong with it; of header fields. */
  readonly pitfalls: readonly string[];
  readonly fix: Fixes;
  /** When a server that one writes should send it; of response codes. */
  readonly send?: string;
  /** As on the wire, lines ended by LF; for a word, where one meets it. */
  readonly example?: string;
  /** Pieces of the example in the order of their occurrence, each with what it means. */
  readonly parts: readonly (readonly [piece: string, meaning: string])[];
  readonly confusedWith: readonly Confusion[];
  /** How the cousin in HTTP differs; of response codes. */
  readonly http?: string;
  /** Names to read next. */
  readonly see: readonly string[];
}
