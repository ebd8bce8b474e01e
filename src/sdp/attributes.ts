/** Values of attributes: rtpmap, fmtp, ptime, rtcp, group (RFC 8866 6, RFC 3605, RFC 5888). */

import { Failure } from '../message/index.ts';
import { type RtpFormat } from './codec.ts';
import { type Connection, parseConnection } from './connection.ts';
import { wordsOf } from './line.ts';

const RTPMAP = /^(\d{1,3})[ \t]+([^\s/]+)\/(\d{1,9})(?:\/([^\s/]*))?[ \t]*$/;

/** The value of a=rtpmap (RFC 8866 6.6). */
export function parseRtpmap(value: string): RtpFormat | Failure {
  const match = RTPMAP.exec(value);
  if (match === null) return new Failure(0, 'payload type, encoding name and clock rate were expected');
  const [, digits, name, clockRate, channels = ''] = match;
  const payload = Number(digits);
  if (payload > 127) return new Failure(0, 'a payload type from 0 to 127 was expected');
  if (Number(clockRate) === 0) return new Failure(0, 'a clock rate above 0 was expected');
  return {
    payload,
    name,
    clockRate: Number(clockRate),
    channels: /^[1-9]\d{0,2}$/.test(channels) ? Number(channels) : 1,
  };
}

/** What a=fmtp says: parameters of one format, as its codec defines them. */
export interface Fmtp {
  /** A format of the m= line, with RTP a payload type. */
  readonly format: string;
  readonly parameters: string;
}

/** The value of a=fmtp (RFC 8866 6.15). */
export function parseFmtp(value: string): Fmtp | Failure {
  const space = value.search(/[ \t]/);
  if (space <= 0) return new Failure(0, 'a format and its parameters were expected');
  return { format: value.slice(0, space), parameters: value.slice(space + 1).trim() };
}

/** The value of a=ptime or a=maxptime. @returns ms, above 0; undefined for anything else (RFC 8866 6.4, 6.5) */
export function parsePacketTime(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,6}(?:\.\d{1,6})?[ \t]*$/.test(value)) return undefined;
  const ms = Number(value);
  return ms > 0 ? ms : undefined;
}

/** What a=rtcp says: where RTCP is wanted, when it is not the port after RTP. */
export interface RtcpAttribute {
  readonly port: number;
  /** Where it is not that of RTP. */
  readonly connection?: Connection;
}

/** The value of a=rtcp (RFC 3605 2.1). */
export function parseRtcp(value: string): RtcpAttribute | Failure {
  const [port = '', ...rest] = wordsOf(value);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) return new Failure(0, 'a port was expected');
  if (rest.length === 0) return { port: Number(port) };
  const connection = parseConnection(rest.join(' '), 0);
  return connection instanceof Failure ? connection : { port: Number(port), connection };
}

/** What a=group says: streams that belong together, and how. */
export interface Group {
  /** LS, FID, BUNDLE, … */
  readonly semantics: string;
  /** The a=mid of its streams. */
  readonly mids: readonly string[];
}

/** The value of a=group (RFC 5888 5). */
export function parseGroup(value: string): Group | Failure {
  const [semantics = '', ...mids] = wordsOf(value);
  return semantics === '' ? new Failure(0, 'semantics were expected') : { semantics, mids };
}
