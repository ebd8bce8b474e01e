/** The assertions that stand in for Node's in a browser hold and fail where Node's do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import standIn from './shim/assert.ts';

/** `AssertionError` is told from what else is thrown: an error that is none of the expected goes through. */
function endOf(work: () => void): string {
  try {
    work();
    return 'held';
  } catch (error) {
    return nameOf(error);
  }
}

const endOfAsync = (work: () => Promise<void>): Promise<string> => work().then(() => 'held', nameOf);

const nameOf = (error: unknown) => (error instanceof Error ? error.name : `threw ${String(error)}`);

const scalar = fc.constantFrom<unknown>(0, -0, 1, NaN, 1n, '', 'a', true, false, null, undefined);
/** From few keys and values, so that two are often equal or nearly so. */
const value = fc.anything({
  key: fc.constantFrom('a', 'b', 'c'),
  values: [scalar],
  maxDepth: 2,
  maxKeys: 2,
  withBoxedValues: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
});
/** Any two, or two that were made alike. */
const pair = fc.oneof(fc.tuple(value, value), fc.clone(value, 2));

test('two values are equal, or deeply equal, where Node takes them for it', () => {
  let equal = 0;
  fc.assert(
    fc.property(pair, ([a, b]) => {
      for (const verb of ['equal', 'notEqual', 'deepEqual', 'notDeepEqual'] as const) {
        const end = endOf(() => assert[verb](a, b));
        assert.equal(
          endOf(() => standIn[verb](a, b)),
          end,
        );
        if (verb === 'deepEqual' && end === 'held') equal++;
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(equal > 200, `only ${equal} pairs were equal`);
});

class Point {
  x = 1;
}
class Hidden {
  #own = 1;
  read = () => this.#own;
}

function withCycle(text: string): unknown {
  const value: Record<string, unknown> = { text };
  value.self = value;
  return value;
}

/** Each is compared with each. */
const oddities: readonly (() => unknown)[] = [
  () => new Point(),
  () => ({ x: 1 }),
  () => ({ x: undefined }),
  () => ({}),
  () => [],
  () => [undefined],
  () => Object.assign([1], { x: 1 }),
  () => [1],
  () => Array(1),
  () => ({ [Symbol.iterator]: 1 }),
  () => Object.defineProperty({}, 'x', { value: 1 }),
  () => new Error('a'),
  () => new TypeError('a'),
  () => new Error('b'),
  () => new Error('a', { cause: 1 }),
  () => new Error('a', { cause: { x: 1 } }),
  () => Object.assign(new Error('a'), { code: 'X' }),
  () => new AggregateError([1], 'a'),
  () => new AggregateError([2], 'a'),
  () => /a/,
  () => /a/g,
  () => Object.assign(/a/g, { lastIndex: 1 }),
  () => new Date(0),
  () => new Date(1),
  () => new Date(NaN),
  () => Uint8Array.of(1, 2),
  () => Uint8Array.of(1, 3),
  () => Uint16Array.of(1, 2),
  () => Float64Array.of(0),
  () => Float64Array.of(-0),
  () => Uint8Array.of(1, 2).buffer,
  () => Uint8Array.of(1, 3).buffer,
  () => new DataView(Uint8Array.of(1, 2).buffer),
  () => new Set([{ x: 1 }, 1]),
  () => new Set([1, { x: 1 }]),
  () => new Set([1, { x: 2 }]),
  () => new Map([[{ x: 1 }, 1]]),
  () => new Map([[{ x: 1 }, 2]]),
  () => Object.assign(new Map(), { x: 1 }),
  () => new WeakSet(),
  () => withCycle('a'),
  () => withCycle('b'),
  () => Promise.resolve(1),
  () => () => 1,
  () => Symbol.iterator,
  () => JSON,
  () => Math,
];

test('what is rarely compared is compared as Node does it, too', () => {
  oddities.forEach((makeOne, i) => {
    oddities.forEach((makeOther, j) => {
      const [one, other] = [makeOne(), makeOther()];
      assert.equal(
        endOf(() => standIn.deepEqual(one, other)),
        endOf(() => assert.deepEqual(one, other)),
        `${makeOne.toString()} and ${makeOther.toString()}, ${i} and ${j}`,
      );
    });
  });
  const hidden = new Hidden();
  standIn.deepEqual(hidden, hidden);
});

const thrown: readonly unknown[] = [
  new Error('a'),
  new TypeError('ab'),
  Object.assign(new Error('b'), { code: 'SIP_X' }),
  { code: 'SIP_X' },
  'a',
  undefined,
  null,
  new Point(),
];

const expectations: readonly unknown[] = [
  /a/,
  /^Error: a$/,
  Error,
  TypeError,
  Point,
  { message: 'a' },
  { message: /a/ },
  { code: 'SIP_X' },
  { code: 'SIP_X', message: 'b', name: 'Error' },
  { code: 'SIP_Y' },
  { code: undefined },
  {},
  new Error('a'),
  () => true,
  () => 1,
  () => false,
  (error: unknown) => error instanceof TypeError,
  function accept() {
    return true;
  },
  () => assert.fail(),
];

type Throws = (work: () => unknown, expected?: unknown, message?: string) => void;
type Rejects = (work: unknown, expected?: unknown, message?: string) => Promise<void>;

test('an error is the expected one where Node takes it for it', async () => {
  for (const expected of [undefined, ...expectations]) {
    for (const error of thrown) {
      const text = `${String(error)} and ${String(expected)}`;
      const raise = () => {
        throw error;
      };
      assert.equal(
        endOf(() => (standIn.throws as Throws)(raise, expected)),
        endOf(() => (assert.throws as Throws)(raise, expected)),
        text,
      );
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what is none, too
      const refuse = () => Promise.reject(error);
      assert.equal(
        await endOfAsync(() => (standIn.rejects as Rejects)(refuse, expected)),
        await endOfAsync(() => (assert.rejects as Rejects)(refuse(), expected)),
        text,
      );
    }
    assert.equal(
      endOf(() => (standIn.throws as Throws)(() => {}, expected)),
      'AssertionError',
    );
    assert.equal(await endOfAsync(() => (standIn.rejects as Rejects)(Promise.resolve(), expected)), 'AssertionError');
  }
});

test('the other assertions hold and fail as those of Node', async () => {
  for (const text of ['a', 'b', 1, undefined] as string[])
    for (const verb of ['match', 'doesNotMatch'] as const)
      assert.equal(
        endOf(() => standIn[verb](text, /a/)),
        endOf(() => assert[verb](text, /a/)),
      );
  for (const given of [true, false, 0, 1, '', 'a', null, undefined, NaN, []]) {
    assert.equal(
      endOf(() => standIn.ok(given)),
      endOf(() => assert.ok(given)),
    );
    assert.equal(
      endOf(() => standIn(given)),
      endOf(() => assert(given)),
    );
    assert.equal(
      endOf(() => standIn.ifError(given)),
      given === null || given === undefined ? 'held' : 'AssertionError',
    );
  }
  assert.equal(
    endOf(() => standIn.fail('a')),
    'AssertionError',
  );
  const broken = () => Promise.reject(new RangeError('a'));
  assert.equal(await endOfAsync(() => standIn.doesNotReject(broken)), 'RangeError');
  assert.equal(await endOfAsync(() => standIn.doesNotReject(Promise.resolve())), 'held');
});

test('a failed assertion says what it was given, and what for', () => {
  assert.throws(() => standIn.equal(1, 2), { name: 'AssertionError', message: '1 is not 2' });
  assert.throws(() => standIn.deepEqual({ a: [1] }, new Map([['a', 'b']]), 'in the answer'), {
    message: 'in the answer\n{ a: [1] } is not deeply Map { ["a", "b"] }',
  });
  const own = new Error('of its own');
  assert.throws(
    () => standIn.ok(false, own),
    (error) => error === own,
  );
});
