/** What a source file declares and exports, read from its text: enough of TypeScript to find names and the comments before them. */

import { scan, type CommentRange, type SourceFile } from './architecture.ts';

/** A declaration at the top of a file, or a member of one. */
export interface Declaration {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'const' | 'let' | 'method' | 'field';
  /** From 1. */
  readonly line: number;
  /** The doc comment directly before it, without its stars; empty where there is none. */
  readonly comment: string;
  /** From its name to its end, with the contents of strings and comments blank. */
  readonly code: string;
  /** The codes of the SipErrors that its own text throws, or rejects with. */
  readonly throws: readonly string[];
  /** What others may use of a class, interface or type. */
  readonly members: readonly Declaration[];
  /** The names that a class or interface extends or implements. */
  readonly bases: readonly string[];
}

/** A file, and what leaves it. */
export interface Module {
  readonly path: string;
  /** The comment that it opens with. */
  readonly opening: string;
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** The names that it exports, each with the file and the name there that it comes from; `path` is its own for what it declares. */
  readonly exported: ReadonlyMap<string, { readonly path: string; readonly name: string }>;
  readonly imported: ReadonlyMap<string, { readonly path: string; readonly name: string }>;
  /** The files whose exports it passes on, all of them. */
  readonly passedOn: readonly string[];
}

// The formatter puts what is at the top of a file into the first column, and members into the third.
const TOP = /^(export )?(?:declare |abstract |async )*(function|class|interface|type|const|let)\b\*? *([\w$]+)/gm;
const MEMBER =
  /^ {2}((?:(?:static|override|async|abstract|readonly|get|set|private|protected|public|declare) )*)\*?(#?[\w$]+|\[[^\]\n]+\])[?!]?(?=[(<:=; ,}\n])/gm;
const WITH_MEMBERS = new Set(['class', 'interface', 'type']);

/** @param file its path below src/, and its text */
export function readModule(file: SourceFile): Module {
  const { text } = file;
  const { blank, comments } = scan(text);
  const declarations = new Map<string, Declaration>();
  const exported = new Map<string, { path: string; name: string }>();
  const matches = [...blank.matchAll(TOP)];
  // The comment that a file opens with is about the file, and about a name where it exports no other.
  const ofNames = matches.filter(([, isExported]) => isExported).length > 1 ? comments.slice(1) : comments;
  const scanned: Scanned = { text, blank, comments: ofNames, makers: makersIn(text, blank) };
  for (const match of matches) {
    const [, isExported, kind, name] = match;
    // Of overloads the first one has the comment.
    if (!declarations.has(name)) {
      const end = endOf(blank, match.index, '');
      declarations.set(name, declarationOf(scanned, match.index, end, kind as Declaration['kind'], name));
    }
    if (isExported !== undefined) exported.set(name, { path: file.path, name });
  }
  const { imported, passedOn } = readLinks(file, blank, exported);
  for (const [name, source] of exported) {
    const origin = declarations.has(source.name) || source.path !== file.path ? undefined : imported.get(source.name);
    if (origin !== undefined) exported.set(name, origin);
  }
  const opening = comments.length === 0 ? '' : proseOf(text, comments[0]);
  return { path: file.path, opening, declarations, exported, imported, passedOn };
}

/** Adds what `export { }` names to `exported`; what the file imports, and the files that it passes on. */
function readLinks(file: SourceFile, blank: string, exported: Map<string, { path: string; name: string }>) {
  const imported = new Map<string, { path: string; name: string }>();
  const passedOn: string[] = [];
  const pattern = /^(export|import) (?:type )?(\*|\{[^}]*\})(?: from )?/gm;
  for (const match of blank.matchAll(pattern)) {
    const [whole, word, names] = match;
    const specifier = /^'([^']+)'/.exec(file.text.slice(match.index + whole.length))?.[1];
    if (specifier !== undefined && !specifier.startsWith('.')) continue;
    const path = specifier === undefined ? file.path : resolve(file.path, specifier);
    if (names === '*') passedOn.push(path);
    else {
      for (const [, from, to] of names.matchAll(/(?:\btype\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?/g)) {
        (word === 'export' ? exported : imported).set(to ?? from, { path, name: from });
      }
    }
  }
  return { imported, passedOn };
}

interface Scanned {
  readonly text: string;
  readonly blank: string;
  readonly comments: readonly CommentRange[];
  readonly makers: ReadonlyMap<string, readonly string[]>;
}

