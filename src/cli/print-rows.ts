/** Lists: aligned columns for people, an array for programs; neither waits for the whole list. */
import { type Io, paint, writeLine } from './io.ts';

export interface Column<Row> {
  readonly title: string;
  /** The least width; longer values push what follows. */
  readonly width: number;
  readonly value: (row: Row) => string;
}

/** @returns how many rows there were */
export async function printRows<Row>(
  io: Io,
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  json: boolean,
): Promise<number> {
  let count = 0;
  const format = (values: readonly string[]) =>
    values.map((value, at) => (at === values.length - 1 ? value : value.padEnd(columns[at].width))).join('  ');
  for await (const row of rows) {
    if (json) await writeLine(io, `${count === 0 ? '[' : ','}${JSON.stringify(row)}`);
    else {
      if (count === 0) await writeLine(io, paint(io, 'bold', format(columns.map(({ title }) => title))));
      await writeLine(io, format(columns.map(({ value }) => printable(value(row)))));
    }
    count++;
  }
  if (json) await writeLine(io, count === 0 ? '[]' : ']');
  return count;
}

/** What peers wrote must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}
