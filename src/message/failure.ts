/**
 * What a value parser returns for text that is not of its grammar (RFC 3261 25.1): a value, since a peer may send anything.
 * The parsers that run for every message tell it by `'reason' in value`, which no other value has, and which costs less
 * than `instanceof`.
 */

export class Failure {
  /** Where in the message's text the grammar broke. */
  readonly offset: number;
  /** What was expected there, in a few words. */
  readonly reason: string;

  constructor(offset: number, reason: string) {
    this.offset = offset;
    this.reason = reason;
  }
}
