import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { silentLogger } from '../stack/index.ts';
import { type Binding, MemoryStore, type Store } from '../store/index.ts';
import { ControlClient, resultOf, StoreControl } from './control-client.ts';
import type { ServerControls } from './control-commands.ts';
import { startControl } from './control-server.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-control-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const MD5 = '0123456789abcdef0123456789abcdef';
const account = (user: string, domain = 'example.com') => ({ user, domain, realm: domain, ha1: { md5: MD5 } });

function controlsOf(store: Store, parts: Partial<ServerControls> = {}): ServerControls {
  return {
    store,
    domains: () => [{ name: 'example.com', realm: 'example.com' }],
    status: () => ({ ready: true }),
    reload: async () => [],
    async *trace() {},
    decide: async (question) => ({ question }),
    ...parts,
  };
}

let sockets = 0;
async function running(parts: Partial<ServerControls> = {}, store: Store = new MemoryStore()) {
  const path = join(folder, `${++sockets}.sock`);
  const endpoint = await startControl(path, controlsOf(store, parts), silentLogger);
  const client = await ControlClient.connect(path);
  assert.ok(client !== undefined);
  return {
    path,
    store,
    client,
    async close() {
      client.close();
      await endpoint.close();
    },
  };
}

async function listOf(run: AsyncGenerator<unknown, unknown>): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const item of run) items.push(item as Record<string, unknown>);
  return items;
}

const binding = (n: number, expiresAt: number): Binding => ({
  contact: `sip:u${n}@10.0.0.1`,
  params: '',
  q: 500,
  expiresAt,
  callId: 'c',
  cseq: 1,
  path: [],
  flow: {
    transport: 'UDP',
    localAddress: '0.0.0.0',
    localPort: 5060,
    remoteAddress: '2001:db8::1',
    remotePort: 40_000,
    connection: 0,
  },
  userAgent: 'phone',
  updatedAt: 0,
});

test('only the owner of the server can open the socket', async () => {
  const { path, close } = await running();
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await close();
});

test('accounts are added, listed without their secrets, changed and removed', async () => {
  const { client, store, close } = await running();
  const put = (mode: string, ...accounts: object[]) => resultOf(client.request('users.put', { accounts, mode }));
  assert.deepEqual(await put('add', account('alice'), account('bob')), { added: 2, replaced: 0 });
  await assert.rejects(put('add', account('carol'), account('alice')), { code: 'exists' });
  assert.equal(store.account('carol', 'example.com'), undefined, 'all of it or none');
  await assert.rejects(put('set', account('dave')), { code: 'unknown' });
  await assert.rejects(put('add', account('eve', 'elsewhere.net')), {
    code: 'unknown',
    message: /add it to "domains"/,
  });
  await assert.rejects(put('add', { ...account('eve'), ha1: { md5: 'xyz' } }), { code: 'bad-arguments' });
  assert.deepEqual(await put('upsert', account('alice'), account('carol')), { added: 1, replaced: 1 });
  const listed = await listOf(client.request('users.list'));
  assert.deepEqual(listed.map(({ user }) => user as string).toSorted(), ['alice', 'bob', 'carol']);
  assert.ok(!JSON.stringify(listed).includes(MD5));
  await resultOf(client.request('users.remove', { user: 'bob', domain: 'example.com' }));
  assert.equal(store.account('bob', 'example.com'), undefined);
  await assert.rejects(resultOf(client.request('users.remove', { user: 'bob', domain: 'example.com' })), {
    code: 'unknown',
  });
  await close();
});

test('a new password leaves the other settings of an account as they are', async () => {
  const { client, store, close } = await running();
  await store.putAccounts([{ ...account('alice'), enabled: false, maxContacts: 3 }]);
  const changed = { ...account('alice'), ha1: { md5: MD5.replace('0', 'f') } };
  await resultOf(client.request('users.put', { accounts: [changed], mode: 'set' }));
  assert.deepEqual(store.account('alice', 'example.com'), { ...changed, enabled: false, maxContacts: 3 });
  await close();
});

