import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupStore, StoreTables } from './group-store.ts';
import type { Binding, Store } from './store.ts';
import { type Change, WriteFailure, type Writer } from './writer.ts';

const NOW = 1_800_000_000_000;
const CERTAIN = new WriteFailure('full', false);
const UNCERTAIN = new WriteFailure('died', true);

/** Answers each batch when the test says so, and can be asked what a database would hold now. */
class HeldWriter implements Writer {
  readonly batches: (readonly Change[])[] = [];
  readonly rows = new Map<string, string>();
  #answer: ((failure: WriteFailure | undefined) => void) | undefined;
  #arrived: (() => void) | undefined;

  write(changes: readonly Change[]): Promise<WriteFailure | undefined> {
    assert.equal(this.#answer, undefined, 'one batch at a time');
    this.batches.push(changes);
    this.#arrived?.();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits until a batch is there. */
  async batch(): Promise<readonly Change[]> {
    if (this.#answer === undefined) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.batches.at(-1)!;
  }

  async answer(failure?: WriteFailure, kept = failure === undefined): Promise<void> {
    const changes = await this.batch();
    for (const change of kept ? changes : []) {
      if (change.kind === 'putBinding') this.rows.set(`${change.aor} ${change.binding.contact}`, change.binding.callId);
      else if (change.kind === 'removeBinding') this.rows.delete(`${change.aor} ${change.binding.contact}`);
    }
    const answer = this.#answer!;
    this.#answer = undefined;
    answer(failure);
  }
}

function open(): { writer: HeldWriter; store: Store } {
  const writer = new HeldWriter();
  return { writer, store: new GroupStore(new StoreTables(), writer, queueMicrotask) };
}

function binding(contact: string, callId = 'c'): Binding {
  const numbers = { q: 1000, expiresAt: NOW + 1000, cseq: 1, updatedAt: NOW };
  return { contact, params: '', callId, path: [], flow: undefined, userAgent: '', ...numbers };
}

const put = (store: Store, aor: string, ...contacts: string[]) =>
  store.updateBindings(aor, NOW, () => contacts.map((contact) => binding(contact)));

test('while one batch is at the writer the next one collects, and goes as one', async () => {
  const { writer, store } = open();
  const first = put(store, 'a', 'sip:1');
  await writer.batch();
  const later = [put(store, 'b', 'sip:2'), put(store, 'c', 'sip:3'), put(store, 'b', 'sip:4')];
  await writer.answer();
  await first;
  await writer.answer();
  await Promise.all(later);
  assert.deepEqual(
    writer.batches.map((changes) => changes.map(({ kind }) => kind)),
    [['putBinding'], ['putBinding', 'putBinding', 'removeBinding', 'putBinding']],
  );
});

test('a failed batch takes the queued writes with it that build on it, and no others', async () => {
  const { writer, store } = open();
  const failing = put(store, 'a', 'sip:1');
  await writer.batch();
  const account = { user: 'a', domain: 'x', realm: 'r', ha1: {}, enabled: true };
  const chained = put(store, 'a', 'sip:2');
  const free = put(store, 'b', 'sip:3');
  const unrelated = store.putAccounts([account]);
  const outcomes = Promise.allSettled([failing, chained]);
  await writer.answer(CERTAIN);
  await writer.answer();
  await Promise.all([free, unrelated]);
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.deepEqual(store.bindings('a', NOW), []);
  assert.equal(store.bindings('b', NOW).length, 1);
  assert.deepEqual([...writer.rows.keys()], ['b sip:3']);
});

test('only what changed is written', async () => {
  const { writer, store } = open();
  const first = put(store, 'a', 'sip:1', 'sip:2', 'sip:3');
  await writer.answer();
  await first;
  const second = store.updateBindings('a', NOW, (current) => [current[0], binding(current[1].contact, 'new')]);
  const changes = await writer.batch();
  await writer.answer();
  await second;
  assert.deepEqual(
    changes.map((change) => [
      change.kind,
      change.kind.endsWith('Binding') && 'binding' in change && change.binding.contact,
    ]),
    [
      ['removeBinding', 'sip:3'],
      ['putBinding', 'sip:2'],
    ],
  );
  await store.updateBindings('a', NOW, (current) => current);
  await store.updateBindings('a', NOW, (current) => [...current]);
  assert.equal(writer.batches.length, 2);
});

for (const kept of [true, false]) {
  test(`after a batch that was ${kept ? 'kept' : 'lost'} by a writer that died over it, the next one restores what memory says`, async () => {
    const { writer, store } = open();
    const first = Promise.all([put(store, 'a', 'sip:1', 'sip:2'), put(store, 'b', 'sip:3')]);
    await writer.answer();
    await first;
    const before = new Map(writer.rows);
    const lost = store.updateBindings('a', NOW, () => [binding('sip:1', 'changed'), binding('sip:9')]);
    const alsoLost = store.updateBindings('a', NOW, (current) => [...current, binding('sip:8')]);
    const outcomes = Promise.allSettled([lost, alsoLost]);
    await writer.answer(UNCERTAIN, kept);
    assert.ok((await outcomes).every(({ status }) => status === 'rejected'));
    // Even when the next one fails too, the one after it puts things right.
    const failed = assert.rejects(put(store, 'b', 'sip:4'), { code: 'SIP_STORE_FAILED' });
    await writer.answer(CERTAIN);
    await failed;
    const next = put(store, 'c', 'sip:5');
    await writer.answer();
    await next;
    before.set('c sip:5', 'c');
    assert.deepEqual(writer.rows, before);
  });
}

test('after a failure the writer is tried again though nobody writes, so that health recovers', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { writer, store } = open();
  const failing = assert.rejects(put(store, 'a', 'sip:1'));
  await writer.answer(CERTAIN);
  await failing;
  assert.deepEqual(store.health(), { ok: false, reason: 'full' });
  t.mock.timers.tick(1000);
  assert.deepEqual(await writer.batch(), []);
  await writer.answer(CERTAIN);
  await new Promise(setImmediate);
  assert.equal(store.health().ok, false);
  t.mock.timers.tick(1000);
  await writer.answer();
  await new Promise(setImmediate);
  assert.deepEqual(store.health(), { ok: true, reason: '' });
  t.mock.timers.tick(10_000);
  assert.equal(writer.batches.length, 3);
});

test('a writer that throws against its contract is a failure like others', async () => {
  const writer: Writer = { write: () => Promise.reject(new Error('a bug')), close: () => Promise.resolve() };
  const store = new GroupStore(new StoreTables(), writer, queueMicrotask);
  await assert.rejects(put(store, 'a', 'sip:1'), { code: 'SIP_STORE_FAILED', message: /a bug/ });
  assert.equal(store.bindingCount, 0);
});
