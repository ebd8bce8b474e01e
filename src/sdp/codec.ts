/** Codecs: what rtpmap and fmtp say of a payload type, and when two of them are the same (RFC 8866 6.6, 6.15, RFC 3264 6.1). */

import { staticPayloadTypes } from './payload-types.ts';

/** A codec, as rtpmap and fmtp describe it. */
export interface Codec {
  /** The media subtype, as PCMU; its case does not matter. */
  readonly name: string;
  /** Hz of the RTP time stamps: 8000 for G722 too. */
  readonly clockRate: number;
  /** Of audio; 1 when left out. */
  readonly channels?: number;
  /** What fmtp says of it, as annexb=no. */
  readonly fmtp?: string;
  /** The payload type that is wanted for it in an offer, where it has no fixed one and this one is free. */
  readonly payload?: number;
}

/** A codec as one side numbered it. */
export interface RtpFormat extends Codec {
  /** The RTP payload type, 0 to 127. */
  readonly payload: number;
  readonly channels: number;
}

/** RFC 4733 2.5.1: named events beside a codec, DTMF digits 0 to 9, *, #, A to D for events 0-15. */
export const TELEPHONE_EVENT = 'telephone-event';

/** What goes beside a codec and makes no stream by itself. */
const auxiliaries = new Set([TELEPHONE_EVENT, 'tone', 'cn', 'red', 'ulpfec', 'parityfec', 'flexfec-03', 'rtx']);

/** Whether it only goes beside a codec, such as telephone events and comfort noise. */
export function isAuxiliary({ name }: Codec): boolean {
  return auxiliaries.has(name.toLowerCase());
}

/** Whether it is telephone events, the digits of RFC 4733. */
export function isTelephoneEvent({ name }: Codec): boolean {
  return name.toLowerCase() === TELEPHONE_EVENT;
}

/**
 * Parameters that make another format of a codec, with their defaults: they are the same on both sides, or the format is
 * not common. Any other parameter says what its writer wishes to receive.
 */
const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // RFC 4867 8.3.1
  amr: { 'octet-align': '0', crc: '0', 'robust-sorting': '0', interleaving: '' },
  'amr-wb': { 'octet-align': '0', crc: '0', 'robust-sorting': '0', interleaving: '' },
  // RFC 5577 5.1
  g7221: { bitrate: '' },
  // RFC 6184 8.2.2
  h264: { 'packetization-mode': '0', 'profile-level-id': '42000a' },
};

/** The same for two codecs that are the same. */
export function codecKey(codec: Codec): string {
  const name = codec.name.toLowerCase();
  const key = `${name}/${codec.clockRate}/${codec.channels ?? 1}`;
  const configuration = Object.hasOwn(configurations, name) ? configurations[name] : undefined;
  if (configuration === undefined) return key;
  const given = fmtpParameters(codec.fmtp ?? '');
  return Object.entries(configuration).reduce((all, [parameter, value]) => {
    const own = (given.get(parameter) ?? value).toLowerCase();
    // RFC 6184 8.2.2: the last two digits are the level, which each side chooses.
    return `${all};${parameter === 'profile-level-id' ? own.slice(0, 4) : own}`;
  }, key);
}

/** Whether an offer and an answer may name the two for one format (RFC 3264 6.1); see `codecKey`. */
export function sameCodec(a: Codec, b: Codec): boolean {
  return codecKey(a) === codecKey(b);
}

/** The parameters of an fmtp value as most formats write them: `a=b;c=d`. Names are in lower case. */
export function fmtpParameters(fmtp: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of fmtp.split(';')) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (name !== '' && !parameters.has(name)) parameters.set(name, equals < 0 ? '' : part.slice(equals + 1).trim());
  }
  return parameters;
}

/** The payload type that RFC 3551 fixes for a codec, or undefined. */
export function staticPayloadOf(codec: Codec): number | undefined {
  const key = codecKey(codec);
  return staticPayloadTypes.find((row) => codecKey(row) === key)?.payload;
}

/** PCMU/8000, opus/48000/2: the value of rtpmap behind the payload type. */
export function formatCodec({ name, clockRate, channels = 1 }: Codec): string {
  return `${name}/${clockRate}${channels === 1 ? '' : `/${channels}`}`;
}
