/** The programs in `examples/` that call and are called, each as a process of its own, on the loopback. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Failure } from '../src/message/index.ts';
import { createWavSink, openWavSource, rootMeanSquare, RtpMedia, ToneSource, toneShare } from '../src/media/index.ts';
import { type NodeNetwork, openNetwork } from '../src/node/index.ts';
import { type Call, type IncomingCall, UserAgent } from '../src/ua/index.ts';

const examples = join(import.meta.dirname, '..', 'examples');
const LOOPBACK = '127.0.0.1';

/** A program, and the lines that it has printed. */
class Program {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private waiting: (() => void)[] = [];

  constructor(t: TestContext, name: string, args: readonly string[] = []) {
    const env = { ...process.env, SIP_ADDRESS: LOOPBACK };
    this.child = spawn(process.execPath, [join(examples, name), ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = once(this.child, 'exit');
    let rest = '';
    this.child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
      for (const wake of this.waiting.splice(0)) wake();
    });
    t.after(async () => {
      this.child.kill();
      await this.ended;
    });
  }

  /** The first line that fits. Without one, the runner's own limit ends the test. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      assert.equal(this.child.exitCode, null, `it has ended: ${this.lines.join('\n')}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Where it listens. */
  async uri(): Promise<string> {
    return (await this.line(/^(?:call|watch) /)).replace(/^\w+ /, '');
  }
}

/** Samples at 8 kHz that were heard. */
class Ear {
  readonly samples: number[] = [];

  write(frame: Int16Array): void {
    this.samples.push(...frame);
  }

  /** Whether this tone makes up most of what was heard in the last 200 ms. */
  hears(hertz: number): boolean {
    const last = Int16Array.from(this.samples.slice(-1600));
    return last.length === 1600 && rootMeanSquare(last) > 300 && toneShare(last, hertz, 8000) > 0.5;
  }

