/** What a user agent wants of a session, stream by stream, and which m= line each stream goes to (RFC 3264 5, 8). */

import { type Codec, codecKey, TELEPHONE_EVENT } from './codec.ts';
import { type Direction } from './direction.ts';
import { type MediaDescription } from './media-description.ts';
import { type Origin } from './origin.ts';
import { type PayloadHistory } from './payload-history.ts';
import { type SessionDescription } from './session-description.ts';

/** One stream that we can take part in: where, with which codecs, which way. */
export interface LocalStream {
  /** audio, video, image, … */
  readonly kind: string;
  /** Where we receive, 1 to 65535. */
  readonly port: number;
  /** Where it is not that of the session. */
  readonly address?: string;
  /** Those that we can do; the first is offered. RTP/AVP and RTP/AVPF (without feedback) when left out. */
  readonly protocols?: readonly string[];
  /** In order of preference. */
  readonly codecs?: readonly Codec[];
  /** DTMF as named events beside the codecs (RFC 4733), as '0-15'; none when left out. */
  readonly telephoneEvents?: string;
  /** In place of codecs where the protocol is not RTP, as t38. */
  readonly formats?: readonly string[];
  /** What we wish; sendrecv when left out. An answer narrows it to what was offered. */
  readonly direction?: Direction;
  /** ms of sound that we would like in a packet. */
  readonly ptime?: number;
  /** ms of sound in a packet at most. */
  readonly maxptime?: number;
  /** Where it is not the one above `port` (RFC 3605). */
  readonly rtcpPort?: number;
  /** Whether we can do with one port (RFC 5761). */
  readonly rtcpMux?: boolean;
  /** Values of further a= lines: crypto, setup, fingerprint, candidate, … */
  readonly attributes?: readonly string[];
}

/** All that our descriptions are made of; the streams may change from one offer to the next. */
export interface LocalSession {
  /** As `localOrigin` makes it, the same all through the session. */
  readonly origin: Origin;
  /** Where we receive: c=. */
  readonly address: string;
  /** s=; '-' when left out (RFC 3264 5). */
  readonly name?: string;
  readonly streams: readonly LocalStream[];
}

/** What went before in the same session; `OfferAnswer` is one. */
export interface SessionSoFar {
  /** Our description that holds now. */
  readonly local?: SessionDescription;
  readonly payloads?: PayloadHistory;
}

const usualProtocols = ['RTP/AVP', 'RTP/AVPF'];

export function protocolsOf(stream: LocalStream): readonly string[] {
  return stream.protocols ?? usualProtocols;
}

/**
 * The codecs of a stream, each once, with its telephone events: one for each clock rate, since both share the time stamps
 * (RFC 4733 2.1).
 */
export function codecsOf({ codecs = [], telephoneEvents }: LocalStream): readonly Codec[] {
  const distinct = new Map<string, Codec>();
  for (const codec of codecs) if (!distinct.has(codecKey(codec))) distinct.set(codecKey(codec), codec);
  const own = [...distinct.values()];
  if (telephoneEvents === undefined) return own;
  const rates = own.length === 0 ? [8000] : [...new Set(own.map(({ clockRate }) => clockRate))];
  // 101 is what most phones use, and some expect.
  const events = rates.map((clockRate, i) => ({
    name: TELEPHONE_EVENT,
    clockRate,
    fmtp: telephoneEvents,
    payload: 101 + i,
  }));
  return [...own, ...events];
}

export interface Arrangement {
  /** By m= line; undefined for a line that gets none. */
  readonly lines: readonly (LocalStream | undefined)[];
  /** The streams that found no line. */
  readonly rest: readonly LocalStream[];
}

/**
 * Gives each m= line its stream: first those that had a line before, known by their kind and port, then the others in
 * their order, each to the first line where it fits.
 */
export function arrangeStreams(
  media: readonly MediaDescription[],
  streams: readonly LocalStream[],
  before: SessionDescription | undefined,
  fits: (line: MediaDescription, stream: LocalStream) => boolean,
): Arrangement {
  const rest = [...streams];
  const take = (wanted: (stream: LocalStream) => boolean): LocalStream | undefined => {
    const found = rest.findIndex(wanted);
    return found < 0 ? undefined : rest.splice(found, 1)[0];
  };
  const lines = media.map((line, i) => {
    const own = before?.media[i];
    if (own === undefined || own.port === 0 || line.port === 0) return undefined;
    return take(({ kind, port }) => kind === line.kind && kind === own.kind && port === own.port);
  });
  media.forEach((line, i) => {
    if (line.port !== 0) lines[i] ??= take((stream) => fits(line, stream));
  });
  return { lines, rest };
}
