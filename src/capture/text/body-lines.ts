/** The body of a message from the lines of a text: its line ends are put back as Content-Length has counted them (RFC 3261 18.3). */

import type { LineEnd } from './text-lines.ts';

/** A line of a body and what ended it in the text. */
export interface BodyLine {
  readonly text: string;
  readonly end: LineEnd;
}

/** How lines are ended: with CR LF, as in the text, with LF; the first that fits counts, since most bodies have CR LF. */
type Ending = (line: BodyLine) => string;
const endings: readonly Ending[] = [() => '\r\n', ({ end }) => end, () => '\n'];

/** The lengths that a body of some lines can have had on the wire, kept as lines come; in the order of `endings`. */
export class BodyLengths {
  /** Each with the last end. */
  #lengths = [0, 0, 0];
  #lastEnds = [0, 0, 0];

  add(line: BodyLine): void {
    for (let i = 0; i < endings.length; i++) {
      const end = endings[i](line).length;
      this.#lengths[i] += line.text.length + end;
      this.#lastEnds[i] = end;
    }
  }

  /** Whether the lines so far are of this length with one of the ends, the last of which may be missing. */
  fits(length: number): boolean {
    return this.#lengths.some((sum, i) => sum === length || sum - this.#lastEnds[i] === length);
  }

  /** Whether one more line, without an end, makes them as long as that. */
  wouldFit(text: string, length: number): boolean {
    return this.#lengths.some((sum) => sum + text.length === length);
  }

  /** Whether the lines are longer than that whatever their ends are. */
  exceeds(length: number): boolean {
    return this.#lengths[2] - this.#lastEnds[2] > length;
  }
}

/**
 * Puts a body together.
 * @param length what Content-Length says, or undefined. Where some ends give it, they are taken; where none do, each line
 * gets CR LF, and the header disagrees with the body as it did in the text
 * @param endsWithLine whether the last line of such a body has an end: those of SDP have (RFC 8866 9)
 */
export function joinBody(lines: readonly BodyLine[], length: number | undefined, endsWithLine: boolean): string {
  let last = lines.length;
  while (last > 0 && lines[last - 1].text === '') last--;
  let first = 0;
  while (first < last && lines[first].text === '') first++;
  if (length !== undefined) {
    const fitting =
      fit(lines, first, last, lines.length, length) ??
      (first > 0 ? fit(lines, 0, last, lines.length, length) : undefined) ??
      fitUpTo(lines, first, last, length);
    if (fitting !== undefined) return fitting;
  }
  if (first === last) return '';
  const shown = lines.slice(first, last);
  const isWire = shown.every(({ end }, i) => end === '\r\n' || (i === shown.length - 1 && end === ''));
  const text = shown.map((line) => line.text).join('\r\n');
  return endsWithLine || (isWire && shown[shown.length - 1].end !== '') ? `${text}\r\n` : text;
}

/**
 * Puts a body together whose line ends are those of the wire, since they are others than those of the text around it.
 * A line feed at the end is what the program put behind the message, unless Content-Length has counted it.
 */
export function joinWireBody(lines: readonly BodyLine[], length: number | undefined): string {
  let last = lines.length;
  while (last > 0 && lines[last - 1].text === '' && lines[last - 1].end !== '\r\n') last--;
  const asShown: Ending = ({ end }) => end;
  const fitting = length === undefined ? undefined : fitUpTo(lines, 0, last, length, [asShown]);
  if (fitting !== undefined) return fitting;
  const text = join(lines, 0, last, asShown, true);
  return /[^\r]\n$/.test(text) ? text.slice(0, -1) : text;
}

/** The lines from `first` that are of this length, where they are all up to `last`, or empty ones behind them. */
function fit(lines: readonly BodyLine[], first: number, last: number, end: number, length: number): string | undefined {
  for (const ending of endings) {
    let sum = 0;
    for (let i = first; i < end && sum <= length; i++) {
      sum += lines[i].text.length;
      if (sum === length && i + 1 >= last) return join(lines, first, i + 1, ending, false);
      sum += ending(lines[i]).length;
      if (sum === length && i + 1 >= last) return join(lines, first, i + 1, ending, true);
    }
    if (length === 0 && first === last) return '';
  }
  return undefined;
}

/** The lines that are of this length, before an empty one: what comes behind it is no longer of the message. */
function fitUpTo(
  lines: readonly BodyLine[],
  first: number,
  last: number,
  length: number,
  ways = endings,
): string | undefined {
  for (const ending of ways) {
    let sum = 0;
    for (let i = first; i < last && sum <= length; i++) {
      const isLast = i + 1 === last || lines[i + 1].text === '';
      sum += lines[i].text.length;
      if (sum === length && isLast) return join(lines, first, i + 1, ending, false);
      sum += ending(lines[i]).length;
      if (sum === length && isLast) return join(lines, first, i + 1, ending, true);
    }
  }
  return undefined;
}

function join(lines: readonly BodyLine[], start: number, end: number, ending: Ending, withLast: boolean): string {
  const parts: string[] = [];
  for (let i = start; i < end; i++) {
    parts.push(lines[i].text);
    if (i < end - 1 || withLast) parts.push(ending(lines[i]));
  }
  return parts.join('');
}
