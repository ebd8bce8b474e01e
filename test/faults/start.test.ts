/** What keeps a server from starting ends it at once, with one readable line and the exit code that says which kind it is. */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { type Installation } from '../interop/sipwright-process.ts';
import { install } from './fault-server.ts';

/** What a start that fails says for people, and its exit code. */
async function failedStart(installation: Installation): Promise<{ code: unknown; lines: string[] }> {
  const program = installation.spawn();
  const code = await program.ended();
  return { code, lines: program.output.split('\n').filter((line) => line !== '' && !line.startsWith('{')) };
}

async function withListen(t: TestContext, listen: string): Promise<Installation> {
  const installation = await install(t);
  writeFileSync(installation.configPath, `domains: [example.com]\nlisten: ["${listen}"]\nhttp: off\n`);
  return installation;
}

test('a UDP port in use: exit code 1 and one line that names it', async (t) => {
  const holder = createSocket('udp4').bind(0, '127.0.0.1');
  t.after(() => holder.close());
  await once(holder, 'listening');
  const { port } = holder.address();
  const { code, lines } = await failedStart(await withListen(t, `udp://127.0.0.1:${port}`));
  assert.equal(code, 1);
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.match(lines[0], new RegExp(`^sipwright: .*UDP.*127\\.0\\.0\\.1.*${port}.*another program uses it`));
});

test('a TCP port in use: exit code 1 and one line that names it', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1');
  t.after(() => holder.close());
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const { code, lines } = await failedStart(await withListen(t, `tcp://127.0.0.1:${port}`));
  assert.equal(code, 1);
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.match(lines[0], new RegExp(`^sipwright: .*TCP.*127\\.0\\.0\\.1.*${port}.*another program uses it`));
});

test('an address that is not of this machine: exit code 1 and one line', async (t) => {
  const { code, lines } = await failedStart(await withListen(t, 'udp://192.0.2.77:5060'));
  assert.equal(code, 1);
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.match(lines[0], /192\.0\.2\.77/);
});

test('a configuration with a typo: exit code 78, and file, line and column of each fault', async (t) => {
  const installation = await install(t, 'limts: {headers: 5}\nproxy: {forking: sometimes}\n');
  const { code, lines } = await failedStart(installation);
  assert.equal(code, 78);
  assert.equal(lines.length, 2, lines.join('\n'));
  assert.match(lines[0], /^sipwright\.yaml:\d+:1: limts: unknown key.*limits/);
  assert.match(lines[1], /^sipwright\.yaml:\d+:\d+: proxy\.forking: .*by-q/);
});

test('a file that is no YAML, and one that is not there: exit code 78 and one line', async (t) => {
  const broken = await install(t);
  appendFileSync(broken.configPath, 'proxy: {forking: [serial\n');
  const first = await failedStart(broken);
  assert.equal(first.code, 78);
  assert.match(first.lines[0], /^sipwright\.yaml:\d+:\d+: /);
  const gone = await install(t);
  rmSync(gone.configPath);
  const second = await failedStart(gone);
  assert.equal(second.code, 78);
  assert.equal(second.lines.length, 1);
  assert.match(second.lines[0], /sipwright\.yaml/);
});

test('a routing module that cannot be loaded: exit code 78 and the reason', async (t) => {
  const installation = await install(t, 'routing: ./routing.ts\n');
  writeFileSync(join(installation.folder, 'routing.ts'), 'export function rout() {}\n');
  const { code, lines } = await failedStart(installation);
  assert.equal(code, 78);
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.match(lines[0], /does not export a function "route"/);
});

test('a database that is none, and one that is a folder: exit code 1 and one line', async (t) => {
  const noDatabase = await install(t, 'store: {path: ./other/file.db}\n');
  mkdirSync(join(noDatabase.folder, 'other'));
  writeFileSync(join(noDatabase.folder, 'other/file.db'), 'This is a text and no database at all.\n'.repeat(100));
  const first = await failedStart(noDatabase);
  assert.equal(first.code, 1);
  assert.equal(first.lines.length, 1, first.lines.join('\n'));
  assert.match(first.lines[0], /file\.db.*not a SQLite database/);
  const folder = await install(t, 'store: {path: ./other}\n');
  mkdirSync(join(folder.folder, 'other'));
  const second = await failedStart(folder);
  assert.equal(second.code, 1);
  assert.equal(second.lines.length, 1, second.lines.join('\n'));
});
