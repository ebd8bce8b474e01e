/** What waits to be read: order, limit, readers that come and go. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Inbox } from './inbox.ts';

async function readAll<Item>(inbox: Inbox<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of inbox) items.push(item);
  return items;
}

test('whatever is put in comes out once, in order, whether it was read before or after; beyond the limit the oldest goes', async () => {
  const steps = fc.array(fc.constantFrom('put', 'read'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 8 }), async (actions, limit) => {
      const dropped: number[] = [];
      const inbox = new Inbox<number>(limit, (item) => dropped.push(item));
      const reader = inbox[Symbol.asyncIterator]();
      const reads: Promise<IteratorResult<number, undefined>>[] = [];
      let count = 0;
      for (const action of actions) {
        if (action === 'put') inbox.put(count++);
        else reads.push(reader.next());
      }
      inbox.end();
      const got = (await Promise.all(reads)).flatMap(({ done, value }) => (done === true ? [] : [value]));
      const rest: number[] = [];
      for (let next = await reader.next(); next.done !== true; next = await reader.next()) rest.push(next.value);
      const out = [...got, ...rest];
      assert.deepEqual(
        out,
        [...out].sort((a, b) => a - b),
      );
      assert.deepEqual(
        [...out, ...dropped].sort((a, b) => a - b),
        Array.from({ length: count }, (_, i) => i),
      );
      assert.ok(rest.length <= limit);
      assert.equal(inbox.dropped, dropped.length);
    }),
  );
});

test('it holds no more than its limit', async () => {
  const inbox = new Inbox<number>();
  for (let i = 0; i < 100_000; i++) inbox.put(i);
  inbox.end();
  inbox.put(1);
  const items = await readAll(inbox);
  assert.deepEqual([items.length, items[0], items.at(-1), inbox.dropped], [256, 99_744, 99_999, 99_744]);
});

test('it tells whether somebody reads', async () => {
  const inbox = new Inbox<number>();
  assert.equal(inbox.listening, false);
  inbox.put(1);
  for await (const item of inbox) {
    assert.deepEqual([item, inbox.listening], [1, true]);
    break;
  }
  assert.equal(inbox.listening, false);
  const first = inbox[Symbol.asyncIterator]();
  const second = inbox[Symbol.asyncIterator]();
  await first.return?.();
  await first.return?.();
  assert.equal(inbox.listening, true, 'each reader leaves once');
  await second.return?.();
  assert.equal(inbox.listening, false);
  const last = readAll(inbox);
  assert.equal(inbox.listening, true);
  inbox.end();
  assert.deepEqual([await last, inbox.listening], [[], false]);
});

test('a reader that leaves while it waits is let go, and takes nothing with it', async () => {
  const inbox = new Inbox<string>();
  const gone = inbox[Symbol.asyncIterator]();
  const waiting = gone.next();
  await gone.return?.();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  inbox.put('a');
  assert.deepEqual(await gone.next(), { done: true, value: undefined });
  inbox.end();
  assert.deepEqual(await readAll(inbox), ['a']);
});

test('who waits first is served first, whichever reader it is', async () => {
  const inbox = new Inbox<string>();
  const [one, two] = [inbox[Symbol.asyncIterator](), inbox[Symbol.asyncIterator]()];
  const waiting = [one.next(), two.next(), one.next()];
  for (const item of ['a', 'b']) inbox.put(item);
  inbox.end();
  const values = (await Promise.all(waiting)).map(({ value }) => value);
  assert.deepEqual(values, ['a', 'b', undefined]);
});

test('what still waits when the last reader leaves goes where it can be refused, if there is such a place', async () => {
  const dropped: number[] = [];
  const refusing = new Inbox<number>(8, (item) => dropped.push(item));
  const keeping = new Inbox<number>(8);
  for (const inbox of [refusing, keeping]) {
    const [first, second] = [inbox[Symbol.asyncIterator](), inbox[Symbol.asyncIterator]()];
    for (const item of [1, 2, 3]) inbox.put(item);
    assert.equal((await first.next()).value, 1);
    await first.return?.();
    assert.deepEqual(dropped, inbox === refusing ? [] : [2, 3]);
    await second.return?.();
    inbox.end();
  }
  assert.deepEqual([dropped, refusing.dropped, keeping.dropped], [[2, 3], 2, 0]);
  assert.deepEqual(await readAll(keeping), [2, 3]);
});
