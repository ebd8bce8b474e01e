/** Values of event bodies for property tests: texts full of what XML escapes, and records as parsers give them. */

import fc from 'fast-check';

/** A text that any XML can carry. */
export const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'<>&"\' \t\n\r;é😀'),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  ),
});

/** One without blanks at its ends, which readers drop. */
export const trimmed = text.map((value) => value.trim());

/** One that says something. */
export const filled = trimmed.filter((value) => value !== '');

/** A whole number. */
export const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });

/** The value, or undefined. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** A record without the members that are undefined. */
export function record<T>(members: { [K in keyof T]-?: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(members, { noNullPrototype: true }).map((value) => {
    const entries = Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== undefined);
    return Object.fromEntries(entries) as T;
  });
}
