/** A mapping of the configuration: strict about its keys, and whole when it is left out. */
import { z } from 'zod';

/**
 * A mapping that knows only the keys of `shape`. The message of its `unrecognized_keys` issue is the list of the keys
 * that it does know, from which the nearest one is suggested later.
 */
export function mapping<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(words: T) {
  return z.enum(words);
}
