/** What two descriptions, an offer and its answer, come to for one side (RFC 3264 6.1, 7). */

import { isAuxiliary, isTelephoneEvent, type RtpFormat } from './codec.ts';
import { sameProfile, sharedFormats, sharedRtpFormats } from './common-formats.ts';
import { isUnspecified } from './connection.ts';
import { type Direction, directionFrom, receives, sends } from './direction.ts';
import { type MediaDescription } from './media-description.ts';
import { type SessionDescription } from './session-description.ts';

/** Where one side wants the RTP and the RTCP of a stream. */
export interface MediaEndpoint {
  /** An address or a host name. */
  readonly address: string;
  readonly port: number;
  readonly rtcpAddress: string;
  readonly rtcpPort: number;
}

/** Digits and other events that may go beside the codec (RFC 4733). */
export interface NegotiatedEvents {
  /** Payload type to send with. */
  readonly send: number;
  /** Payload type to receive with. */
  readonly receive: number;
  /** Hz. */
  readonly clockRate: number;
  /** What the peer understands, as 0-15. */
  readonly events: string;
}

/** One stream as both sides have it now: what may be sent, to where, in which format. */
export interface NegotiatedStream {
  /** Which m= line, from 0. */
  readonly line: number;
  readonly kind: string;
  readonly protocol: string;
  /** Whether both sides have it, with a format in common. */
  readonly accepted: boolean;
  /** What we may do: send where we wish to and the peer wants it. inactive where the stream was not accepted. */
  readonly direction: Direction;
  /** Where we said to receive. */
  readonly local: MediaEndpoint | undefined;
  /** Where to send; undefined where nothing may be sent, RTCP neither. */
  readonly remote: MediaEndpoint | undefined;
  /** Whether the peer wants nothing from us at the moment, by sendonly, inactive or 0.0.0.0 (RFC 3264 8.4). */
  readonly heldByPeer: boolean;
  /** What to send with, under the peer's payload type; undefined for events alone, and without RTP. */
  readonly codec: RtpFormat | undefined;
  /** What may be sent, under the peer's payload types, in its order of preference. */
  readonly send: readonly RtpFormat[];
  /** What may come, under our payload types. */
  readonly receive: readonly RtpFormat[];
  /** Without RTP: the formats that both have. */
  readonly formats: readonly string[];
  readonly telephoneEvents: NegotiatedEvents | undefined;
  /** ms of sound that the peer would like in a packet. */
  readonly ptime: number | undefined;
  /** ms of sound that the peer can take in a packet. */
  readonly maxptime: number | undefined;
  /** Whether RTCP uses the port of RTP (RFC 5761). */
  readonly rtcpMux: boolean;
}

/**
 * By m= line. Which of the two was the offer makes no difference: one sends with the payload types of the other's
 * description, in the other's order of preference.
 * @param local ours
 * @param remote the peer's
 */
export function negotiatedStreams(local: SessionDescription, remote: SessionDescription): readonly NegotiatedStream[] {
  const count = Math.min(local.media.length, remote.media.length);
  return Array.from({ length: count }, (_, line) => negotiatedStream(local, remote, line));
}

function negotiatedStream(local: SessionDescription, remote: SessionDescription, line: number): NegotiatedStream {
  const own = local.media[line];
  const peer = remote.media[line];
  const pairs = sharedRtpFormats(own, peer);
  const formats = own.isRtp || peer.isRtp ? [] : sharedFormats(own, peer);
  const accepted =
    own.port !== 0 &&
    peer.port !== 0 &&
    own.kind === peer.kind &&
    sameProfile(own.protocol, peer.protocol) &&
    pairs.length + formats.length > 0;

  const rtcpMux = accepted && own.rtcpMux && peer.rtcpMux;
  const connection = remote.connectionOf(peer);
  const reachable = accepted && connection !== undefined && !isUnspecified(connection);
  const peerReceives = reachable && receives(remote.directionOf(peer));
  const ours = local.directionOf(own);
  const send = pairs.map((pair) => pair.remote);
  return {
    line,
    kind: own.kind,
    protocol: own.protocol,
    accepted,
    direction: directionFrom(
      peerReceives && sends(ours),
      accepted && receives(ours) && sends(remote.directionOf(peer)),
    ),
    local: accepted ? endpoint(local, own, rtcpMux) : undefined,
    remote: reachable ? endpoint(remote, peer, rtcpMux) : undefined,
    heldByPeer: accepted && !peerReceives,
    codec: send.find((format) => !isAuxiliary(format)),
    send,
    receive: [...new Set(pairs.map((pair) => pair.local))],
    formats,
    telephoneEvents: eventsOf(pairs),
    ptime: peer.ptime,
    maxptime: peer.maxptime,
    rtcpMux,
  };
}

function endpoint(session: SessionDescription, media: MediaDescription, rtcpMux: boolean): MediaEndpoint | undefined {
  const address = session.connectionOf(media)?.address;
  if (address === undefined) return undefined;
  const { port, rtcp } = media;
  if (rtcpMux) return { address, port, rtcpAddress: address, rtcpPort: port };
  return { address, port, rtcpAddress: rtcp?.connection?.address ?? address, rtcpPort: rtcp?.port ?? port + 1 };
}

/** Those that share the clock of the codec in use; without such, the first. */
function eventsOf(pairs: readonly { local: RtpFormat; remote: RtpFormat }[]): NegotiatedEvents | undefined {
  const codec = pairs.find(({ remote }) => !isAuxiliary(remote))?.remote;
  const events = pairs.filter(({ remote }) => isTelephoneEvent(remote));
  const pair = events.find(({ remote }) => remote.clockRate === codec?.clockRate) ?? events[0];
  if (pair === undefined) return undefined;
  const { local, remote } = pair;
  return {
    send: remote.payload,
    receive: local.payload,
    clockRate: remote.clockRate,
    // RFC 4733 2.4.1: without the parameter, DTMF
    events: remote.fmtp ?? '0-15',
  };
}

/** Whether each stream of a description that is not gone keeps the other side from sending (RFC 3264 8.4: "held SDP"). */
export function isHeld(session: SessionDescription): boolean {
  const media = session.media.filter(({ port }) => port !== 0);
  return (
    media.length > 0 &&
    media.every((stream) => {
      const connection = session.connectionOf(stream);
      return !receives(session.directionOf(stream)) || (connection !== undefined && isUnspecified(connection));
    })
  );
}