function declarationOf(
  scanned: Scanned,
  start: number,
  end: number,
  kind: Declaration['kind'],
  name: string,
): Declaration {
  const { text, blank } = scanned;
  const members: Declaration[] = [];
  if (WITH_MEMBERS.has(kind)) {
    const body = blank.indexOf('\n', start) + 1;
    for (const match of blank.slice(body, end).matchAll(MEMBER)) {
      const [whole, modifiers, member] = match;
      if (/private|protected/.test(modifiers) || member.startsWith('#')) continue;
      if (members.some((other) => other.name === member)) continue;
      const at = body + match.index;
      const last = Math.min(endOf(blank, at, '  '), end);
      const rest = blank.slice(at + whole.length, last);
      // `name()`, `get name()`, `name: () => …` and `name = () => …` are all called.
      const called = /^\??[(<]|^\??: \(?(?:<[^>]*>)?\([^()]*\) =>|^ = (?:async )?(?:\(|\w+ =>)/.test(rest);
      const memberKind = called ? 'method' : 'field';
      members.push(declarationOf(scanned, at, last, memberKind, member));
    }
  }
  return {
    name,
    kind,
    line: text.slice(0, start).split('\n').length,
    comment: commentBefore(scanned, start),
    code: blank.slice(blank.indexOf(name, start), end),
    throws: thrownIn(scanned, start, end),
    members,
    bases: kind === 'class' || kind === 'interface' ? basesIn(blank.slice(start, end)) : [],
  };
}

/** `class A<T> extends B<T> implements C, D {` has the bases B, C and D. */
function basesIn(code: string): string[] {
  const head = code.slice(0, code.indexOf('{')).replace(/<[^<>]*>/g, '');
  return [...head.matchAll(/(?:\bextends|\bimplements|,)\s+([\w$]+)/g)].map(([, base]) => base);
}

/** Where the declaration at `start` ends: before the next line that begins right after `indent`, unless with a bracket. */
function endOf(blank: string, start: number, indent: string): number {
  const next = new RegExp(`^ {0,${indent.length}}[^\\s)\\]}]`, 'gm');
  next.lastIndex = blank.indexOf('\n', start) + 1;
  return next.lastIndex === 0 ? blank.length : (next.exec(blank)?.index ?? blank.length);
}

/** The last doc comment before `start` with nothing but white space between. */
function commentBefore({ text, blank, comments }: Scanned, start: number): string {
  const before = comments.filter(
    (comment) =>
      comment.end <= start && text.startsWith('/**', comment.start) && blank.slice(comment.end, start).trim() === '',
  );
  const last = before.at(-1);
  return last === undefined ? '' : proseOf(text, last);
}

function proseOf(text: string, { start, end }: CommentRange): string {
  return text
    .slice(start, end)
    .replace(/^\/\*+|\*\/$/g, '')
    .replace(/^ *\* ?/gm, '')
    .trim();
}

/** What `throw new SipError('SIP_X'` and `throw f(` name between two offsets, where `f` is a function that makes one. */
function thrownIn({ text, blank, makers }: Scanned, start: number, end: number): string[] {
  const codes = new Set<string>();
  for (const match of blank.slice(start, end).matchAll(/(?:\bthrow |\b[rR]eject\w*\()\s*(?:(new SipError)|(\w+))\(/g)) {
    const [whole, , maker] = match;
    if (maker !== undefined) for (const code of makers.get(maker) ?? []) codes.add(code);
    else for (const code of codesAt(text, start + match.index + whole.length)) codes.add(code);
  }
  return [...codes];
}

/** The functions of a file that make SipErrors, with their codes. */
function makersIn(text: string, blank: string): ReadonlyMap<string, string[]> {
  const makers = new Map<string, string[]>();
  for (const match of blank.matchAll(/^(?:export )?function (\w+)/gm)) {
    const body = blank.slice(match.index, endOf(blank, match.index, ''));
    const made = [...body.matchAll(/\breturn new SipError\(/g)].flatMap(({ index, 0: whole }) =>
      codesAt(text, match.index + index + whole.length),
    );
    if (made.length > 0) makers.set(match[1], made);
  }
  return makers;
}

const codesAt = (text: string, at: number) => /^\s*'(SIP_\w+)'/.exec(text.slice(at, at + 80))?.slice(1) ?? [];

/** The path below src/ that a relative import names. */
function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
