/** Capture files, packets, streams, HEP and pasted text: what they hold as messages, media and events; and back. */

export { HopTable } from './hop-table.ts';
export * from './seen.ts';
