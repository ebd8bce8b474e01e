/** Finds where messages go on in a stream whose thread is lost: the next start line with a header after it (RFC 3261 7). */

import { methods } from '../../catalogue/index.ts';
import { detach } from '../../message/index.ts';
import { hasHeaderLine, hasStartLine, startLineLimit } from './stream-start.ts';

const names = methods.map(({ name }) => name);

/** After a body that does not end with a line end, a start line begins in mid-line: there only methods that are known tell it. */
const knownStart = new RegExp(
  `(?:(?:${names.join('|')}) [^ \\r\\n]+ SIP/\\d\\.\\d[ \\t]*\\r?$|SIP/\\d\\.\\d \\d{3}[ \\r])`,
);

/** Fed in order, until it finds a start. */
export class StartSearch {
  /** What may be the beginning of a start line. */
  #tail = '';
  /** Whether a line begins with the tail: at first nobody knows. */
  #isLine: boolean | undefined;

  /** Characters that it keeps. */
  get held(): number {
    return this.#tail.length;
  }

  /** @returns the stream from the start of a message on, or undefined when there is none yet */
  find(chunk: string): string | undefined {
    const text = this.#tail + chunk;
    let line = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', line)) {
      const start = this.#startIn(text, line, end);
      const header = start >= 0 && hasHeaderLine(text, end + 1);
      if (header === true) return start === 0 ? text : text.slice(start);
      if (header === 'part') {
        this.#keep(text, start);
        return undefined;
      }
      line = end + 1;
      this.#isLine = true;
    }
    if (text.length - line > startLineLimit) {
      line = text.length - startLineLimit;
      this.#isLine = false;
    }
    this.#keep(text, line);
    return undefined;
  }

  #startIn(text: string, line: number, end: number): number {
    const found = knownStart.exec(text.slice(line, end));
    if (found !== null && hasStartLine(text, line + found.index)) return line + found.index;
    if (this.#isLine === false || !hasStartLine(text, line)) return -1;
    return this.#isLine === undefined && isRestOfMethod(text) ? -1 : line;
  }

  #keep(text: string, from: number): void {
    this.#tail = detach(text.slice(from));
  }
}

/** Whether the first letters of a method are missing. */
function isRestOfMethod(text: string): boolean {
  const rest = text.slice(0, Math.max(0, text.search(/[ \t]/)));
  return names.some((name) => name.endsWith(rest));
}
