/** Every program and configuration in `examples/` does what it says. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { route } from '../examples/routing.ts';
import { Response, UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';
import { type RouteFunction } from '../src/server/index.ts';
import { requestText } from './request-text.ts';
import { SimulatedServer, TRUSTED } from './simulated-server.ts';

const root = join(import.meta.dirname, '..');
const examples = join(root, 'examples');
const command = join(root, 'bin', 'sipwright.js');

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program with this Node to its end. */
async function run(args: readonly string[], { cwd = root, env = {}, input = '' }: RunOptions = {}): Promise<Ran> {
  const program = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
  const written = { out: '', err: '' };
  program.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()));
  program.stderr.on('data', (chunk: Buffer) => (written.err += chunk.toString()));
  program.stdin.end(input);
  const [code] = (await once(program, 'close')) as [number | null];
  return { code, ...written };
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-examples-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** What each is called in the tests below; a further one fails here until it has its test. */
const programs = [
  'answer.ts',
  'b2bua.ts',
  'call-in-simulation.ts',
  'call.ts',
  'click-to-dial.ts',
  'diagnose.ts',
  'echo.ts',
  'parse.ts',
  'presence.ts',
  'redirect.ts',
  'register.ts',
  'routing.ts',
  'voicemail.ts',
];
const configurations = ['home.yaml', 'office.yaml', 'public.yaml'];

test('every example has its test', () => {
  assert.deepEqual(readdirSync(examples).sort(), [...programs, ...configurations].sort());
});

for (const name of configurations) {
  test(`${name} is in order, for the command that its users would ask`, async () => {
    const env = { SIPWRIGHT_METRICS_TOKEN: 'a token' };
    const { code, out } = await run([command, 'check', '-c', join(examples, name)], { env });
    assert.deepEqual({ code, out }, { code: 0, out: `${join(examples, name)}: in order\n` });
  });
}

/** What `sipwright route` prints as the decision. */
async function decision(config: string, t: TestContext, ...question: string[]): Promise<string> {
  const env = { SIPWRIGHT_METRICS_TOKEN: 'a token' };
  const args = [command, 'route', ...question, '-c', join(examples, config)];
  const { code, out, err } = await run(args, { cwd: temporaryFolder(t), env });
  assert.equal(code, 0, err);
  return /decision (.*)\n +because +(.*)\n/.exec(out)?.slice(1).join(' | ') ?? out;
}

test('office.yaml routes as its comments say', async (t) => {
  const lines = readFileSync(join(examples, 'office.yaml'), 'utf8').split('\n');
  const line = (text: string) => `${join(examples, 'office.yaml')}:${lines.indexOf(text) + 1}`;
  const ask = (uri: string, ...options: string[]) => decision('office.yaml', t, 'INVITE', uri, ...options);
  const from = ['--from', 'sip:alice@example.com'];
  const carrier = ['--source', '198.51.100.3'];
  assert.match(await ask('sip:0090012345@example.com', ...from), /^reject with 403 Premium Numbers Are Barred \| /);
  assert.equal(
    await ask('sip:004930123@example.com', ...from),
    `proxy to sip:+4930123@gateway.example.net;transport=tcp | ${line('  - match: { prefix: "00" }')}`,
  );
  assert.match(await ask('sip:004930123@example.com', '--stranger'), /^reject with 403 \| /);
  assert.match(
    await ask('sip:+493012399@example.com', ...carrier),
    /^proxy to the registered contacts of \+493012399@example\.com/,
  );
  assert.match(
    await ask('sip:712@example.com', ...from),
    /^proxy to sip:712@10\.20\.0\.5:5060, sip:712@10\.20\.0\.6:5060/,
  );
  assert.match(await ask('sip:info@example.com', ...from), /^redirect with 302 to sip:reception@example\.com/);
  assert.match(await ask('sip:bob@sales.example.com', ...from), /^proxy to the registered contacts of bob@sales/);
});

