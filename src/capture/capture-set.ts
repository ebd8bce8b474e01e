/** Several captures of one story: what they show is told in the order of time, as far as it can be held. */

import { type CaptureSink, type Hop, type SeenEvent, type SeenMessage } from './seen.ts';

/** Octets of all files together up to which they are held. */
const HELD_MOST = 64_000_000;

/** Where each of several captures goes, one after the other: `begin`, read it, `end`; when all are read, `release`. */
export class CaptureSet {
  /** Whether they are told in the order of time; else they are more than can be held, and follow one another. */
  readonly isMerged: boolean;
  readonly #sink: CaptureSink;
  readonly #held: HeldCapture[] = [];
  #frames = 0;

  /** @param count of the captures @param octets of all of them */
  constructor(sink: CaptureSink, count: number, octets: number) {
    this.#sink = sink;
    this.isMerged = count > 1 && octets <= HELD_MOST;
  }

  /** Where the next capture goes. */
  begin(): CaptureSink {
    if (!this.isMerged) return this.#sink;
    const held = new HeldCapture(this.#frames);
    this.#held.push(held);
    return held;
  }

  /** It is read. @param frames that it has @returns what its first one is called: they are counted on where they are merged */
  end(frames: number): number {
    const first = this.#frames + 1;
    if (this.isMerged) this.#frames += frames;
    return first;
  }

  /** Tells what was held. */
  release(): void {
    const all = this.#held.flatMap(({ all: own }) => own);
    // The sort is stable: of one moment the captures stand in their order. Without times each stays as it is.
    if (all.every((held) => 'reason' in held || !Number.isNaN(held.time))) all.sort((a, b) => at(a) - at(b));
    for (const held of all) {
      if ('message' in held) this.#sink.message(held.message);
      else if ('event' in held) this.#sink.event(held.event);
      else if ('packet' in held) this.#sink.media(held.time, held.frame, held.hop, held.packet);
      else this.#sink.damage(held.frame, held.reason);
    }
  }
}

type Held =
  | { readonly time: number; readonly event: SeenEvent }
  | { readonly time: number; readonly message: SeenMessage }
  | { readonly time: number; readonly frame: number; readonly hop: Hop; readonly packet: Uint8Array }
  | { readonly time: number; readonly frame: number; readonly reason: string };

/** One capture, kept whole. */
class HeldCapture implements CaptureSink {
  readonly all: Held[] = [];
  readonly #offset: number;
  #time = Number.NaN;

  /** @param offset is added to the numbers of its frames: those of the captures before it */
  constructor(offset: number) {
    this.#offset = offset;
  }

  message(message: SeenMessage): void {
    this.#hold({ time: message.time, message: { ...message, frame: this.#numbered(message.frame) } });
  }

  event(event: SeenEvent): void {
    this.#hold({ time: event.time, event: { ...event, frame: this.#numbered(event.frame) } });
  }

  media(time: number, frame: number, hop: Hop, packet: Uint8Array): void {
    this.#hold({ time, frame: this.#numbered(frame), hop, packet: packet.slice() });
  }

  damage(frame: number, reason: string): void {
    this.#hold({ time: this.#time, frame: this.#numbered(frame), reason });
  }

  #hold(held: Held): void {
    // What has no time of its own stays behind what it came after.
    const time = Number.isNaN(held.time) ? this.#time : held.time;
    this.#time = time;
    this.all.push({ ...held, time });
  }

  #numbered(frame: number): number {
    return frame === 0 ? 0 : frame + this.#offset;
  }
}

/** What could not be read before anything else stands first. */
function at({ time }: Held): number {
  return Number.isNaN(time) ? -Infinity : time;
}
