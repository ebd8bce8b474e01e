/** Tells a loop from a spiral: a hash of all that routing depends on (RFC 3261 16.3 step 4, 16.6 step 8, RFC 5393 4.2). */

import { headerId, type HeaderName } from '../catalogue/index.ts';
import { type Request, SLOT, tokenOf } from '../message/index.ts';

const names: readonly HeaderName[] = ['Route', 'Proxy-Require', 'Proxy-Authorization'];
const DECIDING: readonly number[] = names.map((name) => headerId(name));

/**
 * A request that comes back with the same hash would be routed the same way again. The branch itself holds the hash of
 * what was received, so the topmost Via is left out: it always differs on return.
 * @returns token characters
 */
export function loopHash(request: Request): string {
  const { text, slots, count } = request;
  let hash = mix(0x811c9dc5, text, request.uriStart, request.uriEnd);
  hash = mixText(hash, request.from.tag);
  hash = mixText(hash, request.to.tag);
  hash = mixText(hash, request.callId);
  hash = Math.imul(hash ^ request.cseq.sequence, 0x01000193);
  for (let line = 0; line < count; line++) {
    const id = slots[line * SLOT];
    if (DECIDING.includes(id))
      hash = mix(Math.imul(hash ^ id, 0x01000193), text, slots[line * SLOT + 2], slots[line * SLOT + 3]);
  }
  return tokenOf(hash);
}

function mixText(hash: number, text: string): number {
  return mix(hash, text, 0, text.length);
}

/** FNV-1a: it only has to tell changed requests apart, not withstand anyone. */
function mix(seed: number, text: string, start: number, end: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(hash ^ 0xff, 0x01000193);
}
