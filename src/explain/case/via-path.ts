/** The way of a request as its Via values tell it, and whether it leads in a circle (RFC 3261 16.3, 18.2.1). */

import { type Via } from '../../message/index.ts';
import { placeText } from './address.ts';
import { type SeenTransaction, viasOf } from './seen-transaction.ts';
import { type Step } from './step.ts';

/** Elements in the order in which they passed the request on; the last is the one that it came to. */
export interface ViaPath {
  readonly elements: readonly string[];
  /** The part of the way that begins and ends at the same element; undefined where none comes twice. */
  readonly circle: readonly string[] | undefined;
}

/** Elements of a way that are told; a longer one is cut in its middle. */
const SHOWN = 8;

/** The way of a request to whoever received it. */
export function viaPath(request: Step): ViaPath {
  const vias = viasOf(request.message).reverse();
  const elements = vias.map(elementOf);
  // Who received it may be known by its address here, and by a name where it wrote its Via.
  const { destination } = request.hop;
  const again = vias.findIndex((via) => isAt(via, request.transaction, destination.address, destination.port));
  elements.push(again >= 0 ? elements[again] : placeText(destination));
  return { elements, circle: circleIn(elements) };
}

/** `192.0.2.1:5060 → 198.51.100.1:5060 → 192.0.2.1:5060`. */
export function pathText(elements: readonly string[]): string {
  if (elements.length <= SHOWN) return elements.join(' → ');
  const left = elements.length - SHOWN + 1;
  return [...elements.slice(0, 4), `(${left} more)`, ...elements.slice(4 - SHOWN + 1)].join(' → ');
}

function elementOf({ host, port }: Via): string {
  return placeText({ address: host, port: port === 0 ? 5060 : port });
}

function isAt(via: Via, asked: SeenTransaction | undefined, address: string, port: number): boolean {
  if (address === '') return false;
  const sentBy = via.port === 0 ? 5060 : via.port;
  const received = via.params.get('received');
  if ((via.host === address || received === address) && sentBy === port) return true;
  // On the hops that the capture shows, the sender of a branch is seen.
  for (let one = asked; one !== undefined; one = one.parent)
    if (one.branch !== '' && one.branch === via.branch && one.client.address === address)
      return one.client.port === port;
  return false;
}

function circleIn(elements: readonly string[]): readonly string[] | undefined {
  const seen = new Map<string, number>();
  for (const [at, element] of elements.entries()) {
    const before = seen.get(element);
    if (before !== undefined) return elements.slice(before, at + 1);
    seen.set(element, at);
  }
  return undefined;
}
