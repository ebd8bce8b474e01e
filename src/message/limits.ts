/** The bounds of a message that we are willing to read (RFC 3261 21.4.11, 21.4.12, 21.5.7). */

/** What a message may have of everything, and the response where it has more. */
export interface MessageLimits {
  /** Bytes of the whole message; beyond it 513. */
  readonly messageBytes: number;
  /** Header lines; beyond it 513. */
  readonly headers: number;
  /** Bytes of one header field's value; beyond it 400. */
  readonly headerBytes: number;
  /** Bytes of the Request-URI; beyond it 414. */
  readonly uriBytes: number;
  /** Bytes of the body; beyond it 413. */
  readonly bodyBytes: number;
}

/** As much as a datagram can hold; 256 header lines, and 48 KiB of body. */
export const defaultMessageLimits: MessageLimits = {
  messageBytes: 65_535,
  headers: 256,
  headerBytes: 8_192,
  uriBytes: 2_048,
  bodyBytes: 49_152,
};
