import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { listenForStop } from './stop-signals.ts';

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const listeners = (signals: EventEmitter) => NAMES.map((name) => signals.listenerCount(name));

test('each of the signals stops a command, and one that follows at once is the same key', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  for (const name of NAMES) {
    const signals = new EventEmitter();
    const { signal, stopped } = listenForStop({ signals });
    assert.ok(!signal.aborted);
    signals.emit(name);
    await stopped;
    assert.ok(signal.aborted);
    signals.emit(name);
    assert.deepEqual(listeners(signals), [1, 1, 1]);
    t.mock.timers.tick(1_000);
    assert.deepEqual(listeners(signals), [0, 0, 0], 'a later one ends the process');
  }
});

test('a command that has ended listens no more', () => {
  const signals = new EventEmitter();
  listenForStop({ signals }).release();
  assert.deepEqual(listeners(signals), [0, 0, 0]);
});