test('registrations are told by user, by domain and up to a limit', async () => {
  const { client, store, close } = await running();
  const later = Date.now() + 60_000;
  for (const [n, aor] of ['a@example.com', 'b@example.com', 'c@example.org'].entries()) {
    await store.updateBindings(aor, Date.now(), () => [binding(n, later), binding(n + 10, later)]);
  }
  const ask = (args: object) => listOf(client.request('registrations', args));
  assert.equal((await ask({})).length, 6);
  assert.deepEqual(
    (await ask({ domain: 'example.org' })).map(({ aor }) => aor),
    ['c@example.org', 'c@example.org'],
  );
  const [first] = await ask({ aor: 'b@example.com', limit: 1 });
  assert.deepEqual(
    { ...first, contact: undefined, expires: undefined },
    {
      aor: 'b@example.com',
      contact: undefined,
      q: 0.5,
      expires: undefined,
      flow: 'udp:[2001:db8::1]:40000',
      path: [],
      userAgent: 'phone',
      updated: '1970-01-01T00:00:00.000Z',
    },
  );
  assert.deepEqual(await resultOf(client.request('registrations', { limit: 5 })), { more: true });
  assert.deepEqual(await resultOf(client.request('registrations', { limit: 6 })), { more: false });
  await close();
});

test('a hundred thousand registrations fit through, and the client may stop early', async () => {
  const later = Date.now() + 60_000;
  const store = Object.assign(new MemoryStore(), {
    *allBindings(): IterableIterator<readonly [string, readonly Binding[]]> {
      for (let n = 0; n < 100_000; n++) yield [`u${n}@example.com`, [binding(n, later)]];
    },
  });
  const { client, close } = await running({}, store);
  assert.equal((await listOf(client.request('registrations'))).length, 100_000);
  const stopped = client.request('registrations', { limit: 2000 });
  await stopped.next();
  await stopped.return(undefined);
  assert.deepEqual(await resultOf(client.request('status')), { ready: true }, 'what was left is passed over');
  await close();
});

test('status, reload and route are asked of the server', async () => {
  let problems: string[] = [];
  const { client, close } = await running({ reload: async () => problems });
  assert.deepEqual(await resultOf(client.request('status')), { ready: true });
  assert.equal(await resultOf(client.request('reload')), null);
  problems = ['sipwright.yaml:1:1: foo: unknown key', 'another'];
  await assert.rejects(resultOf(client.request('reload')), { code: 'bad-configuration', message: problems.join('\n') });
  assert.deepEqual(await resultOf(client.request('route', { uri: 'sip:a@b' })), { question: { uri: 'sip:a@b' } });
  await close();
});

test('nonsense on the socket is answered, and the server stays', async () => {
  const { path, client, close } = await running({ status: () => assert.fail('a fault of ours') });
  await assert.rejects(resultOf(client.request('toString')), { code: 'bad-arguments', message: /no command/ });
  await assert.rejects(resultOf(client.request('status')), { code: 'failed', message: 'a fault of ours' });
  const raw = connect(path).setEncoding('utf8');
  raw.write('{nonsense\n[]\n');
  let text = '';
  while (text.split('\n').length < 3) text += String((await once(raw, 'data'))[0]);
  assert.equal(text.match(/"bad-arguments"/g)?.length, 2);
  raw.destroy();
  await close();
});

test('requests that come in pieces and together are told apart', async () => {
  const { path, close } = await running();
  const raw = connect(path).setEncoding('utf8');
  const one = '{"id":1,"command":"domains"}\n';
  for (const char of one) raw.write(char);
  raw.write('{"id":2,"command":"domains"}\n{"id":3,"command":"domains"}\n');
  let text = '';
  while (text.split('\n').length < 4) text += String((await once(raw, 'data'))[0]);
  const ids = text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: number }).id);
  assert.deepEqual(ids, [1, 2, 3]);
  raw.destroy();
  await close();
});

test('the socket of a server that was killed is taken over, that of a running one is not', async () => {
  const path = join(folder, 'stale.sock');
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  assert.ok(statSync(path).isSocket(), 'the killed process left its socket');
  assert.equal(await ControlClient.connect(path), undefined, 'nobody answers');
  const endpoint = await startControl(path, controlsOf(new MemoryStore()), silentLogger);
  await assert.rejects(startControl(path, controlsOf(new MemoryStore()), silentLogger), { code: 'SIP_CONTROL_IN_USE' });
  const client = await ControlClient.connect(path);
  assert.ok(client !== undefined, 'the running one still answers');
  client.close();
  await endpoint.close();
  assert.equal(await ControlClient.connect(path), undefined);
});

test('a path that no socket can have is said so', async () => {
  const long = join(folder, 'x'.repeat(200));
  await assert.rejects(startControl(long, controlsOf(new MemoryStore()), silentLogger), {
    code: 'SIP_CONTROL_FAILED',
    message: /control\.path/,
  });
});

test('without a server the commands for accounts work on the store itself, the others do not', async () => {
  const store = new MemoryStore();
  const control = new StoreControl(controlsOf(store));
  await resultOf(control.request('users.put', { accounts: [account('alice')], mode: 'add' }));
  assert.equal(store.accountCount, 1);
  assert.throws(() => control.request('reload'), { code: 'unreachable' });
  await control.close();
});
