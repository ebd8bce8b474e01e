/** The layers of src/ as data, and the proof that the sources, package.json and ARCHITECTURE.md keep to them. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { breachesIn, rankTableMarkdown, scan, type Rank, type SourceFile } from './architecture.ts';

const ranks: Rank[] = [
  {
    rank: 0,
    folders: ['catalogue'],
    holds: 'facts as tables: response codes, methods, header fields with compact forms, option tags, Q.850 causes',
    runs: 'pure',
  },
  {
    rank: 1,
    folders: ['message'],
    holds: 'wire text <-> messages: start line, headers, URI, Via, framing, building, validation; `SipError`',
    runs: 'pure',
  },
  { rank: 2, folders: ['sdp'], holds: 'session descriptions, offer and answer', runs: 'pure' },
  {
    rank: 2,
    folders: ['auth'],
    holds: 'digest challenges, credentials, nonces; hash functions are passed in',
    runs: 'pure',
  },
  {
    rank: 2,
    folders: ['identity'],
    holds: 'PASSporT, Identity, STIR/SHAKEN; keys and crypto are passed in',
    runs: 'pure',
  },
  {
    rank: 2,
    folders: ['event'],
    holds: 'event packages: bodies of dialog, presence, reg, message-summary and refer',
    runs: 'pure',
  },
  {
    rank: 2,
    folders: ['rtp'],
    holds: 'RTP and RTCP packets, statistics of what arrives, telephone events',
    runs: 'pure',
  },
  {
    rank: 3,
    folders: ['transaction'],
    holds: 'the four state machines, matching, timers as deadlines',
    runs: 'pure',
  },
  {
    rank: 3,
    folders: ['dialog'],
    holds: 'dialogs, route sets, invite and subscription usages, session timers',
    runs: 'pure',
  },
  {
    rank: 3,
    folders: ['routing'],
    holds: 'target sets, response targets, loop detection, the RFC 3263 plan, number and prefix tables',
    runs: 'pure',
  },
  {
    rank: 4,
    folders: ['capture'],
    holds: 'capture files, packets, streams, HEP and pasted text -> messages and media as they were seen; and back',
    runs: 'pure',
  },
  {
    rank: 4,
    folders: ['trace'],
    holds: 'the ring of recorded messages, transitions and decisions',
    runs: 'pure',
  },
  {
    rank: 5,
    folders: ['reference'],
    holds: 'the prose of the catalogue: descriptions, when seen, how to fix, hints for pairs',
    runs: 'pure',
  },
  { rank: 5, folders: ['phrases'], holds: 'reason phrases in other languages', runs: 'pure' },
  {
    rank: 6,
    folders: ['explain'],
    holds: 'what a code, header field or word means, and how two differ; rules over a trace: evidence -> cause -> fix',
    runs: 'pure',
  },
  {
    rank: 6,
    folders: ['transport'],
    holds: 'the transport interface, flows, the in-memory network',
    runs: 'anywhere',
  },
  { rank: 6, folders: ['store'], holds: 'accounts and bindings: interface, memory, SQLite', runs: 'node' },
  { rank: 7, folders: ['site'], holds: 'the pages of the reference site: a path -> a page', runs: 'pure' },
  { rank: 7, folders: ['sockets'], holds: 'UDP and TCP listeners and connections', runs: 'node' },
  { rank: 7, folders: ['resolve'], holds: 'DNS look-ups and their cache', runs: 'node' },
  { rank: 7, folders: ['stack'], holds: 'the one driver: flows + clock <-> machines', runs: 'anywhere' },
  {
    rank: 8,
    folders: ['registrar', 'proxy', 'redirect', 'notifier', 'guard'],
    holds: 'the roles of RFC 3261 and 6665, each a transaction user of the stack; limits and bans',
    runs: 'node',
  },
  { rank: 8, folders: ['ua'], holds: 'the user agent', runs: 'anywhere' },
  { rank: 9, folders: ['b2bua', 'trunk'], holds: 'two user-agent legs held together; carriers', runs: 'node' },
  { rank: 9, folders: ['node'], holds: 'the network of a user agent on Node, in one call', runs: 'node' },
  { rank: 9, folders: ['testing'], holds: 'the simulated network and scripted peers, for users too', runs: 'anywhere' },
  {
    rank: 9,
    folders: ['media'],
    holds: 'the sound of a call: codecs, jitter buffer, digits, files; media-relay client',
    runs: 'node',
  },
  {
    rank: 10,
    folders: ['server', 'phone'],
    holds: 'configuration, the roles composed, control socket, metrics; a user agent with media',
    runs: 'node',
  },
  {
    rank: 11,
    folders: ['cli', 'console'],
    holds: 'the commands; the web console',
    runs: 'node',
  },
];

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

function sourceFiles(): SourceFile[] {
  const src = fileURLToPath(new URL('src', root));
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(src, path), 'utf8') }));
}

test('the sources keep to the ranks', () => {
  const files = sourceFiles();
  assert.ok(files.length > 50, 'the sources were found');
  assert.deepEqual(breachesIn(files, ranks), []);
});

test('ARCHITECTURE.md prints the ranks as they are', () => {
  const [, printed] = /<!-- ranks -->\n+([\s\S]*?)\n+<!-- \/ranks -->/.exec(read('ARCHITECTURE.md')) ?? [];
  assert.equal(printed, rankTableMarkdown(ranks));
});

test('package.json offers every folder up to rank 9, and nothing else', () => {
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, string> };
  const folders = ranks
    .filter(({ rank }) => rank <= 9)
    .flatMap((row) => row.folders)
    .filter((folder) => existsSync(new URL(`src/${folder}/index.ts`, root)));
  const expected = Object.fromEntries(folders.map((folder) => [`./${folder}`, `./dist/${folder}/index.js`]));
  assert.deepEqual(exports, { '.': './dist/index.js', ...expected, './package.json': './package.json' });
  assert.ok(existsSync(new URL('src/index.ts', root)), 'src/index.ts is what import "sipwright" gives');
});

const opening = '/** A file. */\n';
const good: SourceFile[] = [
  { path: 'message/index.ts', text: `${opening}export { parse } from './parse.ts';\n` },
  { path: 'message/parse.ts', text: `${opening}export const parse = (text: string) => text;\n` },
  { path: 'transaction/index.ts', text: `${opening}export { parse } from '../message/index.ts';\n` },
  { path: 'transaction/index.test.ts', text: `import { parse } from '../message/parse.ts';\n` },
  { path: 'stack/index.ts', text: `${opening}setTimeout(() => {}, Date.now());\n` },
  { path: 'store/index.ts', text: `${opening}import { readFile } from 'node:fs';\n` },
  { path: 'index.ts', text: `${opening}export * from './message/index.ts';\n` },
];

