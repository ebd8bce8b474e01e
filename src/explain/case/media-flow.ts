/** The packets of one direction of a stream: what went where its receiver wants it, or back to where the receiver sends from (RFC 4961, RFC 7362); and what went beside them. */

import { type Place } from '../../capture/index.ts';
import { isInside } from './address.ts';
import type { MediaEnd, MediaPhase } from './call-media.ts';
import { type MediaStream } from './media-stream.ts';
import { type ControlTraffic, type MediaTraffic } from './media-traffic.ts';
import { otherSide, type Side } from './seen-dialog.ts';

/** ms that packets may come after the end of a phase, being on their way. */
const TAIL = 200;

/** All streams of one direction in one phase. */
export class MediaFlow {
  readonly streams: readonly MediaStream[];
  /** Those that went to the place from which the receiver sends, instead of the one that it named. */
  readonly latched: readonly MediaStream[];

  constructor(direct: readonly MediaStream[], latched: readonly MediaStream[]) {
    this.streams = [...direct, ...latched];
    this.latched = latched;
  }

  /** Of all its streams, with those of other phases that have the same addresses. */
  get packets(): number {
    return this.streams.reduce((sum, { packets }) => sum + packets, 0);
  }

  /** ms since 1970; NaN without packets. */
  get firstTime(): number {
    return this.#first?.firstTime ?? Number.NaN;
  }

  get lastTime(): number {
    return this.#last?.lastTime ?? Number.NaN;
  }

  /** 0 without packets. */
  get firstFrame(): number {
    return this.#first?.firstFrame ?? 0;
  }

  get lastFrame(): number {
    return this.#last?.lastFrame ?? 0;
  }

  /** The stream with the most packets. */
  get main(): MediaStream | undefined {
    return this.streams.reduce<MediaStream | undefined>(
      (best, one) => (best === undefined || one.packets > best.packets ? one : best),
      undefined,
    );
  }

  get #first(): MediaStream | undefined {
    return this.streams.reduce<MediaStream | undefined>(
      (best, one) => (best === undefined || one.firstTime < best.firstTime ? one : best),
      undefined,
    );
  }

  get #last(): MediaStream | undefined {
    return this.streams.reduce<MediaStream | undefined>(
      (best, one) => (best === undefined || one.lastTime > best.lastTime ? one : best),
      undefined,
    );
  }
}

/** What goes to a side in a phase. */
export function flowTo(traffic: MediaTraffic, phase: MediaPhase, side: Side): MediaFlow {
  const [receiver, sender] = [phase[side], phase[otherSide(side)]];
  const direct = directTo(traffic, phase, receiver);
  const origins = originsOf(directTo(traffic, phase, sender));
  const known = new Set(direct);
  const latched = fromPlaces(traffic, phase, sender).filter(
    (stream) =>
      !known.has(stream) &&
      (origins.has(placeKey(stream.hop.destination)) || isTranslated(stream.hop.destination, receiver)),
  );
  return new MediaFlow(direct, latched);
}

/** Streams that a side sends from the very place that it named, and neither to the one that it was told nor to where the other side sends from. */
export function strayStreams(traffic: MediaTraffic, phase: MediaPhase, side: Side): MediaStream[] {
  const [sender, receiver] = [phase[side], phase[otherSide(side)]];
  const wanted = new Set(receiver.places.map(placeKey));
  const origins = originsOf(directTo(traffic, phase, sender));
  return fromPlaces(traffic, phase, sender).filter(({ hop }) => {
    const key = placeKey(hop.destination);
    return !wanted.has(key) && !origins.has(key) && !isTranslated(hop.destination, receiver);
  });
}

/** The same port at an address of the other kind: a NAT stands between this capture and what the description names. */
function isTranslated(destination: Place, receiver: Place): boolean {
  return destination.port === receiver.port && isInside(destination.address) !== isInside(receiver.address);
}

/** STUN, DTLS and RTCP between the two ends of a phase, at its time, in order. Talk with a STUN or TURN server is not among it. */
export function controlBetween(traffic: MediaTraffic, phase: MediaPhase): ControlTraffic[] {
  const hosts = (side: Side) =>
    new Set(
      [...phase[side].places, side === 'caller' ? phase.callerwards : phase.calleewards].map(({ address }) => address),
    );
  const [callers, callees] = [hosts('caller'), hosts('callee')];
  const found = new Set<ControlTraffic>();
  for (const { address, port } of [...phase.caller.places, ...phase.callee.places])
    for (const one of traffic.controlAt(address, port)) {
      const { source, destination } = one.hop;
      const between =
        (callers.has(source.address) && callees.has(destination.address)) ||
        (callees.has(source.address) && callers.has(destination.address));
      if (between && !(one.lastTime < phase.offeredAt) && one.firstTime < phase.until) found.add(one);
    }
  return [...found].sort((a, b) => a.firstFrame - b.firstFrame);
}

function directTo(traffic: MediaTraffic, phase: MediaPhase, { places }: MediaEnd): MediaStream[] {
  return places.flatMap(({ address, port }) => traffic.to(address, port).filter((stream) => isWithin(phase, stream)));
}

function fromPlaces(traffic: MediaTraffic, phase: MediaPhase, { places }: MediaEnd): MediaStream[] {
  return places.flatMap(({ address, port }) => traffic.from(address, port).filter((stream) => isWithin(phase, stream)));
}

/** Early media comes before the first answer; after a later one only what is sent from then on counts. */
function isWithin({ isFirst, offeredAt, from, until }: MediaPhase, { firstTime, lastTime }: MediaStream): boolean {
  return lastTime >= (isFirst ? offeredAt : from + TAIL) && firstTime < until + TAIL;
}

function originsOf(streams: readonly MediaStream[]): ReadonlySet<string> {
  return new Set(streams.map(({ hop }) => placeKey(hop.source)));
}

function placeKey({ address, port }: Place): string {
  return `${address} ${port}`;
}
