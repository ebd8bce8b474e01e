/** One suite for whatever implements `Store`: in memory, in SQLite, and the part that both share with a writer that can be made to fail. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { GroupStore, StoreTables } from '../../src/store/group-store.ts';
import { type Account, type Binding, MemoryStore, openSqliteStore, type Store } from '../../src/store/index.ts';
import { WriteFailure } from '../../src/store/writer.ts';

const NOW = 1_800_000_000_000;
const AOR = 'alice@example.com';

function binding(contact: string, changes: Partial<Binding> = {}): Binding {
  return {
    contact,
    params: ';+sip.instance="<urn:uuid:1>"',
    q: 1000,
    expiresAt: NOW + 60_000,
    callId: 'a84b4c76e66710',
    cseq: 1,
    path: [],
    flow: {
      transport: 'UDP',
      localAddress: '10.0.0.1',
      localPort: 5060,
      remoteAddress: '2001:db8::9:1',
      remotePort: 5062,
      connection: 0,
    },
    userAgent: 'phone/1.0',
    updatedAt: NOW,
    ...changes,
  };
}

function account(user: string, changes: Partial<Account> = {}): Account {
  return { user, domain: 'example.com', realm: 'r', ha1: { md5: 'a'.repeat(32) }, enabled: true, ...changes };
}

/** What a reader sees, as plain objects. */
function plain(bindings: readonly Binding[]): Binding[] {
  return bindings.map((each) => ({ ...each }));
}

function contacts(store: Store, aor = AOR, now = NOW): string[] {
  return store.bindings(aor, now).map(({ contact }) => contact);
}

interface Faults {
  /** From now on nothing can be written. */
  begin(): void;
  end(): void;
}

interface Opened {
  readonly store: Store;
  readonly faults?: Faults;
  /** Closes it and opens what is left of it. */
  reopen?(): Promise<Store>;
}

interface Rig {
  readonly name: string;
  open(): Promise<Opened>;
}

const toClose: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const rigs: Rig[] = [
  {
    name: 'MemoryStore',
    open: () => {
      const store = new MemoryStore();
      toClose.push(() => store.close());
      return Promise.resolve({ store });
    },
  },
  {
    name: 'GroupStore with a writer that fails',
    open: () => {
      let failing = false;
      const writer = {
        write: () => Promise.resolve(failing ? new WriteFailure('the disk is on fire', false) : undefined),
        close: () => Promise.resolve(),
      };
      const store = new GroupStore(new StoreTables(), writer, setImmediate);
      toClose.push(() => store.close());
      return Promise.resolve({
        store,
        faults: { begin: () => void (failing = true), end: () => void (failing = false) },
      });
    },
  },
  {
    name: 'SQLite',
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sipwright-store-'));
      toClose.push(() => rmSync(folder, { recursive: true }));
      const options = { path: join(folder, 'store.db'), groupEvery: 0, busyTimeout: 1 };
      let store = await openSqliteStore(options);
      toClose.push(() => store.close());
      const other = new DatabaseSync(options.path, { timeout: 10_000 });
      toClose.push(() => other.close());
      return {
        store,
        faults: { begin: () => other.exec('BEGIN IMMEDIATE'), end: () => other.exec('COMMIT') },
        reopen: async () => {
          await store.close();
          store = await openSqliteStore(options);
          return store;
        },
      };
    },
  },
];

