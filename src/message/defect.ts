/** What is wrong with a received message, and the response it deserves (RFC 3261 8.2, 16.3, RFC 4475). */

/** The first fault that was found in a message, with what to answer and where to look. */
export interface Defect {
  /** Stable, for programs. */
  readonly code: `SIP_${string}`;
  /** The response to a request; a response with a defect is dropped. */
  readonly status: 400 | 413 | 414 | 416 | 505 | 513;
  /** The header field or part at fault: 'start line', 'Via', 'body'. */
  readonly where: string;
  /** In the message's text. */
  readonly offset: number;
  readonly reason: string;
  readonly rfc: string;
}

/** The text of the Warning (399) that goes with the response. */
export function describeDefect(defect: Defect): string {
  return `${defect.where} at offset ${defect.offset}: ${defect.reason} (RFC ${defect.rfc})`;
}
