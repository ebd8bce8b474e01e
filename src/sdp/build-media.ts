/** The media descriptions and the frame around them that offers and answers of our own are made of (RFC 3264 5, 6). */

import { SipError } from '../message/index.ts';
import { type Codec, formatCodec, type RtpFormat } from './codec.ts';
import { connectionTo, formatConnection } from './connection.ts';
import { type Direction } from './direction.ts';
import { sdpLine } from './line.ts';
import { type LocalSession, type LocalStream } from './local-session.ts';
import { MediaDescription } from './media-description.ts';
import { formatOrigin } from './origin.ts';
import { SessionDescription } from './session-description.ts';

/** What was decided about a stream. */
export interface StreamTerms {
  readonly protocol: string;
  /** With RTP. */
  readonly rtpFormats: readonly RtpFormat[];
  /** Without RTP. */
  readonly formats: readonly string[];
  readonly direction: Direction;
  readonly rtcpMux: boolean;
}

/** @throws SipError SIP_SDP_PORT, SIP_SDP_FORMATS, SIP_SDP_TEXT */
export function buildMedia(session: LocalSession, stream: LocalStream, terms: StreamTerms): MediaDescription {
  const { kind, port, address, ptime, maxptime, rtcpPort, attributes = [] } = stream;
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new SipError('SIP_SDP_PORT', `not a port from 1 to 65535: ${port}`, { rfc: '3264 5.1' });
  const formats = [...terms.rtpFormats.map(({ payload }) => String(payload)), ...terms.formats];
  if (formats.length === 0)
    throw new SipError('SIP_SDP_FORMATS', `a ${kind} stream without codecs`, { rfc: '8866 5.14' });
  const values: string[] = [];
  for (const format of terms.rtpFormats) {
    // 3264 5.1: for static payload types too
    values.push(`rtpmap:${format.payload} ${formatCodec(format)}`);
    if (format.fmtp !== undefined) values.push(`fmtp:${format.payload} ${format.fmtp}`);
  }
  if (ptime !== undefined) values.push(`ptime:${ptime}`);
  if (maxptime !== undefined) values.push(`maxptime:${maxptime}`);
  if (rtcpPort !== undefined && rtcpPort !== port + 1) values.push(`rtcp:${rtcpPort}`);
  if (terms.rtcpMux) values.push('rtcp-mux');
  values.push(terms.direction, ...attributes);
  const connection = address === undefined || address === session.address ? undefined : connectionTo(address);
  return MediaDescription.build({ kind, port, portCount: 1, protocol: terms.protocol, formats }, connection, values);
}

/** @param timing the t= lines, without their ends */
export function frameSession(
  { origin, address, name = '-' }: LocalSession,
  timing: readonly string[],
  media: readonly MediaDescription[],
): SessionDescription {
  const connection = connectionTo(address);
  const lines = ['v=0', formatOrigin(origin), sdpLine('s', name), formatConnection(connection), ...timing];
  return new SessionDescription(lines, origin, connection, media);
}

/** A codec with its number and without what is left to defaults. */
export function numbered({ name, clockRate, channels = 1, fmtp }: Codec, payload: number): RtpFormat {
  return { payload, name, clockRate, channels, fmtp };
}