for (const rig of rigs) {
  describe(rig.name, () => {
    test('a binding is read back as it was written', async () => {
      const { store } = await rig.open();
      const full = binding('sip:alice@192.0.2.4', { q: 700, path: ['<sip:p1;lr>', '<sip:p2;lr>'], cseq: 2 ** 31 - 1 });
      const bare = binding('sip:alice@192.0.2.5', { params: '', flow: undefined, userAgent: '', updatedAt: NOW - 1 });
      await store.updateBindings(AOR, NOW, () => [full, bare]);
      assert.deepEqual(plain(store.bindings(AOR, NOW)), [bare, full]);
      assert.deepEqual(store.bindings('bob@example.com', NOW), []);
      assert.equal(store.bindingCount, 2);
    });

    test('a write shows once it is acknowledged, and the next write builds on it before that', async () => {
      const { store } = await rig.open();
      const first = store.updateBindings(AOR, NOW, () => [binding('sip:1')]);
      const second = store.updateBindings(AOR, NOW, (current) => {
        assert.deepEqual(
          current.map(({ contact }) => contact),
          ['sip:1'],
        );
        return [...current, binding('sip:2', { q: 500 })];
      });
      assert.deepEqual(contacts(store), []);
      assert.equal(store.bindingCount, 0);
      await first;
      await second;
      assert.deepEqual(contacts(store), ['sip:1', 'sip:2']);
    });

    test('two writers that each add one never lose one', async () => {
      const { store } = await rig.open();
      const add = (i: number) =>
        store.updateBindings(AOR, NOW, (current) => [...current, binding(`sip:${i}`, { updatedAt: NOW - i })]);
      await Promise.all(Array.from({ length: 50 }, (_, i) => add(i)));
      assert.deepEqual(
        contacts(store),
        Array.from({ length: 50 }, (_, i) => `sip:${i}`),
      );
    });

    test('bindings are ordered by q, then newest first (RFC 3261 10.2.1.2)', async () => {
      const { store } = await rig.open();
      await store.updateBindings(AOR, NOW, () => [
        binding('sip:low', { q: 100 }),
        binding('sip:old', { q: 500, updatedAt: NOW - 9 }),
        binding('sip:new', { q: 500, updatedAt: NOW - 1 }),
        binding('sip:high', { q: 1000, updatedAt: NOW - 99 }),
      ]);
      assert.deepEqual(contacts(store), ['sip:high', 'sip:new', 'sip:old', 'sip:low']);
    });

    test('what change throws reaches the caller, and nothing is written', async () => {
      const { store } = await rig.open();
      await store.updateBindings(AOR, NOW, () => [binding('sip:1')]);
      const boom = new Error('boom');
      await assert.rejects(
        store.updateBindings(AOR, NOW, () => {
          throw boom;
        }),
        boom,
      );
      assert.deepEqual(contacts(store), ['sip:1']);
      await store.updateBindings(AOR, NOW, (current) => [...current, binding('sip:2', { q: 1 })]);
      assert.deepEqual(contacts(store), ['sip:1', 'sip:2']);
    });

    test('a binding that no store can keep is refused before it can spoil the batch of others', async () => {
      const { store } = await rig.open();
      const good = store.updateBindings(AOR, NOW, () => [binding('sip:1')]);
      const bad = [
        [binding('sip:x', { expiresAt: Infinity })],
        [binding('sip:x', { cseq: 1.5 })],
        [binding('sip:x'), binding('sip:x')],
      ];
      for (const bindings of bad) {
        await assert.rejects(
          store.updateBindings('bob@example.com', NOW, () => bindings),
          { code: 'SIP_BAD_BINDING' },
        );
      }
      await good;
      assert.equal(store.bindingCount, 1);
    });

    test('a binding is a copy: what its maker does to the original later does not show', async () => {
      const { store } = await rig.open();
      const path = ['<sip:p1;lr>'];
      const original = { ...binding('sip:1', { path }) };
      await store.updateBindings(AOR, NOW, () => [original]);
      path.push('<sip:evil;lr>');
      original.contact = 'sip:evil';
      assert.deepEqual(contacts(store), ['sip:1']);
      assert.deepEqual(store.bindings(AOR, NOW)[0].path, ['<sip:p1;lr>']);
    });

    test('an expired binding is gone for readers and writers at its moment, and told once by expireBindings', async () => {
      const { store } = await rig.open();
      await store.updateBindings(AOR, NOW, () => [
        binding('sip:1', { expiresAt: NOW + 1000 }),
        binding('sip:2', { expiresAt: NOW + 3000, q: 1 }),
      ]);
      assert.deepEqual(contacts(store, AOR, NOW + 999), ['sip:1', 'sip:2']);
      assert.deepEqual(contacts(store, AOR, NOW + 1000), ['sip:2']);
      assert.deepEqual([...store.allBindings(NOW + 3000)], []);
      await store.updateBindings(AOR, NOW + 1000, (current) => {
        assert.equal(current.length, 1);
        return [...current, binding('sip:3', { expiresAt: NOW + 9000, q: 0 })];
      });
      assert.deepEqual(await store.expireBindings(NOW + 999), []);
      const told = async (now: number) =>
        (await store.expireBindings(now)).map(([aor, { contact }]) => `${aor} ${contact}`);
      assert.deepEqual(await told(NOW + 1000), [`${AOR} sip:1`]);
      assert.deepEqual(await told(NOW + 1000), []);
      assert.equal(store.bindingCount, 2);
      assert.deepEqual(await told(NOW + 9000), [`${AOR} sip:2`, `${AOR} sip:3`]);
      assert.equal(store.bindingCount, 0);
    });

    test('a refreshed binding is not expired at its old moment, but at its new one, later or earlier', async () => {
      const { store } = await rig.open();
      const put = (expiresAt: number) => store.updateBindings(AOR, NOW, () => [binding('sip:1', { expiresAt })]);
      await put(NOW + 1000);
      await put(NOW + 5000);
      assert.deepEqual(await store.expireBindings(NOW + 4999), []);
      await put(NOW + 2000);
      assert.equal((await store.expireBindings(NOW + 2000)).length, 1);
      assert.equal(store.bindingCount, 0);
      await put(NOW + 3000);
      assert.equal((await store.expireBindings(NOW + 3000)).length, 1);
    });

    test('a refresh under way when its binding expires is kept', async () => {
      const { store } = await rig.open();
      await store.updateBindings(AOR, NOW, () => [binding('sip:1', { expiresAt: NOW + 1000 })]);
      const refresh = store.updateBindings(AOR, NOW, () => [binding('sip:1', { expiresAt: NOW + 5000 })]);
      assert.deepEqual(await store.expireBindings(NOW + 1000), []);
      await refresh;
      assert.deepEqual(contacts(store, AOR, NOW + 4999), ['sip:1']);
      assert.equal((await store.expireBindings(NOW + 5000)).length, 1);
    });

    test('expiring is bounded: thousands that fall due at once take several calls, and all go', async () => {
      const { store } = await rig.open();
      const count = 3000;
      await Promise.all(
        Array.from({ length: count }, (_, i) =>
          store.updateBindings(`${i}@example.com`, NOW, () => [binding('sip:1', { expiresAt: NOW + 1000 + (i % 7) })]),
        ),
      );
      const gone = new Set<string>();
      let calls = 0;
      while (store.bindingCount > 0) {
        const removed = await store.expireBindings(NOW + 2000);
        assert.ok(removed.length > 0);
        for (const [aor] of removed) gone.add(aor);
        calls++;
      }
      assert.equal(gone.size, count);
      assert.ok(calls > 1);
    });

    test('addresses-of-record with odd characters are kept apart', async () => {
      const { store, reopen } = await rig.open();
      const odd = ['o\'brien"@x', 'a\u0000b@x', 'a\u0000c@x', '', ' @x', 'ü@x', 'Ã¼@x', 'a@x', 'A@x', '%_@x', '\n@x'];
      await Promise.all(
        odd.map((aor, i) => store.updateBindings(aor, NOW, () => [binding(`sip:${aor}`, { cseq: i })])),
      );
      await store.putAccounts(odd.map((user) => account(user)));
      const check = (other: Store) => {
        for (const [i, aor] of odd.entries()) {
          assert.deepEqual(plain(other.bindings(aor, NOW)), [binding(`sip:${aor}`, { cseq: i })]);
          assert.equal(other.account(aor, 'example.com')?.user, aor);
        }
        assert.equal(other.bindingCount, odd.length);
        assert.equal(other.accountCount, odd.length);
      };
      check(store);
      if (reopen !== undefined) check(await reopen());
    });

    test('accounts are added, replaced, listed and removed', async () => {
      const { store } = await rig.open();
      const full = account('bob', {
        ha1: { md5: 'm', sha256: 's', sha512_256: 't' },
        enabled: false,
        algorithms: ['SHA-256', 'MD5'],
        maxContacts: 3,
        redirect: { code: 302, contacts: ['<sip:bob@example.org>;q=0.5'] },
      });
      await store.putAccounts([account('alice'), full, account('alice', { domain: 'example.org' })]);
      assert.deepEqual(store.account('bob', 'example.com'), full);
      assert.equal(store.account('Bob', 'example.com'), undefined);
      assert.equal(store.account('bob', 'example.org'), undefined);
      await store.putAccounts([account('bob')]);
      assert.deepEqual(store.account('bob', 'example.com'), account('bob'));
      assert.equal(store.accountCount, 3);
      assert.deepEqual([...store.accounts()].map(({ user, domain }) => `${user}@${domain}`).sort(), [
        'alice@example.com',
        'alice@example.org',
        'bob@example.com',
      ]);
      assert.equal(await store.removeAccount('alice', 'example.com'), true);
      assert.equal(await store.removeAccount('alice', 'example.com'), false);
      assert.equal(await store.removeAccount('carol', 'example.net'), false);
      assert.equal(store.accountCount, 2);
      await assert.rejects(store.putAccounts([account('dave'), account('eve', { domain: 'Example.com' })]), {
        code: 'SIP_BAD_ACCOUNT',
      });
      assert.equal(store.accountCount, 2);
    });

    test("removing an account removes its bindings, and nobody else's", async () => {
      const { store } = await rig.open();
      await store.putAccounts([account('alice'), account('bob')]);
      await store.updateBindings(AOR, NOW, () => [binding('sip:1')]);
      await store.updateBindings('bob@example.com', NOW, () => [binding('sip:2')]);
      const removed = store.removeAccount('alice', 'example.com');
      assert.deepEqual(contacts(store), ['sip:1']);
      assert.equal(await removed, true);
      assert.deepEqual(contacts(store), []);
      assert.deepEqual(contacts(store, 'bob@example.com'), ['sip:2']);
    });

    test('settings are kept', async () => {
      const { store } = await rig.open();
      assert.equal(store.setting('realm'), undefined);
      const put = store.putSetting('realm', 'one');
      assert.equal(store.setting('realm'), undefined);
      await put;
      await store.putSetting('realm', 'zwei ü');
      assert.equal(store.setting('realm'), 'zwei ü');
    });

    test('10,000 writes under way at once are all acknowledged and kept', async () => {
      const { store, reopen } = await rig.open();
      const write = (i: number) =>
        store.updateBindings(`${i % 4000}@example.com`, NOW, (current) => [
          ...current.slice(0, 1),
          binding(`sip:${i}`, { updatedAt: NOW - i }),
        ]);
      await Promise.all(Array.from({ length: 10_000 }, (_, i) => write(i)));
      const check = (other: Store) => {
        assert.equal(other.bindingCount, 8000);
        assert.deepEqual(contacts(other, '7@example.com'), ['sip:7', 'sip:8007']);
        assert.deepEqual(contacts(other, '3999@example.com'), ['sip:3999', 'sip:7999']);
      };
      check(store);
      if (reopen !== undefined) check(await reopen());
    });

    test('10,000 accounts are put in one call', async () => {
      const { store, reopen } = await rig.open();
      await store.putAccounts(Array.from({ length: 10_000 }, (_, i) => account(`user${i}`)));
      assert.equal(store.accountCount, 10_000);
      if (reopen !== undefined) assert.equal((await reopen()).accountCount, 10_000);
    });

    test('a batch that fails rejects its writes, leaves memory as it was, and later writes are tried again', async (t) => {
      const { store, faults } = await rig.open();
      if (faults === undefined) return t.skip('nothing can fail here');
      const before = binding('sip:before');
      await store.putAccounts([account('alice')]);
      await store.updateBindings(AOR, NOW, () => [before]);
      await store.updateBindings('carol@example.com', NOW, () => [binding('sip:4', { expiresAt: NOW + 1000 })]);
      assert.deepEqual(store.health(), { ok: true, reason: '' });

      faults.begin();
      const outcomes = await Promise.allSettled([
        store.updateBindings(AOR, NOW, () => [binding('sip:1')]),
        store.updateBindings(AOR, NOW, (current) => [...current, binding('sip:2')]),
        store.updateBindings('bob@example.com', NOW, () => [binding('sip:3')]),
        store.putAccounts([account('bob')]),
        store.removeAccount('alice', 'example.com'),
        store.putSetting('realm', 'x'),
        store.expireBindings(NOW + 1000),
      ]);
      for (const outcome of outcomes) {
        assert.equal(outcome.status, 'rejected');
        assert.equal((outcome.reason as { code: string }).code, 'SIP_STORE_FAILED');
        assert.equal((outcome.reason as { status: number }).status, 503);
      }
      assert.equal(store.health().ok, false);
      assert.notEqual(store.health().reason, '');
      assert.deepEqual(plain(store.bindings(AOR, NOW)), [before]);
      assert.equal(store.bindingCount, 2);
      assert.equal(store.accountCount, 1);
      assert.equal(store.setting('realm'), undefined);

      faults.end();
      await store.updateBindings(AOR, NOW, (current) => {
        assert.deepEqual(plain(current), [before]);
        return [...current, binding('sip:after', { q: 1 })];
      });
      assert.deepEqual(contacts(store), ['sip:before', 'sip:after']);
      assert.deepEqual(store.health(), { ok: true, reason: '' });
      assert.equal((await store.expireBindings(NOW + 1000)).length, 1);
      assert.equal(await store.removeAccount('alice', 'example.com'), true);
    });

    test('close commits what is pending; afterwards every write is refused', async () => {
      const { store } = await rig.open();
      const pending = Promise.all(
        Array.from({ length: 3000 }, (_, i) => store.updateBindings(`${i}@x`, NOW, () => [binding('sip:1')])),
      );
      await store.close();
      await pending;
      assert.equal(store.bindingCount, 3000);
      await assert.rejects(
        store.updateBindings(AOR, NOW, () => [binding('sip:1')]),
        { code: 'SIP_STORE_CLOSED' },
      );
      assert.deepEqual(contacts(store), []);
      await store.close();
    });

    test('whatever is done in whatever order, the store agrees with a plain model of it', async () => {
      const aors = ['a@x', 'b@x', 'c@x'];
      const action = fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            do: fc.constant('add' as const),
            aor: fc.constantFrom(...aors),
            contact: fc.nat(3),
            ttl: fc.integer({ min: 1, max: 9 }),
            q: fc.nat(2),
          }),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            do: fc.constant('remove' as const),
            aor: fc.constantFrom(...aors),
            contact: fc.nat(3),
          }),
        },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('expire' as const), ahead: fc.nat(4) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
        {
          weight: 1,
          arbitrary: fc.record({
            do: fc.constant('account' as const),
            user: fc.constantFrom('a', 'b'),
            put: fc.boolean(),
          }),
        },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
          const opened = await rig.open();
          const { store, faults, reopen } = opened;
          let now = NOW;
          const model = new Map<string, Map<string, Binding>>();
          const users = new Set<string>();
          const under: Promise<unknown>[] = [];
          const settle = () => Promise.all(under.splice(0));
          for (const each of actions) {
            if (each.do === 'add') {
              const added = binding(`sip:${each.contact}`, { expiresAt: now + each.ttl, q: each.q, updatedAt: now });
              under.push(
                store.updateBindings(each.aor, now, (current) => [
                  ...current.filter(({ contact }) => contact !== added.contact),
                  added,
                ]),
              );
              if (!model.has(each.aor)) model.set(each.aor, new Map());
              model.get(each.aor)!.set(added.contact, added);
            } else if (each.do === 'remove') {
              under.push(
                store.updateBindings(each.aor, now, (current) =>
                  current.filter(({ contact }) => contact !== `sip:${each.contact}`),
                ),
              );
              model.get(each.aor)?.delete(`sip:${each.contact}`);
            } else if (each.do === 'expire') {
              now += each.ahead;
              under.push(store.expireBindings(now));
            } else if (each.do === 'account') {
              if (each.put) {
                under.push(store.putAccounts([account(each.user, { domain: 'x' })]));
                users.add(each.user);
              } else {
                under.push(store.removeAccount(each.user, 'x').then((had) => assert.equal(had, true)));
                if (!users.delete(each.user)) {
                  under.push(assert.rejects(under.pop()!));
                } else {
                  model.delete(`${each.user}@x`);
                }
              }
            } else if (each.do === 'fail' && faults !== undefined) {
              await settle();
              faults.begin();
              await assert.rejects(store.updateBindings('a@x', now, () => [binding('sip:lost', { updatedAt: now })]));
              faults.end();
            } else {
              await settle();
            }
          }
          await settle();
          const check = (other: Store) => {
            for (const aor of aors) {
              const alive = [...(model.get(aor)?.values() ?? [])].filter(({ expiresAt }) => expiresAt > now);
              alive.sort((a, b) => b.q - a.q || b.updatedAt - a.updatedAt || a.contact.localeCompare(b.contact));
              assert.deepEqual(plain(other.bindings(aor, now)), alive);
            }
            assert.deepEqual([...other.accounts()].map(({ user }) => user).sort(), [...users].sort());
            assert.equal(other.accountCount, users.size);
          };
          check(store);
          const left = reopen === undefined ? store : await reopen();
          check(left);
          await left.expireBindings(now + 100);
          assert.equal(left.bindingCount, 0);
          assert.deepEqual([...left.allBindings(NOW)], []);
          for (const close of toClose.splice(0).reverse()) await close();
        }),
        { numRuns: rig.name === 'SQLite' ? 25 : 300 },
      );
    });
  });
}
