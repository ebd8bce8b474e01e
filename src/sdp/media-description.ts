/** One media stream of a description: its m= line and what stands below it (RFC 8866 5.14). */

import { Failure } from '../message/index.ts';
import { parseFmtp, parsePacketTime, parseRtcp, parseRtpmap, type RtcpAttribute } from './attributes.ts';
import { type RtpFormat } from './codec.ts';
import { type Connection, formatConnection } from './connection.ts';
import { type Direction, isDirection } from './direction.ts';
import { sdpLine, wordsOf } from './line.ts';
import { staticPayloadType } from './payload-types.ts';
import { attributeLine, attributeName, replaceConnection, replaceLines, Section } from './section.ts';

/** What an m= line says. */
export interface MediaLine {
  /** audio, video, image, text, application, message. */
  readonly kind: string;
  /** 0 when the stream is refused or gone. */
  readonly port: number;
  /** How many pairs of ports there are, nearly always 1. */
  readonly portCount: number;
  /** RTP/AVP, RTP/SAVP, udptl, … */
  readonly protocol: string;
  /** With RTP payload types, in order of preference. */
  readonly formats: readonly string[];
}

/** Immutable: the methods that begin with `with` return a changed copy. */
export class MediaDescription extends Section implements MediaLine {
  readonly kind: string;
  readonly port: number;
  readonly portCount: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** Its own c=, the first where there are several; that of the session holds where there is none. */
  readonly connection: Connection | undefined;
  #rtpFormats: readonly RtpFormat[] | undefined = undefined;

  constructor(lines: readonly string[], media: MediaLine, connection: Connection | undefined) {
    super(lines);
    this.kind = media.kind;
    this.port = media.port;
    this.portCount = media.portCount;
    this.protocol = media.protocol;
    this.formats = media.formats;
    this.connection = connection;
  }

  /**
   * A stream of our own.
   * @param attributes the values of a= lines
   * @throws SipError SIP_SDP_TEXT
   */
  static build(media: MediaLine, connection: Connection | undefined, attributes: readonly string[]): MediaDescription {
    const lines = [formatMediaLine(media)];
    if (connection !== undefined) lines.push(formatConnection(connection));
    for (const attribute of attributes) lines.push(sdpLine('a', attribute));
    return new MediaDescription(lines, media, connection);
  }

  /** Whether the protocol is RTP or a profile of it, as RTP/AVP and UDP/TLS/RTP/SAVPF. */
  get isRtp(): boolean {
    return /(?:^|\/)RTP\//.test(this.protocol);
  }

