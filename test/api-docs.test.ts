/** Every name that package.json offers is documented where it is declared: a sentence, its units, its errors, its source. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pending, reportOn } from './api-docs.ts';
import { type SourceFile } from './architecture.ts';
import { readModule } from './declarations.ts';

/** Folders and files that no RFC is about: what they have to say, a section would not say. */
const withoutRfc = new Set([
  'capture', // formats of files and programs
  'explain', // tells of rules, each with its own section in the catalogue
  'reference',
  'site',
  'store',
  'testing', // the network, the time and the chance of a test
  'trace',
  'catalogue/unregistered-codes.ts', // what no RFC has
  'media/audio-source.ts', // sound before it is a payload
  'media/frame-clock.ts',
  'media/goertzel.ts',
  'media/resampler.ts',
  'media/wav-format.ts',
  'media/wav-sink.ts',
  'media/wav-source.ts',
  'message/detach.ts', // the memory of the engine
  'message/sip-error.ts',
  'stack/clock.ts', // what a program needs besides the protocol
  'stack/counters.ts',
  'stack/logger.ts',
  'stack/timer-wheel.ts',
  'ua/deferred.ts', // promises and iterables
  'ua/inbox.ts',
]);

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');
const files: SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(src, path), 'utf8') }));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, string> };
const folders = Object.keys(manifest.exports).flatMap((door) => /^\.\/(\w+)$/.exec(door)?.[1] ?? []);

test('the folders that package.json offers were found', () => {
  assert.ok(folders.length > 20 && folders.includes('message'), folders.join(' '));
  const whole = readModule(files.find(({ path }) => path === 'index.ts')!);
  assert.deepEqual([...whole.exported.keys()], [], 'what `sipwright` itself offers is all passed on from them');
});

for (const folder of folders.filter((name) => !pending.includes(name))) {
  test(`every name of sipwright/${folder} has a sentence, units, errors and its RFC section`, () => {
    const { names, faults } = reportOn(files, folder, withoutRfc);
    assert.ok(names > 0, 'the names were found');
    assert.deepEqual(faults, []);
  });
}

test('folders that are still to be documented are counted', (t) => {
  for (const folder of pending.filter((name) => folders.includes(name))) {
    const { names, faults } = reportOn(files, folder, withoutRfc);
    t.diagnostic(`pending: sipwright/${folder} offers ${names} names, and ${faults.length} things are unsaid`);
  }
});

