/** The commands of the phone on loopback sockets, against a server and against each other. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, afterEach, before, test } from 'node:test';
import { DIALOG_INFO_TYPE, formatDialogInfo } from '../event/index.ts';
import { createWavSink, ToneSource } from '../media/index.ts';
import { openNetwork } from '../node/index.ts';
import { UserAgent } from '../ua/index.ts';
import type { Io } from './io.ts';
import { main } from './main.ts';

const folder = mkdtempSync(join(tmpdir(), 'sipwright-phone-'));
const password = 'secret';
let proxy: string;
let proxyByTcp: string;

/** Commands of a test that have not ended. */
const running = new Set<Command>();

/** A command that runs, with what it has written and what may be typed. */
class Command {
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

async function run(args: readonly string[], options?: ConstructorParameters<typeof Command>[1]) {
  const command = new Command(args, options);
  command.typed.end();
  const code = await command.ended;
  return { code, out: command.out, err: command.err };
}

const as = (user: string) => ['--as', `${user}@example.com`, '--proxy', proxy, '--address', '127.0.0.1'];
const byTcp = (user: string) => [...as(user), '--proxy', proxyByTcp, '--transport', 'tcp'];
const lone = ['--address', '127.0.0.1'];

let server: Command;

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

/** A phone that answers, once it is registered. */
async function answering(user: string, ...args: string[]): Promise<Command> {
  const command = new Command(['phone', 'answer', ...as(user), ...args]);
  await command.says(/registered/);
  return command;
}

test('phone call: the file is played, the digits are sent, and the call ends; phone answer takes it', async () => {
  const bob = await answering('bob', '--count', '1', '--record', 'got.wav');
  const alice = await run(['phone', 'call', 'bob', ...as('alice'), '--play', 'hello.wav', '--digits', '12']);
  assert.equal(alice.code, 0, alice.out + alice.err);
  assert.equal(await bob.ended, 0);
  for (const [text, out] of [
    [
      /call 1: 180 Ringing\n.*call 1: answered\n.*call 1: sent 12\n.*call 1: all played\n.*call 1: ended\n +Call to sip:bob/,
      alice.out,
    ],
    [/we hung up\n +sound +PCMU, digits as telephone events\n/, alice.out],
    [/% lost, jitter/, alice.out],
    [/this is sip:bob@example\.com, listening on UDP 127\.0\.0\.1:\d+/, bob.out],
    [/call 1: sip:alice@example\.com calls\n/, bob.out],
    [/digits +received 12\n +recorded +got\.wav\n/, bob.out],
    [/not registered any more\n$/, bob.out],
  ] as const)
    assert.match(out, text);
});

test('phone call: --for ends it, and with --json each event is an object', async () => {
  const bob = await answering('bob', '--count', '1', '--json');
  const alice = new Command(['phone', 'call', 'bob', ...byTcp('alice'), '--for', '100ms', '--json']);
  assert.deepEqual([await alice.ended, await bob.ended], [0, 0], alice.out + alice.err);
  assert.deepEqual(
    alice.events.map(({ event }) => event),
    ['calling', 'progress', 'answered', 'ended'],
  );
  const ended = alice.events.at(-1) as { report?: { outcome: { by: string; cause: string } } };
  assert.deepEqual([ended.report?.outcome.by, ended.report?.outcome.cause], ['local', 'bye']);
  assert.deepEqual(
    bob.events.map(({ event }) => event),
    ['ready', 'registered', 'incoming', 'answered', 'ended', 'unregistered'],
  );
});

test('phone answer: --for hangs up, and Ctrl-C ends the waiting', async () => {
  const bob = await answering('bob', '--for', '100ms', '--after', '50ms');
  assert.equal((await run(['phone', 'call', 'bob', ...as('alice')])).code, 0);
  await bob.says(/call 1: ended/);
  bob.signals.emit('SIGINT');
  assert.equal(await bob.ended, 0);
});

test('the exit code of a call that failed says how, and its explanation is printed', async () => {
  const refused = await run(['phone', 'call', 'nobody', ...as('alice')]);
  assert.equal(refused.code, 3);
  assert.match(refused.out, /refused with 404 Not Found\n\n +404 Not Found: .*\n[^]*With the server:\n +- /);

  const bob = await answering('bob', '--after', '1m');
  const unanswered = await run(['phone', 'call', 'bob', ...as('alice'), '--ring', '100ms']);
  assert.equal(unanswered.code, 4);
  assert.match(unanswered.out, /not answered, we gave up/);
  const stopped = new Command(['phone', 'call', 'bob', ...as('alice')]);
  await stopped.says(/180 Ringing/);
  stopped.signals.emit('SIGINT');
  assert.equal(await stopped.ended, 1);
  bob.signals.emit('SIGTERM');
  await bob.ended;

  const nowhere = await run(['phone', 'call', 'bob@no-such-host.invalid', '--as', 'alice@example.com', ...lone]);
  assert.equal(nowhere.code, 69);
  assert.match(nowhere.err, /no-such-host\.invalid has no address/);
});

test('phone answer says when nobody calls, and when it cannot register', async () => {
  const { code, err } = await run(['phone', 'answer', ...lone, '--wait', '50ms']);
  assert.deepEqual([code, /nobody has called/.test(err)], [4, true]);
  const wrong = await run(['phone', 'answer', ...as('bob')], { env: { SIP_PASSWORD: 'wrong' } });
  assert.equal(wrong.code, 3);
  assert.match(wrong.out, /not registered: 401 Unauthorized; trying again in .*\n +401 Unauthorized: /);
  const none = await run(['phone', 'answer', ...as('bob')], { env: { SIP_PASSWORD: '' } });
  assert.match(none.out, /no password was given: set SIP_PASSWORD/);
  assert.equal((await run(['phone', 'call', 'bob', ...as('nobody'), '--register'])).code, 3);
});

test('without an account phones call each other by their addresses', async () => {
  const callee = new Command(['phone', 'answer', ...lone, '--count', '1', '--json']);
  await callee.says(/"event":"ready".*\n/);
  const [udp] = callee.events[0].listeners as string[];
  const target = `sip:anyone@${udp.replace('UDP ', '')}`;
  assert.equal((await run(['phone', 'call', target, ...lone, '--for', '50ms', '--codecs', 'g722,pcma'])).code, 0);
  assert.equal(await callee.ended, 0);
  const ended = callee.events.at(-1) as { report?: { sound: { codec: string } } };
  assert.equal(ended.report?.sound.codec, 'G722');
});

test('phone: lines are carried out one after the other, and each event is told', async () => {
  const bob = new Command(['phone', ...as('bob'), '--no-card', '--json']);
  bob.type('wait registered\nwait ringing\nanswer\nwait ended\nquit\n');
  await bob.says(/"event":"registered"/);
  const alice = new Command(['phone', ...as('alice'), '--no-card']);
  alice.type('wait registered\ncall bob\nwait answered\ndtmf 7\nhold\nresume\nhangup\n# that was all\n');
  alice.typed.end();
  assert.deepEqual([await alice.ended, await bob.ended], [0, 0], alice.out + alice.err + bob.out);
  const told = bob.events.map(({ event }) => event);
  assert.deepEqual(told, [
    ...['ready', 'registered', 'incoming', 'answered'],
    ...['digit', 'hold', 'hold', 'ended', 'unregistered'],
  ]);
  assert.match(alice.out, /call 1: sent 7\n.*call 1: on hold\n.*call 1: not on hold any more\n.*call 1: ended\n/);
  assert.match(alice.out, /not registered any more\n$/, 'the end of the input ends it in order');
});

test('phone: a line that makes no sense is told, the next ones count, and the exit code is 1', async () => {
  const alice = new Command(['phone', ...as('alice'), '--no-card', '--no-register']);
  alice.type('cal bob\nhangup\nhelp\n');
  alice.typed.end();
  assert.equal(await alice.ended, 1);
  assert.match(alice.err, /no command "cal"; did you mean call\?\n.*there is no call\n/);
  assert.match(alice.out, /^ +call WHOM/m);
});

test('phone: by the keys of a terminal', async () => {
  const bob = new Command(['phone', ...as('bob'), '--no-card'], { terminal: true });
  await bob.says(/registered for/);
  const alice = new Command(['phone', ...as('alice'), '--no-card'], { terminal: true });
  await alice.says(/registered for/);
  alice.type('cbob\r');
  await bob.says(/call 1: sip:alice@example\.com calls\n +a answers, r rejects\n/);
  bob.type('a');
  await alice.says(/call 1: answered/);
  alice.type('5');
  await bob.says(/call 1: digit 5/);
  alice.type(' ');
  await bob.says(/call 1: held by the other side/);
  bob.type('malice\rhow are ');
  await bob.says(/text to alice: how are /);
  alice.type('h');
  await bob.says(/call 1: ended/);
  assert.match(bob.out, /% lost[^]*\ntext to alice: how are $/, 'what is typed stays below what happens');
  bob.type('you\r');
  await alice.says(/sip:bob@example\.com: how are you\n/);
  alice.type('?');
  await alice.says(/space too/);
  alice.type('q');
  bob.type('\x03');
  assert.deepEqual([await alice.ended, await bob.ended], [0, 0]);
  assert.match(bob.out, /not registered any more\n$/);
});

test('what is typed wrongly ends with 2 or 1, and says what to write', async () => {
  const call = (...args: string[]) => ['phone', 'call', ...args];
  const cases: [number, RegExp, string[]][] = [
    [2, /"bob" at which host\? Write bob@example\.com, or say who you are with --as/, call('bob')],
    [2, /nobody can be called like this/, call('sip:@', '--as', 'a@example.com')],
    [2, /"alice" lacks a user or a host/, call('bob', '--as', 'alice')],
    [2, /--proxy "a b" is no host/, call('bob', '--as', 'a@example.com', '--proxy', 'a b')],
    [2, /--address "eth0" is no numeric address/, call('bob@example.com', '--address', 'eth0')],
    [2, /no codec is named OPUS|no codec is named opus/, call('bob@example.com', '--codecs', 'opus')],
    [2, /argument 'soon' is invalid. write a time, such as 10s/, call('bob@example.com', '--for', 'soon')],
    [2, /Allowed choices are udp, tcp/, call('bob@example.com', '--transport', 'tls')],
    [2, /there is no "phone cal"/, ['phone', 'cal', 'bob']],
    [2, /say who you are with --as/, ['register']],
    [2, /an empty message/, ['message', 'bob@example.com', '']],
    [2, /no account; name it with --as/, ['message', 'bob@example.com', 'hi', '--auth-user', 'x']],
    [1, /--play nowhere\.wav: there is no such file/, call('bob@example.com', '--play', 'nowhere.wav')],
    [1, /--play users\.csv: not a RIFF WAVE file/, call('bob@example.com', '--play', 'users.csv')],
    [1, /another program uses it already/, call('bob@example.com', ...lone, '--port', proxy.split(':')[1])],
  ];
  for (const [code, message, args] of cases) {
    const found = await run(args);
    assert.equal(found.code, code, args.join(' '));
    assert.match(found.err, message);
    assert.equal(found.out, '', args.join(' '));
  }
});

test('options before "call" and "answer" count as well, but for the registration', async () => {
  const { code, out } = await run(['phone', ...as('alice'), '--json', 'call', 'nobody']);
  assert.equal(code, 3);
  assert.deepEqual(
    out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event),
    ['calling', 'ended'],
  );
});

