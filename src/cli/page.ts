/** Text laid out for a terminal: headings, wrapped paragraphs, lists and aligned columns. */
import { type Io, paint } from './io.ts';

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST = 100;
const NARROWEST = 40;

export class Page {
  readonly width: number;
  private readonly io: Io;
  private readonly lines: string[] = [];

  constructor(io: Io) {
    this.io = io;
    this.width = Math.max(NARROWEST, Math.min(WIDEST, io.stdout.columns || Number(io.env.COLUMNS) || WIDEST));
  }

  title(text: string, style: Parameters<typeof paint>[1] = 'bold'): this {
    this.lines.push(...wrap(text, this.width).map((line) => paint(this.io, style, line)));
    return this;
  }

  heading(text: string): this {
    this.lines.push('', paint(this.io, 'bold', text.toUpperCase()));
    return this;
  }

  subheading(text: string): this {
    this.lines.push(paint(this.io, 'underline', text));
    return this;
  }

  blank(): this {
    this.lines.push('');
    return this;
  }

  paragraph(text: string, indent = 0): this {
    this.lines.push(...wrap(text, this.width - indent).map((line) => ' '.repeat(indent) + line));
    return this;
  }

  /** @param marks what stands before each item; one for all, or a number for each */
  list(items: readonly string[], numbered = false): this {
    items.forEach((item, at) => {
      const mark = numbered ? `${at + 1}.` : '-';
      const indent = mark.length + 3;
      const [first = '', ...rest] = wrap(item, this.width - indent);
      this.lines.push(`  ${paint(this.io, 'dim', mark)} ${first}`, ...rest.map((line) => ' '.repeat(indent) + line));
    });
    return this;
  }

  /** A label and its text beside it, the labels in one column. */
  pairs(rows: readonly (readonly [label: string, text: string])[], style: Parameters<typeof paint>[1] = 'dim'): this {
    const column = Math.min(Math.max(0, ...rows.map(([label]) => label.length)), Math.floor(this.width / 3));
    for (const [label, text] of rows) {
      const left = wrap(label, column);
      const right = wrap(text, this.width - column - 4);
      for (let at = 0; at < Math.max(left.length, right.length); at++) {
        const cell = paint(this.io, style, (left[at] ?? '').padEnd(column));
        this.lines.push(`  ${cell}  ${right[at] ?? ''}`.trimEnd());
      }
    }
    return this;
  }

  /** Columns of which the first is a narrow label; a rule stands between the rows. */
  columns(head: readonly [string, string, string], rows: readonly (readonly [string, string, string])[]): this {
    const label = Math.min(Math.max(...rows.map(([text]) => text.length), 4), Math.floor(this.width / 4));
    const side = Math.floor((this.width - label - 6) / 2);
    const widths = [label, side, side];
    const rule = paint(this.io, 'dim', `  ${widths.map((width) => '-'.repeat(width)).join('  ')}`);
    const write = (cells: readonly string[], style?: Parameters<typeof paint>[1]) => {
      const wrapped = cells.map((cell, at) => wrap(cell, widths[at]));
      for (let line = 0; line < Math.max(...wrapped.map((cell) => cell.length)); line++) {
        const texts = wrapped.map((cell, at) => {
          const text = (cell[line] ?? '').padEnd(widths[at]);
          return style !== undefined || at === 0 ? paint(this.io, style ?? 'dim', text) : text;
        });
        this.lines.push(`  ${texts.join('  ')}`.trimEnd());
      }
    };
    write(head, 'bold');
    for (const row of rows) {
      this.lines.push(rule);
      write(row);
    }
    return this;
  }

  /** A message as on the wire, its first line and the names of its header fields set off. */
  message(text: string): this {
    text
      .trimEnd()
      .split('\n')
      .forEach((line, at) => {
        const name = /^[A-Za-z][A-Za-z-]*(?=:)/.exec(line)?.[0] ?? '';
        const shown = at === 0 ? paint(this.io, 'bold', line) : paint(this.io, 'cyan', name) + line.slice(name.length);
        this.lines.push(`  ${shown}`.trimEnd());
      });
    return this;
  }

  toString(): string {
    return this.lines.join('\n');
  }
}

/** Lines of at most `width` characters, broken between words; a word that is longer stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