  /**
   * The formats of an RTP stream by name, in order of preference: from rtpmap, else from the table of RFC 3551. A dynamic
   * payload type without rtpmap means nothing, and is not among them.
   */
  get rtpFormats(): readonly RtpFormat[] {
    return (this.#rtpFormats ??= this.isRtp ? rtpFormatsOf(this) : []);
  }

  /** The direction that it has of its own. */
  get direction(): Direction | undefined {
    return directionIn(this.lines);
  }

  /** ms of sound that its writer would like in a packet (RFC 8866 6.4). */
  get ptime(): number | undefined {
    return parsePacketTime(this.attribute('ptime'));
  }

  /** ms of sound in a packet at most. */
  get maxptime(): number | undefined {
    return parsePacketTime(this.attribute('maxptime'));
  }

  /** Where RTCP is wanted, where that is said (RFC 3605). */
  get rtcp(): RtcpAttribute | undefined {
    const value = this.attribute('rtcp');
    const rtcp = value === undefined ? undefined : parseRtcp(value);
    return rtcp instanceof Failure ? undefined : rtcp;
  }

  /** RTCP on the port of RTP (RFC 5761 5.1.1). */
  get rtcpMux(): boolean {
    return this.attribute('rtcp-mux') !== undefined;
  }

  /** RFC 5888 4. */
  get mid(): string | undefined {
    return this.attribute('mid');
  }

  /** With another m= line. */
  with(change: Partial<MediaLine>): MediaDescription {
    const { kind, port, portCount, protocol, formats, connection } = this;
    const media = { kind, port, portCount, protocol, formats, ...change };
    return new MediaDescription([formatMediaLine(media), ...this.lines.slice(1)], media, connection);
  }

  /** With other lines below its m= line, c= apart. */
  withLines(below: readonly string[]): MediaDescription {
    return new MediaDescription([this.lines[0], ...below], this, this.connection);
  }

  /** With that c= alone; undefined for none. */
  withConnection(connection: Connection | undefined): MediaDescription {
    const line = connection === undefined ? undefined : formatConnection(connection);
    return new MediaDescription(replaceConnection(this.lines, line), this, connection);
  }

  /** The same with that direction in place of any other. */
  withDirection(direction: Direction): MediaDescription {
    const below = this.lines.slice(1);
    return this.withLines(replaceLines(below, (line) => isDirection(attributeName(line)), attributeLine(direction)));
  }

  /** With that attribute in place of all of its name. @param value '' for one without a value; undefined for none */
  withAttribute(name: string, value: string | undefined): MediaDescription {
    const line = value === undefined ? undefined : attributeLine(name, value);
    return this.withLines(replaceLines(this.lines.slice(1), (old) => attributeName(old) === name, line));
  }

  /** Refused, or gone: port 0, and nothing else of it but one format (RFC 3264 6, 8.2). */
  disabled(): MediaDescription {
    const { kind, protocol } = this;
    const media = { kind, port: 0, portCount: 1, protocol, formats: [this.formats[0] ?? '0'] };
    return new MediaDescription([formatMediaLine(media)], media, undefined);
  }
}

/** @param at where the value stands in its text */
export function parseMediaLine(value: string, at: number): MediaLine | Failure {
  const [kind, ports, protocol, ...formats] = wordsOf(value);
  if (protocol === undefined) return new Failure(at, 'media, port and protocol were expected in m=');
  const match = /^(\d{1,5})(?:\/(\d{1,5}))?$/.exec(ports);
  if (match === null || Number(match[1]) > 65535) return new Failure(at, 'a port from 0 to 65535 was expected in m=');
  const portCount = match[2] === undefined ? 1 : Number(match[2]);
  if (portCount === 0) return new Failure(at, 'a number of ports above 0 was expected in m=');
  // Without a format it is good for a refusal alone, and some peers write those so.
  if (formats.length === 0 && Number(match[1]) !== 0) return new Failure(at, 'a format was expected in m=');
  return { kind, port: Number(match[1]), portCount, protocol, formats };
}

function formatMediaLine({ kind, port, portCount, protocol, formats }: MediaLine): string {
  return sdpLine('m', `${kind} ${port}${portCount === 1 ? '' : `/${portCount}`} ${[protocol, ...formats].join(' ')}`);
}

/** The first direction among the lines. */
export function directionIn(lines: readonly string[]): Direction | undefined {
  for (const line of lines) {
    const name = attributeName(line);
    if (isDirection(name)) return name;
  }
  return undefined;
}

function rtpFormatsOf(media: MediaDescription): readonly RtpFormat[] {
  const named = new Map<number, RtpFormat>();
  for (const value of media.attributes('rtpmap')) {
    const format = parseRtpmap(value);
    if (!(format instanceof Failure) && !named.has(format.payload)) named.set(format.payload, format);
  }
  const parameters = new Map<string, string>();
  for (const value of media.attributes('fmtp')) {
    const fmtp = parseFmtp(value);
    if (!(fmtp instanceof Failure) && !parameters.has(fmtp.format)) parameters.set(fmtp.format, fmtp.parameters);
  }
  const formats = new Map<number, RtpFormat>();
  for (const word of media.formats) {
    const payload = /^(?:0|[1-9]\d{0,2})$/.test(word) ? Number(word) : 128;
    const fixed = staticPayloadType(payload);
    const given = named.get(payload);
    // RFC 3551 4.5.2: of a codec with a fixed number the clock rate is fixed too, and some write G722/16000.
    const codec =
      fixed !== undefined && (given ?? fixed).name.toUpperCase() === fixed.name.toUpperCase() ? fixed : given;
    if (codec === undefined || formats.has(payload)) continue;
    formats.set(payload, { ...codec, fmtp: parameters.get(word) });
  }
  return [...formats.values()];
}