test('an error code that a comment names is one that is thrown', () => {
  const thrown = new Set(files.flatMap(({ text }) => [...text.matchAll(/['`](SIP_\w+)['`]/g)].map(([, code]) => code)));
  const named = files
    .filter(({ path }) => !pending.some((folder) => path.startsWith(`${folder}/`)))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/@throws SipError (?:\([^)]*\) )?(SIP_\w+)/g)].map((match) => [path, match[1]]),
    );
  assert.deepEqual(
    named.filter(([, code]) => !thrown.has(code)),
    [],
  );
});

test('files and folders without an RFC are there', () => {
  const there = (name: string) => files.some(({ path }) => path === name || path.startsWith(`${name}/`));
  assert.deepEqual(
    [...withoutRfc].filter((name) => !there(name)),
    [],
  );
});

/** What the checker says of one file, whose names the folder passes on. */
function faultsOf(...lines: string[]): readonly string[] {
  const door = { path: 'message/index.ts', text: `/** The door. */\n\nexport * from './a.ts';\n` };
  const other = {
    path: 'message/b.ts',
    text: `/** Another file. */\n\nexport const unseen = 1;\nexport class Base {}\n`,
  };
  const text = `${lines.join('\n')}\n`;
  return reportOn([door, other, { path: 'message/a.ts', text }], 'message', new Set()).faults;
}
const opening = '/** A file (RFC 3261 7). */';

test('the checker finds nothing in names that are documented', () => {
  const faults = faultsOf(
    opening,
    '',
    '/** What this is in a sentence. */',
    'export type A = string;',
    '',
    '// biome-ignore format: a table',
    '/** The table of all rows. */',
    'export const table = [];',
    '',
    '/**',
    ' * Does something with it.',
    ' * @param timeout in ms',
    ' * @throws SipError SIP_X, SIP_Y',
    ' */',
    'export function f(timeout: number): void {',
    "  if (timeout < 0) throw new SipError('SIP_X', 'x');",
    '  throw wrong();',
    '}',
    '',
    'function wrong(): SipError {',
    "  return new SipError('SIP_Y', 'y');",
    '}',
    '',
    '/** A class that holds them. */',
    'export class C implements I {',
    '  readonly port: number = 1;',
    '  private readonly hidden = () => 1;',
    '  #own(): void {}',
    '  told(): void {}',
    '}',
    '',
    '/** What a class has to offer. */',
    'export interface I {',
    '  /** Tells what it knows. */',
    '  told(): void;',
    '}',
  );
  assert.deepEqual(faults, []);
});

test('the checker finds what a declaration leaves unsaid', () => {
  const cases: [lines: string[], fault: string][] = [
    [['export const one = 1;'], '3: one: no sentence'],
    [['// A comment that is no doc comment.', 'export type One = 1;'], '4: One: no sentence'],
    [['/** Of another name. */', 'const other = 1;', 'export interface One {}'], '5: One: no sentence'],
    [['/** The one. */', 'export abstract class TheOne {}'], '4: TheOne: no sentence'],
    [['/** @throws SipError SIP_X */', 'export async function one() {}'], '4: one: no sentence'],
    [
      ['/** Does a certain thing. */', 'export function one() {', "  throw new SipError('SIP_X', '');", '}'],
      '4: one: throws SIP_X unsaid',
    ],
    [
      ['/** Does a certain thing. */', 'export const one = () => {', "  reject(new SipError('SIP_X', ''));", '};'],
      '4: one: throws SIP_X unsaid',
    ],
    [
      ['/** Does a certain thing. */', 'export function one(', '  timeout: number,', '): void {', '}'],
      '4: one: no unit of timeout',
    ],
    [
      ['/** Some of its options. */', 'export interface One {', '  readonly maxDelay?: number;', '}'],
      '5: One.maxDelay: no unit',
    ],
    [
      ['/** Some kind of class. */', 'export class One {', '  get size(): number {', '    return 1;', '  }', '}'],
      '5: One.size: no sentence',
    ],
    [['/** Some kind of class. */', 'export class One {', '  run = (): void => {};', '}'], '5: One.run: no sentence'],
    [
      ['/** Some kind of class. */', 'export class One {', '  static async *run(): void {}', '}'],
      '5: One.run: no sentence',
    ],
    [
      [
        '/** Some kind of class. */',
        'export class One {',
        '  constructor() {',
        "    throw new SipError('SIP_X', '');",
        '  }',
        '}',
      ],
      '5: One.constructor: throws SIP_X unsaid',
    ],
    [['/** A row of it. */', 'export interface One {', '  run?(text: string): void;', '}'], '5: One.run: no sentence'],
  ];
  for (const [lines, fault] of cases) {
    const other = ['/** So that the opening is of the file. */', 'export type Last = 1;'];
    assert.deepEqual(faultsOf(opening, '', ...lines, '', ...other), [`message/a.ts:${fault}`], lines.join('\n'));
  }
});

test('the checker asks for a section in the comment or at the top of the file', () => {
  const name = ['', '/** What this is in a sentence. */', 'export type A = string;', 'const port = 5060;'];
  const fault = ['message/a.ts:4: A: no RFC section'];
  assert.deepEqual(faultsOf('/** A file. */', ...name), fault);
  assert.deepEqual(faultsOf('/** A file of RFC 3261. */', ...name), fault);
  for (const section of ['RFC 3261 7', 'RFC 8866 5.2', '3261 Appendix A', 'RFC 3550 A.1', '17.1.1', 'ITU-T Q.850']) {
    assert.deepEqual(faultsOf(`/** A file (${section}). */`, ...name), [], section);
    assert.deepEqual(
      faultsOf('/** A file. */', '', `/** What it is (${section}). */`, 'export type A = 1;'),
      [],
      section,
    );
  }
});

test('the checker follows names through other files', () => {
  const text = (...lines: string[]) => ['/** A file (RFC 3261 7). */', '', ...lines, ''].join('\n');
  const names = [
    {
      path: 'auth/index.ts',
      text: text(
        `export { type A, b as c } from './a.ts';`,
        `export * from './d.ts';`,
        `export { x } from '../message/index.ts';`,
      ),
    },
    {
      path: 'auth/a.ts',
      text: text(
        `import { A } from './e.ts';`,
        'export type { A };',
        'export const b = 1;',
        'export const unseen = 1;',
      ),
    },
    { path: 'auth/d.ts', text: text('export const d = 1;', 'export const e = 1;') },
    { path: 'auth/e.ts', text: text('export type A = 1;', 'export const unseen = 1;') },
    { path: 'message/index.ts', text: text(`export * from './x.ts';`) },
    { path: 'message/x.ts', text: text('export const x = 1;', 'export const y = 1;') },
  ];
  assert.deepEqual(reportOn(names, 'auth', new Set()), {
    names: 4,
    faults: [
      'auth/e.ts:3: A: no sentence',
      'auth/a.ts:5: b: no sentence',
      'auth/d.ts:3: d: no sentence',
      'auth/d.ts:4: e: no sentence',
    ],
  });
  assert.deepEqual(reportOn(names.slice(0, 1), 'auth', new Set()).faults, [
    'auth/index.ts:1: A: its declaration is not there',
    'auth/index.ts:1: c: its declaration is not there',
    'auth/index.ts:1: x: its declaration is not there',
    'auth/d.ts:1: is not there',
  ]);
});
