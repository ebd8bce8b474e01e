/** From what descriptions say to what a media session does: payload types, addresses, direction (RFC 3264 5, 6, RFC 4733 2.4.1). */

import { isIP } from 'node:net';
import { isTelephoneEvent, type MediaDescription, type NegotiatedEvents, type NegotiatedStream } from '../sdp/index.ts';
import { eventOf } from '../rtp/index.ts';
import { type AudioCodec, audioCodecs, CLOCK_RATE } from './audio-codec.ts';
import { type MediaAddress } from './latch.ts';
import { type MediaParameters } from './media-parameters.ts';
import { type ReceivedPayload } from './playout.ts';

/** The static payload type of comfort noise at 8000 Hz: some peers send it unasked (RFC 3389 4). */
export const COMFORT_NOISE = 13;

/** What the numbers of a description of ours stand for in packets that come. */
export function receivedPayloads(own: MediaDescription): [number, ReceivedPayload][] {
  return own.rtpFormats.flatMap((format): [number, ReceivedPayload][] => {
    if (format.clockRate !== CLOCK_RATE) return [];
    if (isTelephoneEvent(format)) return [[format.payload, 'telephone-event']];
    const codec = audioCodecs.find(({ name }) => name === format.name.toUpperCase());
    return codec === undefined ? [] : [[format.payload, codec]];
  });
}

/** What a stream needs beside what was agreed on. */
export interface StreamTerms {
  /** What is sent with; where nothing was agreed on yet, any. */
  readonly codec: AudioCodec;
  /** By payload type. */
  readonly receive: ReadonlyMap<number, ReceivedPayload>;
  /** The address behind a host name, where it is known by now; a numeric address as it is. */
  readonly numericAddress: (name: string) => string | undefined;
}

/** @param stream undefined before anything was agreed on: then what comes is heard, and nothing leaves */
export function mediaParameters(
  stream: NegotiatedStream | undefined,
  { codec, receive, numericAddress }: StreamTerms,
): MediaParameters {
  if (stream === undefined) return { direction: 'recvonly', send: { codec }, receive };
  const { remote, direction, rtcpMux, telephoneEvents } = stream;
  const hasSound = stream.codec !== undefined;
  const at = (name: string | undefined, port: number | undefined): MediaAddress | undefined => {
    const address = name === undefined ? undefined : numericAddress(name);
    return address === undefined || port === undefined || isIP(address) === 0 ? undefined : { address, port };
  };
  return {
    remote: at(remote?.address, remote?.port),
    remoteRtcp: at(remote?.rtcpAddress, remote?.rtcpPort),
    rtcpMux,
    direction: hasSound ? direction : 'inactive',
    send: {
      codec,
      payloadType: stream.codec?.payload,
      telephoneEvent: telephoneEvents?.clockRate === CLOCK_RATE ? telephoneEvents.send : undefined,
    },
    receive,
  };
}

/** Whether a peer that names these events understands a digit. @param events undefined where none were agreed on */
export function takesDigit(events: NegotiatedEvents | undefined, digit: string): boolean {
  if (events?.clockRate !== CLOCK_RATE) return false;
  const event = eventOf(digit);
  const ranges = [...events.events.matchAll(/(\d{1,3})(?:-(\d{1,3}))?/g)];
  // What names no event at all is taken for the digits, as no list is (2.4.1).
  return (
    ranges.length === 0 || ranges.some(([, first, last = first]) => Number(first) <= event && event <= Number(last))
  );
}