  async until(heard: () => boolean): Promise<void> {
    while (!heard()) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Phone {
  readonly agent: UserAgent;
  readonly ear: Ear;
  readonly uri: string;
  readonly network: NodeNetwork;
}

/** A phone that plays a tone and listens. */
async function phone(t: TestContext, user: string, hertz: number): Promise<Phone> {
  const network = await openNetwork({ address: LOOPBACK });
  const ear = new Ear();
  const agent = new UserAgent({
    ...network,
    identity: `sip:${user}@localhost`,
    media: () => new RtpMedia({ address: LOOPBACK, source: new ToneSource(hertz, 8000), sink: ear }),
  });
  t.after(async () => {
    agent.stop();
    await network.close(0);
  });
  return { agent, ear, network, uri: `sip:${user}@${LOOPBACK}:${network.transport.listeners[0].port}` };
}

async function answerNext({ agent }: Phone): Promise<IncomingCall> {
  for await (const call of agent.calls) {
    call.ring();
    void call.answer().catch(() => {});
    return call;
  }
  throw new Error('nobody called');
}

test('answer.ts plays a tone, and tells which keys were pressed', async (t) => {
  const program = new Program(t, 'answer.ts');
  const { agent, ear } = await phone(t, 'alice', 600);
  const call = await agent.invite(await program.uri()).established;
  await ear.until(() => ear.hears(440));
  await call.sendDigits('5#', 100);
  await program.line(/^sip:alice@localhost pressed #$/);
  await call.hangUp();
  await program.line(/^sip:alice@localhost: bye, remote$/);
  assert.deepEqual(program.lines.slice(1, 3), ['sip:alice@localhost pressed 5', 'sip:alice@localhost pressed #']);
});

test('echo.ts says back what it hears', async (t) => {
  const program = new Program(t, 'echo.ts');
  const { agent, ear } = await phone(t, 'alice', 600);
  const call = await agent.invite(await program.uri()).established;
  await ear.until(() => ear.hears(600));
  await call.hangUp();
});

test('redirect.ts sends a caller to the contacts of its table', async (t) => {
  const bob = await phone(t, 'bob', 700);
  const program = new Program(t, 'redirect.ts', [`bob=${bob.uri}`]);
  const { agent, ear } = await phone(t, 'alice', 600);
  const uri = await program.uri();
  const answered = answerNext(bob);
  const call = await agent.invite(uri.replace('somebody', 'bob')).established;
  await ear.until(() => ear.hears(700));
  await call.hangUp();
  await (await answered).ended;
  await assert.rejects(agent.invite(uri).established, { status: 404 });
  await program.line(/^somebody: nobody of that name$/);
});

test('click-to-dial.ts brings two phones together, and hangs up the one when the other does', async (t) => {
  const alice = await phone(t, 'alice', 600);
  const bob = await phone(t, 'bob', 700);
  const answered = [answerNext(alice), answerNext(bob)];
  const program = new Program(t, 'click-to-dial.ts', [alice.uri, bob.uri]);
  const calls: Call[] = await Promise.all(answered);
  await Promise.all([
    alice.ear.until(() => alice.ear.hears(700)),
    bob.ear.until(() => bob.ear.hears(600)),
    program.line(/ answered$/),
  ]);
  await calls[1].hangUp();
  await calls[0].ended;
  await program.line(/^it is over: bye, 200$/);
});

test('voicemail.ts plays its greeting, and keeps what the caller says after it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-examples-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const greeting = join(folder, 'greeting.wav');
  const sink = createWavSink(greeting, 8000);
  const tone = new ToneSource(880, 8000);
  for (let i = 0; i < 50; i++) {
    const frame = new Int16Array(160);
    tone.read(frame);
    sink.write(frame);
  }
  sink.close();
  mkdirSync(join(folder, 'messages'));
  const program = new Program(t, 'voicemail.ts', [greeting, join(folder, 'messages')]);
  const { agent, ear } = await phone(t, 'alice', 600);
  const call = await agent.invite(await program.uri()).established;
  await ear.until(() => ear.hears(880));
  await ear.until(() => !ear.hears(880));
  const heard = ear.samples.length;
  await ear.until(() => ear.samples.length > heard + 12_000);
  await call.hangUp();
  await program.line(/message-1\.wav: 1\.\d s from sip:alice@localhost$/);
  assert.deepEqual(readdirSync(join(folder, 'messages')), ['message-1.wav']);
  const source = openWavSource(join(folder, 'messages', 'message-1.wav'), 8000);
  assert.ok(!(source instanceof Failure));
  const said = new Int16Array(8000);
  source.read(said);
  source.close();
  const message = new Ear();
  message.write(said);
  assert.ok(message.hears(600));
});

test('b2bua.ts takes a call on with its number and its headers', async (t) => {
  const bob = await phone(t, '%2B4930123', 700);
  const program = new Program(t, 'b2bua.ts', [bob.uri.replace('%2B4930123@', '')]);
  const { agent, ear } = await phone(t, 'alice', 600);
  const uri = await program.uri();
  const answered = answerNext(bob);
  const headers = [
    ['X-Internal-Id', '7'],
    ['X-Account', '8'],
    ['Subject', 'secret'],
  ] as const;
  const call = await agent.invite(uri.replace('number', '004930123'), { headers }).established;
  const { request } = await answered;
  const values = ['X-Internal-Id', 'X-Account', 'Subject', 'X-Border'].map((name) => request.named(name).join());
  assert.deepEqual([request.uri.user, ...values], ['+4930123', '', '8', '', 'example.com']);
  await ear.until(() => ear.hears(700));
  await call.hangUp();
  await program.line(/^\+4930123: bye, remote$/);
});

test('presence.ts tells who watches it, and watches', async (t) => {
  const friend = new Program(t, 'presence.ts');
  const uri = await friend.uri();
  const watcher = new Program(t, 'presence.ts', [uri]);
  await watcher.line(/ is there$/);
  friend.child.stdin?.write('\n');
  await watcher.line(/ is away$/);
});
