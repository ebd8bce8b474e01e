/** The documents tell the truth where a program can tell: files, commands, scripts and links are there, and examples are in order. */

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { Command } from 'commander';
import { buildProgram } from '../src/cli/program.ts';
import { formatProblem } from '../src/server/config.ts';
import { parseConfig } from '../src/server/load-config.ts';

const root = join(import.meta.dirname, '..');
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(root, name)),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name)),
];
const read = (path: string) => readFileSync(path, 'utf8');
const manifest = JSON.parse(read(join(root, 'package.json'))) as {
  scripts: Record<string, string>;
  exports: Record<string, string>;
};

/** What the documents say in backticks, blocks left out. The rank table names folders that are to come. */
function codeSpans(text: string): string[] {
  const prose = text.replace(/<!-- ranks -->[^]*<!-- \/ranks -->/, '').replace(/^```[^]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
}

/** Names that stand for what a build makes, an operator writes, or the reader puts in. */
const NOT_OURS = new Set([
  'dist/',
  'dist/docs',
  'dist/www',
  'node_modules/',
  'sipwright.yaml',
  'x.test.ts',
  'x.ts',
  '.ts',
  'sipwright.db',
]);

/** Paths below the root, below src/ or beside the document; not those of an installation (`./data`, `/etc`, `~`). */
const isPath = (span: string) =>
  /^[\w.*-]+(\/[\w.*-]+)*\/?$/.test(span) &&
  (span.includes('/') || /\.(ts|js|mjs|md|json|yaml)$/.test(span)) &&
  !/^\.{1,2}\/|\.$/.test(span) &&
  !NOT_OURS.has(span);

function isThere(span: string, document: string): boolean {
  // A glob is as true as the folder that it looks into.
  const path = span.includes('*') ? dirname(span) : span;
  if (path.startsWith('sipwright/')) return `./${path.slice('sipwright/'.length)}` in manifest.exports;
  return [root, join(root, 'src'), dirname(document)].some((base) => existsSync(join(base, path)));
}

for (const document of documents) {
  const name = relative(root, document);
  test(`${name} names files that are there`, () => {
    const paths = codeSpans(read(document)).filter(isPath);
    assert.deepEqual(
      paths.filter((path) => !isThere(path, document)),
      [],
    );
  });

  test(`${name} links to what is there`, () => {
    const links = [...read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link);
    const files = links.filter((link) => !/^https?:/.test(link));
    assert.deepEqual(
      files.filter((link) => !existsSync(join(dirname(document), link))),
      [],
    );
  });

  test(`${name} names npm scripts that are there`, () => {
    const named = [...read(document).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
    assert.deepEqual(
      named.filter((script) => !(script in manifest.scripts)),
      [],
    );
  });
}

test('the checks of paths see what is not there', () => {
  const spans = [
    'src/nothing.ts',
    'nothing.md',
    'message/uri.ts',
    'test/nowhere/',
    'sipwright/nothing',
    'sipwright/message',
  ];
  assert.deepEqual(
    spans.filter(isPath).filter((span) => !isThere(span, join(root, 'README.md'))),
    ['src/nothing.ts', 'nothing.md', 'test/nowhere/', 'sipwright/nothing'],
  );
});

const program = buildProgram(
  {
    stdin: Readable.from([]),
    stdout: Object.assign(new EventEmitter(), { write: () => true }),
    stderr: Object.assign(new EventEmitter(), { write: () => true }),
    env: {},
    cwd: root,
    signals: new EventEmitter(),
  },
  () => {},
);

/** What is wrong with a command line of a document, or undefined. */
function commandFault(words: readonly string[]): string | undefined {
  let command: Command = program;
  let at = 0;
  for (; at < words.length && /^[a-z|]+$/.test(words[at]); at++) {
    const names = words[at].split('|');
    const found = names.map((name) => command.commands.find((each) => each.name() === name));
    if (found.includes(undefined)) {
      if (command.commands.length > 0) return `no command ${words.slice(0, at + 1).join(' ')}`;
      break; // an argument
    }
    command = found[0]!;
  }
  const known = command.options.flatMap(({ short, long }) => [short, long]);
  const unknown = words
    .slice(at)
    .filter((word) => /^--?[a-z]/.test(word) && !known.includes(word) && word !== '--help');
  return unknown.length > 0 ? `${command.name()} has no ${unknown.join(', ')}` : undefined;
}

/** The command lines of a document: in backticks, and in blocks where a line begins with one. */
function commandLines(text: string): string[][] {
  const lines = [...text.matchAll(/(?:`|^(?: {4})?)(?:npx )?sipwright ([^`\n#]+)/gm)].map(([, line]) => line);
  return lines
    .map((line) => line.replaceAll('\\|', '|').trim().split(/\s+/))
    .filter(([first]) => /^[a-z-]/.test(first));
}

test('every command and option that the documents name is there', () => {
  const lines = documents.flatMap((document) => commandLines(read(document)));
  assert.ok(lines.length >= 15, String(lines.length));
  assert.deepEqual(
    lines.map(commandFault).filter((fault) => fault !== undefined),
    [],
  );
});

test('the check of commands sees what is not there', () => {
  assert.equal(commandFault(['user', 'add|list']), undefined);
  assert.equal(commandFault(['user', 'add|lists']), 'no command user add|lists');
  assert.equal(commandFault(['serves']), 'no command serves');
  assert.equal(commandFault(['ping', 'sip:example.com', '--jsn']), 'ping has no --jsn');
});

test('every command stands in the README', () => {
  const named = commandLines(read(join(root, 'README.md'))).map(([first]) => first);
  assert.deepEqual(
    program.commands.map((command) => command.name()).filter((name) => !named.includes(name)),
    [],
  );
});

test('the configuration in the README is in order', async () => {
  const blocks = [...read(join(root, 'README.md')).matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block]) => block);
  assert.ok(blocks.length > 0);
  for (const block of blocks) {
    const loaded = await parseConfig(block, undefined, { env: {}, cwd: root });
    assert.deepEqual(loaded.ok ? [] : loaded.problems.map(formatProblem), []);
  }
});

test('each row of the RFC coverage says its state, and what it claims has a file and a test', () => {
  const rows = read(join(root, 'docs', 'rfc-coverage.md'))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === 5 && !/^section|^RFC/.test(cells[0]));
  assert.ok(rows.length > 80, String(rows.length));
  for (const [section, , state, files, tests] of rows) {
    const where = `${section}: ${state}`;
    assert.match(state, /^(done|partly|not yet)/, where);
    if (state.startsWith('partly')) assert.match(state, /: /, `${where}: what is missing?`);
    if (state.startsWith('not yet')) continue;
    const named = codeSpans(files).map((file) => join(root, 'src', file));
    assert.ok(named.length > 0 && named.every((file) => existsSync(file)), where);
    const shown = codeSpans(tests);
    assert.ok(shown.length > 0 && shown.every((file) => file.endsWith('.test.ts')), where);
  }
});
