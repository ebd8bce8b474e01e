/** The phone as its users start it: processes of their own that call each other with sound, directly and through a server. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openWavSource, toneShare, WavSource } from '../src/media/index.ts';
import { killPrograms, Program } from './interop/program.ts';
import { domain, password, temporaryFolder, withServer } from './interop/sipwright-process.ts';
import { writeTone } from './interop/sound.ts';

const bin = join(import.meta.dirname, '../bin/sipwright.js');
const RATE = 8000;
const HERTZ = 440;
/** Blocks of 50 ms: whole periods of the tone go into them. */
const BLOCK = RATE / 20;

interface Told {
  readonly event: string;
  readonly [member: string]: unknown;
}

function sipwright(cwd: string, ...args: string[]): Program {
  return new Program(process.execPath, [bin, ...args], { cwd, env: { SIP_PASSWORD: password } });
}

/** The events of a phone with `--json`. */
const eventsOf = ({ output }: Program): Told[] =>
  output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

/** Seconds of a recording in which there is the tone and nothing else. */
function secondsOfTone(path: string): number {
  const source = openWavSource(path, RATE);
  assert.ok(source instanceof WavSource, `${path} is a WAV file`);
  const block = new Int16Array(BLOCK);
  let count = 0;
  while (source.read(block) === BLOCK) if (toneShare(block, HERTZ, RATE) > 0.9) count++;
  source.close();
  return count / 20;
}

/** A folder with a second of a tone, whose programs do not outlive the test. */
function folderOf(t: TestContext): string {
  t.after(killPrograms);
  const folder = temporaryFolder(t);
  writeTone(join(folder, 'hello.wav'), HERTZ, 1);
  return folder;
}

test('two phones: what one plays is what the other records (RFC 3261 13, RFC 3550)', async (t) => {
  const folder = folderOf(t);
  const bob = sipwright(
    folder,
    ...['phone', 'answer', '--address', '127.0.0.1', '--count', '1', '--record', 'got.wav', '--json'],
  );
  const [, port] = await bob.says(/"event":"ready".*"UDP 127\.0\.0\.1:(\d+)"/);
  const target = `sip:bob@127.0.0.1:${port}`;
  const alice = sipwright(
    folder,
    ...['phone', 'call', target, '--address', '127.0.0.1', '--play', 'hello.wav', '--digits', '42#'],
  );
  assert.equal(await alice.ended(), 0, alice.output);
  assert.equal(await bob.ended(), 0, bob.output);
  assert.equal(alice.errors + bob.errors, '');
  assert.match(
    alice.output,
    /call 1: answered\n[^]*call 1: ended\n +Call to sip:bob@127\.0\.0\.1:\d+: \d+ s, we hung up\n/,
  );
  assert.match(alice.output, /^ +sound +PCMU, digits as telephone events$/m);
  const ended = eventsOf(bob).at(-1) as Told & { report: { digits: object; outcome: { by: string; cause: string } } };
  assert.deepEqual(
    [ended.event, ended.recording, ended.report.digits, ended.report.outcome.by, ended.report.outcome.cause],
    ['ended', 'got.wav', { sent: '', received: '42#' }, 'remote', 'bye'],
  );
  // Of a second: late packets may be left out on a busy machine.
  const seconds = secondsOfTone(join(folder, 'got.wav'));
  assert.ok(seconds > 0.6 && seconds <= 1.05, `${seconds} s of the tone`);
});

test('a call that is refused ends with 3, and says what that means (RFC 3261 21.4.24)', async (t) => {
  const folder = folderOf(t);
  const bob = sipwright(folder, 'phone', '--address', '127.0.0.1', '--no-card', '--json');
  const [, port] = await bob.says(/"event":"ready".*"UDP 127\.0\.0\.1:(\d+)"/);
  bob.write('wait ringing');
  bob.write('reject 486');
  const alice = sipwright(folder, 'phone', 'call', `sip:bob@127.0.0.1:${port}`, '--address', '127.0.0.1');
  assert.equal(await alice.ended(), 3, alice.output);
  assert.match(alice.output, /not answered, refused with 486 Busy Here\n\n +486 Busy Here: This phone was reached/);
  bob.write('quit');
  assert.equal(await bob.ended(), 0, bob.output);
});

test('SIGINT hangs up and unregisters; a second one at once, as under npm, changes nothing (RFC 3261 15.1)', async (t) => {
  await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
    const { folder } = server.installation;
    const { address, port } = server.at('UDP');
    const as = (user: string) => ['--as', `${user}@${domain}`, '--proxy', `${address}:${port}`];
    const bob = sipwright(folder, 'phone', 'answer', ...as('bob'));
    await server.registered('bob');
    const alice = sipwright(folder, 'phone', 'call', 'bob', ...as('alice'));
    await alice.says(/call 1: answered/);
    await bob.says(/call 1: answered/);
    bob.signal('SIGINT');
    bob.signal('SIGINT');
    assert.equal(await bob.ended(), 0, bob.output);
    assert.equal(await alice.ended(), 0, alice.output);
    assert.match(alice.output, /the other side hung up/);
    assert.match(bob.output, /we hung up[^]*not registered any more\n$/);
    assert.deepEqual(await server.installation.registrations(), []);
  });
});

test('through a server: messages, sound, and an account that is registered for as long as it was said', async (t) => {
  await withServer(t, { users: ['alice', 'bob'] }, async (server) => {
    const { folder } = server.installation;
    writeTone(join(folder, 'hello.wav'), HERTZ, 1);
    const { address, port } = server.at('TCP');
    const as = (user: string) => ['--as', `${user}@${domain}`, '--proxy', `${address}:${port}`, '--transport', 'tcp'];
    const bob = sipwright(folder, 'phone', 'answer', ...as('bob'), '--record', 'got.wav', '--count', '1', '--json');
    await server.registered('bob');

    const message = sipwright(folder, 'message', 'bob', 'hello, bjørn', ...as('alice'));
    assert.equal(await message.ended(), 0, message.output);
    assert.equal(message.output, '200 OK\n');
    await bob.says(/"event":"message".*\n/);
    const [text] = eventsOf(bob).filter(({ event }) => event === 'message');
    assert.deepEqual([text.from, text.text], [`sip:alice@${domain}`, 'hello, bjørn']);

    const nobody = sipwright(folder, 'message', 'carol', 'hello', ...as('alice'));
    assert.equal(await nobody.ended(), 3, nobody.output);
    assert.match(nobody.errors, /^404 Not Found: There is no such user/);

    const alice = sipwright(folder, 'phone', 'call', 'bob', ...as('alice'), '--play', 'hello.wav');
    assert.equal(await alice.ended(), 0, alice.output);
    assert.equal(await bob.ended(), 0, bob.output);
    assert.ok(secondsOfTone(join(folder, 'got.wav')) > 0.6);

    const register = sipwright(folder, 'register', ...as('alice'), '--for', '1h');
    await register.says(/is registered/);
    await server.registered('alice');
    register.signal('SIGTERM');
    assert.equal(await register.ended(), 0, register.output);
    assert.deepEqual(await server.installation.registrations(), []);
  });
});

test('a script drives a phone by a pipe, and hears which line failed', async (t) => {
  const phone = sipwright(folderOf(t), 'phone', '--no-card', '--address', '127.0.0.1');
  for (const line of ['wait 10ms', 'calls', 'answer', 'quit']) phone.write(line);
  assert.equal(await phone.ended(), 1, phone.output);
  assert.match(phone.output, /no calls\n/);
  assert.match(phone.errors, /no call rings\n/);
});
