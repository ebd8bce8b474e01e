/** How a command ends. */

export const EXIT = {
  done: 0,
  /** It was tried and failed. */
  failed: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** The other side, or a server on the way, said no: a final response of 300 or above. */
  refused: 3,
  /** It rang, and nobody took the call in time; or no call came. */
  noAnswer: 4,
  /** A call was answered and did not end by hanging up. */
  dropped: 5,
  /** The server, or the one that was pinged or called, cannot be reached (EX_UNAVAILABLE). */
  unreachable: 69,
  /** The configuration is wrong (EX_CONFIG). */
  badConfig: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one line on standard error. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
