/** The ladder of a case for a terminal: who took part side by side, time going down, guilty messages marked. */
import { type Ladder, type LadderRow } from '../explain/index.ts';
import { type Io, paint } from './io.ts';

/** `    0.010 s     12 ` and the mark before it. */
const MARGIN = 23;
const NARROWEST = 18;
const WIDEST = 34;
/** Repetitions of one message in a row that are drawn; of more, their number is. */
const REPETITIONS = 2;

/** The lines of the ladder. @param width of the terminal, in characters */
export function ladderText(io: Io, ladder: Ladder, width: number): string[] {
  const { columns, rows } = ladder;
  if (columns.length === 0) return [];
  const cell = Math.max(NARROWEST, Math.min(WIDEST, Math.floor((width - MARGIN) / columns.length)));
  const middle = (column: number) => column * cell + Math.floor(cell / 2);
  const head = (texts: readonly string[]) =>
    (' '.repeat(MARGIN) + texts.map((text) => centred(cut(text, cell - 2), cell)).join('')).trimEnd();
  const lines = [
    paint(io, 'bold', head(columns.map(({ label }) => label))),
    paint(io, 'dim', head(columns.map(({ role }) => role.replace(/^the /, '')))),
  ];
  const lifelines = columns.map((_, column) => middle(column));
  for (const item of collapsed(rows)) {
    if ('more' in item) {
      const note = `${item.more} more times, the last at ${seconds(item.last.offset)}`;
      lines.push(paint(io, 'dim', ' '.repeat(MARGIN) + overlay(lifelines, note, middle(0) + 2)));
      continue;
    }
    const margin = `${markOf(io, item)} ${seconds(item.offset).padStart(11)} ${String(item.frame).padStart(7)} `;
    const arrow = arrowText(item, lifelines, middle);
    lines.push((margin + styled(io, item, arrow)).trimEnd());
  }
  if (ladder.omitted > 0) lines.push(paint(io, 'dim', `${' '.repeat(MARGIN)}and ${ladder.omitted} more messages`));
  return lines;
}

type Item = LadderRow | { readonly more: number; readonly last: LadderRow };

/** Rows with runs of repetitions drawn together. */
function collapsed(rows: readonly LadderRow[]): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at];
    let end = at;
    while (row.repeats !== undefined && end + 1 < rows.length && rows[end + 1].repeats === row.repeats) end++;
    const run = end - at + 1;
    if (
      row.repeats === undefined ||
      run <= REPETITIONS ||
      rows.slice(at, end + 1).some(({ findings }) => findings.length > 0)
    ) {
      items.push(row);
      continue;
    }
    items.push(row, { more: run - 1, last: rows[end] });
    at = end;
  }
  return items;
}

/** The arrow with the lifelines that it does not touch. */
function arrowText(row: LadderRow, lifelines: readonly number[], middle: (column: number) => number): string {
  const { from, to } = row;
  if (from === to) return overlay(lifelines, `${row.label} (to itself)`, middle(from) + 2);
  const [left, right] = [middle(Math.min(from, to)), middle(Math.max(from, to))];
  const room = right - left - 1;
  const shaft = row.kind === 'media' ? '┄' : row.repeats === undefined ? '─' : '╌';
  const label = ` ${cut(row.label, room - 4)} `;
  const line = centred(label, room - 1, shaft);
  const broken = row.kind === 'event';
  const arrow = to > from ? `${line}${broken ? '✕' : '▶'}` : `${broken ? '✕' : '◀'}${line}`;
  return overlay(lifelines, arrow, left + 1);
}

/** Lifelines with a text laid over them. */
function overlay(lifelines: readonly number[], text: string, at: number): string {
  const characters = Array.from({ length: Math.max(...lifelines, at + text.length - 1) + 1 }, () => ' ');
  for (const place of lifelines) characters[place] = '│';
  for (const [i, character] of Array.from(text).entries()) characters[at + i] = character;
  return characters.join('').trimEnd();
}

/** The root cause's messages stand out most. */
function markOf(io: Io, { findings }: LadderRow): string {
  if (findings.length === 0) return ' ';
  return findings.includes(0) ? paint(io, ['bold', 'red'], '▸') : paint(io, 'yellow', '·');
}

function styled(io: Io, { findings, repeats, kind }: LadderRow, text: string): string {
  if (findings.includes(0)) return paint(io, 'red', text);
  if (findings.length > 0) return paint(io, 'yellow', text);
  return repeats !== undefined || kind === 'media' ? paint(io, 'dim', text) : text;
}

/** `12.345 s`; nothing where it is not known. */
export function seconds(ms: number): string {
  return Number.isNaN(ms) ? '' : `${(ms / 1000).toFixed(3)} s`;
}

function centred(text: string, width: number, fill = ' '): string {
  const left = Math.max(0, Math.floor((width - text.length) / 2));
  return fill.repeat(left) + text + fill.repeat(Math.max(0, width - text.length - left));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
