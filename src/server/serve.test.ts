import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SipError } from '../message/index.ts';
import type { Config } from './config.ts';
import { ControlClient, resultOf } from './control-client.ts';
import { loadConfig } from './load-config.ts';
import { restartNeeded, serve, servedDomains } from './serve.ts';
import type { Server, ServerDeps, StartServer } from './server-contract.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-serve-'));
  writeConfig('domains: [example.com]\nhttp: off\n');
});
/** What a test that failed has left running. */
const started: EventEmitter[] = [];
afterEach(() => {
  for (const signals of started.splice(0)) signals.emit('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const writeConfig = (text: string) => writeFileSync(join(folder, 'sipwright.yaml'), text);

/** A server without sockets, that tells what it is asked. */
class FakeServer implements Server {
  readonly listeners = [{ transport: 'UDP', address: '127.0.0.1', port: 5060 }];
  readonly configs: Config[] = [];
  grace: number | undefined;
  deps: ServerDeps | undefined;
  ready = () => this.grace === undefined;
  stats = () => assert.fail('not asked for');
  get trace(): never {
    return assert.fail('not asked for');
  }
  reload(config: Config) {
    this.configs.push(config);
  }
  async close(graceMs: number) {
    this.grace = graceMs;
  }
}

/** Starts the server of the folder; `ended` is its exit code. */
function start(startServer?: StartServer) {
  const signals = new EventEmitter();
  started.push(signals);
  const fake = new FakeServer();
  let out = '';
  let errors = '';
  let tellReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  const ended = serve({
    lookup: { env: {}, cwd: folder },
    stdout: {
      write(line) {
        out += line;
        if (line.includes('"msg":"ready"')) setImmediate(tellReady);
      },
    },
    stderr: { write: (text) => (errors += text) },
    colour: false,
    signals,
    startServer:
      startServer ??
      (async (_config, deps) => {
        fake.deps = deps;
        return fake;
      }),
  });
  return { signals, fake, ready, ended, out: () => out, errors: () => errors };
}

const control = () => ControlClient.connect(join(folder, 'data/control.sock'));

test('the first start makes alice and bob and says once how to use them', async () => {
  const first = start();
  await first.ready;
  const { store, realm } = first.fake.deps!;
  assert.equal(realm, 'example.com');
  assert.deepEqual([...store.accounts()].map(({ user, domain }) => `${user}@${domain}`).toSorted(), [
    'alice@example.com',
    'bob@example.com',
  ]);
  assert.match(first.errors(), /alice +password {2}\S{4}-\S{4}-\S{4}\n/);
  assert.match(first.errors(), /dial {2}sip:bob@example\.com/);
  const [, password] = /alice +password {2}(\S+)/.exec(first.errors())!;
  assert.ok(!first.out().includes(password), 'the log has no password');
  first.signals.emit('SIGTERM');
  assert.equal(await first.ended, 0);

  const second = start();
  await second.ready;
  assert.equal(second.errors(), '');
  assert.equal(second.fake.deps!.store.accountCount, 2);
  second.signals.emit('SIGINT');
  assert.equal(await second.ended, 0);
});

test('the start tells the configuration and the pid, SIGTERM drains for as long as configured', async () => {
  writeConfig('http: off\ndrainTimeout: 3s\n');
  const { signals, fake, ready, ended, out } = start();
  await ready;
  assert.match(out(), new RegExp(`"config":"${join(folder, 'sipwright.yaml')}","pid":${process.pid}`));
  signals.emit('SIGTERM');
  signals.emit('SIGTERM');
  assert.equal(await ended, 0);
  assert.equal(fake.grace, 3000);
  assert.deepEqual(
    signals.eventNames().filter((name) => !String(name).startsWith('SIG')),
    [],
    'nobody listens any more, but for the same signal once more',
  );
  assert.equal(await control(), undefined);
});

test('a faulty configuration ends the start with 78 and every fault', async () => {
  writeConfig('lisen: 1\nlog: { level: x }\n');
  const { ended, errors } = start();
  assert.equal(await ended, 78);
  assert.match(errors(), /^sipwright\.yaml:1:1: lisen: .*\nsipwright\.yaml:2:15: log\.level: .*\n$/);
});

test('a routing module that cannot be used is a faulty configuration', async () => {
  writeFileSync(join(folder, 'routing.ts'), 'export const nothing = 1;\n');
  writeConfig('routing: ./routing.ts\n');
  const { ended, errors } = start();
  assert.equal(await ended, 78);
  assert.match(errors(), /sipwright\.yaml: routing: .*does not export a function "route"/);
});

test('a port in use ends the start with 1 and one line, and nothing stays open', async () => {
  const { ended, errors } = start(async () => {
    throw new SipError('SIP_PORT_IN_USE', 'cannot listen on UDP 0.0.0.0:5060: another program uses it already');
  });
  assert.equal(await ended, 1);
  assert.equal(errors(), 'sipwright: cannot listen on UDP 0.0.0.0:5060: another program uses it already\n');
  assert.equal(await control(), undefined);
});

test('a second server on the same data does not start', async () => {
  const first = start();
  await first.ready;
  const second = start();
  assert.equal(await second.ended, 1);
  assert.match(second.errors(), /another server is running/);
  const client = await control();
  assert.ok(client !== undefined, 'the first one still answers');
  client.close();
  first.signals.emit('SIGTERM');
  await first.ended;
});

test('reload puts a good file in force and leaves a bad one out', async () => {
  const { signals, fake, ready, ended, out } = start();
  await ready;
  const client = (await control())!;
  const reload = () => resultOf(client.request('reload'));
  writeConfig('domains: [example.com, example.org]\nhttp: off\n');
  await reload();
  assert.deepEqual(
    fake.configs[0].domains.map(({ name }) => name),
    ['example.com', 'example.org'],
  );
  writeConfig('domains: [example.com]\nhttp: maybe\n');
  await assert.rejects(reload(), { code: 'bad-configuration', message: /sipwright\.yaml:2:7: http/ });
  assert.equal(fake.configs.length, 1);
  assert.deepEqual(await resultOf(client.request('domains')), [
    { name: 'example.com', realm: 'example.com' },
    { name: 'example.org', realm: 'example.com' },
  ]);
  writeConfig('domains: [example.com]\nhttp: off\ntrace: { bytes: 1MiB }\n');
  signals.emit('SIGHUP');
  await resultOf(client.request('reload'));
  assert.equal(fake.configs.length, 3, 'SIGHUP reloads too');
  assert.match(out(), /"keys":\["trace"\],"msg":"changed keys that count from the next start"/);
  client.close();
  signals.emit('SIGTERM');
  await ended;
});

test('a decision is asked for over the control socket, and follows a reload', async () => {
  const { signals, ready, ended } = start();
  await ready;
  const client = (await control())!;
  const ask = async () => {
    const found = await resultOf(
      client.request('route', { method: 'INVITE', uri: 'bob@example.com', from: 'sip:alice@example.com' }),
    );
    return (found as { decision: { action: string; because: string } }).decision;
  };
  assert.equal((await ask()).because, 'built-in: own domain');
  writeConfig('domains: [example.com]\nhttp: off\nroutes:\n  - match: { user: bob }\n    reject: 486\n');
  await resultOf(client.request('reload'));
  assert.deepEqual(await ask(), { action: 'reject', code: 486, because: 'sipwright.yaml:4' });
  await assert.rejects(resultOf(client.request('route', { method: 'INVITE', uri: 'sip:' })), { code: 'bad-arguments' });
  client.close();
  signals.emit('SIGTERM');
  await ended;
});

test('a fault of ours is logged and does not end the server', async () => {
  const { signals, fake, ready, ended, out } = start();
  await ready;
  signals.emit('uncaughtException', new Error('boom'));
  assert.match(out(), /a fault of ours; the server goes on/);
  assert.equal(fake.grace, undefined);
  signals.emit('SIGTERM');
  await ended;
});

test('the realm stays as it was fixed, even when the file asks for another', async () => {
  const first = start();
  await first.ready;
  first.signals.emit('SIGTERM');
  await first.ended;
  writeConfig('domains: [example.com]\nhttp: off\nauth: { realm: new }\n');
  const second = start();
  await second.ready;
  assert.equal(second.fake.deps!.realm, 'example.com');
  assert.match(second.out(), /auth\.realm is new, but the accounts were made for the realm example\.com/);
  second.signals.emit('SIGTERM');
  await second.ended;
});

test('the keys that a reload does not touch are named', async () => {
  const configOf = async (text: string) => {
    writeConfig(text);
    const loaded = await loadConfig({ env: {}, cwd: folder });
    assert.ok(loaded.ok);
    return loaded.config;
  };
  const before = await configOf('');
  assert.deepEqual(restartNeeded(before, await configOf('strangers: public')), []);
  assert.deepEqual(restartNeeded(before, await configOf('http: off\nlisten: [udp://127.0.0.1]')), ['listen', 'http']);
  const domains = await configOf('domains: [a.com, { name: b.com, realm: B }]');
  assert.deepEqual(servedDomains(domains, 'r'), [
    { name: 'a.com', realm: 'r' },
    { name: 'b.com', realm: 'B' },
  ]);
});
