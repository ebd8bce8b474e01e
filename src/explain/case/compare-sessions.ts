/** Two session descriptions side by side: stream by stream, what differs, and which of it keeps them apart (RFC 3264 5, 6). */

import {
  type Connection,
  isAuxiliary,
  type MediaDescription,
  receives,
  type RtpFormat,
  sameCodec,
  sends,
  type SessionDescription,
} from '../../sdp/index.ts';
import { type SideBySideRow } from '../rules/rule.ts';
import { profileText, suitesOf } from './session-demands.ts';
import { shown } from './step.ts';

/**
 * What keeps two sides from using a stream, the first of them decides:
 * - `media`: one of them has no such stream; `refused`: its port is 0.
 * - `profile`: plain RTP here, SRTP there, or keys by other means. `codec`: none in common. `keys`: no common crypto suite.
 * - `address`: IPv4 here, IPv6 there.
 */
export interface Obstacle {
  readonly kind: 'media' | 'refused' | 'profile' | 'codec' | 'keys' | 'address';
  /** For a sentence: `no codec in common: G729 against PCMU, PCMA`. */
  readonly text: string;
}

/** One stream of both. */
export interface StreamComparison {
  /** `audio`, `video`, … */
  readonly kind: string;
  readonly left: MediaDescription | undefined;
  readonly right: MediaDescription | undefined;
  /** Codecs that both have, as `PCMU/8000`; formats, where it is no RTP. What only goes beside a codec is not counted. */
  readonly common: readonly string[];
  /** Empty where the stream can be used. */
  readonly obstacles: readonly Obstacle[];
  readonly rows: readonly SideBySideRow[];
}

/** Both as a whole. */
export interface SessionComparison {
  readonly streams: readonly StreamComparison[];
  /** Whether at least one stream can be used. */
  readonly fits: boolean;
  /** Of all streams; `differs` where that is what keeps them apart. */
  readonly rows: readonly SideBySideRow[];
}

/**
 * Compares what two sides say.
 * @param left the offer, or whose description comes first
 * @param right the answer, or what the other side says of itself
 *
 * Streams are paired by their kind and order, which for an offer and its answer is that of their
 * m= lines, and holds for two descriptions that know nothing of each other too.
 */
export function compareSessions(left: SessionDescription, right: SessionDescription): SessionComparison {
  const rest = [...right.media];
  const take = (kind: string) => {
    const at = rest.findIndex((media) => media.kind === kind);
    return at < 0 ? undefined : rest.splice(at, 1)[0];
  };
  const streams = left.media.map((media) => compareStream(left, media, right, take(media.kind)));
  for (const media of rest) streams.push(compareStream(left, undefined, right, media));
  return {
    streams,
    fits: streams.some(({ obstacles }) => obstacles.length === 0),
    rows: streams.flatMap(({ rows }) => rows),
  };
}

function compareStream(
  leftSession: SessionDescription,
  left: MediaDescription | undefined,
  rightSession: SessionDescription,
  right: MediaDescription | undefined,
): StreamComparison {
  const kind = (left ?? right)?.kind ?? '';
  const [l, r] = [sideOf(leftSession, left), sideOf(rightSession, right)];
  const common = left === undefined || right === undefined ? [] : commonOf(left, right);
  const obstacles =
    left === undefined || right === undefined ? [missing(kind, right === undefined)] : obstaclesOf(l, r, common);
  const is = (what: Obstacle['kind']) => obstacles.some((one) => one.kind === what);
  const noFlow = l.direction !== '' && r.direction !== '' && !flows(l.direction, r.direction);
  const rows: SideBySideRow[] = [
    row(l.title, r.title, is('media') || is('refused')),
    row(l.profile, r.profile, is('profile')),
    ...codecRows(left, right, is('codec')),
    row(l.keys, r.keys, is('keys') || is('profile')),
    row(l.address, r.address, is('address')),
    row(l.direction, r.direction, noFlow),
    row(l.packetTime, r.packetTime, false),
  ];
  return {
    kind: shown(kind),
    left,
    right,
    common,
    obstacles,
    rows: rows.filter((one) => one.left !== '' || one.right !== ''),
  };
}

/** What one side says of a stream, as text; '' for what it does not say. */
interface Side {
  readonly media: MediaDescription | undefined;
  readonly title: string;
  readonly profile: string;
  readonly keys: string;
  readonly address: string;
  readonly family: string;
  readonly hasCandidates: boolean;
  readonly direction: '' | 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  readonly packetTime: string;
}

function sideOf(session: SessionDescription, media: MediaDescription | undefined): Side {
  if (media === undefined)
    return {
      media,
      title: '',
      profile: '',
      keys: '',
      address: '',
      family: '',
      hasCandidates: false,
      direction: '',
      packetTime: '',
    };
  const refused = media.port === 0;
  const connection = session.connectionOf(media);
  return {
    media,
    title: `${shown(media.kind)}, port ${media.port}${refused ? ' (not wanted)' : ''}`,
    profile: shown(media.protocol),
    keys: refused ? '' : keysText(session, media),
    address: refused || connection === undefined ? '' : `${familyOf(connection)} ${shown(connection.address)}`,
    family: connection === undefined ? '' : familyOf(connection),
    hasCandidates: media.attribute('candidate') !== undefined,
    direction: refused ? '' : session.directionOf(media),
    packetTime: media.ptime === undefined ? '' : `ptime ${media.ptime} ms`,
  };
}