test('message: delivered, refused, read from standard input', async () => {
  const bob = await answering('bob');
  assert.deepEqual(await run(['message', 'bob', 'hello', 'there', ...as('alice')]), {
    code: 0,
    out: '200 OK\n',
    err: '',
  });
  await bob.says(/sip:alice@example\.com: hello there\n/);
  const piped = new Command(['message', 'bob', '-', '--json', ...as('alice')]);
  piped.typed.end('one\ntwo\n');
  assert.equal(await piped.ended, 0);
  assert.deepEqual(JSON.parse(piped.out), { to: 'sip:bob@example.com', status: 200, reason: 'OK', answered: true });
  await bob.says(/sip:alice@example\.com: one\n +two\n/);
  bob.signals.emit('SIGINT');
  await bob.ended;
  const refused = await run(['message', 'bob', 'hello', ...as('alice')]);
  assert.deepEqual([refused.code, refused.out], [3, '']);
  assert.match(refused.err, /^480 Temporarily Unavailable: .*\n[^]*With the phone:\n {2}- /);
});

test('register: shows the contacts and takes its own back, unless it is to be kept', async () => {
  const shown = await run(['register', ...as('alice')]);
  assert.equal(shown.code, 0, shown.err);
  assert.match(
    shown.out,
    /^sip:alice@example\.com is registered; its contacts:\n {2}sip:alice@127\.0\.0\.1:\d+, for 1 h, this one\n$/,
  );
  assert.equal(shown.err, 'and taken back\n');
  const rows = async () => JSON.parse((await run(['registrations', '--json'])).out) as { contact: string }[];
  assert.deepEqual(await rows(), []);

  const staying = new Command(['register', ...as('alice'), '--for', '1h', '--expires', '600', '--json']);
  await staying.says(/\n/);
  const { contacts } = staying.events[0] as { contacts: { uri: string; expires: number; ours: boolean }[] };
  assert.deepEqual(
    contacts.map(({ expires, ours }) => [expires, ours]),
    [[600, true]],
  );
  assert.deepEqual(
    (await rows()).map(({ contact }) => contact),
    [contacts[0].uri],
  );
  staying.signals.emit('SIGINT');
  assert.equal(await staying.ended, 0);
  assert.deepEqual(await rows(), []);

  assert.equal((await run(['register', ...byTcp('alice'), '--keep', '--expires', '60'])).code, 0);
  assert.equal((await rows()).length, 1);
  const wrong = await run(['register', ...as('alice'), '--json'], { env: { SIP_PASSWORD: 'wrong' } });
  assert.equal(wrong.code, 3);
  const { status, explanation } = JSON.parse(wrong.out) as { status: number; explanation: { title: string } };
  assert.deepEqual([status, explanation.title], [401, '401 Unauthorized']);
});

