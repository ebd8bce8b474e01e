/** `sipwright phone` on loopback sockets, through a server and without one. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { answering, as, byTcp, Command, folder, lone, proxy, run, withServer } from '../../test/phone-commands.ts';
import type { Io } from './io.ts';
import { main } from './main.ts';

withServer();

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

test('a reader of the output that goes away does not end a call', async () => {
  const io = { outlivesReader: false } as Io & { outlivesReader: boolean };
  const stdin = Readable.from([]);
  const output = Object.assign(new EventEmitter(), { write: () => true });
  Object.assign(io, { stdin, stdout: output, stderr: output, env: {}, cwd: folder, signals: new EventEmitter() });
  assert.equal(await main(['phone', 'answer', ...lone, '--wait', '10ms'], io), 4);
  assert.equal(io.outlivesReader, true);
});
