/** What stands in front of each line of a message in a text: indentation, quote marks, a log's stamp, line numbers, a column. */

/** The longest prefix that is looked for on other lines; behind a longer one the lines are taken as they are. */
const LONGEST = 300;
/** The box-drawing line │ as wire text: what sngrep draws between its columns. */
const COLUMN = '\xe2\x94\x82';

/** The prefix of the lines of one message. */
export class LinePrefix {
  static readonly none = new LinePrefix('');

  readonly #text: string;
  /** The same with other digits and other gaps; undefined where the prefix has to be the very same. */
  readonly #pattern: RegExp | undefined;
  /** Whether it is what was drawn to the left of a column. */
  readonly isColumn: boolean;

  private constructor(text: string) {
    this.#text = text;
    this.isColumn = text.includes(COLUMN);
    this.#pattern = text.trim() === '' || this.isColumn || text.length > LONGEST ? undefined : patternOf(text);
  }

  /** The prefix that stood before a start line or a header. */
  static of(text: string): LinePrefix {
    return text === '' ? LinePrefix.none : new LinePrefix(text);
  }

  /** Whether there is nothing in front. */
  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** The line without the prefix, or undefined where it has none. */
  strip(line: string): string | undefined {
    if (this.#text === '') return line;
    if (this.isColumn) {
      const at = line.lastIndexOf(COLUMN);
      return at < 0 ? undefined : line.slice(at + COLUMN.length).trimEnd();
    }
    if (line.startsWith(this.#text)) return line.slice(this.#text.length);
    if (this.#pattern === undefined) return line.trim() === '' ? '' : undefined;
    const match = this.#pattern.exec(line);
    return match === null ? undefined : line.slice(match[0].length);
  }
}

/** Gaps at the end have to be as wide, since a line that is folded begins with one; but an empty line may lack them. */
function patternOf(text: string): RegExp {
  const end = text.trimEnd().length;
  const pattern = text
    .slice(0, end)
    .replace(/\d+|\s+|[^\w\s]/g, (part) => {
      if (/\d/.test(part)) return '\\d+';
      return part.trim() === '' ? '\\s+' : `\\${part}`;
    })
    .replace(/^\\s\+/, '\\s*');
  // Line numbers are set flush right: where they grow, the gap before them shrinks.
  const flush = /^\d/.test(text) ? '\\s*' : '';
  const gap = text.length - end;
  return new RegExp(`^${flush}${pattern}${gap === 0 ? '' : `(?:\\s{${gap}}|\\s*$)`}`);
}
