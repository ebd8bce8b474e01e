/** All that is no SIP and belongs to media: RTP streams, RTCP reports, STUN and DTLS, by hop (RFC 3550, 7983). */

import { type Hop } from '../../capture/index.ts';
import { isRtcp, parseRtcp, type ReportBlock } from '../../rtp/index.ts';
import { Failure } from '../../message/index.ts';
import { MediaIndex } from './media-index.ts';
import { MediaStream } from './media-stream.ts';

/** How many packets that are no RTP went over a hop. */
export interface ControlTraffic {
  readonly hop: Hop;
  /** STUN requests and their good answers (RFC 8489 5): with ICE they go both ways. */
  stunRequests: number;
  stunAnswers: number;
  stunErrors: number;
  dtls: number;
  /** Alerts of DTLS, in plain (RFC 6347). */
  dtlsAlerts: number;
  /** Application data or finished handshakes are not told apart: a ChangeCipherSpec was seen. */
  dtlsFinished: boolean;
  rtcp: number;
  /** The worst report about what the other side sent. */
  worstReport: ReportBlock | undefined;
  /** ms since 1970. */
  firstTime: number;
  firstFrame: number;
  lastTime: number;
}

const RTP_HEADER = 12;

/** Takes packets, and tells what went where. */
export class MediaTraffic {
  readonly #limit: number;
  readonly #streams = new Map<Hop, Map<number, MediaStream>>();
  readonly #control = new Map<Hop, ControlTraffic>();
  #index: MediaIndex | undefined;
  #count = 0;
  /** Packets of streams beyond the bound. */
  omitted = 0;

  /** @param limit streams that are followed */
  constructor(limit = 20_000) {
    this.#limit = limit;
  }

  /** @param time ms since 1970 @param packet is not kept */
  receive(time: number, frame: number, hop: Hop, packet: Uint8Array): void {
    const first = packet[0];
    if (first >= 128 && first < 192 && packet.length >= RTP_HEADER && !isRtcp(packet)) {
      this.#receiveRtp(time, frame, hop, packet);
      return;
    }
    const control = this.#controlOf(time, frame, hop);
    if (control === undefined) return;
    control.lastTime = time;
    if (first < 4) receiveStun(control, packet);
    else if (first >= 20 && first < 64) receiveDtls(control, packet);
    else if (first >= 128 && first < 192) receiveRtcp(control, packet);
  }

  /** All streams with at least two packets in sequence's number: one alone is any datagram. */
  get streams(): readonly MediaStream[] {
    return [...this.#all()].filter(isStream);
  }

  /** Whether nothing at all was seen: then the capture was filtered, and says nothing about media. */
  get isEmpty(): boolean {
    return this.#streams.size === 0 && this.#control.size === 0;
  }

  /** The streams that went to an address and port, in the order of their beginning. */
  to(address: string, port: number): readonly MediaStream[] {
    return this.#indexed().to(address, port).filter(isStream);
  }

  /** The streams that came from an address and port, in the order of their beginning. */
  from(address: string, port: number): readonly MediaStream[] {
    return this.#indexed().from(address, port).filter(isStream);
  }

  /** Whether the capture holds RTP from or to a host, of whatever call. */
  hasAddress(address: string): boolean {
    return this.#indexed().hasAddress(address);
  }

  /** Whether the capture holds RTP between two hosts, of whatever call. */
  isBetween(a: string, b: string): boolean {
    return this.#indexed().isBetween(a, b);
  }

  /** STUN, DTLS and RTCP that went from or to an address and port. */
  controlAt(address: string, port: number): readonly ControlTraffic[] {
    return this.#indexed().controlAt(address, port);
  }

  #receiveRtp(time: number, frame: number, hop: Hop, packet: Uint8Array): void {
    const ssrc = ((packet[8] << 24) | (packet[9] << 16) | (packet[10] << 8) | packet[11]) >>> 0;
    let bySsrc = this.#streams.get(hop);
    if (bySsrc === undefined) this.#streams.set(hop, (bySsrc = new Map<number, MediaStream>()));
    let stream = bySsrc.get(ssrc);
    if (stream === undefined) {
      if (this.#count >= this.#limit) {
        this.omitted++;
        return;
      }
      this.#count++;
      this.#index = undefined;
      bySsrc.set(ssrc, (stream = new MediaStream(hop, ssrc)));
    }
    const header = RTP_HEADER + 4 * (packet[0] & 0x0f);
    const fields = {
      payloadType: packet[1] & 0x7f,
      marker: packet[1] >= 128,
      sequence: (packet[2] << 8) | packet[3],
      timestamp: ((packet[4] << 24) | (packet[5] << 16) | (packet[6] << 8) | packet[7]) >>> 0,
      payloadLength: packet.length - header,
    };
    stream.receive(time, frame, fields, packet.length, packet[header] ?? 0);
  }

  *#all(): Generator<MediaStream> {
    for (const bySsrc of this.#streams.values()) yield* bySsrc.values();
  }

  #indexed(): MediaIndex {
    return (this.#index ??= new MediaIndex(this.#all(), this.#control.values()));
  }

  #controlOf(time: number, frame: number, hop: Hop): ControlTraffic | undefined {
    let control = this.#control.get(hop);
    if (control !== undefined) return control;
    if (this.#control.size >= this.#limit) {
      this.omitted++;
      return undefined;
    }
    control = {
      hop,
      stunRequests: 0,
      stunAnswers: 0,
      stunErrors: 0,
      dtls: 0,
      dtlsAlerts: 0,
      dtlsFinished: false,
      rtcp: 0,
      worstReport: undefined,
      firstTime: time,
      firstFrame: frame,
      lastTime: time,
    };
    this.#index = undefined;
    this.#control.set(hop, control);
    return control;
  }
}

/** One packet alone is any datagram. */
function isStream({ packets }: MediaStream): boolean {
  return packets > 1;
}

/** RFC 8489 5: the class stands in two bits of the type. */
function receiveStun(control: ControlTraffic, packet: Uint8Array): void {
  if (packet.length < 20) return;
  const error = (packet[0] & 1) === 1;
  const answer = (packet[1] & 0x10) !== 0;
  if (error && answer) control.stunErrors++;
  else if (error) control.stunAnswers++;
  else if (!answer) control.stunRequests++;
}

/** RFC 6347 4.1: content type 20 is ChangeCipherSpec, 21 an alert. */
function receiveDtls(control: ControlTraffic, packet: Uint8Array): void {
  control.dtls++;
  if (packet[0] === 20) control.dtlsFinished = true;
  // After the handshake an alert is encrypted, and says nothing.
  if (packet[0] === 21 && !control.dtlsFinished) control.dtlsAlerts++;
}

function receiveRtcp(control: ControlTraffic, packet: Uint8Array): void {
  const packets = parseRtcp(packet);
  if (packets instanceof Failure) return;
  control.rtcp++;
  for (const one of packets) {
    if (one.type !== 'SR' && one.type !== 'RR') continue;
    for (const report of one.reports)
      if (report.fractionLost > (control.worstReport?.fractionLost ?? -1)) control.worstReport = report;
  }
}
