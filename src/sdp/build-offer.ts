/** Making an offer, the first or a later one of a session (RFC 3264 5, 8, 9). */

import { SipError } from '../message/index.ts';
import { buildMedia, frameSession, numbered } from './build-media.ts';
import { type Codec, type RtpFormat, staticPayloadOf } from './codec.ts';
import {
  arrangeStreams,
  codecsOf,
  type LocalSession,
  type LocalStream,
  protocolsOf,
  type SessionSoFar,
} from './local-session.ts';
import { type MediaDescription } from './media-description.ts';
import { staticPayloadType } from './payload-types.ts';
import { PayloadHistory } from './payload-history.ts';
import { type SessionDescription } from './session-description.ts';

/**
 * An offer of these streams. In a session that goes on, each stream keeps its m= line, a line that has no stream any more
 * gets port 0, and a new stream takes the line of one of its kind that is gone, or one below (8.1, 8.2). Payload types keep
 * their meaning. The version of o= is left to `OfferAnswer`, which raises it when something changed.
 * @throws SipError SIP_SDP_PORT, SIP_SDP_FORMATS, SIP_SDP_PAYLOADS, SIP_SDP_TEXT
 */
export function buildOffer(session: LocalSession, soFar: SessionSoFar = {}): SessionDescription {
  const { local, payloads = new PayloadHistory() } = soFar;
  const before = local?.media ?? [];
  const { lines, rest } = arrangeStreams(before, session.streams, local, (line, { kind }) => kind === line.kind);
  const streams = [...lines];
  for (const stream of rest) {
    const free = before.findIndex((media, i) => streams[i] === undefined && media.kind === stream.kind);
    if (free < 0) streams.push(stream);
    else streams[free] = stream;
  }
  const media = streams.map((stream, line): MediaDescription => {
    if (stream === undefined) return before[line].disabled();
    const [protocol] = protocolsOf(stream);
    const formats = stream.formats ?? [];
    const rtpFormats = formats.length > 0 ? [] : numberCodecs(codecsOf(stream), line, payloads);
    const { direction = 'sendrecv', rtcpMux = false } = stream;
    return buildMedia(session, stream, { protocol, rtpFormats, formats, direction, rtcpMux });
  });
  return frameSession(session, ['t=0 0'], media);
}

/** What we could do, as the body of a 200 to OPTIONS: a line for each stream, with port 0 (RFC 3264 9). */
export function buildCapabilities(session: LocalSession): SessionDescription {
  const streams: LocalStream[] = session.streams.map((stream) => ({ ...stream, port: 9, rtcpPort: undefined }));
  const offer = buildOffer({ ...session, streams });
  return offer.withMedia(offer.media.map((media) => media.with({ port: 0 })));
}

/** The fixed numbers, those that the session has given, those that are wished, and for the others what is free. */
function numberCodecs(codecs: readonly Codec[], line: number, history: PayloadHistory): RtpFormat[] {
  const used = new Set<number>();
  const numbers = codecs.map((codec) => staticPayloadOf(codec) ?? history.payloadOf(line, codec));
  for (const number of numbers) if (number !== undefined) used.add(number);
  const isFree = (payload: number, codec: Codec) =>
    !used.has(payload) && staticPayloadType(payload) === undefined && !history.isTaken(line, payload, codec);
  const give = (i: number, payload: number | undefined) => {
    if (numbers[i] !== undefined || payload === undefined || !isFree(payload, codecs[i])) return;
    numbers[i] = payload;
    used.add(payload);
  };
  codecs.forEach(({ payload }, i) => give(i, payload));
  codecs.forEach((codec, i) =>
    give(
      i,
      dynamicPayloads.find((payload) => isFree(payload, codec)),
    ),
  );
  return codecs.map((codec, i) => {
    const number = numbers[i];
    if (number === undefined)
      throw new SipError('SIP_SDP_PAYLOADS', 'more codecs than payload types', { rfc: '3551 3' });
    return numbered(codec, number);
  });
}

/** 96 to 127, and when they are used up 35 to 63: 64 to 95 look like RTCP on a shared port (RFC 3551 6, RFC 5761 4). */
const dynamicPayloads = [
  ...Array.from({ length: 32 }, (_, i) => 96 + i),
  ...Array.from({ length: 29 }, (_, i) => 35 + i),
];
