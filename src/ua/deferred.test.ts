/** Values that are there at once or later: what goes on with them, and what becomes of what goes wrong. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench } from '../../test/agent-bench.ts';
import { type Awaitable, Deferred, isPromise, mapReady, quiet, whenReady } from './deferred.ts';

test('a deferred promise is settled once, and its rejection is no fault of who does not look', async () => {
  const good = new Deferred<number>();
  good.resolve(1);
  good.resolve(2);
  good.reject(new Error('late'));
  assert.equal(await good.promise, 1);
  const bad = new Deferred<number>();
  bad.reject(new Error('no'));
  await assert.rejects(bad.promise, { message: 'no' });
  new Deferred<void>().reject(new Error('nobody looks'));
  void quiet(Promise.reject(new Error('nor here')));
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
});

test('a promise is told from a value', async () => {
  const thenable: Awaitable<number> = Promise.resolve(1);
  assert.deepEqual(
    [isPromise(thenable), isPromise(1), isPromise(null), isPromise({ now: 1 })],
    [true, false, false, false],
  );
  assert.equal(
    mapReady(2, (value) => value + 1),
    3,
  );
  assert.equal(await mapReady(Promise.resolve(2), (value) => value + 1), 3);
});

test('a value that is there is gone on with at once, and a promise in a turn of the stack', async () => {
  const { sim, bob } = agentBench();
  const { stack } = bob;
  const seen: string[] = [];
  const go = (made: () => Awaitable<string>) =>
    whenReady(
      stack,
      made,
      (value) => seen.push(`${value} at ${stack.now}`),
      ({ message }) => seen.push(`failed: ${message} at ${stack.now}`),
    );
  go(() => 'now');
  assert.deepEqual(seen, ['now at 0']);
  let resolve: (value: string) => void = () => {};
  go(() => new Promise((done) => (resolve = done)));
  await sim.runAsync(500);
  resolve('later');
  await sim.runAsync(0);
  go(() => {
    throw new Error('thrown');
  });
  go(() => Promise.reject(new Error('rejected')));
  // eslint-disable-next-line typescript/prefer-promise-reject-errors
  go(() => Promise.reject('a word'));
  await sim.runAsync(0);
  assert.deepEqual(seen.slice(1), [
    'later at 500',
    'failed: thrown at 500',
    'failed: rejected at 500',
    'failed: a word at 500',
  ]);
});

test('a bug in what goes on is logged, and ends nothing else', async () => {
  const { sim, bob } = agentBench();
  const logged: string[] = [];
  bob.stack.log.error = (_: unknown, text?: string) => logged.push(text ?? '');
  const bug = () => {
    throw new Error('a bug');
  };
  whenReady(bob.stack, () => Promise.resolve(1), bug, bug);
  whenReady(bob.stack, () => Promise.reject(new Error('no')), bug, bug);
  await sim.runAsync(0);
  assert.equal(logged.length, 2);
});
