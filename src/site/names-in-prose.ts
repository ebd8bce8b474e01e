/** Finds the names of things in prose, where it is safe to say that the thing is meant and not a word or number that looks so. */

import { entries, type Explanation, referenceUrl } from '../explain/index.ts';

export interface Mention {
  readonly at: number;
  readonly text: string;
  /** What is meant, or the address of the RFC that is named. */
  readonly target: Explanation | string;
}

/** Words in lower case that mean nothing outside this field; others of one word are plain English too often. */
const JARGON = new Set(['cnonce', 'codec', 'glare', 'nonce', 'qop', 'realm', 'registrar', 'rport', 'softphone']);
/** Said in nearly every sentence. */
const TOO_COMMON = new Set(['SIP', 'VoIP', 'header field', 'user agent']);

const byName = new Map<string, Explanation>();
/** `cause 21` */
const numbered = new Map<string, Explanation>();

function offer(name: string, entry: Explanation): void {
  if (!TOO_COMMON.has(name) && !byName.has(name)) byName.set(name, entry);
}

for (const entry of entries) {
  const { kind, name } = entry;
  if (kind === 'code' || kind === 'method' || kind === 'header') offer(name, entry);
  if (kind === 'cause' || kind === 'warning') numbered.set(`${kind} ${name}`, entry);
  // `100rel`, `trickle-ice`; `path` and `join` are words, too.
  if (kind === 'option tag' && /\d[a-z]|-/.test(name)) offer(name, entry);
  if (kind === 'word' && (JARGON.has(name) || !/^[a-z]+$/.test(name))) {
    offer(name, entry);
    offer(name[0].toUpperCase() + name.slice(1), entry);
  }
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const longestFirst = [...byName.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
/** `cause 21`, `Warning 304`: numbers of other kinds say so. */
const NUMBERED = String.raw`([Cc]ause|Warning) (\d{1,3})`;
const REFERENCE = String.raw`RFC \d{4,5}(?:,? (?:section )?\d+(?:\.\d+)+|, section \d+)?`;
const pattern = new RegExp(
  String.raw`(?<![\w@.:/=-])(?:(${REFERENCE})|${NUMBERED}|(${longestFirst.join('|')})(s?))(?![\w@+/=-]|\.\w)`,
  'g',
);

/** A number is no code after one of these, or in a list that follows one. */
const COUNTS_OTHERWISE =
  /(?:\bRFCs?|\bHTTP(?:'s|\/\d\.\d)?|\b[Cc]auses?|\b[Ww]arnings?|\b[Pp]orts?|\bSections?|\bat least|\bat most|\babout|\bsome|\bover|\b[A-Z][\w-]*:)(?: \d{2,3}(?:,| and| or| to)?)* $/;
/** Nor before one of these, nor as an extension (`100 or 1000`). */
const UNIT = /^ ?(?:ms|s|seconds?|minutes?|bytes?|characters?|kB|k?Hz|kbit|milliseconds?)\b|^ or \d{4}/;

/** In their order, none within another. */
export function mentions(text: string, inKind?: Explanation['kind']): Mention[] {
  const found: Mention[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, reference, kindOfNumber, number, name, plural] = match;
    const at = match.index;
    if (number !== undefined) {
      const target = numbered.get(`${kindOfNumber.toLowerCase()} ${number}`);
      if (target !== undefined) found.push({ at, text: whole, target });
      continue;
    }
    if (reference !== undefined) {
      const url = referenceUrl(reference.replace(/^RFC /, '').replace(/,? section |, /, ' '));
      if (url !== undefined) found.push({ at, text: whole, target: url });
      continue;
    }
    const target = byName.get(name);
    if (target === undefined || (plural !== '' && target.kind !== 'word')) continue;
    if (target.kind === 'code' && !isCode(text, at, whole, inKind)) continue;
    if (target.kind === 'header' && !isHeader(text, at, whole)) continue;
    found.push({ at, text: whole, target });
  }
  return found;
}

/** A number in the text of a Warning code or cause is most often another of those. */
function isCode(text: string, at: number, whole: string, inKind: Explanation['kind'] | undefined): boolean {
  if (inKind === 'warning' && whole[0] === '3') return false;
  if (inKind === 'cause' && whole[0] === '1') return false;
  return !COUNTS_OTHERWISE.test(text.slice(0, at)) && !UNIT.test(text.slice(at + whole.length));
}

/** `Call-ID` always; `To` and `Path` only where nothing but a name has a capital. */
function isHeader(text: string, at: number, whole: string): boolean {
  if (/-/.test(whole) || /[A-Z].*[A-Z]/.test(whole)) return true;
  const before = text.slice(0, at);
  if (/(?:^|[.!?:;] |["“(])$/.test(before)) return /^(?: tag| header\b|: )/.test(text.slice(at + whole.length));
  // Part of a longer name: `Contact Center`, `Asterisk Server`.
  return !/^ [A-Z]/.test(text.slice(at + whole.length)) && !/(?:^|[^.!?:;,] )[A-Z][a-z]+ $/.test(before.slice(1));
}
