import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ExpiryQueue } from './expiry-queue.ts';

test('items come out by their due time, however adding and taking are mixed', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50)), { maxLength: 200 }), (actions) => {
      const queue = new ExpiryQueue<{ due: number }>();
      const model: number[] = [];
      for (const due of actions) {
        if (due !== null) {
          queue.add(due, { due });
          model.push(due);
          model.sort((a, b) => a - b);
        } else if (model.length > 0) {
          assert.equal(queue.take().due, model.shift());
        }
        assert.equal(queue.earliest, model[0] ?? Infinity);
        assert.equal(queue.size, model.length);
      }
    }),
  );
});
