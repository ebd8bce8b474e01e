/** Promises that are settled from outside, and values that may be promises, in step with the stack. */

import { type Stack } from '../stack/index.ts';

/** A value, or the promise of one. */
export type Awaitable<Value> = Value | PromiseLike<Value>;

/** Whether the value is still to come. */
export function isPromise<Value>(value: Awaitable<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** The value in another form, as soon as it is there. */
export function mapReady<From, To>(value: Awaitable<From>, change: (value: From) => To): Awaitable<To> {
  return isPromise(value) ? value.then(change) : change(value);
}

/** A promise that nobody has to look at: its rejection is no fault of the program's. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  /** Whether it was resolved or rejected: what is said after that is not heard. */
  settled = false;
  #resolve: (value: Value) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    void quiet(this.promise);
  }

  /** Fulfils the promise; only what comes first counts. */
  resolve(value: Value): void {
    this.settled = true;
    this.#resolve(value);
  }

  /** Rejects the promise; only what comes first counts. */
  reject(error: Error): void {
    this.settled = true;
    this.#reject(error);
  }
}

/** The promise, whose rejection counts as seen. */
export function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

/**
 * Goes on with a value: at once where it is there, otherwise when its promise is settled, in a turn of the stack. What
 * `make` throws counts as a rejection; what `then` throws later is a bug, and logged.
 */
export function whenReady<Value>(
  stack: Stack,
  make: () => Awaitable<Value>,
  then: (value: Value) => void,
  fail: (error: Error) => void,
): void {
  let made: Awaitable<Value>;
  try {
    made = make();
  } catch (error) {
    fail(asError(error));
    return;
  }
  if (!isPromise(made)) {
    then(made);
    return;
  }
  const later = (action: () => void) => {
    try {
      stack.turn(action);
    } catch (error) {
      stack.log.error({ err: error }, 'a bug: what was waited for could not be used');
    }
  };
  made.then(
    (value) => later(() => then(value)),
    (error: unknown) => later(() => fail(asError(error))),
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