test('public.yaml asks the routing module, which turns a nuisance caller away', async (t) => {
  const ask = (uri: string, from: string) => decision('public.yaml', t, 'INVITE', uri, '--from', from);
  assert.match(await ask('sip:alice@example.org', 'sip:anyone@elsewhere.example'), /^proxy to the registered contacts/);
  assert.equal(await ask('sip:alice@example.org', 'sip:x@spam.example'), 'reject with 603 | routing.ts: route()');
  assert.equal(
    await ask('sip:support@example.org', 'sip:anyone@elsewhere.example'),
    'reject with 480 Nobody Is On Duty | routing.ts: route()',
  );
});

test('routing.ts rings the phones of whoever is on duty', async () => {
  const contacts = (person: string) => (person === 'bob@example.org' ? ['sip:bob@192.0.2.7', 'sip:bob@192.0.2.8'] : []);
  const request = { method: 'INVITE', uri: 'sip:support@example.org', from: 'sip:x@y.example' };
  assert.deepEqual(await route(request, { account: undefined, contacts }), {
    action: 'proxy',
    targets: ['sip:bob@192.0.2.7', 'sip:bob@192.0.2.8'],
  });
  assert.equal(await route({ ...request, uri: 'sip:alice@example.org' }, { account: undefined, contacts }), undefined);
});

test('routing.ts turns a nuisance caller away on a server, as `sipwright route` says', async () => {
  const server = await SimulatedServer.start({ config: TRUSTED, routing: route as RouteFunction });
  const caller = server.peer('caller', '10.0.1.1');
  const status = async (from: string, callId: string) => {
    caller.send(requestText(caller, { method: 'MESSAGE', from, callId }), server.at());
    await server.run();
    return (caller.expect((message) => message instanceof Response, 0).message as Response).status;
  };
  assert.deepEqual([await status('sip:x@spam.example', '1'), await status('sip:x@ham.example', '2')], [603, 404]);
  await server.finish();
});

const invite = [
  'INVITE sip:bob@example.com SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa',
  'Max-Forwards: 70',
  'From: Alice <sip:alice@example.com>;tag=1',
  'To: <sip:bob@example.com>',
  'Call-ID: x',
  'CSeq: 1 INVITE',
  '\n',
].join('\n');

test('parse.ts reads a message, and marks what is wrong with it', async (t) => {
  const program = join(examples, 'parse.ts');
  const good = await run([program], { input: invite });
  assert.deepEqual([good.code, good.err], [0, '']);
  assert.match(good.out, /^request {3}INVITE sip:bob@example\.com\nfrom {6}sip:alice@example\.com {2}tag 1\n/);
  assert.match(good.out, /\nsent by {3}192\.0\.2\.1:5060 over UDP\nbody {6}0 bytes\nIt is well formed\.\n$/);

  const file = join(temporaryFolder(t), 'message.txt');
  writeFileSync(file, invite.replace('70', '300'));
  const broken = await run([program, file]);
  assert.equal(broken.code, 1);
  const marked = `    Max-Forwards: 300\n${' '.repeat(4 + 'Max-Forwards: '.length)}^\n`;
  assert.ok(broken.out.includes(marked), broken.out);
  assert.match(broken.out, /\nMax-Forwards at offset \d+: a number .* \(RFC 3261 20\.22\)\nA server answers 400\.\n$/);

  assert.match((await run([program], { input: invite.replace('To:', 'X:') })).out, /^To at offset \d+: .* missing/m);
  assert.match((await run([program], { input: 'hello' })).out, /^This is no SIP message/);
});

test('call-in-simulation.ts: a call over a network that loses datagrams, and nothing is left over', async () => {
  const { code, out, err } = await run([join(examples, 'call-in-simulation.ts')]);
  assert.deepEqual([code, err], [0, '']);
  const events = out.split('\n\n')[0].split('\n');
  assert.deepEqual(
    events.map((line) => line.slice(12)),
    [
      'bob: a call from Alice',
      'alice: 180, it rings there',
      'alice: we talk',
      'alice: it is over (bye, local)',
      'bob: it is over (bye, remote)',
    ],
  );
  assert.match(out, / ✗ alice → bob +UDP INVITE /);
  assert.match(out, /\nLeft over: nothing\n$/);
});

