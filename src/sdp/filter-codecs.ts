/** Codecs kept or dropped from a description that passes through, as a B2BUA does (RFC 3264 5.1, 6.1). */

import { Failure } from '../message/index.ts';
import { parseFmtp } from './attributes.ts';
import { type Codec, fmtpParameters, formatCodec, isAuxiliary, isTelephoneEvent, type RtpFormat } from './codec.ts';
import { type MediaDescription } from './media-description.ts';
import { attributeName } from './section.ts';
import { type SessionDescription } from './session-description.ts';

/** Codecs by name, as PCMA, or by name and clock rate, as L16/44100 or opus/48000/2; case does not matter. */
export interface CodecFilter {
  /** Only these stay. Telephone events and comfort noise stay with them. */
  readonly keep?: readonly string[];
  /** These go, telephone events and comfort noise too where they are named. */
  readonly drop?: readonly string[];
}

/**
 * The description without the codecs that the filter takes away, and without their attributes. A stream that has none left
 * gets port 0: its m= line stays (RFC 3264 8). Streams without RTP are left alone.
 */
export function filterCodecs(session: SessionDescription, filter: CodecFilter): SessionDescription {
  return session.withMedia(session.media.map((media) => filterMedia(media, filter)));
}

/** Whether the filter takes a codec away by its name. */
function isTaken(filter: CodecFilter, codec: Codec): boolean {
  const name = codec.name.toLowerCase();
  const names = [name, `${name}/${codec.clockRate}`, formatCodec({ ...codec, name })];
  const isIn = (list: readonly string[]) => list.some((word) => names.includes(word.toLowerCase()));
  if (isIn(filter.drop ?? [])) return true;
  return filter.keep !== undefined && !isAuxiliary(codec) && !isIn(filter.keep);
}

function filterMedia(media: MediaDescription, filter: CodecFilter): MediaDescription {
  if (!media.isRtp || media.port === 0) return media;
  const { rtpFormats } = media;
  const stays = new Set(rtpFormats.filter((format) => !isTaken(filter, format)).map(({ payload }) => payload));
  const codecs = rtpFormats.filter((format) => !isAuxiliary(format));
  const rates = new Set(codecs.filter(({ payload }) => stays.has(payload)).map(({ clockRate }) => clockRate));
  if (codecs.length > 0) {
    if (rates.size === 0) return media.disabled();
    for (const format of rtpFormats) if (isOrphan(format, stays, rates)) stays.delete(format.payload);
  }
  const named = new Set(rtpFormats.map(({ payload }) => String(payload)));
  // A payload type that means nothing to us can't be told by name: only what is kept by name goes without it.
  const formats = media.formats.filter((word) =>
    named.has(word) ? stays.has(Number(word)) : filter.keep === undefined,
  );
  if (formats.length === 0) return media.disabled();
  if (formats.length === media.formats.length) return media;
  const left = new Set(formats);
  const below = media.lines.slice(1).filter((line) => !namesFormatNotIn(line, left));
  return media.withLines(below).with({ formats });
}

/** What goes beside a codec that is gone: it shares the codec's clock, or names its payload type in fmtp. */
function isOrphan(format: RtpFormat, stays: ReadonlySet<number>, rates: ReadonlySet<number>): boolean {
  if (!isAuxiliary(format)) return false;
  const name = format.name.toLowerCase();
  if (isTelephoneEvent(format) || name === 'cn') return !rates.has(format.clockRate);
  // RFC 4588 8.6, RFC 2198 5
  if (name === 'rtx') return !stays.has(Number(fmtpParameters(format.fmtp ?? '').get('apt')));
  if (name === 'red')
    return (format.fmtp ?? '').split('/').some((payload) => /^\d+$/.test(payload) && !stays.has(Number(payload)));
  return false;
}

/** rtpmap, fmtp and rtcp-fb begin with the format that they belong to (RFC 4585 4.2). */
function namesFormatNotIn(line: string, formats: ReadonlySet<string>): boolean {
  const name = attributeName(line);
  if (name !== 'rtpmap' && name !== 'fmtp' && name !== 'rtcp-fb') return false;
  const value = parseFmtp(line.slice(line.indexOf(':') + 1));
  return !(value instanceof Failure) && value.format !== '*' && !formats.has(value.format);
}
