/** Who reads one direction of a connection: takes its bytes in order, and says what they are. */

/** The bytes of a stream in order. Nothing that a reader does throws. */
export interface StreamReader {
  /** Bytes that it keeps at the moment. */
  readonly held: number;
  /** Any segment is as good as the next one: there is no use in waiting for what is missing before it. */
  readonly adrift: boolean;
  /**
   * The next bytes of the stream, from `start` to `end`, good during the call only.
   * @returns who takes what follows: itself, or one that it has given the rest of these bytes to
   */
  take(bytes: Uint8Array, start: number, end: number, time: number, frame: number): StreamReader;
  /** The next bytes are missing. @param missing how many */
  skip(missing: number): StreamReader;
  /** What is kept is given as far as it came. Should more come, it is taken as after a gap. */
  finish(): void;
}

/** Reads what nobody wants to see. There is one for all streams, so that such a stream costs no more than a mark. */
export const ignored: StreamReader = {
  held: 0,
  adrift: true,
  take: () => ignored,
  skip: () => ignored,
  finish: () => {},
};
