/** The formats that two descriptions of one stream share, each under its own number (RFC 3264 5.1, 6.1). */

import { codecKey, formatCodec, type RtpFormat } from './codec.ts';
import { type MediaDescription } from './media-description.ts';

export interface FormatPair {
  readonly local: RtpFormat;
  readonly remote: RtpFormat;
}

/** With RTP, in the remote order. A format is known by what it is; by its number too, where its parameters got lost. */
export function sharedRtpFormats(local: MediaDescription, remote: MediaDescription): FormatPair[] {
  const byKey = new Map<string, RtpFormat>();
  for (const format of local.rtpFormats) if (!byKey.has(codecKey(format))) byKey.set(codecKey(format), format);
  const byNumber = new Map(local.rtpFormats.map((format) => [`${format.payload} ${plainName(format)}`, format]));
  return remote.rtpFormats.flatMap((format) => {
    // The same number first: one codec may have several, as for its modes.
    const numbered = byNumber.get(`${format.payload} ${plainName(format)}`);
    const same = numbered !== undefined && codecKey(numbered) === codecKey(format);
    const match = same ? numbered : (byKey.get(codecKey(format)) ?? numbered);
    return match === undefined ? [] : [{ local: match, remote: format }];
  });
}

/** Without RTP, in the remote order. */
export function sharedFormats(local: MediaDescription, remote: MediaDescription): string[] {
  const own = new Set(local.formats);
  return remote.formats.filter((format) => own.has(format));
}

/** Whether the protocols are the same, or differ by early feedback alone: RTP/AVP and RTP/AVPF (RFC 4585). */
export function sameProfile(a: string, b: string): boolean {
  return a === b || (/\/S?AVPF?$/.test(a) && a.replace(/F$/, '') === b.replace(/F$/, ''));
}

function plainName(format: RtpFormat): string {
  return formatCodec({ ...format, name: format.name.toLowerCase() });
}
