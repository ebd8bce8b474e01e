/** The one exception class of Sipwright: a misuse of ours or of our caller's, never a peer's fault. */

/** What a `SipError` tells beyond its code and its text. */
export interface SipErrorDetails {
  /** The response that answers the request in hand, where one does. */
  readonly status?: number;
  /** The rule that was broken, as "3261 8.1.1". */
  readonly rfc?: string;
  readonly cause?: unknown;
}

/** `code` is stable (`SIP_…`) and is what a program should test; `message` is for people and may change. */
export class SipError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly rfc: string | undefined;

  constructor(code: `SIP_${string}`, message: string, details: SipErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SipError';
    this.code = code;
    this.status = details.status;
    this.rfc = details.rfc;
  }
}
