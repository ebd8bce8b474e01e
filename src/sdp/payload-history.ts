/** What each dynamic payload type has meant in a session: it may never mean another codec (RFC 3264 8.3.2). */

import { type Codec, codecKey } from './codec.ts';
import { type MediaDescription } from './media-description.ts';
import { staticPayloadType } from './payload-types.ts';
import { type SessionDescription } from './session-description.ts';

/** By m= line and payload type, of both sides: it holds at most 128 for each line. */
export class PayloadHistory {
  readonly #lines: Map<number, string>[] = [];

  /** Remembers the payload types of a description that was sent or received. The first meaning of each stays. */
  note(session: SessionDescription): void {
    session.media.forEach((media, line) => this.#noteLine(line, media));
  }

  #noteLine(line: number, media: MediaDescription): void {
    const meanings = (this.#lines[line] ??= new Map());
    for (const format of media.rtpFormats)
      if (staticPayloadType(format.payload) === undefined && !meanings.has(format.payload))
        meanings.set(format.payload, codecKey(format));
  }

  /** The payload type that has meant this codec. */
  payloadOf(line: number, codec: Codec): number | undefined {
    const key = codecKey(codec);
    for (const [payload, meaning] of this.#lines[line] ?? []) if (meaning === key) return payload;
    return undefined;
  }

  /** Whether the payload type has meant another codec than this one. */
  isTaken(line: number, payload: number, codec: Codec): boolean {
    const meaning = this.#lines[line]?.get(payload);
    return meaning !== undefined && meaning !== codecKey(codec);
  }

  /** One of its own with the same meanings, for an exchange that may yet fail. */
  copy(): PayloadHistory {
    const other = new PayloadHistory();
    for (const meanings of this.#lines) other.#lines.push(new Map(meanings));
    return other;
  }
}
