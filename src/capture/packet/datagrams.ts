/** What a datagram holds: SIP, a keep-alive of SIP, or media (RFC 3261 18, RFC 5626 3.5, RFC 7983). */

import type { ReadLatin1 } from '../../message/index.ts';
import type { CaptureSink, Hop, Place } from '../seen.ts';
import type { HopCache } from './hop-cache.ts';
import { isStun, looksLikeMedia } from './looks-like-media.ts';

/** The mark of a hop in the cache on which SIP was seen. */
const SIP_SEEN = 1;
const SIP_PORT = 5060;
/** How many ends of hops are remembered as those of SIP elements. */
const MAX_PLACES = 131_072;
/** One keep-alive is told for each hop in this time, ms. */
const KEEP_ALIVE_INTERVAL = 1000;

/** Tells a sink of datagrams. Which of them belong to SIP it knows by the SIP that it saw. */
export class Datagrams {
  readonly #sink: CaptureSink;
  readonly #cache: HopCache;
  readonly #read: ReadLatin1;
  readonly #sipPlaces = new Set<Place>();

  constructor(sink: CaptureSink, cache: HopCache, read: ReadLatin1) {
    this.#sink = sink;
    this.#cache = cache;
    this.#read = read;
  }

  /** A message. @param slot of its hop in the cache */
  takeSip(
    time: number,
    frame: number,
    slot: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    fragments: number,
  ): void {
    const hop = this.#cache.at(slot);
    if (this.#cache.marks[slot] !== SIP_SEEN) this.#remember(slot, hop);
    this.#sink.message({ kind: 'message', time, frame, hop, text: this.#read(bytes, start, end), fragments });
  }

  /** A datagram that is no SIP. @param slot of its hop in the cache */
  takeOther(time: number, frame: number, slot: number, bytes: Uint8Array, start: number, end: number): void {
    const hop = this.#cache.at(slot);
    const keepAlive = keepAliveOf(bytes, start, end);
    if (keepAlive !== '' && this.#speaksSip(hop)) this.#keepAlive(time, frame, slot, hop, keepAlive);
    else if (looksLikeMedia(hop, bytes, start, end)) this.#sink.media(time, frame, hop, bytes.subarray(start, end));
  }

  /** Whether SIP came over UDP at both ends of this hop. */
  hears({ transport, source, destination }: Hop): boolean {
    return transport === 'UDP' && this.#sipPlaces.has(source) && this.#sipPlaces.has(destination);
  }

  #remember(slot: number, { source, destination }: Hop): void {
    if (this.#sipPlaces.size >= MAX_PLACES) {
      this.#sipPlaces.clear();
      this.#cache.clearMarks();
    }
    this.#cache.marks[slot] = SIP_SEEN;
    this.#sipPlaces.add(source);
    this.#sipPlaces.add(destination);
  }

  #speaksSip({ source, destination }: Hop): boolean {
    return (
      source.port === SIP_PORT ||
      destination.port === SIP_PORT ||
      this.#sipPlaces.has(source) ||
      this.#sipPlaces.has(destination)
    );
  }

  #keepAlive(time: number, frame: number, slot: number, hop: Hop, detail: string): void {
    // Where the capture has no times, a hop has one keep-alive.
    const now = Number.isNaN(time) ? 0 : time;
    const { times } = this.#cache;
    if (Math.abs(now - times[slot]) < KEEP_ALIVE_INTERVAL) return;
    times[slot] = now;
    this.#sink.event({ kind: 'event', time, frame, hop, event: 'keep-alive', detail });
  }
}

/** What it is called, '' for what is none (RFC 5626 3.5.1, 3.5.2; NUL and empty datagrams are what phones made up). */
function keepAliveOf(bytes: Uint8Array, start: number, end: number): string {
  if (start === end) return 'empty';
  const first = bytes[start];
  if (first === 0) {
    if (isStun(bytes, start, end)) return bytes[start + 1] === 1 ? 'STUN binding request' : 'STUN';
    return isAll(bytes, start, end, 0, 0) ? 'NUL' : '';
  }
  if (first === 1 && isStun(bytes, start, end)) return bytes[start + 1] === 1 ? 'STUN binding response' : 'STUN';
  if (!isAll(bytes, start, end, 13, 10)) return '';
  return end - start >= 4 ? 'double CRLF' : 'CRLF';
}

function isAll(bytes: Uint8Array, start: number, end: number, one: number, other: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== one && bytes[at] !== other) return false;
  return true;
}
