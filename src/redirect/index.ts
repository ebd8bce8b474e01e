/** The redirect server of RFC 3261 8.3. */

export * from './redirect.ts';
