import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interned } from './interned.ts';

test('equal texts are answered with an equal text, also after thousands of others', () => {
  const interned = new Interned();
  assert.equal(interned.of('phone/1.0'), 'phone/1.0');
  for (let i = 0; i < 10_000; i++) assert.equal(interned.of(`phone/${i}`), `phone/${i}`);
  assert.equal(interned.of(''), '');
});
