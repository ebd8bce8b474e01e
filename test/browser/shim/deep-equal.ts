/** What `assert.deepEqual` of node:assert/strict takes for equal, without Node. */

type Keyed = Readonly<Record<PropertyKey, unknown>>;

/** By the values that are being compared further up: what is compared again there is a cycle. */
type Seen = Map<object, object>;

export const isDeepEqual = (actual: unknown, expected: unknown): boolean => isSame(actual, expected, new Map());

function isSame(a: unknown, b: unknown, seen: Seen): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (seen.has(a)) return seen.get(a) === b;
  seen.set(a, b);
  const same =
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    tagOf(a) === tagOf(b) &&
    hasSameContent(a, b, seen) &&
    hasSameKeys(a, b, seen);
  seen.delete(a);
  return same;
}

const tagOf = (value: object) => Object.prototype.toString.call(value);

/** What is not to be seen by the keys. */
function hasSameContent(a: object, b: object, seen: Seen): boolean {
  if (a instanceof WeakMap || a instanceof WeakSet || a instanceof Promise) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b) && a.lastIndex === b.lastIndex;
  if (a instanceof Error && b instanceof Error) return isSameError(a, b, seen);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length;
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer)
    return isSame(new Uint8Array(a), new Uint8Array(b), new Map());
  if (a instanceof DataView && b instanceof DataView) return isSame(bytesOf(a), bytesOf(b), new Map());
  if (a instanceof Set && b instanceof Set) return hasSameMembers([...a], [...b], seen);
  if (a instanceof Map && b instanceof Map) return hasSameMembers([...a], [...b], seen);
  if (isBoxed(a) && isBoxed(b)) return Object.is(a.valueOf(), b.valueOf());
  return true;
}

const bytesOf = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const isBoxed = (value: object) =>
  value instanceof Number || value instanceof String || value instanceof Boolean || value instanceof BigInt;

/** These are compared although they are not enumerable. */
function isSameError(a: Error, b: Error, seen: Seen): boolean {
  const errorsOf = (error: Error) => ('errors' in error ? error.errors : undefined);
  return (
    a.name === b.name &&
    a.message === b.message &&
    'cause' in a === 'cause' in b &&
    isSame(a.cause, b.cause, seen) &&
    isSame(errorsOf(a), errorsOf(b), seen)
  );
}

/** In any order. */
function hasSameMembers(a: readonly unknown[], b: readonly unknown[], seen: Seen): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  return a.every((member) => {
    const at = left.findIndex((other) => isSame(member, other, seen));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function hasSameKeys(a: object, b: object, seen: Seen): boolean {
  const keys = enumerableKeys(a);
  if (keys.length !== enumerableKeys(b).length) return false;
  return keys.every(
    (key) => Object.prototype.propertyIsEnumerable.call(b, key) && isSame((a as Keyed)[key], (b as Keyed)[key], seen),
  );
}

const enumerableKeys = (value: object) =>
  Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
