import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
import type { Binding, Store } from './store.ts';

const NOW = 1_800_000_000_000;
const AOR = 'alice@example.com';

let folder = '';
let path = '';
const toClose: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-sqlite-'));
  path = join(folder, 'store.db');
});

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

async function open(options: Partial<SqliteStoreOptions> = {}): Promise<Store> {
  const store = await openSqliteStore({ path, groupEvery: 0, busyTimeout: 1, ...options });
  toClose.push(() => store.close());
  return store;
}

function openRaw(): DatabaseSync {
  const raw = new DatabaseSync(path, { timeout: 10_000 });
  toClose.push(() => raw.isOpen && raw.close());
  return raw;
}

function binding(contact: string, changes: Partial<Binding> = {}): Binding {
  return {
    contact,
    params: '',
    q: 1000,
    expiresAt: NOW + 60_000,
    callId: 'call',
    cseq: 1,
    path: [],
    flow: undefined,
    userAgent: 'phone/1.0',
    updatedAt: NOW,
    ...changes,
  };
}

const put = (store: Store, aor: string, ...bindings: Binding[]) => store.updateBindings(aor, NOW, () => bindings);
const plain = (bindings: readonly Binding[]) => bindings.map((each) => ({ ...each }));

test('everything survives a restart; of a flow, all but the connection, which does not', async () => {
  const flow = {
    transport: 'TCP',
    localAddress: '::',
    localPort: 5060,
    remoteAddress: '2001:db8::9:1',
    remotePort: 40123,
    connection: 17,
  };
  const kept = binding('sip:1', {
    params: ';x="ü \u0001"',
    q: 333,
    cseq: 4_294_967_295,
    path: ['<sip:p1;lr>', '"a, b" <sip:p2;lr>'],
    flow,
  });
  const account = {
    user: 'alice',
    domain: 'example.com',
    realm: 'r "1"',
    ha1: { sha256: 's' },
    enabled: false,
    algorithms: ['SHA-512-256'],
    maxContacts: 2,
    redirect: { code: 302, contacts: ['<sip:b@c>;q=0.1'] },
  } as const;
  const bob = { user: 'bob', domain: 'example.org', realm: 'r', ha1: { md5: 'm', sha512_256: 't' }, enabled: true };
  const first = await open();
  await put(first, AOR, binding('sip:2', { q: 1 }), kept);
  await put(first, 'gone@example.com', binding('sip:3'));
  await put(first, 'gone@example.com');
  await first.putAccounts([account, bob]);
  await first.putSetting('realm', 'r "1"');
  assert.deepEqual(first.bindings(AOR, NOW)[0].flow, flow);
  await first.close();

  const second = await open();
  assert.deepEqual(plain(second.bindings(AOR, NOW)), [
    { ...kept, flow: { ...flow, connection: 0 } },
    binding('sip:2', { q: 1 }),
  ]);
  assert.equal(second.bindingCount, 2);
  assert.deepEqual([...second.accounts()], [account, bob]);
  assert.equal(second.setting('realm'), 'r "1"');
  // A row number that was given is not given again.
  await put(second, 'new@example.com', binding('sip:4'));
  await second.close();
  assert.equal((await open()).bindingCount, 3);
});

test('durability power is what SQLite calls synchronous FULL, process is NORMAL, and both are a write-ahead log', async () => {
  for (const durability of ['process', 'power'] as const) {
    const store = await open({ durability });
    await put(store, durability, binding('sip:1'));
    await store.close();
  }
  const store = await open();
  assert.equal(store.bindingCount, 2);
  assert.deepEqual({ ...openRaw().prepare('PRAGMA journal_mode').get() }, { journal_mode: 'wal' });
});