function obstaclesOf(left: Side, right: Side, common: readonly string[]): Obstacle[] {
  const [a, b] = [left.media!, right.media!];
  if (a.port === 0 || b.port === 0)
    return [
      {
        kind: 'refused',
        text: `${shown(a.kind)} has port 0 ${a.port === 0 ? 'in the offer' : 'at the other side'}, which means that it is not wanted`,
      },
    ];
  const all: Obstacle[] = [];
  if (familyOfProfile(a.protocol) !== familyOfProfile(b.protocol))
    all.push({ kind: 'profile', text: `${profileText(a.protocol)} against ${profileText(b.protocol)}` });
  if (common.length === 0)
    all.push({ kind: 'codec', text: `no codec in common: ${formatNames(a)} against ${formatNames(b)}` });
  const [suites, others] = [suitesOf(a), suitesOf(b)];
  if (suites.length > 0 && others.length > 0 && !suites.some((suite) => others.includes(suite)))
    all.push({ kind: 'keys', text: `no crypto suite in common: ${suites.join(', ')} against ${others.join(', ')}` });
  const reachable = left.family === right.family || left.family === '' || right.family === '';
  if (!reachable && !left.hasCandidates && !right.hasCandidates)
    all.push({ kind: 'address', text: `${left.family} against ${right.family}` });
  return all;
}

function missing(kind: string, isOffered: boolean): Obstacle {
  const name = shown(kind);
  return {
    kind: 'media',
    text: isOffered ? `only the offer has ${name}` : `only the other side has ${name}`,
  };
}

/** The codecs one by one: common ones beside each other, first those of the left. */
function codecRows(
  left: MediaDescription | undefined,
  right: MediaDescription | undefined,
  differs: boolean,
): SideBySideRow[] {
  const [ours, theirs] = [formatsOf(left), formatsOf(right)];
  const rest = [...theirs];
  const rows = ours.map((format): SideBySideRow => {
    const at = rest.findIndex((other) => isSame(format, other));
    const other = at < 0 ? undefined : rest.splice(at, 1)[0];
    return row(format.text, other?.text ?? '', differs && other === undefined && !format.auxiliary);
  });
  return [...rows, ...rest.map((format) => row('', format.text, differs && !format.auxiliary))];
}

interface NamedFormat {
  readonly text: string;
  readonly codec: RtpFormat | undefined;
  readonly auxiliary: boolean;
}

function formatsOf(media: MediaDescription | undefined): NamedFormat[] {
  if (media === undefined || media.port === 0) return [];
  if (!media.isRtp) return media.formats.map((text) => ({ text: shown(text), codec: undefined, auxiliary: false }));
  return media.rtpFormats.map((codec) => ({
    text: `${codecName(codec)}, payload type ${codec.payload}${codec.fmtp === undefined ? '' : `, ${shown(codec.fmtp)}`}`,
    codec,
    auxiliary: isAuxiliary(codec),
  }));
}

function isSame(a: NamedFormat, b: NamedFormat): boolean {
  if (a.codec === undefined || b.codec === undefined) return a.text.toLowerCase() === b.text.toLowerCase();
  return sameCodec(a.codec, b.codec);
}

function commonOf(left: MediaDescription, right: MediaDescription): string[] {
  const theirs = formatsOf(right);
  return formatsOf(left)
    .filter((format) => !format.auxiliary && theirs.some((other) => isSame(format, other)))
    .map(({ codec, text }) => (codec === undefined ? text : codecName(codec)));
}

function formatNames(media: MediaDescription): string {
  const names = formatsOf(media)
    .filter(({ auxiliary }) => !auxiliary)
    .map(({ codec, text }) => (codec === undefined ? text : shown(codec.name)));
  return [...new Set(names)].join(', ') || 'none that is named';
}

function codecName({ name, clockRate, channels }: RtpFormat): string {
  return shown(`${name}/${clockRate}${channels === 1 ? '' : `/${channels}`}`);
}

/** Early feedback makes no difference (RFC 4585), nor does the case. */
function familyOfProfile(protocol: string): string {
  return protocol.toUpperCase().replace(/AVPF$/, 'AVP');
}

/** How the keys of SRTP are agreed; never the keys themselves. */
function keysText(session: SessionDescription, media: MediaDescription): string {
  const suites = suitesOf(media);
  if (suites.length > 0) return `keys in the SDP: ${suites.join(', ')}`;
  const fingerprint = session.attributeOf(media, 'fingerprint');
  return fingerprint === undefined ? '' : `DTLS, fingerprint by ${shown(fingerprint.split(' ')[0])}`;
}

function familyOf({ addressType }: Connection): string {
  return addressType === 'IP6' ? 'IPv6' : addressType === 'IP4' ? 'IPv4' : shown(addressType);
}

type Flow = Exclude<Side['direction'], ''>;

function flows(left: Flow, right: Flow): boolean {
  return (sends(left) && receives(right)) || (sends(right) && receives(left));
}

function row(left: string, right: string, differs: boolean): SideBySideRow {
  return { left, right, differs };
}
