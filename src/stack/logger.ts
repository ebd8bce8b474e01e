/** Where the stack and the roles write what an operator should know. The server gives pino; the default is silence. */

/** A log of four levels, in the form of pino: fields for programs, then a sentence for people. */
export interface Logger {
  /** What helps to follow one message. */
  debug(fields: object, text: string): void;
  /** What an operator may want to know. */
  info(fields: object, text: string): void;
  /** What an operator should look at. */
  warn(fields: object, text: string): void;
  /** What went wrong here, a bug included. */
  error(fields: object, text: string): void;
}

/** Says nothing: the default of a library. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