/** Registers without end and prints each address-of-record once it is acknowledged. */
function startRegistering(round: number): ChildProcess {
  const program = `
    import { openSqliteStore } from ${JSON.stringify(new URL('./sqlite-store.ts', import.meta.url).href)};
    const store = await openSqliteStore({ path: ${JSON.stringify(path)}, groupEvery: 1 });
    const contact = { params: '', q: 1000, expiresAt: ${NOW + 60_000}, callId: 'c', cseq: 1, path: [], flow: undefined, userAgent: '', updatedAt: ${NOW} };
    const register = async (lane) => {
      for (let i = 0; ; i++) {
        const aor = '${round}-' + lane + '-' + i;
        await store.updateBindings(aor, ${NOW}, () => [{ ...contact, contact: 'sip:' + aor }]);
        process.stdout.write(aor + '\\n');
      }
    };
    for (let lane = 0; lane < 20; lane++) void register(lane);
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('nothing that was acknowledged is lost when the process is killed in the middle of its writes', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 5; round++) {
    const child = startRegistering(round);
    const enough = acknowledged.length + 100 + Math.floor(Math.random() * 2000);
    for await (const line of createInterface(child.stdout!)) {
      acknowledged.push(line);
      if (acknowledged.length === enough) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGKILL');

    const store = await open();
    for (const aor of acknowledged) assert.equal(store.bindings(aor, NOW)[0]?.contact, `sip:${aor}`);
    await store.close();
  }
  assert.ok(acknowledged.length >= 500);
});

test('a second store on the same database is refused, in this process or another, until the first is closed or killed', async () => {
  const store = await open();
  await assert.rejects(open(), { code: 'SIP_STORE_IN_USE', message: /store\.db is in use/ });
  await put(store, AOR, binding('sip:1'));
  await store.close();
  const child = startRegistering(0);
  await once(child.stdout!, 'data');
  await assert.rejects(open(), { code: 'SIP_STORE_IN_USE' });
  child.stdout!.resume();
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal((await open()).bindings(AOR, NOW).length, 1);
});

test('other programs can read the database while it is served', async () => {
  const store = await open();
  await put(store, AOR, binding('sip:1'));
  assert.deepEqual({ ...openRaw().prepare('SELECT aor, contact FROM bindings').get() }, { aor: AOR, contact: 'sip:1' });
});

test('a locked database fails the write with the reason, and the next one is kept once it is free', async () => {
  const store = await open();
  const other = openRaw();
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(put(store, AOR, binding('sip:1')), { code: 'SIP_STORE_FAILED', message: /locked by another/ });
  assert.match(store.health().reason, /locked by another program/);
  other.exec('ROLLBACK');
  await put(store, AOR, binding('sip:2'));
  assert.deepEqual(store.health(), { ok: true, reason: '' });
  assert.deepEqual(
    other
      .prepare('SELECT contact FROM bindings')
      .all()
      .map((row) => row.contact),
    ['sip:2'],
  );
});

test('a full disk fails the write with the reason, what was kept stays, and room makes writes work again', async () => {
  const store = await open({ maxBytes: 100_000 });
  let kept = 0;
  const fill = async (): Promise<void> => {
    for (; kept < 10_000; kept++) await put(store, `${kept}@example.com`, binding(`sip:${'x'.repeat(1000)}`));
  };
  await assert.rejects(fill(), { code: 'SIP_STORE_FAILED', status: 503, message: /no room left/ });
  assert.equal(store.health().ok, false);
  assert.ok(kept > 10);
  assert.equal(store.bindingCount, kept);
  for (let i = 0; i < 10; i++) await put(store, `${i}@example.com`);
  await put(store, AOR, binding('sip:1'));
  assert.deepEqual(store.health(), { ok: true, reason: '' });
  await store.close();
  const again = await open();
  assert.equal(again.bindingCount, kept - 10 + 1);
  assert.equal(again.bindings(AOR, NOW).length, 1);
});

test('a database that is moved away is an error, not an empty database in its place', async () => {
  const store = await open();
  await put(store, AOR, binding('sip:1'));
  const other = openRaw();
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(put(store, AOR, binding('sip:2')));
  other.close();
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
  await assert.rejects(put(store, AOR, binding('sip:3')), { code: 'SIP_STORE_FAILED', message: /cannot be opened/ });
  assert.deepEqual(
    store.bindings(AOR, NOW).map(({ contact }) => contact),
    ['sip:1'],
  );
});

test('when the writing thread dies its batch fails, a new one is started, and the database matches memory', async () => {
  const workers: Worker[] = [];
  const note = (worker: Worker) => void workers.push(worker);
  process.on('worker', note);
  toClose.push(() => process.off('worker', note));
  const store = await open({ busyTimeout: 60_000 });
  const other = openRaw();
  await put(store, AOR, binding('sip:1'));
  for (let round = 0; round < 2; round++) {
    other.exec('BEGIN IMMEDIATE');
    const lost = assert.rejects(put(store, AOR, binding('sip:1', { cseq: 9 }), binding('sip:lost')), {
      code: 'SIP_STORE_FAILED',
      message: /thread .* died/,
    });
    // Once the batch is on its way: it cannot have been answered when the thread ends.
    await new Promise(setImmediate);
    const terminated = workers.at(-1)!.terminate();
    other.exec('ROLLBACK');
    await terminated;
    await lost;
    assert.match(store.health().reason, /died/);
    await put(store, `${round}@example.com`, binding('sip:after'));
    assert.deepEqual(store.health(), { ok: true, reason: '' });
    assert.deepEqual(plain(store.bindings(AOR, NOW)), [binding('sip:1')]);
  }
  assert.equal(workers.length, 3);
  await store.close();
  const again = await open();
  assert.deepEqual(plain(again.bindings(AOR, NOW)), [binding('sip:1')]);
  assert.equal(again.bindingCount, 3);
});

test('a thread that dies again at once rests before it is started again, and meanwhile writes fail at once', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const workers: Worker[] = [];
  const kill = (worker: Worker) => {
    workers.push(worker);
    if (workers.length > 1) void worker.terminate();
  };
  process.on('worker', kill);
  toClose.push(() => process.off('worker', kill));
  const store = await open();
  await put(store, AOR, binding('sip:1'));
  await workers[0].terminate();
  const failures = async (message: RegExp) => {
    for (let i = 0; i < 10; i++) await assert.rejects(put(store, AOR), { code: 'SIP_STORE_FAILED', message });
  };
  await failures(/died/);
  assert.equal(workers.length, 2);
  now += 60_000;
  await failures(/died/);
  assert.equal(workers.length, 3);
  process.off('worker', kill);
  now += 60_000;
  await put(store, AOR);
  assert.deepEqual(store.bindings(AOR, NOW), []);
});

test('what cannot be opened is said in one readable line', async () => {
  const rejects = (options: Partial<SqliteStoreOptions>, message: RegExp) =>
    assert.rejects(open(options), (error: Error & { code: string }) => {
      assert.equal(error.code, 'SIP_STORE_OPEN_FAILED');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });

  writeFileSync(path, 'this is a text file, and a rather long one at that. '.repeat(100));
  await rejects({}, /store\.db cannot be opened: the file is not a SQLite database/);
  rmSync(path);

  writeFileSync(join(folder, 'file'), '');
  await rejects({ path: join(folder, 'file', 'store.db') }, /file already exists, mkdir/);

  mkdirSync(join(folder, 'folder.db'));
  await rejects({ path: join(folder, 'folder.db') }, /cannot be opened/);

  const foreign = openRaw();
  foreign.exec('CREATE TABLE theirs (x)');
  foreign.close();
  await rejects({}, /is a database of another program/);
  rmSync(path);

  const store = await open();
  await store.close();
  const newer = openRaw();
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  await rejects({}, /newer Sipwright .*99/);
  newer.open();
  newer.exec('PRAGMA user_version = 1; BEGIN IMMEDIATE');
  await rejects({}, /locked by another program/);
});

test('a database that is damaged inside is refused, and is left as it was', async () => {
  const store = await open();
  await Promise.all(Array.from({ length: 2000 }, (_, i) => put(store, `${i}@example.com`, binding('sip:1'))));
  await store.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 4096 * 3, 4096 * 20);
  writeFileSync(path, bytes);
  copyFileSync(path, `${path}.copy`);
  await assert.rejects(open(), { code: 'SIP_STORE_OPEN_FAILED', message: /damaged; restore it from a backup/ });
  assert.deepEqual(readFileSync(path).subarray(4096), readFileSync(`${path}.copy`).subarray(4096));
});

test('a folder that cannot be written is an error at the start', async () => {
  const program = `
    import { openSqliteStore } from ${JSON.stringify(new URL('./sqlite-store.ts', import.meta.url).href)};
    process.setuid?.(process.getuid() === 0 ? 65534 : process.getuid());
    try {
      await openSqliteStore({ path: ${JSON.stringify(path)} });
    } catch (error) {
      console.log(error.code, error.message);
    }
  `;
  chmodSync(folder, 0o555);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const line of createInterface(child.stdout)) said += line;
  chmodSync(folder, 0o755);
  assert.match(
    said,
    /^SIP_STORE_OPEN_FAILED .*store\.db cannot be opened: .*check that its folder exists and can be written/,
  );
});

test('the folder is made, and the database is for its owner alone', async () => {
  path = join(folder, 'a', 'b', 'store.db');
  const store = await open();
  await put(store, AOR, binding('sip:1'));
  for (const file of [path, `${path}-wal`]) assert.equal(statSync(file).mode & 0o777, 0o600);
});
