/** The ladder of a case as SVG: who took part from left to right, time going down; each message is a link to its text. */

import { type VerdictJson } from '../explain/index.ts';
import { each, html, type Html } from './html.ts';

const TIME = 92;
const COLUMN = 236;
const HEAD = 56;
const ROW = 28;
/** Characters of a label that fit between two neighbouring columns. */
const FIT = 24;

type LadderRow = VerdictJson['ladder'][number];

/** The id of a message's text, to which its arrow leads. @param prefix tells the cases of a page apart */
export const messageId = (prefix: string, row: number) => `${prefix}m${row + 1}`;

/** @param prefix tells the cases of a page apart */
export function ladderSvg({ columns, ladder }: VerdictJson, prefix: string): Html {
  const width = TIME + columns.length * COLUMN;
  const height = HEAD + ladder.length * ROW + 16;
  const x = (column: number) => TIME + column * COLUMN + COLUMN / 2;
  const heads = each(
    columns,
    ({ label, role }, i) => html`<text class="who" x="${x(i)}" y="20">${label}</text>
<text class="role" x="${x(i)}" y="38">${cut(role.replace(/^the /, ''), FIT + 4)}</text>
<line class="life" x1="${x(i)}" y1="${HEAD - 8}" x2="${x(i)}" y2="${height}"/>`,
  );
  const rows = each(ladder, (row, i) => arrow(row, i, x, width, prefix));
  return html`<svg class="ladder" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="Ladder of messages">
<defs><marker id="${prefix}tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0l8 4-8 4z" fill="context-stroke"/></marker></defs>
${heads}
${rows}
</svg>`;
}

function arrow(row: LadderRow, index: number, x: (column: number) => number, width: number, prefix: string): Html {
  const { from, to, kind, label, offset, findings = [], repeats } = row;
  const y = HEAD + index * ROW + 18;
  const [start, end] = [x(from), x(to)];
  const gap = from < to ? -3 : 3;
  const room = Math.max(1, Math.abs(to - from)) * FIT;
  const middle = from === to ? start + 8 : (start + end) / 2;
  const look = [
    'arrow',
    kind,
    findings.includes(0) ? 'root' : findings.length > 0 ? 'other' : '',
    repeats === undefined ? '' : 'again',
  ];
  const drawn = html`<g class="${look.filter((name) => name !== '').join(' ')}">
<rect x="0" y="${y - 18}" width="${width}" height="${ROW}" class="hit"/>
<text class="time" x="${TIME - 14}" y="${y}">${offset === null ? `#${row.frame}` : `${(offset / 1000).toFixed(3)} s`}</text>
${from === to ? undefined : html`<line x1="${start}" y1="${y}" x2="${end + gap}" y2="${y}" marker-end="url(#${prefix}tip)"/>`}
<text class="label${from === to && ' left'}" x="${middle}" y="${y - 5}">${cut(label, room)}</text>
</g>`;
  const title = html`<title>${label}, frame ${row.frame}</title>`;
  return row.text === undefined
    ? html`<g>${title}${drawn}</g>`
    : html`<a href="#${messageId(prefix, index)}">${title}${drawn}</a>`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
