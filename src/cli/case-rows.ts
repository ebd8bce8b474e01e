/** A list of calls and registrations, a line each. */
import { Readable } from 'node:stream';
import { type CaseRow, rowJson } from '../explain/index.ts';
import { type Io, writeLine } from './io.ts';
import { printRows } from './print-rows.ts';

const WIDEST = 40;

export async function printCaseRows(io: Io, rows: readonly CaseRow[], json = false): Promise<void> {
  if (json) return writeLine(io, JSON.stringify(rows.map(rowJson), undefined, 2));
  const widest = (value: (row: CaseRow) => string) => rows.reduce((most, row) => Math.max(most, value(row).length), 0);
  const column = (title: string, value: (row: CaseRow) => string) => ({
    title,
    value,
    width: Math.max(title.length, Math.min(WIDEST, widest(value))),
  });
  const columns = [
    column('Time', ({ beganAt }) => (Number.isNaN(beganAt) ? '' : new Date(beganAt).toISOString().slice(11, 23))),
    column('Kind', ({ kind }) => kind),
    column('From', ({ from }) => from),
    column('To', ({ to }) => to),
    column('Messages', ({ messages }) => String(messages)),
    column('Outcome', ({ outcome: { kind, status } }) => `${kind}${status === 0 ? '' : ` ${status}`}`),
    column('Finding', ({ root = '', severity }) =>
      severity === 'failure' ? `✗ ${root}` : severity === 'warning' ? root : '',
    ),
    column('Call-ID', ({ callId }) => callId),
  ];
  await printRows(io, Readable.from(rows), columns, false);
}
