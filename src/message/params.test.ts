/** Parameters (RFC 3261 7.3.1, 25.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quote } from './characters.ts';
import { Failure } from './failure.ts';
import { MAX_PARAMS, NO_PARAMS, Params, paramsEnd, parseParams } from './params.ts';

function params(text: string): Params {
  const value = parseParams(text, 0, text.length);
  assert.ok(value instanceof Params, `${text}: ${(value as Failure).reason}`);
  return value;
}

test('names have no case, values have; order is kept', () => {
  const value = params(';Tag=ABC; lr ;\r\n  Q = 0.5');
  assert.deepEqual(value.names, ['tag', 'lr', 'q']);
  assert.deepEqual(value.values, ['ABC', '', '0.5']);
  assert.equal(value.size, 3);
  assert.equal(value.get('tag'), 'ABC');
  assert.equal(value.get('lr'), '');
  assert.equal(value.get('x'), undefined);
  assert.equal(value.has('lr'), true);
  assert.equal(value.has('x'), false);
});

test('of a parameter that stands twice, the first counts', () => {
  assert.equal(params(';a=1;a=2').get('a'), '1');
});

test('values may be quoted, and say so', () => {
  const value = params(';a="x;\\"y";b=z;c=""');
  assert.deepEqual(value.values, ['x;"y', 'z', '']);
  assert.deepEqual(
    [0, 1, 2].map((i) => value.wasQuoted(i)),
    [true, false, true],
  );
});

test('no parameters: nothing is made', () => {
  assert.equal(params(''), NO_PARAMS);
  assert.equal(params('  '), NO_PARAMS);
  assert.equal(NO_PARAMS.size, 0);
});

test('it stops at what belongs to no parameter, and tells where', () => {
  params(';a=1 , next');
  assert.equal(paramsEnd(), 5);
  params(';a="b"c');
  assert.equal(paramsEnd(), 6);
});

test('what is refused, and where', () => {
  const cases: [string, number][] = [
    [';', 1],
    [';=a', 1],
    [';a=', 3],
    [';a=;b', 3],
    [';a="b', 3],
    [';a;;b', 3],
    [';\xe9', 1],
    [';x'.repeat(MAX_PARAMS + 1), 2 * MAX_PARAMS + 1],
  ];
  for (const [text, offset] of cases) {
    const value = parseParams(text, 0, text.length);
    assert.ok(value instanceof Failure, text);
    assert.equal(value.offset, offset, text);
  }
  assert.equal(params(';x'.repeat(MAX_PARAMS)).size, MAX_PARAMS);
});

test('what is written comes back', () => {
  const name = fc.string({ unit: fc.constantFrom(..."azAZ09-.!%*_+`'~"), minLength: 1, maxLength: 6 });
  const value = fc.oneof(
    fc.constant(undefined),
    fc
      .string({ unit: fc.constantFrom(..."azAZ09-.!%*_+`'~[]:/@=()"), minLength: 1, maxLength: 8 })
      .map((plain) => ({ plain, quoted: false })),
    fc.string({ unit: fc.constantFrom(...' ;,"\\<>az\xe9='), maxLength: 8 }).map((plain) => ({ plain, quoted: true })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (list) => {
      const text = list
        .map(([key, v]) => `;${key}${v === undefined ? '' : `=${v.quoted ? quote(v.plain) : v.plain}`}`)
        .join('');
      const read = params(text);
      assert.deepEqual(
        read.names,
        list.map(([key]) => key.toLowerCase()),
      );
      assert.deepEqual(
        read.values,
        list.map(([, v]) => v?.plain ?? ''),
      );
      list.forEach(([, v], i) => assert.equal(read.wasQuoted(i), v?.quoted === true));
    }),
  );
});