/** What the checker says about the good files together with one more. */
const withFile = (path: string, text: string) => breachesIn([...good, { path, text }], ranks);

test('the checker finds nothing in files that keep to the ranks', () => {
  assert.deepEqual(breachesIn(good, ranks), []);
});

test('the checker finds a breach of each rule', () => {
  const cases: [path: string, text: string, breach: string][] = [
    ['message/a.ts', `import { x } from '../transaction/index.ts';`, 'rank 1 imports transaction/ of rank 3'],
    ['transaction/a.ts', `import type { x } from '../dialog/index.ts';`, 'rank 3 imports dialog/ of rank 3'],
    [
      'dialog/index.ts',
      `export {\n  x,\n} from '../message/parse.ts';`,
      'imports ../message/parse.ts: the only door is message/index.ts',
    ],
    ['message/a.ts', `import '../nowhere/index.ts';`, 'imports ../nowhere/index.ts, which has no rank'],
    ['message/a.ts', `const x = await import('../../test/x.ts');`, 'imports ../../test/x.ts, outside src/'],
    ['message/a.ts', `import { x } from "node:fs";`, 'imports node:fs, and does not run in Node alone'],
    ['stack/a.ts', `import { x } from 'node:net';`, 'imports node:net, and does not run in Node alone'],
    ['message/a.ts', `import { z } from 'zod';`, 'imports the package zod'],
    ['store/a.ts', `import { z } from 'zod';`, 'imports the package zod'],
    ['ua/index.ts', `import { z } from 'zod';`, 'imports the package zod'],
    ['stack/a.ts', 'const x = Buffer.alloc(1);', 'uses Buffer'],
    ['stack/a.ts', 'const x = process.env;', 'uses process'],
    ...['setTimeout(f)', 'setInterval(f)', 'setImmediate(f)', 'queueMicrotask(f)', 'Buffer.alloc(1)'].map(
      (use): [string, string, string] => [
        'message/a.ts',
        `const f = () => ${use};`,
        `uses ${use.replace(/[(.].*/, '')}`,
      ],
    ),
    ['message/a.ts', 'const x = Date.now();', 'uses Date.now'],
    ['message/a.ts', 'const x = new Date();', 'uses new Date()'],
    ['message/a.ts', 'const x = Math.random();', 'uses Math.random'],
    ['message/a.ts', 'const x = performance.now();', 'uses performance'],
    ['message/a.ts', 'const x = process.hrtime();', 'uses process'],
    ['message/a.ts', 'console.log(1);', 'uses console'],
    ['message/a.ts', `const x = new TextDecoder('latin1');`, 'uses TextDecoder'],
    ['message/a.ts', 'const x = globalThis.fetch;', 'uses globalThis'],
    ['message/a.ts', 'const x = `a ${`b ${Date.now()}`} c`;', 'uses Date.now'],
    [
      'store/a.ts',
      `const x = new URL('./writer.ts', import.meta.url);`,
      'new URL of a .ts file: the build renames imports only, so name the .js file when it runs built',
    ],
    ['message/BadName.ts', '', 'the file name is not kebab-case'],
    ['message/utils/a.ts', '', 'a folder named utils says nothing'],
    ['other.ts', '', 'only index.ts lies directly in src/'],
    ['message/a.ts', '\n'.repeat(401), 'has 402 lines, more than 400'],
  ];
  for (const [path, text, breach] of cases) {
    assert.deepEqual(withFile(path, opening + text), [`${path}: ${breach}`]);
  }
  assert.deepEqual(withFile('message/a.ts', 'const x = 1;'), ['message/a.ts: does not open with a doc comment']);
  assert.deepEqual(withFile('dialog/a.ts', opening), ['dialog/: has no index.ts']);
  assert.deepEqual(withFile('misc/index.ts', opening), ['misc/index.ts: the folder misc/ has no rank']);
  assert.deepEqual(breachesIn([{ path: 'index.ts', text: `${opening}export * from './store/index.ts';` }], ranks), [
    'index.ts: offers store/, which does not run in a browser',
  ]);
});

test('the checker is not misled by comments, strings, templates and regular expressions', () => {
  const text = [
    `// import { x } from 'node:fs'; Date.now()`,
    `/* import { x } from 'node:fs'; Buffer */`,
    `const a = 'Date.now() // /* ';`,
    'const b = `Buffer ${a} process.env`;',
    `const c = /["'\`/[/"]console.log/.test(a) ? 1 / 2 : 3 / 4;`,
    `const d = clock.setTimeout(self.process.env, new ArrayBuffer(1), new Date(0));`,
  ].join('\n');
  assert.deepEqual(withFile('message/a.ts', opening + text), []);
  assert.equal(scan(`a = 'x' /* y */ + /z/;`).bare, `a = ''  + /./;`);
  assert.equal(scan(`a = 'x' /* y */ + /z/;`).code, `a = 'x'  + /z/;`);
});
