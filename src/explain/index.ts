/** What a code, a method, a header field or a word means, when it is seen, how it is mended, and how two of them differ. */

export { compare, type Comparison, compareEntries, type Difference } from './compare.ts';
export { allCodes, entries } from './entries.ts';
export { type Explanation, type Fact, type Kind, kinds } from './entry.ts';
export { explain, type Explained, isNotFound } from './explain.ts';
export { lookUp, type Found, type NotFound } from './look-up.ts';
export { comparisonMarkdown, explanationMarkdown } from './markdown.ts';
export { type FixStep, fixesOf } from './fixes.ts';
export { nearest } from './suggest.ts';
export { formatReference, referenceUrl } from './reference-text.ts';
