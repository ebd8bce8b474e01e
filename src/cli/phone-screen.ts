/** Where a phone in the terminal tells what happens: lines for people, with the line that is being typed below them, or JSON. */
import { type Io, paint, say } from './io.ts';
import { wrap } from './page.ts';
import type { PhoneEvent } from './phone-events.ts';
import { eventLines } from './phone-text.ts';

export interface ScreenOptions {
  /** Each event as an object on a line of its own. */
  readonly json: boolean;
  /** ms since 1970. */
  readonly now: () => number;
  /** What is said below a call that comes in. */
  readonly hint?: string;
}

/** Back to the beginning of the line, which is cleared. */
const CLEAR = '\r\x1b[K';
const BELL = '\x07';
/** `13:57:32  `. */
const INDENT = ' '.repeat(10);
const NARROWEST = 20;

export class PhoneScreen {
  readonly #io: Io;
  readonly #options: ScreenOptions;
  #prompt: string | undefined;

  constructor(io: Io, options: ScreenOptions) {
    this.#io = io;
    this.#options = options;
  }

  print(event: PhoneEvent): void {
    const { json, now, hint } = this.#options;
    const { stdout } = this.#io;
    if (json) {
      stdout.write(`${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`);
      return;
    }
    const [first, ...more] = eventLines(event);
    const lines = event.event === 'incoming' && hint !== undefined ? [...more, hint] : more;
    const room = stdout.isTTY === true ? (stdout.columns || 80) - INDENT.length : Infinity;
    const below = lines.flatMap((line) => fitting(line, room)).map((line) => `${INDENT}${line}`.trimEnd());
    const text = [`${clock(now())}  ${this.#style(event, first)}`, ...below];
    if (this.#prompt !== undefined) stdout.write(CLEAR);
    // Messages go to standard error, as those of every command; where somebody types, both are the same screen.
    if (event.event === 'problem' && this.#prompt === undefined) say(this.#io, text.join('\n'));
    else stdout.write(`${text.join('\n')}\n`);
    if (event.event === 'incoming' && stdout.isTTY === true) stdout.write(BELL);
    if (this.#prompt !== undefined) stdout.write(this.#shown(this.#prompt));
  }

  /** Shows what is being typed, below all else; undefined takes it away. */
  prompt(text: string | undefined): void {
    this.#prompt = text;
    this.#io.stdout.write(text === undefined ? CLEAR : `${CLEAR}${this.#shown(text)}`);
  }

  /** A line that is longer than the terminal would be cleared in part only: its end is what is being typed. */
  #shown(prompt: string): string {
    const room = Math.max(NARROWEST, (this.#io.stdout.columns || 80) - 1);
    return prompt.length <= room ? prompt : `…${prompt.slice(1 - room)}`;
  }

  #style(event: PhoneEvent, text: string): string {
    switch (event.event) {
      case 'incoming':
      case 'message':
        return paint(this.#io, 'bold', text);
      case 'answered':
      case 'registered':
        return paint(this.#io, 'green', text);
      case 'not-registered':
      case 'problem':
        return paint(this.#io, 'yellow', text);
      default:
        return text;
    }
  }
}

/** A line in as many as it takes, all set in as the first one is. */
function fitting(line: string, room: number): string[] {
  const [indent] = /^ *(?:- )?/.exec(line) as unknown as [string];
  const width = room - indent.length;
  if (line.length <= room || width < NARROWEST) return [line];
  const [first, ...more] = wrap(line.slice(indent.length), width);
  return [`${indent}${first}`, ...more.map((each) => `${' '.repeat(indent.length)}${each}`)];
}

function clock(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
