/** What a program takes that explains and compares, and diagnoses nothing: `sipwright/explain` without what it leaves out. */

export { compare, compareEntries, entries, explain, isNotFound, lookUp } from '../src/explain/index.ts';
