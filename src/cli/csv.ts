/** Rows of a CSV file (RFC 4180), one line each: no import of accounts needs a value that goes over lines. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface CsvRow {
  /** Counts from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows that are not empty; a row whose quotes do not close has the fault instead of cells. */
export async function* csvRows(
  input: Readable,
): AsyncGenerator<CsvRow | { readonly line: number; readonly fault: string }> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line++;
    const bare = line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (bare.trim() === '') continue;
    const cells = parseCsvLine(bare);
    yield cells === undefined
      ? { line, fault: 'a quote is not closed, or something stands behind it' }
      : { line, cells };
  }
}

/** @returns undefined when a quoted cell is not closed */
export function parseCsvLine(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ') at++;
    if (line[at] === '"') {
      let cell = '';
      for (;;) {
        const end = line.indexOf('"', at + 1);
        if (end < 0) return undefined;
        cell += line.slice(at + 1, end);
        at = end + 1;
        if (line[at] !== '"') break;
        cell += '"';
      }
      while (line[at] === ' ') at++;
      if (at < line.length && line[at] !== ',') return undefined;
      cells.push(cell);
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      cells.push(line.slice(at, end).trim());
      at = end;
    }
    if (at >= line.length) return cells;
    at++;
  }
}
