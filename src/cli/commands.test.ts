import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { computeHa1 } from '../auth/index.ts';
import { buildResponse, Request } from '../message/index.ts';
import { nodeHash } from '../server/index.ts';
import { openSockets } from '../sockets/index.ts';
import { Stack, systemClock, systemRandom } from '../stack/index.ts';
import { openSqliteStore } from '../store/index.ts';
import type { TransportName } from '../transport/index.ts';
import type { Io } from './io.ts';
import { main } from './main.ts';
import { buildProgram } from './program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-cli-'));
  writeConfig('domains: [example.com]\nlisten: [udp://127.0.0.1:0]\nhttp: off\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const writeConfig = (text: string) => writeFileSync(join(folder, 'sipwright.yaml'), text);

interface Run {
  code: number;
  out: string;
  err: string;
}

function ioOf(input: string, env: Record<string, string>): { io: Io; written: { out: string; err: string } } {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') =>
    Object.assign(new EventEmitter(), {
      write(text: string) {
        written[name] += text;
        return true;
      },
    });
  const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)]);
  const io: Io = { stdin, stdout: output('out'), stderr: output('err'), env, cwd: folder, signals: new EventEmitter() };
  return { io, written };
}

async function run(
  args: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  const { io, written } = ioOf(input, env);
  return { code: await main(args, io), ...written };
}

async function accountsInStore() {
  const store = await openSqliteStore({ path: join(folder, 'data/sipwright.db') });
  const accounts = [...store.accounts()];
  await store.close();
  return accounts;
}

test('wrong usage is 2, help and version are 0, with an example for each command', async () => {
  for (const args of [
    ['nonsense'],
    ['serve', '--nonsense'],
    ['user', 'add'],
    ['ping', 'x', '--timeout', 'soon'],
    ['route', 'INVITE'],
  ]) {
    const { code, out, err } = await run(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, /error: /);
  }
  assert.match((await run(['regitrations'])).err, /unknown command 'regitrations'\n\(Did you mean registrations\?\)/);
  const alone = await run([]);
  assert.deepEqual([alone.code, alone.out], [2, '']);
  assert.match(alone.err, /^Usage: sipwright/);
  assert.match((await run(['help', 'user'])).out, /^Usage: sipwright user/);
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  assert.deepEqual(await run(['--version']), { code: 0, out: `${version}\n`, err: '' });
  const program = buildProgram(ioOf('', {}).io, () => {});
  const commands = program.commands.flatMap((command) =>
    command.commands.length > 0 ? command.commands.map((inner) => [command.name(), inner.name()]) : [[command.name()]],
  );
  assert.ok(commands.length >= 13);
  for (const command of commands) {
    const { code, out } = await run([...command, '--help']);
    assert.equal(code, 0);
    assert.match(out, new RegExp(`Example:\\n  \\$ sipwright ${command.join(' ')}`), command.join(' '));
  }
});

test('init writes a file that is in order, and overwrites none', async () => {
  const written = await run(['init', '--domain', 'example.org', '-o', 'new.yaml']);
  assert.equal(written.code, 0, written.err);
  assert.match(
    readFileSync(join(folder, 'new.yaml'), 'utf8'),
    /^# yaml-language-server: \$schema=.*sipwright\.schema\.json\n/,
  );
  assert.deepEqual(await run(['check', '-c', 'new.yaml']), {
    code: 0,
    out: `${join(folder, 'new.yaml')}: in order\n`,
    err: '',
  });
  const again = await run(['init', '--yes', '-o', 'new.yaml']);
  assert.equal(again.code, 1);
  assert.match(again.err, /is there already; --force/);
  assert.equal((await run(['init', '--yes', '--force', '-o', 'new.yaml'])).code, 0);
  assert.equal((await run(['init', '--domain', 'a b'])).code, 2);
});