/** Somebody who tells of a call. */
async function notifier(t: { after(fn: () => unknown): void }, then: 'stay' | 'end' | 'reject') {
  const network = await openNetwork({ address: '127.0.0.1' });
  const agent = new UserAgent({ ...network, identity: 'sip:bob@example.com' });
  t.after(async () => {
    agent.stop();
    await network.close(0);
  });
  const body = formatDialogInfo({
    entity: 'sip:bob@example.com',
    version: 0,
    state: 'full',
    dialogs: [{ id: 'a', state: 'early', direction: 'recipient' }],
  });
  void (async () => {
    for await (const subscription of agent.subscriptions) {
      if (then === 'reject') subscription.reject(403);
      else subscription.accept({ body: { body, contentType: DIALOG_INFO_TYPE } });
      if (then === 'end') subscription.terminate('noresource');
    }
  })();
  return `sip:bob@127.0.0.1:${network.transport.listeners[0].port}`;
}

test('subscribe: prints what the notifier tells, and leaves (RFC 6665 4.1)', async (t) => {
  const target = await notifier(t, 'stay');
  const watching = new Command(['subscribe', target, 'dialog', ...lone]);
  await watching.says(/^\d\d:\d\d:\d\d {2}active, for 1 h\n {10}a call: early\n/);
  watching.signals.emit('SIGINT');
  assert.equal(await watching.ended, 0);
  assert.match(watching.out, /terminated, timeout\n/);

  const once = await run(['subscribe', target, 'dialog', '--once', '--json', ...lone]);
  assert.equal(once.code, 0, once.err);
  const [first] = once.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { state: string; content: { dialogs: object[] } });
  assert.equal(first.content.dialogs.length, 1);
  assert.equal((await run(['subscribe', target, 'dialog', '--for', '50ms', ...lone])).code, 0);
});

test('subscribe: a refusal is explained, and an end of the notifier’s told', async (t) => {
  const refused = await run(['subscribe', await notifier(t, 'reject'), 'dialog', ...lone]);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /^403 Forbidden: /);
  const ended = await run(['subscribe', await notifier(t, 'end'), 'dialog', ...lone]);
  assert.equal(ended.code, 3);
  assert.match(ended.err, /the notifier has ended it: noresource\n/);
  const none = await run(['subscribe', 'sip:bob@no-such-host.invalid', 'dialog', ...lone]);
  assert.equal(none.code, 69);
  assert.match(none.err, /no-such-host\.invalid has no address[^]*not sent: /);
});

test('a reader of the output that goes away does not end a call', async () => {
  const io = { outlivesReader: false } as Io & { outlivesReader: boolean };
  const stdin = Readable.from([]);
  const output = Object.assign(new EventEmitter(), { write: () => true });
  Object.assign(io, { stdin, stdout: output, stderr: output, env: {}, cwd: folder, signals: new EventEmitter() });
  assert.equal(await main(['phone', 'answer', ...lone, '--wait', '10ms'], io), 4);
  assert.equal(io.outlivesReader, true);
});
