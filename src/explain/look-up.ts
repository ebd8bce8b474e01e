/** Finds what a person asks for: a code, a method, a header field, a word, a phrase, or a pasted message. */

import { headerFields } from '../catalogue/index.ts';
import { defaultMessageLimits, encodeUtf8, indexMessage, Request, Response } from '../message/index.ts';
import { wordTexts } from '../reference/index.ts';
import { allCodes, entries } from './entries.ts';
import type { Explanation, Kind } from './entry.ts';
import { nearest } from './suggest.ts';

/** Nothing has this name. */
export interface NotFound {
  readonly asked: string;
  /** Names that are near it, nearest first; may be empty. */
  readonly suggestions: readonly string[];
}

export interface Found {
  /** The best match first; others that have the same name follow, such as the header field Privacy and the option tag. */
  readonly matches: readonly [Explanation, ...Explanation[]];
  /** The message that was pasted, where one was. */
  readonly message?: Request | Response;
}

/** Names are told apart by letters and digits: Call-ID, call id and CALLID are one. */
const fold = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, '');

const byName = new Map<string, Explanation[]>();

function enter(name: string, entry: Explanation | undefined): void {
  if (entry === undefined) return;
  const key = fold(name);
  const known = byName.get(key);
  if (known === undefined) byName.set(key, [entry]);
  else if (!known.includes(entry)) known.push(entry);
}

/** Of things with one name, what people mean most often comes first: the word ICE before the option tag ice. */
const preference: readonly Kind[] = ['code', 'method', 'header', 'word', 'option tag', 'warning', 'cause'];

const entryOf = (kind: Kind, name: string) => entries.find((entry) => entry.kind === kind && entry.name === name);

// Bare numbers are codes first, then Warning codes and causes; names come before what merely means the same.
for (const kind of preference) for (const entry of entries) if (entry.kind === kind) enter(entry.name, entry);
for (const entry of entries) {
  enter(`${entry.kind} ${entry.name}`, entry);
  if (entry.kind === 'cause')
    for (const word of ['q.850', 'q850', 'q.850 cause']) enter(`${word} ${entry.name}`, entry);
}
for (const field of headerFields) if (field.compact !== '') enter(field.compact, entryOf('header', field.name));
for (const { name, also } of wordTexts) for (const other of also) enter(other, entryOf('word', name));
for (const { name, phrase, formerPhrases } of allCodes)
  for (const text of [phrase, ...formerPhrases]) enter(text, entryOf('code', name));

/** How many names a suggestion lists. */
const SUGGESTIONS = 5;
/** What is asked for is a line or a message, never a capture. */
const LONGEST = 65_536;

export function lookUp(query: string): Found | NotFound {
  const asked = query.slice(0, LONGEST).trim();
  const named = byName.get(fold(asked)) ?? byName.get(fold(asked.replace(/:$/, '')));
  if (named !== undefined) return { matches: named as [Explanation, ...Explanation[]] };
  const message = readMessage(asked);
  if (message !== undefined) {
    const name = message instanceof Request ? message.method : String(message.status);
    const matches = byName.get(fold(name));
    if (matches !== undefined) return { matches: matches as [Explanation, ...Explanation[]], message };
  }
  for (const shorter of reductions(asked)) {
    const matches = byName.get(fold(shorter));
    if (matches !== undefined) return { matches: matches as [Explanation, ...Explanation[]] };
  }
  return { asked: asked.slice(0, 80), suggestions: nearest(asked.slice(0, 80), allNames(), SUGGESTIONS) };
}

/** Names as they are written, for suggestions. */
function* allNames(): Generator<string> {
  for (const { kind, name } of entries) yield kind === 'warning' || kind === 'cause' ? `${kind} ${name}` : name;
  for (const { also } of wordTexts) yield* also;
  for (const { phrase } of allCodes) yield phrase;
}

/** A start line alone, or a whole message, as it was copied from a trace: its lines ended in any way. */
function readMessage(asked: string): Request | Response | undefined {
  if (!/^SIP\/2\.0 \d{3}|^[!-~]+ \S+ SIP\/2\.0/.test(asked)) return undefined;
  const lines = encodeUtf8(asked).split(/\r\n|\n|\r/);
  const message = indexMessage(`${lines.map((line) => line.trimEnd()).join('\r\n')}\r\n\r\n`, defaultMessageLimits);
  return message instanceof Request || message instanceof Response ? message : undefined;
}

/** What a query may say besides the name: `407 Proxy Authentication Required`, `Via: SIP/2.0/UDP ...`, `sip 404 error`. */
function* reductions(asked: string): Generator<string> {
  const header = /^([A-Za-z][A-Za-z0-9-]*)\s*:/.exec(asked);
  if (header !== null) yield header[1];
  const plain = asked
    .replace(/^(?:what (?:is|does)|explain)\s+(?:an?\s+|the\s+)?/i, '')
    .replace(/\?$/, '')
    .trim();
  if (plain !== asked) yield plain;
  const bare = plain
    .replace(/^(?:sip|error|code|response|status|method|header)\s+/gi, '')
    .replace(/\s+(?:error|code|response|status|method|request|header(?: field)?|mean(?:s)?)$/gi, '');
  if (bare !== plain) yield bare;
  const number = /(?<![\d.])(\d{3}\+?)(?![\d.])/.exec(bare);
  if (number !== null) yield number[1];
}
