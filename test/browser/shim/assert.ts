/** The part of node:assert/strict that tests use, for a browser; assert.test.ts holds it against Node's own. */

import { describeValue } from './describe-value.ts';
import { isDeepEqual } from './deep-equal.ts';

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
  readonly code = 'ERR_ASSERTION';
}

type Message = string | Error | undefined;

/** What an error must be: of a class, of a text, of these properties, or accepted by this function. */
type Expected =
  | RegExp
  | (new (
      ...args: never[]
    ) => object)
  | ((error: unknown) => unknown)
  | Readonly<Record<string, unknown>>;

function check(
  holds: boolean,
  message: Message,
  ...what: readonly [actual: unknown, verb: string, expected?: unknown]
) {
  if (holds) return;
  if (message instanceof Error) throw message;
  const [actual, verb, expected] = what;
  const values = [describeValue(actual), verb, ...(what.length > 2 ? [describeValue(expected)] : [])].join(' ');
  throw new AssertionError(message === undefined ? values : `${message}\n${values}`);
}

const ok = (value?: unknown, message?: Message) => check(Boolean(value), message, value, 'is not true');

const equal = (actual: unknown, expected: unknown, message?: Message) =>
  check(Object.is(actual, expected), message, actual, 'is not', expected);

const notEqual = (actual: unknown, expected: unknown, message?: Message) =>
  check(!Object.is(actual, expected), message, actual, 'is', expected);

const deepEqual = (actual: unknown, expected: unknown, message?: Message) =>
  check(isDeepEqual(actual, expected), message, actual, 'is not deeply', expected);

const notDeepEqual = (actual: unknown, expected: unknown, message?: Message) =>
  check(!isDeepEqual(actual, expected), message, actual, 'is deeply', expected);

const match = (text: unknown, pattern: RegExp, message?: Message) =>
  check(typeof text === 'string' && pattern.exec(text) !== null, message, text, 'does not match', pattern);

const doesNotMatch = (text: unknown, pattern: RegExp, message?: Message) =>
  check(typeof text === 'string' && pattern.exec(text) === null, message, text, 'matches', pattern);

const ifError = (value: unknown) => check(value === undefined || value === null, undefined, value, 'is an error');

function fail(message: string | Error = 'Failed'): never {
  throw message instanceof Error ? message : new AssertionError(message);
}

function throws(work: () => unknown, expected?: Expected | string, message?: string): void {
  try {
    work();
  } catch (error) {
    return checkError(error, expected, message);
  }
  fail(whatIsMissing('exception', expected, message));
}

async function rejects(
  work: Promise<unknown> | (() => Promise<unknown>),
  expected?: Expected | string,
  message?: string,
): Promise<void> {
  const promise = typeof work === 'function' ? work() : work;
  try {
    await promise;
  } catch (error) {
    return checkError(error, expected, message);
  }
  fail(whatIsMissing('rejection', expected, message));
}

const doesNotThrow = (work: () => unknown): void => void work();

const doesNotReject = async (work: Promise<unknown> | (() => Promise<unknown>)): Promise<void> =>
  void (await (typeof work === 'function' ? work() : work));

function whatIsMissing(what: string, expected: unknown, message: string | undefined): string {
  const said = typeof expected === 'string' ? expected : message;
  return `Missing expected ${what}${said === undefined ? '.' : `: ${said}`}`;
}

function checkError(error: unknown, expected: Expected | string | undefined, message: string | undefined): void {
  if (expected === undefined || typeof expected === 'string') return;
  if (expected instanceof RegExp)
    return check(expected.test(String(error)), message, error, 'does not match', expected);
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return;
    // A class of errors is not asked whether it accepts this one.
    if (Object.prototype.isPrototypeOf.call(Error, expected))
      return check(false, message, error, 'is none of', expected);
    const accepts = expected as (error: unknown) => unknown;
    return check(accepts.call({}, error) === true, message, error, 'is not accepted by', expected);
  }
  const given = typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : undefined;
  if (given === undefined) return check(false, message, error, 'is not', expected);
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  if (keys.length === 0) throw new TypeError('an object without properties accepts every error');
  for (const key of keys) {
    const wanted = expected[key];
    const actual = given[key];
    const fits =
      wanted instanceof RegExp && typeof actual === 'string' ? wanted.test(actual) : isDeepEqual(actual, wanted);
    check(key in given && fits, message, actual, `in ${key} of ${String(error)} does not fit`, wanted);
  }
}

const assert = Object.assign((value?: unknown, message?: Message) => ok(value, message), {
  AssertionError,
  ok,
  equal,
  notEqual,
  deepEqual,
  notDeepEqual,
  strictEqual: equal,
  notStrictEqual: notEqual,
  deepStrictEqual: deepEqual,
  notDeepStrictEqual: notDeepEqual,
  match,
  doesNotMatch,
  ifError,
  fail,
  throws,
  rejects,
  doesNotThrow,
  doesNotReject,
});

export default assert;
