/**
 * The shapes of the prose that stands on the catalogue. A text says what a table cannot: what a thing means to the
 * person who met it, when it is seen, and what to do. Facts (phrase, class, required headers, next step) are not
 * repeated here; they are read from the catalogue.
 */

/** Who can mend it: the person with the calling phone, who runs the server, or who runs the trunk or the network behind. */
export type Person = 'phone' | 'operator' | 'provider';

/** What each person does, in the order to try; each entry a whole sentence or two. A person whom it does not concern is absent. */
export type Fixes = Readonly<Partial<Record<Person, readonly string[]>>>;

/** What a reader may take for this, and how the two are told apart. */
export interface Confusion {
  /** The name of a response code (`407`), method, header field or word. */
  readonly with: string;
  readonly difference: string;
}

/** A response code, told. */
export interface CodeText {
  /** Its name in the catalogue: the number, or `603+` for a number that a network uses in a way of its own. */
  readonly name: string;
  /** One sentence that stands alone in a list; at most 140 characters. */
  readonly summary: string;
  /** Two to five sentences: what it means, who says it, what it does not mean. */
  readonly description: string;
  /** Real situations with what one sees in them, the most frequent first; at least two. */
  readonly seen: readonly string[];
  readonly fix: Fixes;
  /** When a server that one writes should send it, and when another code is better. */
  readonly send: string;
  /** A complete message as on the wire, its lines ended by LF here. */
  readonly example: string;
  readonly confusedWith: readonly Confusion[];
  /** How the cousin in HTTP differs; present where the catalogue names one. */
  readonly http?: string;
}

/** A method, told. */
export interface MethodText {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** What goes wrong with it, or when it is seen in a trace. */
  readonly seen: readonly string[];
  readonly fix: Fixes;
  readonly example: string;
  readonly confusedWith: readonly Confusion[];
}

/** A header field, told. */
export interface HeaderText {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** Who writes it, in which messages. */
  readonly written: string;
  /** One line as on the wire, or several, ended by LF. */
  readonly example: string;
  /** The parts of the example, in order: a piece of its text, and what it means. */
  readonly parts: readonly (readonly [piece: string, meaning: string])[];
  /** What goes wrong with it, with what one sees and the remedy. */
  readonly pitfalls: readonly string[];
  readonly confusedWith?: readonly Confusion[];
}

/** An option tag, a Warning code or a Q.850 cause, told. */
export interface ShortText {
  /** The option tag, or the number of the Warning code or cause. */
  readonly name: string;
  readonly summary: string;
  /** What it means in practice, when it is seen, what to do. */
  readonly description: string;
}

/** A word of the field, told to a beginner. */
export interface WordText {
  /** As it is looked up: `nonce`, `B2BUA`, `STIR/SHAKEN`. */
  readonly name: string;
  /** Other spellings and abbreviations written out: `back-to-back user agent`. */
  readonly also: readonly string[];
  readonly summary: string;
  readonly description: string;
  /** Where the reader meets it: a line of a message, a setting of a phone. */
  readonly example?: string;
  /** Names of codes, methods, header fields and words to read next. */
  readonly see: readonly string[];
  /** The section that defines it: `3261 6`; or another standard by its name. */
  readonly rfc: string;
}
