/** Which call a message belongs to, told from its text before or without indexing it (RFC 3261 20.8). */

import { headerId, lookUpHeader } from '../catalogue/index.ts';

const CALL_ID = headerId('Call-ID');
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;

/**
 * Where the value of the Call-ID header field starts.
 * @returns -1 when there is none before the body
 */
export function callIdStart(text: string): number {
  let at = 0;
  // 7.5: empty lines before the start line are ignored
  while (text.charCodeAt(at) === CR || text.charCodeAt(at) === LF) at++;
  for (at = text.indexOf('\n', at) + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    const first = text.charCodeAt(at);
    if (first === CR || first === LF) return -1;
    const letter = first | 0x20;
    if (letter !== 0x63 && letter !== 0x69) continue; // c, i
    const colon = text.indexOf(':', at);
    if (colon < 0) return -1;
    let end = colon;
    while (isBlank(text.charCodeAt(end - 1))) end--;
    if (end > at && lookUpHeader(text, at, end) === CALL_ID) return valueStart(text, colon + 1);
  }
  return -1;
}

/** The Call-ID of a message, or ''. */
export function callIdIn(text: string): string {
  const start = callIdStart(text);
  if (start < 0) return '';
  let end = start;
  while (text.charCodeAt(end) > SPACE) end++;
  return text.slice(start, end);
}

// Call-IDs differ near their start; the rest is checked when a record is read.
const HASHED = 32;

/** A hash of the Call-ID that starts there, never 0: that is for no Call-ID. */
export function hashCallId(text: string, start: number): number {
  let hash = 0;
  const end = start + HASHED;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (!(code > SPACE)) break;
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  return hash === 0 ? 1 : hash;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Past white space, and past a fold (7.3.1). */
function valueStart(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at++;
    else if (code === CR && text.charCodeAt(at + 1) === LF && isBlank(text.charCodeAt(at + 2))) at += 3;
    else if (code === LF && isBlank(text.charCodeAt(at + 1))) at += 2;
    else return code > SPACE ? at : -1;
  }
}
