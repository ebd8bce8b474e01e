/** Making an answer to an offer (RFC 3264 6, 8). */

import { type WarningCodeNumber } from '../catalogue/index.ts';
import { buildMedia, frameSession, numbered } from './build-media.ts';
import { type Codec, codecKey, fmtpParameters, isAuxiliary, type RtpFormat } from './codec.ts';
import { isMulticast } from './connection.ts';
import { answerDirection } from './direction.ts';
import {
  arrangeStreams,
  codecsOf,
  type LocalSession,
  type LocalStream,
  protocolsOf,
  type SessionSoFar,
} from './local-session.ts';
import { type MediaDescription } from './media-description.ts';
import { type SessionDescription } from './session-description.ts';

/** Why a stream was answered with port 0. */
export interface Rejection {
  readonly reason:
    | 'offered with port 0'
    | 'media not wanted'
    | 'no stream left'
    | 'protocol not supported'
    | 'no format in common'
    | 'multicast'
    | 'no address';
  /** For the Warning of a 488 (RFC 3261 20.43); undefined where nothing was refused. */
  readonly warning: WarningCodeNumber | undefined;
}

/** An answer, and what it refuses of the offer. */
export interface BuiltAnswer {
  readonly description: SessionDescription;
  /** By m= line of the offer; undefined for a stream that was accepted. */
  readonly rejections: readonly (Rejection | undefined)[];
  /**
   * Whether no stream of those that were offered is left: then the offer may be refused as a whole (RFC 3264 6.1), with
   * 488. An offer without streams, or with such of port 0 alone, is not refused by that.
   */
  readonly allRejected: boolean;
}

/** How an answer is chosen, where the offer leaves a choice. */
export interface AnswerOptions {
  /** Whose order of codecs counts: the offer's when left out, as 6.1 recommends, so that both directions use the same. */
  readonly prefer?: 'offer' | 'local';
}

/**
 * The answer to an offer: for each m= line, in their order, the first stream of ours that fits, with the formats that both
 * know under the numbers of the offer, and the direction that is left of what we wish; all other lines with port 0.
 * Multicast is refused.
 * @throws SipError SIP_SDP_PORT, SIP_SDP_TEXT
 */
export function buildAnswer(
  offer: SessionDescription,
  session: LocalSession,
  soFar: SessionSoFar = {},
  { prefer = 'offer' }: AnswerOptions = {},
): BuiltAnswer {
  const fits = (line: MediaDescription, stream: LocalStream) => objection(offer, line, stream) === undefined;
  const { lines } = arrangeStreams(offer.media, session.streams, soFar.local, fits);
  const rejections: (Rejection | undefined)[] = [];
  const media = offer.media.map((line, i) => {
    const stream = lines[i];
    const rejection = stream === undefined ? rejectionOf(offer, line, session) : objection(offer, line, stream);
    rejections.push(rejection);
    if (stream === undefined || rejection !== undefined) return line.disabled();
    const { protocol } = line;
    const wanted = stream.direction ?? 'sendrecv';
    return buildMedia(session, stream, {
      protocol,
      rtpFormats: line.isRtp ? commonFormats(line, stream, prefer) : [],
      formats: line.isRtp ? [] : line.formats.filter((format) => stream.formats?.includes(format)),
      direction: answerDirection(offer.directionOf(line), wanted),
      // RFC 5761 5.1.1: in the answer only where it was offered
      rtcpMux: stream.rtcpMux === true && line.rtcpMux,
    });
  });
  const timing = offer.lines.filter((line) => line.startsWith('t='));
  const description = frameSession(session, timing.length > 0 ? timing : ['t=0 0'], media);
  const offered = offer.media.filter(({ port }) => port !== 0).length;
  return { description, rejections, allRejected: offered > 0 && rejections.every((reason) => reason !== undefined) };
}

/** Why this stream can't take the line. */
function objection(offer: SessionDescription, line: MediaDescription, stream: LocalStream): Rejection | undefined {
  if (line.port === 0) return rejected('offered with port 0');
  if (stream.kind !== line.kind) return rejected('media not wanted');
  if (!protocolsOf(stream).includes(line.protocol)) return rejected('protocol not supported');
  const connection = offer.connectionOf(line);
  if (connection === undefined) return rejected('no address');
  if (isMulticast(connection)) return rejected('multicast');
  const common = line.isRtp
    ? commonFormats(line, stream, 'offer').length
    : line.formats.filter((format) => stream.formats?.includes(format)).length;
  return common === 0 ? rejected('no format in common') : undefined;
}

/** Why no stream took the line: what speaks against the first of its kind. */
function rejectionOf(offer: SessionDescription, line: MediaDescription, session: LocalSession): Rejection {
  if (line.port === 0) return rejected('offered with port 0');
  const alike = session.streams.filter(({ kind }) => kind === line.kind);
  if (alike.length === 0) return rejected('media not wanted');
  const objections = alike.map((stream) => objection(offer, line, stream));
  return objections.includes(undefined) ? rejected('no stream left') : (objections[0] ?? rejected('no stream left'));
}

const warnings: Readonly<Record<Rejection['reason'], WarningCodeNumber | undefined>> = {
  'offered with port 0': undefined,
  'media not wanted': 304,
  'no stream left': 304,
  'protocol not supported': 302,
  'no format in common': 305,
  multicast: 330,
  'no address': 301,
};

function rejected(reason: Rejection['reason']): Rejection {
  return { reason, warning: warnings[reason] };
}

/**
 * The RTP formats that both know, with the offer's numbers and our parameters. What goes beside a codec, as telephone
 * events and comfort noise, needs a codec of the same clock rate (RFC 4733 2.1), unless nothing else was offered.
 */
export function commonFormats(line: MediaDescription, stream: LocalStream, prefer: 'offer' | 'local'): RtpFormat[] {
  const own = new Map<string, { readonly codec: Codec; readonly rank: number }>();
  codecsOf(stream).forEach((codec, rank) => {
    if (!own.has(codecKey(codec))) own.set(codecKey(codec), { codec, rank });
  });
  const known = line.rtpFormats.flatMap((format) => {
    const match = own.get(codecKey(format));
    return match === undefined ? [] : [{ format, ...match }];
  });
  const rates = new Set(known.filter(({ format }) => !isAuxiliary(format)).map(({ format }) => format.clockRate));
  const alone = line.rtpFormats.every(isAuxiliary);
  const common = known.filter(({ format }) => !isAuxiliary(format) || alone || rates.has(format.clockRate));
  if (prefer === 'local') common.sort((a, b) => a.rank - b.rank);
  return common.map(({ format, codec }) => numbered({ ...codec, fmtp: answerFmtp(format, codec) }, format.payload));
}

/** Ours, except that a G.729 offered without Annex B is answered without it (RFC 4856 2.1.9, RFC 7261 3). */
function answerFmtp(offered: Codec, own: Codec): string | undefined {
  const isPlain = own.name.toUpperCase() === 'G729' && fmtpParameters(offered.fmtp ?? '').get('annexb') === 'no';
  return isPlain ? 'annexb=no' : own.fmtp;
}