test('what init has commented out is in order too', async () => {
  await run(['init', '--yes', '-o', 'new.yaml']);
  const text = readFileSync(join(folder, 'new.yaml'), 'utf8');
  const active = text.replace(/^# ( *(?:- .*|[a-z]\w*:.*))$/gm, '$1').replace(/^routing:.*$/m, '');
  assert.ok(active.split('\n').filter((line) => /^\w+:/.test(line)).length >= 9);
  writeFileSync(join(folder, 'new.yaml'), active);
  const { out, code } = await run(['check', '-c', 'new.yaml']);
  assert.equal(code, 0, out);
});

test('check prints each fault and ends with 78', async () => {
  writeConfig('lisen: 1\n');
  const line = 'sipwright.yaml:1:1: lisen: unknown key; did you mean "listen"?\n';
  assert.deepEqual(await run(['check']), { code: 78, out: line, err: '' });
  assert.deepEqual(await run(['serve', '--check']), { code: 78, out: line, err: '' });
  const { out } = await run(['check', '--json']);
  const found = JSON.parse(out) as { ok: boolean; problems: { line: number; path: string }[] };
  assert.deepEqual([found.ok, found.problems[0].line, found.problems[0].path], [false, 1, 'lisen']);
});

test('check prints the whole configuration without its secrets', async () => {
  writeConfig('http: { token: "${TOKEN}" }\n');
  const { out, code } = await run(['check', '--print'], { env: { TOKEN: 'hush' } });
  assert.equal(code, 0);
  assert.equal((JSON.parse(out) as { http: { token: string } }).http.token, '(secret)');
  assert.ok(!out.includes('hush'));
});

test('route prints the decision and the line behind it', async () => {
  writeConfig(
    'domains: [example.com]\nroutes:\n  - match: { prefix: "00" }\n    proxy: sip:gw.example.net\n    strip: 2\n',
  );
  const gateway = await run(['route', 'invite', 'sip:0049301@example.com', '--from', 'sip:alice@example.com']);
  assert.equal(gateway.code, 0);
  assert.match(gateway.out, /^INVITE sip:0049301@example\.com\n/);
  assert.match(gateway.out, /authenticated as alice@example\.com/);
  assert.match(gateway.out, /decision proxy to sip:49301@gw\.example\.net\n +because +sipwright\.yaml:3\n/);
  const bob = await run(['route', 'INVITE', 'sip:bob@example.com', '--from', 'sip:alice@example.com', '--json']);
  const found = JSON.parse(bob.out) as { addressOfRecord: string; decision: object };
  assert.equal(found.addressOfRecord, 'bob@example.com');
  const stranger = await run(['route', 'INVITE', 'bob@example.com', '--from', 'sip:alice@example.com', '--stranger']);
  assert.match(stranger.out, /decision challenge/);
  assert.equal((await run(['route', 'INVITE', 'sip:'])).code, 2);
  writeConfig('foo: 1');
  assert.equal((await run(['route', 'INVITE', 'sip:bob@example.com'])).code, 78);
});

test('route asks the routing module too', async () => {
  writeFileSync(join(folder, 'routing.ts'), 'export const route = async () => ({ action: "reject", code: 603 });\n');
  writeConfig('domains: [example.com]\nrouting: ./routing.ts\n');
  const { out } = await run(['route', 'INVITE', 'sip:bob@example.com']);
  assert.match(out, /decision reject with 603\n +because +routing\.ts: route\(\)/);
});

test('accounts without a server: add, list, passwd, remove', async () => {
  assert.deepEqual(await run(['user', 'add', 'alice'], { input: 's3cret\nmore' }), {
    code: 0,
    out: '',
    err: 'alice@example.com added\n',
  });
  const [alice] = await accountsInStore();
  assert.equal(alice.ha1.md5, computeHa1(nodeHash, 'MD5', 'alice', 'example.com', 's3cret'));
  assert.equal(alice.ha1.sha256, computeHa1(nodeHash, 'SHA-256', 'alice', 'example.com', 's3cret'));
  const twice = await run(['user', 'add', 'alice@example.com'], { input: 'x\n' });
  assert.deepEqual([twice.code, twice.err], [1, 'sipwright: alice@example.com exists already\n']);

  writeFileSync(join(folder, 'pw.txt'), 'änder\r\n');
  assert.equal((await run(['user', 'passwd', 'sip:alice@EXAMPLE.com', '--password-file', 'pw.txt'])).code, 0);
  assert.equal((await accountsInStore())[0].ha1.md5, computeHa1(nodeHash, 'MD5', 'alice', 'example.com', 'änder'));
  assert.equal((await run(['user', 'passwd', 'nobody'], { input: 'x\n' })).code, 1);

  const generated = await run(['user', 'add', 'bob', '--generate']);
  const bob = (await accountsInStore()).find(({ user }) => user === 'bob');
  assert.equal(bob?.ha1.md5, computeHa1(nodeHash, 'MD5', 'bob', 'example.com', generated.out.trim()));

  const listed = JSON.parse((await run(['user', 'list', '--json'])).out) as { user: string }[];
  assert.deepEqual(listed.map(({ user }) => user).toSorted(), ['alice', 'bob']);
  assert.match((await run(['user', 'list'])).out, /^USER.*\nalice@example\.com /m);
  assert.equal((await run(['user', 'remove', 'bob'])).code, 0);
  assert.equal((await run(['user', 'remove', 'bob'])).code, 1);
  assert.equal((await accountsInStore()).length, 1);
});

test('the settings of an account are changed one by one, and taken back', async () => {
  await run(['user', 'add', 'alice'], { input: 'x\n' });
  const set = async (...args: string[]) => {
    const { code, out, err } = await run(['user', 'set', 'alice', '--json', ...args]);
    assert.equal(code, 0, err);
    const { enabled, offers, maxContacts, redirect } = JSON.parse(out) as Record<string, unknown>;
    return [enabled, offers, maxContacts, redirect];
  };
  const contacts = ['sip:bob@example.com', '<sip:carol@example.com>;q=0.5'];
  const redirect = { code: 301, contacts };
  assert.deepEqual(await set('--disable', '--max-contacts', '2'), [false, undefined, 2, undefined]);
  assert.match((await run(['user', 'list'])).out, /^alice@example\.com .* disabled /m);
  assert.deepEqual(await set('--enable', '--algorithms', 'sha-256, MD5'), [true, ['SHA-256', 'MD5'], 2, undefined]);
  assert.deepEqual(await set('--redirect-code', '301', '--redirect', ...contacts), [
    true,
    ['SHA-256', 'MD5'],
    2,
    redirect,
  ]);
  assert.match((await run(['user', 'list'])).out, /^alice@example\.com .* 301 /m);
  assert.equal((await run(['user', 'passwd', 'alice'], { input: 'y\n' })).code, 0);
  assert.deepEqual((await accountsInStore())[0].redirect, redirect, 'a new password leaves the settings as they are');
  assert.deepEqual(await set('--no-redirect', '--max-contacts', 'default', '--algorithms', 'default'), [
    true,
    undefined,
    undefined,
    undefined,
  ]);
  for (const [code, ...args] of [
    [2, 'alice'],
    [2, 'alice', '--enable', '--disable'],
    [2, 'alice', '--max-contacts', '0'],
    [2, 'alice', '--algorithms', 'MD4'],
    [2, 'alice', '--redirect', 'nonsense'],
    [2, 'alice', '--redirect', 'sip:a@b', '--redirect-code', '303'],
    [1, 'nobody', '--disable'],
  ] as const)
    assert.equal((await run(['user', 'set', ...args])).code, code, args.join(' '));
});

test('passwords that are empty, users that cannot be and domains that are not ours are refused', async () => {
  assert.equal((await run(['user', 'add', 'alice'])).code, 2);
  assert.equal((await run(['user', 'add', 'a b'], { input: 'x\n' })).code, 2);
  const foreign = await run(['user', 'add', 'alice@elsewhere.net'], { input: 'x\n' });
  assert.deepEqual([foreign.code, /only example\.com; add it to "domains"/.test(foreign.err)], [1, true]);
});

test('an import of passwords takes the good rows and names the bad ones', async () => {
  const rows = [
    'a@example.com,one',
    '',
    '"b@example.com","t""wo,"',
    'no password',
    'c@elsewhere.net,x',
    'd@example.com,',
    '"e@example.com',
    'a@example.com,three',
  ];
  writeFileSync(join(folder, 'users.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
  const { code, out, err } = await run(['user', 'import', 'users.csv', '--json']);
  assert.equal(code, 1);
  const result = JSON.parse(out) as { rows: number; added: number; failed: number; failures: { line: number }[] };
  assert.deepEqual([result.rows, result.failed], [7, 4]);
  assert.deepEqual(
    result.failures.map(({ line }) => line),
    [4, 5, 6, 7],
  );
  assert.match(err, /users\.csv:5: elsewhere\.net is not served here/);
  const accounts = new Map((await accountsInStore()).map((account) => [account.user, account]));
  assert.deepEqual([...accounts.keys()].toSorted(), ['a', 'b']);
  assert.equal(accounts.get('b')!.ha1.md5, computeHa1(nodeHash, 'MD5', 'b', 'example.com', 't"wo,'));
  assert.equal(
    accounts.get('a')!.ha1.md5,
    computeHa1(nodeHash, 'MD5', 'a', 'example.com', 'three'),
    'the later row counts',
  );
});

test('an import takes the columns of Kamailio, with and without their names', async () => {
  const md5 = computeHa1(nodeHash, 'MD5', 'a', 'example.com', 'x');
  const sha256 = computeHa1(nodeHash, 'SHA-256', 'a', 'example.com', 'x');
  const bare = await run(['user', 'import', '-'], { input: `a,example.com,${md5.toUpperCase()},${md5}\n` });
  assert.equal(bare.code, 0, bare.err);
  assert.deepEqual((await accountsInStore())[0].ha1, { md5 });
  const named = `id,username,domain,password,ha1,ha1b,ha1_sha256\n7,a,Example.com,,${md5},${md5},${sha256}\n`;
  assert.equal((await run(['user', 'import', '-'], { input: named })).code, 0);
  assert.deepEqual((await accountsInStore())[0].ha1, { md5, sha256 });
  const wrong = await run(['user', 'import', '-', '--realm', 'other'], {
    input: `b,example.com,${md5}\nc,example.com,xyz\n`,
  });
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /standard input:1: .*for the realm other, but the realm of the domain is example\.com/);
  assert.match(wrong.err, /standard input:2: .*not 32 hex digits/);
  assert.equal((await run(['user', 'import', 'none.csv'])).code, 1);
});

test('what needs a server says that none runs, with 69', async () => {
  for (const command of [['registrations'], ['reload'], ['status'], ['route', 'INVITE', 'sip:a@b', '--running']]) {
    const { code, err } = await run(command);
    assert.equal(code, 69, command.join(' '));
    assert.match(err, /no server answers on .*control\.sock; start it with: sipwright serve/);
  }
  writeConfig('foo: 1');
  assert.equal((await run(['reload'])).code, 78, 'nobody runs, and the file has a fault');
});

test('a running server takes changes of accounts and of the configuration at once, and ends in order', async (t) => {
  const { io, written } = ioOf('', {});
  t.after(() => (io.signals as EventEmitter).emit('SIGTERM'));
  const ended = main(['serve'], io);
  while (!written.out.includes('"msg":"ready"')) await new Promise((resolve) => setImmediate(resolve));
  assert.match(written.err, /alice +password/);
  assert.equal((await run(['user', 'add', 'carol'], { input: 'x\n' })).code, 0);
  assert.match((await run(['user', 'list'])).out, /carol@example\.com/);
  assert.equal((await run(['user', 'import', '-'], { input: 'dave@example.com,x\n' })).code, 0);
  const status = JSON.parse((await run(['status', '--json'])).out) as {
    accounts: number;
    ready: boolean;
    listeners: { port: number }[];
  };
  assert.deepEqual([status.accounts, status.ready], [4, true]);
  assert.deepEqual(await run(['registrations', '--json']), { code: 0, out: '[]\n', err: '' });
  const { port } = status.listeners[0];
  assert.match((await run(['ping', `127.0.0.1:${port}`])).out, /^200 OK from 127\.0\.0\.1/);
  const decision = await run([
    'route',
    'INVITE',
    'sip:bob@example.com',
    '--running',
    '--from',
    'sip:alice@example.com',
  ]);
  assert.match(decision.out, /registered contacts of bob@example\.com/);

  assert.equal((await run(['serve'])).code, 1, 'a second one does not start');
  assert.deepEqual(await run(['reload']), { code: 0, out: '', err: 'the configuration is in force\n' });
  writeConfig('domains: [example.org]\nlisten: [udp://127.0.0.1:0, tcp://127.0.0.1:0]\nhttp: off\n');
  const reloads = [await run(['reload']), await run(['reload'])];
  for (const { err } of reloads) assert.match(err, /in force, but for what counts from the next start: listen\n/);
  assert.match((await run(['status'])).out, /^restart +needed for listen$/m);
  assert.match((await run(['user', 'list'])).err, /^the domain example\.com is not served: its accounts \(4\)/);
  writeConfig('foo: 1');
  const bad = await run(['reload']);
  assert.equal(bad.code, 78);
  assert.match(bad.err, /^sipwright\.yaml:1:1: foo: unknown key; [^\n]*\n$/);
  assert.equal((await run(['status'])).code, 0, 'a faulty file does not keep the commands from the server');
  (io.signals as EventEmitter).emit('SIGTERM');
  assert.equal(await ended, 0);
  assert.ok(!existsSync(join(folder, 'data/control.sock')));
});

async function responder(transport: TransportName, status: number) {
  const sockets = await openSockets([{ transport, address: '127.0.0.1', port: 0 }], undefined);
  const stack = new Stack({
    core: {
      onRequest: (request, flow) => {
        assert.ok(request instanceof Request && request.method === 'OPTIONS');
        if (status > 0)
          sockets.send(flow, buildResponse(request, status, { toTag: 't', headers: [['Server', 'test\x1b[2J']] }));
      },
      onAck() {},
    },
    clock: systemClock,
    random: systemRandom(),
  });
  stack.attach(sockets);
  sockets.setReceiver(stack);
  return { target: `127.0.0.1:${sockets.listeners[0].port}`, close: () => sockets.close(0) };
}

test('ping prints the answer and what it means, over UDP and TCP', async () => {
  for (const [transport, status, code] of [
    ['UDP', 200, 0],
    ['TCP', 200, 0],
    ['UDP', 403, 1],
  ] as const) {
    const { target, close } = await responder(transport, status);
    const args = transport === 'TCP' ? [`sip:${target};transport=tcp`] : [target];
    const { out, code: found } = await run(['ping', ...args]);
    assert.equal(found, code);
    assert.match(
      out,
      new RegExp(`^${status} \\S+ from ${target} \\(${transport}\\) in [\\d.]+ ms\\n  meaning  it is up`),
    );
    assert.match(out, /product {2}test\?\[2J/);
    const json = JSON.parse((await run(['ping', ...args, '--json'])).out) as {
      status: number;
      reached: boolean;
      ms: number;
    };
    assert.deepEqual([json.status, json.reached, typeof json.ms], [status, true, 'number']);
    await close();
  }
});

test('ping says so when nobody answers, with 69', async () => {
  const { target, close } = await responder('UDP', 0);
  const silent = await run(['ping', target, '--timeout', '0.05', '--json']);
  assert.equal(silent.code, 69);
  assert.equal((JSON.parse(silent.out) as { reached: boolean }).reached, false);
  await close();
  const tcp = await responder('TCP', 200);
  await tcp.close();
  const refused = await run(['ping', tcp.target, '--tcp']);
  assert.equal(refused.code, 69);
  assert.match(refused.err, /no answer: .*ECONNREFUSED/);
  assert.equal((await run(['ping', 'no-such-host.invalid'])).code, 69);
  assert.equal((await run(['ping', 'sips:127.0.0.1'])).code, 2);
  assert.equal((await run(['ping', 'sip:'])).code, 2);
  assert.equal((await run(['ping', 'tel:+4930'])).code, 2);
});

test('as a process of its own the server ends in order on SIGTERM', async (t) => {
  const bin = fileURLToPath(new URL('../../bin/sipwright.js', import.meta.url));
  const child = spawn(process.execPath, [bin, 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    out += chunk as string;
    // Leaving the loop closes the pipe: the server outlives the reader of its log.
    if (out.includes('"msg":"ready"')) break;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});
