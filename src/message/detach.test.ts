import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { detach } from './detach.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of heap per kept string when `keep` is given 44 characters out of each of many messages. */
function heapPerString(keep: (piece: string) => string): number {
  const count = 5000;
  const kept = new Array<string>(count);
  const bytes = Buffer.alloc(2000, 'a');
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) {
    bytes.write(String(i).padStart(8, '0'), 300, 'latin1');
    kept[i] = keep(bytes.latin1Slice(0, 2000).slice(300, 344));
  }
  collectGarbage();
  const after = process.memoryUsage().heapUsed;
  assert.equal(kept[count - 1].length, 44);
  return (after - before) / count;
}

test('a detached string does not keep the message that it was cut from alive', () => {
  assert.ok(
    heapPerString((piece) => piece) > 1900,
    'a plain slice should keep its parent, or this test proves nothing',
  );
  assert.ok(heapPerString(detach) < 200);
});

test('a detached string equals what it was made from', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (text, start, length) => {
      const piece = text.slice(start % (text.length + 1)).slice(0, length);
      assert.equal(detach(piece), piece);
    }),
  );
  assert.equal(detach('\u00e9\u4e2d\ud83d'), '\u00e9\u4e2d\ud83d');
});
