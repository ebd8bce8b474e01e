/** Content-Length against what came, and whether a rewritten address explains the difference (RFC 3261 18.3, 20.14). */

import { headerId } from '../../catalogue/index.ts';
import { isInside } from './address.ts';
import { MISFIT } from './flaws.ts';
import { type Step } from './step.ts';
import { type Surroundings } from './surroundings.ts';

const CONTENT_LENGTH = headerId('Content-Length');
/** An address in SDP stands in o=, c=, and once for each m=. */
const MAX_PLACES = 6;
const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** Both lengths, in bytes. */
export interface BodyLength {
  readonly announced: number;
  readonly came: number;
}

/** undefined where they agree, or the capture itself has cut the packet. */
export function misfitOf(step: Step, surroundings: Surroundings): BodyLength | undefined {
  if ((step.flaws & MISFIT) === 0) return undefined;
  const { message } = step;
  const announced = message.parse(CONTENT_LENGTH);
  if (typeof announced !== 'number') return undefined;
  const came = message.text.length - message.bodyStart;
  if (came === announced || (came < announced && isCut(surroundings))) return undefined;
  return { announced, came };
}

/** The capture was made with a snapshot length that was too short. */
function isCut({ damage }: Surroundings): boolean {
  return damage.some(({ reason }) => reason.includes('snapshot length'));
}

/** An address that stands in the body, and the one of which it may have taken the place. */
export interface AddressChange {
  readonly inner: string;
  readonly outer: string;
  readonly places: number;
}

/**
 * The change of addresses that makes exactly this difference: the body names the address that the packet comes from or goes to, and other
 * fields still name an inner one. undefined where none does.
 */
export function changeBehind(step: Step, { announced, came }: BodyLength): AddressChange | undefined {
  const { text, bodyStart } = step.message;
  const body = text.slice(bodyStart);
  const head = text.slice(0, bodyStart);
  const { source, destination } = step.hop;
  const inners = new Set([...(head.match(ADDRESS) ?? []), ...(body.match(ADDRESS) ?? [])].filter(isInside));
  for (const outer of [source.address, destination.address]) {
    if (outer === '' || isInside(outer)) continue;
    const places = body.split(outer).length - 1;
    for (let count = 1; count <= Math.min(places, MAX_PLACES); count++)
      for (const inner of inners)
        if ((outer.length - inner.length) * count === came - announced) return { inner, outer, places: count };
  }
  return undefined;
}
