/** An example message, each of its lines with what it says for whoever points at it, tabs to it or taps it. */

import { headerFields } from '../catalogue/index.ts';
import type { Explanation } from '../explain/index.ts';
import { each, html, type Html, joinHtml } from './html.ts';
import { CODE_CLASSES } from './kind-names.ts';
import { entriesOf, pathOf } from './paths.ts';

/** The lines of a session description (RFC 8866 5). */
const SDP_LINES: Readonly<Record<string, string>> = {
  v: 'Version of the session description: always 0.',
  o: 'Origin: who made it, its id and version. The version rises by one with each change.',
  s: 'Name of the session; telephones write a dash or a blank.',
  i: 'Information about the session or the stream, for a person.',
  c: 'Connection: the address at which media are expected.',
  b: 'Bandwidth at most.',
  t: 'Start and end; 0 0 for a call, which has no fixed times.',
  m: 'A stream: its kind, the port on which it is expected, the profile, and the payload types in the order of liking.',
  a: 'An attribute: what a payload type stands for, which way media flow, and so on.',
};

const headers = new Map(entriesOf('header').map((entry) => [entry.name.toLowerCase(), entry]));
for (const { name, compact } of headerFields) {
  const entry = headers.get(name.toLowerCase());
  if (compact !== '' && entry !== undefined) headers.set(compact, entry);
}

/** Parameters that a word of the glossary tells of. */
const PARAMETER_WORDS: Readonly<Record<string, string>> = {
  branch: 'branch',
  tag: 'tag',
  rport: 'rport',
  lr: 'loose routing',
  realm: 'realm',
  nonce: 'nonce',
  cnonce: 'cnonce',
  nc: 'nonce count',
  qop: 'qop',
  opaque: 'opaque',
  stale: 'stale',
  response: 'digest',
};
const PARAMETER = new RegExp(`(?<=[;,\\s])(?:${Object.keys(PARAMETER_WORDS).join('|')})(?=[=;,>\\s]|$)`, 'g');
const words = new Map(entriesOf('word').map((entry) => [entry.name, entry]));

/** Makes the explained parts of one page; each has an id of its own. */
class Parts {
  #count = 0;

  part(text: string, meaning: Html | string, must = false): Html {
    const id = `part-${++this.#count}`;
    const tip = typeof meaning === 'string' ? html`${meaning}` : meaning;
    return html`<span class="x"><button type="button" class="part${must && html` must`}" aria-describedby="${id}">${text}</button><span class="tip" id="${id}">${tip}</span></span>`;
  }
}

/** @param entry what the message is an example of: a code or a method */
export function exampleMessage(entry: Explanation, root: string): Html {
  const parts = new Parts();
  const required = (entry.facts.find(({ label }) => label === 'must carry')?.value ?? '').split(' or ');
  const [start, ...lines] = (entry.example ?? '').trimEnd().split('\n');
  const end = lines.indexOf('');
  const shown = [startLine(start, parts, root)];
  for (const line of end === -1 ? lines : lines.slice(0, end))
    shown.push(headerLine(line, parts, root, entry, required));
  if (end !== -1) {
    const isSdp = lines.slice(0, end).some((line) => /^(?:Content-Type|c):\s*application\/sdp/i.test(line));
    shown.push(html``, ...lines.slice(end + 1).map((line) => (isSdp ? sdpLine(line, parts) : html`${line}`)));
  }
  return frame(shown);
}

/** A header field with the pieces of its value explained, or the line in which a word is met. */
export function exampleLines({ example = '', parts: pieces }: Explanation, root: string): Html {
  const parts = new Parts();
  if (pieces.length > 0) return frame(piecewise(example.trimEnd(), pieces, parts));
  const lines = example.trimEnd().split('\n');
  return frame(
    lines.map((line) =>
      /^SIP\/2\.0 | SIP\/2\.0$/.test(line) ? startLine(line, parts, root) : headerLine(line, parts, root),
    ),
  );
}