test('register.ts registers at a server, and takes its registration back', async (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'sipwright.yaml'), 'listen: [udp://127.0.0.1:0]\nhttp: off\n');
  assert.equal((await run([command, 'user', 'add', 'carol'], { cwd, input: 'secret\n' })).code, 0);
  const server = spawn(process.execPath, [command, 'serve'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(server, 'close');
  server.stderr.resume();
  try {
    let log = '';
    const port = await new Promise<string>((resolve, reject) => {
      server.stdout.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        const bound = /"UDP 127\.0\.0\.1:(\d+)".*"msg":"ready"/.exec(log);
        if (bound !== null) resolve(bound[1]);
      });
      void ended.then(() => reject(new Error(`the server did not start: ${log}`)));
    });
    const program = join(examples, 'register.ts');
    const identity = `sip:carol@127.0.0.1:${port}`;
    const { code, out, err } = await run([program, identity], { env: { SIP_PASSWORD: 'secret' } });
    assert.deepEqual([code, err], [0, '']);
    const [first, contact, last] = out.split('\n');
    assert.equal(first, `registered for 300 s; the contacts of ${identity} are`);
    assert.match(contact, /^ {2}sip:carol@127\.0\.0\.1:\d+$/);
    assert.equal(last, 'and taken back');

    const refused = await run([program, identity], { env: { SIP_PASSWORD: 'wrong' } });
    assert.deepEqual([refused.code, refused.out], [1, '']);
    assert.match(refused.err, /^not registered: REGISTER: 401 Unauthorized\nIs the password right\?\n$/);
    assert.equal((await run([program], { env: { SIP_PASSWORD: '' } })).code, 2);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
});

test('diagnose.ts tells why the calls of a capture failed', async (t) => {
  const file = join(temporaryFolder(t), 'pasted.txt');
  const call = (start: string, more = '') =>
    `${start}\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\nFrom: <sip:alice@example.com>;tag=1\nTo: <sip:bob@example.com>${more}\nCall-ID: a@192.0.2.10\nCSeq: 1 INVITE\nContent-Length: 0\n\n`;
  writeFileSync(file, call('INVITE sip:bob@example.com SIP/2.0') + call('SIP/2.0 486 Busy Here', ';tag=2'));
  const { code, out, err } = await run([join(examples, 'diagnose.ts'), file]);
  assert.deepEqual({ code, err }, { code: 0, err: '' });
  assert.match(out, /^failure: .+ \(callee-busy\) a@192\.0\.2\.10\n {2}\S/);
});

test('call.ts calls a phone without a server; the README shows it, in less than 20 lines', async (t) => {
  const program = readFileSync(join(examples, 'call.ts'), 'utf8').replace(/^\/\*\*[^]*?\*\/\n/, '');
  const published = program
    .replace("'../src/index.ts'", "'sipwright'")
    .replace("'../src/node/index.ts'", "'sipwright/node'");
  const [, shown] = /```ts\n([^]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  assert.equal(shown, published);
  assert.ok(program.split('\n').filter((line) => line.trim() !== '').length < 20);

  const network = await openNetwork({ address: '127.0.0.1' });
  const bob = new UserAgent({ ...network, identity: 'sip:bob@example.com' });
  t.after(() => Promise.all([bob.close(), network.close()]));
  const ended = (async () => {
    for await (const call of bob.calls) {
      call.ring();
      await call.answer();
      return call.ended;
    }
    return undefined;
  })();
  const [{ port }] = network.transport.listeners;
  const good = await run([join(examples, 'call.ts'), `sip:bob@127.0.0.1:${port}`]);
  assert.deepEqual(good, { code: 0, out: '180 Ringing\nwe talk\n', err: '' });
  assert.equal((await ended)?.by, 'remote');
  const refused = await run([join(examples, 'call.ts'), `sip:bob@127.0.0.1:${port}`]);
  assert.deepEqual([refused.code, refused.out], [1, '']);
  assert.match(refused.err, /^no call: INVITE: 480 /, 'nobody takes it any more');
});
