/** The lines on the control socket: one JSON request a line, answered by any number of items and one end. */

export interface ControlRequest {
  readonly id: number;
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export type ControlReply =
  | { readonly id: number; readonly item: unknown }
  | { readonly id: number; readonly done: true; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };

/** A command that could not be carried out, for a reason that the operator can act on. */
export class ControlError extends Error {
  /** `exists`, `unknown`, `bad-arguments`, `bad-configuration`, `unreachable`, `failed`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ControlError';
    this.code = code;
  }
}

/** A chunk of an import is the longest line that there is. */
export const MAX_LINE = 8 * 1_048_576;

/** The lines of a stream of text. @throws ControlError when one is longer than `MAX_LINE` */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      rest.push(chunk.slice(start, end));
      yield rest.join('');
      rest = [];
      length = 0;
      start = end + 1;
    }
    rest.push(chunk.slice(start));
    length += chunk.length - start;
    if (length > MAX_LINE) throw new ControlError('bad-arguments', `a line of more than ${MAX_LINE} characters`);
  }
}
