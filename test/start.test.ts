/** `npm start` as an operator runs it: it serves in the folder it is started in, and a SIGTERM ends it with exit code 0. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const CLONE = ['bin', 'scripts', 'src', 'node_modules', 'package.json', 'package-lock.json', '.npmrc'];

/** Ports that nobody else holds. */
const CONFIG = `domains: [example.com]
listen:
  - udp://127.0.0.1:0
  - tcp://127.0.0.1:0
http: off
`;
/** The message of the log line that says that it takes requests. */
const READY = /"ready"|\bready\b/;

let clone: string;
let group: number | undefined;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'sipwright-start-'));
  for (const name of CLONE) symlinkSync(join(root, name), join(clone, name));
  writeFileSync(join(clone, 'sipwright.yaml'), CONFIG);
});

afterEach(() => {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL'); // what a failed test left behind
  } catch {
    // The whole group has ended, as it should.
  }
  group = undefined;
  rmSync(clone, { recursive: true, force: true });
});

/** Starts `npm start` in a process group of its own, and resolves when it is ready. */
async function start() {
  const npm = spawn('npm', ['start'], { cwd: clone, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  group = npm.pid;
  let output = '';
  // `close` comes when the last process that holds the pipes is gone: a server left behind would keep them open.
  const closed = new Promise<number | NodeJS.Signals | null>((resolve) => {
    npm.once('close', (code, signal) => resolve(signal ?? code));
  });
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (READY.test(output)) resolve();
    };
    npm.stdout.on('data', read);
    npm.stderr.on('data', read);
    npm.once('error', reject);
    void closed.then((code) => reject(new Error(`npm start ended with ${String(code)}: ${output}`)));
  });
  return { pid: npm.pid!, closed, output: () => output };
}

test('SIGTERM to npm reaches the server, which drains and exits 0', { timeout: 60_000 }, async () => {
  const { pid, closed, output } = await start();
  assert.ok(existsSync(join(clone, 'data')), 'data belongs to the folder it is started in');
  process.kill(pid, 'SIGTERM');
  assert.equal(await closed, 0, output());
});

// npm hands the signal on, so the server gets it twice: the second one must not cut the draining short.
test('SIGTERM to the whole process group ends it with 0 as well', { timeout: 60_000 }, async () => {
  const { pid, closed, output } = await start();
  process.kill(-pid, 'SIGTERM');
  assert.equal(await closed, 0, output());
});