/** Whether any part of it is. */
export const isExplained = ({ text }: Html) => text.includes(' class="part');

const frame = (lines: readonly Html[]) =>
  html`<pre class="message"><code>${each(lines, (line) => html`<span class="line">${line}\n</span>`)}</code></pre>`;

function startLine(line: string, parts: Parts, root: string): Html {
  const response = /^(SIP\/2\.0) (\d{3}) (.*)$/.exec(line);
  if (response !== null) {
    const [, version, code, phrase] = response;
    const group = CODE_CLASSES[Number(code[0]) - 1];
    return joinHtml(
      [
        parts.part(version, 'Protocol and version: always this.'),
        parts.part(
          code,
          `Status code: ${group.digit}xx, ${group.name.toLowerCase()}. ${group.tells} It is what programs go by.`,
        ),
        parts.part(
          phrase,
          'Reason phrase: for people. It may have any text in any language, and no program may act on it.',
        ),
      ],
      ' ',
    );
  }
  const request = /^([A-Z]+) (\S+) (SIP\/2\.0)$/.exec(line);
  if (request === null) return html`${line}`;
  const [, method, uri, version] = request;
  const entry = entriesOf('method').find(({ name }) => name === method);
  return joinHtml(
    [
      entry === undefined ? html`${method}` : parts.part(method, tipOf(entry, root)),
      parts.part(uri, 'Request-URI: where the request is to go. A proxy changes it on the way.'),
      parts.part(version, 'Protocol and version: always this.'),
    ],
    ' ',
  );
}

function headerLine(
  line: string,
  parts: Parts,
  root: string,
  within?: Explanation,
  required: readonly string[] = [],
): Html {
  const match = /^([A-Za-z-]+)(\s*:.*)$/.exec(line);
  const entry = match === null ? undefined : headers.get(match[1].toLowerCase());
  if (match === null || entry === undefined) return html`${line}`;
  const must = required.includes(entry.name);
  const why = must && within !== undefined && html`<b>Required in a ${within.name}.</b> `;
  return html`${parts.part(match[1], html`${why}${tipOf(entry, root)}`, must)}${value(match[2], parts, root)}`;
}

/** A header field's value with the names of its parameters explained. */
function value(text: string, parts: Parts, root: string): Html {
  const shown: Html[] = [];
  let done = 0;
  for (const { 0: name, index } of text.matchAll(PARAMETER)) {
    const word = words.get(PARAMETER_WORDS[name]);
    if (word === undefined) continue;
    shown.push(html`${text.slice(done, index)}`, parts.part(name, tipOf(word, root)));
    done = index + name.length;
  }
  shown.push(html`${text.slice(done)}`);
  return joinHtml(shown, '');
}

const tipOf = (entry: Explanation, root: string) =>
  html`${entry.summary} <a href="${root}${pathOf(entry)}">More on ${entry.name}</a>`;

function sdpLine(line: string, parts: Parts): Html {
  const meaning = /^[a-z]=/.test(line) ? SDP_LINES[line[0]] : undefined;
  return meaning === undefined ? html`${line}` : html`${parts.part(line.slice(0, 2), meaning)}${line.slice(2)}`;
}

/** The pieces are in the order of their occurrence; one that is not found again keeps the rest as it is. */
function piecewise(text: string, pieces: Explanation['parts'], parts: Parts): Html[] {
  const lines: Html[][] = [[]];
  const plain = (between: string) =>
    between.split('\n').forEach((piece, i) => {
      if (i > 0) lines.push([]);
      lines[lines.length - 1].push(html`${piece}`);
    });
  let done = 0;
  for (const [piece, meaning] of pieces) {
    const at = text.indexOf(piece, done);
    if (at === -1 || piece.includes('\n')) continue;
    plain(text.slice(done, at));
    lines[lines.length - 1].push(parts.part(piece, meaning));
    done = at + piece.length;
  }
  plain(text.slice(done));
  return lines.map((line) => joinHtml(line, ''));
}
