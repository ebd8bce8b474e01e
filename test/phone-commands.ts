/** The commands of the phone within a test: on loopback sockets, with a server of their own, and with what is typed and written. */

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, afterEach, before } from 'node:test';
import type { Io } from '../src/cli/io.ts';
import { main } from '../src/cli/main.ts';
import { createWavSink, ToneSource } from '../src/media/index.ts';

/** Where commands run. */
export const folder = mkdtempSync(join(tmpdir(), 'sipwright-phone-'));
const password = 'secret';
/** host:port of the server, by UDP and by TCP. */
export let proxy: string;
let proxyByTcp: string;

/** Commands of a test that have not ended. */
const running = new Set<Command>();

/** A command that runs, with what it has written and what may be typed. */
export class Command {
  readonly typed = new PassThrough();
  readonly signals = new EventEmitter();
  readonly ended: Promise<number>;
  out = '';
  err = '';
  readonly #written = new EventEmitter();

  constructor(args: readonly string[], { env = {}, terminal = false }: { env?: object; terminal?: boolean } = {}) {
    const output = (name: 'out' | 'err') =>
      Object.assign(new EventEmitter(), {
        isTTY: terminal,
        write: (text: string) => {
          this[name] += text;
          this.#written.emit('text');
          return true;
        },
      });
    const stdin = Object.assign(this.typed, terminal ? { isTTY: true, setRawMode: () => {} } : {});
    const all = { NO_COLOR: '1', SIP_PASSWORD: password, ...env };
    const io: Io = {
      stdin,
      stdout: output('out'),
      stderr: output('err'),
      env: all,
      cwd: folder,
      signals: this.signals,
    };
    this.ended = main(args, io);
    running.add(this);
    void this.ended.then(() => {
      running.delete(this);
      this.#written.emit('text');
    });
  }

  type(text: string): void {
    this.typed.write(text);
  }

  /** Waits until it has written something more. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    let isOver = false;
    void this.ended.then(() => (isOver = true));
    for (;;) {
      const found = pattern.exec(this.out) ?? pattern.exec(this.err);
      if (found !== null) return found;
      assert.ok(!isOver, `ended without ${pattern}:\n${this.out}${this.err}`);
      await new Promise((resolve) => this.#written.once('text', resolve));
    }
  }

  /** The events of `--json`. */
  get events(): Record<string, unknown>[] {
    return this.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** Runs a command to its end. */
export async function run(args: readonly string[], options?: ConstructorParameters<typeof Command>[1]) {
  const command = new Command(args, options);
  command.typed.end();
  const code = await command.ended;
  return { code, out: command.out, err: command.err };
}

/** Who speaks, by which server. */
export const as = (user: string) => ['--as', `${user}@example.com`, '--proxy', proxy, '--address', '127.0.0.1'];
export const byTcp = (user: string) => [...as(user), '--proxy', proxyByTcp, '--transport', 'tcp'];
/** Without an account. */
export const lone = ['--address', '127.0.0.1'];

let server: Command;

/** Starts the server before the tests of a file, and ends it after them. */
export function withServer(): void {
  before(async () => {
    writeFileSync(
      join(folder, 'sipwright.yaml'),
      'domains: [example.com]\nlisten: [udp://127.0.0.1:0, tcp://127.0.0.1:0]\nhttp: off\n',
    );
    writeFileSync(
      join(folder, 'users.csv'),
      ['alice', 'bob'].map((user) => `${user}@example.com,${password}\n`).join(''),
    );
    assert.equal((await run(['user', 'import', 'users.csv'])).code, 0);
    server = new Command(['serve']);
    await server.says(/"msg":"ready"/);
    running.delete(server);
    const { listeners } = JSON.parse((await run(['status', '--json'])).out) as {
      listeners: { transport: string; port: number }[];
    };
    const at = (name: string) => `127.0.0.1:${listeners.find(({ transport }) => transport === name)?.port ?? 0}`;
    proxy = at('UDP');
    proxyByTcp = at('TCP');
    const hello = createWavSink(join(folder, 'hello.wav'), 8000);
    const tone = new ToneSource(440, 8000);
    const frame = new Int16Array(160);
    for (let count = 0; count < 25; count++) {
      tone.read(frame);
      hello.write(frame);
    }
    hello.close();
  });

  afterEach(async () => {
    // What a failed test has left would take the calls of the next one.
    for (const command of running) command.signals.emit('SIGTERM');
    await Promise.all([...running].map(({ ended }) => ended));
  });

  after(async () => {
    server.signals.emit('SIGTERM');
    await server.ended;
    rmSync(folder, { recursive: true, force: true });
  });
}

/** A phone that answers, once it is registered. */
export async function answering(user: string, ...args: string[]): Promise<Command> {
  const command = new Command(['phone', 'answer', ...as(user), ...args]);
  await command.says(/registered/);
  return command;
}
