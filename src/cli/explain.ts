/** `sipwright explain` and `sipwright compare`: what a code, a header field or a word means, and how two of them differ. */
import { text as readAll } from 'node:stream/consumers';
import {
  compare,
  type Comparison,
  comparisonMarkdown,
  explain,
  type Explained,
  type Explanation,
  explanationMarkdown,
  fixesOf,
  isNotFound,
  type NotFound,
} from '../explain/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { Page } from './page.ts';
import { printable } from './print-rows.ts';

export interface OutputOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** @param words the query, as the shell cut it; `-` alone reads a message from standard input */
export async function runExplain(io: Io, words: readonly string[], options: OutputOptions): Promise<ExitCode> {
  const query = words.length === 1 && words[0] === '-' ? await readAll(io.stdin) : words.join(' ');
  if (/^\S+(?: \S+){0,4} vs?\.? \S+(?: \S+){0,4}$/i.test(query)) return runCompare(io, [query], options);
  const result = explain(query);
  return isNotFound(result) ? notFound(io, result) : print(io, result, options, explanationMarkdown, explanationPage);
}

/** @param words two names, as `302 428`, `200 OK vs 401`, `401/407` */
export async function runCompare(io: Io, words: readonly string[], options: OutputOptions): Promise<ExitCode> {
  const names = namesIn(words);
  if (names.length !== 2) {
    say(io, 'two things are compared: 302 428, or with "vs" between names of several words: 200 OK vs 401');
    return EXIT.usage;
  }
  const result = compare(names[0], names[1]);
  return isNotFound(result) ? notFound(io, result) : print(io, result, options, comparisonMarkdown, comparisonPage);
}

async function print<Result>(
  io: Io,
  result: Result,
  { json, markdown }: OutputOptions,
  toMarkdown: (result: Result) => string,
  toPage: (io: Io, result: Result) => Page,
): Promise<ExitCode> {
  if (json) await writeLine(io, JSON.stringify(result, undefined, 2));
  else await writeLine(io, markdown ? toMarkdown(result).trimEnd() : toPage(io, result).toString());
  return EXIT.done;
}

const BETWEEN = /\s+(?:vs?\.?|versus|and|or)\s+/i;

function namesIn(words: readonly string[]): readonly string[] {
  const text = words.join(' ');
  if (BETWEEN.test(text)) return text.split(BETWEEN);
  if (words.length === 2) return words;
  // STIR/SHAKEN is one name, 401/407 are two.
  return text.split(/\s*[/,]\s*|\s+/);
}

function notFound(io: Io, { asked, suggestions }: NotFound): ExitCode {
  say(io, `nothing here is called "${printable(asked)}"`);
  if (suggestions.length > 0) say(io, `did you mean ${suggestions.join(', ')}?`);
  else say(io, 'ask for a response code, a method, a header field or a word: 404, INVITE, Via, nonce');
  return EXIT.failed;
}

/** By the class of a code. */
const COLOURS = ['blue', 'green', 'cyan', 'yellow', 'red', 'magenta', 'gray'] as const;

function titleStyle({ kind, name }: Explanation): ['bold', (typeof COLOURS)[number]] | 'bold' {
  return kind === 'code' ? ['bold', COLOURS[Number(name[0]) - 1]] : 'bold';
}

function explanationPage(io: Io, entry: Explained): Page {
  const page = new Page(io);
  page.title(entry.title, titleStyle(entry)).paragraph(entry.summary).blank().paragraph(entry.description);
  if (entry.inMessage.length > 0) page.heading('In this message').list(entry.inMessage);
  sections(page, entry);
  if (entry.send !== undefined) page.heading('When you write a server').paragraph(entry.send, 2);
  page.heading('Facts').pairs(entry.facts.map(({ label, value }) => [label, value]));
  if (entry.http !== undefined) page.heading('In HTTP').paragraph(entry.http, 2);
  if (entry.example !== undefined) page.heading('Example').message(entry.example);
  if (entry.parts.length > 0) page.blank().pairs(entry.parts, 'cyan');
  if (entry.confusedWith.length > 0)
    page.heading('Not to be confused with').pairs(
      entry.confusedWith.map((other) => [other.with, other.difference]),
      'bold',
    );
  const more = [...entry.see, ...entry.others.map(({ title }) => title)];
  if (more.length > 0) page.heading('See also').paragraph(more.join(', '), 2);
  return page;
}

function comparisonPage(io: Io, { left, right, relation, differences, same, hint }: Comparison): Page {
  const page = new Page(io);
  page.title(`${left.title} or ${right.title}`).paragraph(relation);
  if (hint !== undefined) page.heading('How to tell them apart').paragraph(hint, 2);
  for (const entry of [left, right]) {
    page.blank().title(entry.title, titleStyle(entry)).paragraph(entry.summary).blank().paragraph(entry.description);
    sections(page, entry);
  }
  if (differences.length > 0)
    page.heading('Key differences').columns(
      ['', left.name, right.name],
      differences.map((row) => [row.label, row.left || '-', row.right || '-']),
    );
  if (left.send !== undefined && right.send !== undefined)
    page.heading('Which to use when you write a server').pairs(
      [
        [left.name, left.send],
        [right.name, right.send],
      ],
      'bold',
    );
  if (same.length > 0) page.heading('The same for both').pairs(same.map(({ label, value }) => [label, value]));
  return page;
}

function sections(page: Page, entry: Explanation): void {
  if (entry.seen.length > 0) page.heading('When you see it').list(entry.seen);
  if (entry.pitfalls.length > 0) page.heading('What goes wrong with it').list(entry.pitfalls);
  const fixes = fixesOf(entry);
  if (fixes.length === 0) return;
  page.heading('How to fix it');
  for (const { person, steps } of fixes) page.subheading(person).list(steps, steps.length > 1);
}
