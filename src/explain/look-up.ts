/** Finds what a person asks for: a code, a method, a header field, a word, a phrase, or a pasted message. */

import { headerFields, treatedAs } from '../catalogue/index.ts';
import { defaultMessageLimits, encodeUtf8, indexMessage, Request, Response, SipError } from '../message/index.ts';
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

/** What a query names; a `NotFound` takes its place where nothing has that name. */
export interface Found {
  /** The best match first; others that have the same name follow, such as the header field Privacy and the option tag. */
  readonly matches: readonly [Explanation, ...Explanation[]];
  /** The message that was pasted, where one was. */
  readonly message?: Request | Response;
  /** The status code that was asked for, where nobody registered it and `matches` is the one that it counts as. */
  readonly countsAs?: number;
}

/** What stands between words tells no names apart: Call-ID, call id and CALLID are one. */
const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/(?<=\S)[\s_/-]+(?=\S)/g, '')
    .trim();

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
/** A name, or a line of a log with one in it. */
const LONGEST_LINE = 1_000;

/**
 * The explanations of a code, a name, a phrase or a pasted message, or what comes near it.
 * @throws SipError SIP_QUERY_INVALID for what is neither a text nor a number
 */
export function lookUp(query: string | number): Found | NotFound {
  if (typeof query !== 'string' && typeof query !== 'number')
    throw new SipError('SIP_QUERY_INVALID', `a name or a code is asked for, not ${typeof query}`);
  const asked = String(query).slice(0, LONGEST).trim();
  const line = asked.slice(0, LONGEST_LINE);
  const named = find(line) ?? find(line.replace(/[:.,;!]+$/, ''));
  if (named !== undefined) return { matches: named };
  const message = readMessage(asked);
  if (message !== undefined) {
    const found = message instanceof Request ? { matches: find(message.method) } : findCode(message.status);
    if (found?.matches !== undefined) return { ...found, matches: found.matches, message };
  }
  for (const shorter of reductions(line)) {
    const matches = find(shorter);
    if (matches !== undefined) return { matches };
  }
  const unknown = /^[1-6]\d\d$/.test(line) ? findCode(Number(line)) : undefined;
  if (unknown !== undefined) return unknown;
  return { asked: asked.slice(0, 80), suggestions: nearest(asked.slice(0, 80), allNames(), SUGGESTIONS) };
}

function find(name: string): Found['matches'] | undefined {
  return byName.get(fold(name)) as Found['matches'] | undefined;
}

/** The code itself, or the one that it counts as when nobody registered it (RFC 3261 8.1.3.2). */
function findCode(status: number): Found | undefined {
  const own = entryOf('code', String(status));
  if (own !== undefined) return { matches: [own] };
  const standIn = entryOf('code', String(treatedAs(status)?.name));
  return standIn === undefined ? undefined : { matches: [standIn], countsAs: status };
}

/** Names as they are written, for suggestions. */
function* allNames(): Generator<string> {
  for (const { kind, name } of entries) yield kind === 'warning' || kind === 'cause' ? `${kind} ${name}` : name;
  for (const { also } of wordTexts) yield* also;
  for (const { phrase } of allCodes) yield phrase;
}

/** A start line, wherever in a line of a log it begins; of a request, it ends the line. */
const START_LINE = /SIP\/2\.0 [1-6]\d\d(?:[ \t\r\n]|$)|\b[A-Z]+ (?:sips?|tel|urn):\S+ SIP\/2\.0[ \t]*(?:[\r\n]|$)/;

/** A start line alone, or a whole message, as it was copied from a trace: its lines ended in any way, others before it. */
function readMessage(asked: string): Request | Response | undefined {
  const start = asked.search(START_LINE);
  if (start < 0) return undefined;
  const text = encodeUtf8(asked.slice(start))
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
    .join('\r\n');
  const whole = text.includes('\r\n\r\n') ? text : `${text}\r\n\r\n`;
  const message = indexMessage(whole, defaultMessageLimits);
  return message instanceof Request || message instanceof Response ? message : undefined;
}

/** What a query may say besides the name: `407 Proxy Authentication Required`, `Via: SIP/2.0/UDP ...`, `sip 404 error`. */
function* reductions(asked: string): Generator<string> {
  const uri = /^(sips?|tel):\S+$/i.exec(asked);
  if (uri !== null) yield uri[1].toLowerCase() === 'tel' ? 'tel URI' : 'SIP URI';
  const header = /^([A-Za-z][A-Za-z0-9-]*)\s*:/.exec(asked);
  if (header !== null) yield `header ${header[1]}`;
  const plain = asked
    .replace(/^(?:what (?:is|does)|explain)\s+(?:an?\s+|the\s+)?/i, '')
    .replace(/\?$/, '')
    .trim();
  if (plain !== asked) yield plain;
  const bare = plain
    .replace(/^(?:sip|error|code|response|status|method|header)\s+/gi, '')
    .replace(/\s+(?:error|code|response|status|method|request|header(?: field)?|mean(?:s)?)$/gi, '');
  if (bare !== plain) yield bare;
  const cause = /\bcause(?: code)?[\s=:]+(\d{1,3})\b/i.exec(bare);
  if (cause !== null) yield `cause ${cause[1]}`;
  // In a line of a log many numbers stand; the one that is called a code is meant.
  const called = /\b(?:SIP\/2\.0|SIP response|status|response|code|error)\b[\s:="(]*([1-7]\d\d\+?)(?![\d.])/i.exec(
    bare,
  );
  if (called !== null) yield called[1];
  else if (bare.length < 80)
    for (const [, number] of bare.matchAll(/(?<![\d.,:@-])([1-7]\d\d\+?)(?![\d.,:@-])/g)) yield number;
}
