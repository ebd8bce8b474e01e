/** The reports that one party of two sends and receives: SR or RR with CNAME, BYE, and the round trip (RFC 3550 6). */

import {
  fromNtpUnits,
  middleOf,
  type NtpTime,
  ntpTime,
  toNtpUnits,
  type Reception,
  type Goodbye,
  type ReceiverReport,
  type ReportBlock,
  type RtcpPacket,
  SDES_CNAME,
  type SenderReport,
  type SourceDescription,
  writeRtcp,
} from '../rtp/index.ts';
import { RtcpSchedule } from './rtcp-schedule.ts';
import type { RtpSender } from './rtp-sender.ts';

/** Room for SR, SDES with the longest CNAME, and BYE. */
const MAX_OCTETS = 600;
/** Sender reports that the peer's blocks may still refer to. */
const REMEMBERED_REPORTS = 4;
/** 64 kbit/s at 50 packets of RTP, UDP and IPv4 a second, in both directions. */
const SESSION_BANDWIDTH = 2 * 50 * (160 + 40);

/** What the peer says of our packets. */
export interface RemoteReport {
  /** Of those since its last report, 0 to 1. */
  readonly fractionLost: number;
  readonly lost: number;
  readonly jitterMs: number;
}

export class RtcpReporter {
  /** The latest report about us. */
  remote: RemoteReport | undefined;
  /** The latest measurement; undefined before. */
  roundTripMs: number | undefined;
  readonly #cname: string;
  readonly #clockRate: number;
  readonly #schedule: RtcpSchedule;
  readonly #sent: { readonly middle: number; readonly at: number }[] = [];
  /** Packets that had left at the last report and at the one before it: since then, one is a sender (6.4). */
  #packetsBefore: [number, number] = [0, 0];
  #hasSent = false;
  #lastSenderReport: { readonly ssrc: number; readonly middle: number; readonly at: number } | undefined;

  /** @param random at least 0, less than 1 */
  constructor(cname: string, clockRate: number, nowMs: number, random: () => number) {
    this.#cname = cname;
    this.#clockRate = clockRate;
    this.#schedule = new RtcpSchedule(nowMs, random, SESSION_BANDWIDTH);
  }

  /** Without any packet of the peer for so long it counts as gone, ms. */
  get timeoutMs(): number {
    return this.#schedule.timeoutMs;
  }

  isDue(nowMs: number): boolean {
    return this.#schedule.isDue(nowMs);
  }

  /** @param octets of the compound packet @returns the BYE of the peer, if it has said one */
  receive(
    packets: readonly RtcpPacket[],
    octets: number,
    own: number,
    peer: number | undefined,
    nowMs: number,
  ): Goodbye | undefined {
    this.#schedule.received(octets);
    let goodbye: Goodbye | undefined;
    for (const packet of packets) {
      if (packet.type === 'SR') {
        const middle = middleOf({ seconds: packet.ntpSeconds, fraction: packet.ntpFraction });
        this.#lastSenderReport = { ssrc: packet.ssrc, middle, at: nowMs };
      }
      if (packet.type === 'SR' || packet.type === 'RR') {
        for (const block of packet.reports) if (block.ssrc === own) this.#noteReport(block, nowMs);
      }
      if (packet.type === 'BYE' && peer !== undefined && packet.sources.includes(peer)) goodbye = packet;
    }
    return goodbye;
  }

  /** The compound packet that is due now. @param wallMs since 1970 */
  report(sender: RtpSender, reception: Reception | undefined, nowMs: number, wallMs: number): Uint8Array {
    const datagram = write([...this.#opening(sender, reception, nowMs, wallMs), this.#description(sender.ssrc)]);
    this.#packetsBefore = [this.#packetsBefore[1], sender.packets];
    this.#hasSent = true;
    this.#schedule.sent(datagram.length, nowMs);
    return datagram;
  }

  /** The last one. @returns undefined where nothing was ever sent: then no BYE may be (6.3.7) */
  goodbye(sender: RtpSender, reception: Reception | undefined, nowMs: number, wallMs: number): Uint8Array | undefined {
    if (!this.#hasSent && sender.packets === 0) return undefined;
    const opening = this.#opening(sender, reception, nowMs, wallMs);
    return write([...opening, this.#description(sender.ssrc), { type: 'BYE', sources: [sender.ssrc] }]);
  }

  /** Our identifier is about to change: what was counted for it is over. */
  forgetSent(): void {
    this.#packetsBefore = [0, 0];
    this.#sent.length = 0;
  }

  #opening(
    sender: RtpSender,
    reception: Reception | undefined,
    nowMs: number,
    wallMs: number,
  ): [SenderReport | ReceiverReport] {
    const reports = reception?.isValid ? [this.#blockAbout(reception, nowMs)] : [];
    if (sender.packets === this.#packetsBefore[0]) return [{ type: 'RR', ssrc: sender.ssrc, reports }];
    const time: NtpTime = ntpTime(wallMs);
    this.#sent.unshift({ middle: middleOf(time), at: nowMs });
    if (this.#sent.length > REMEMBERED_REPORTS) this.#sent.pop();
    const report: SenderReport = {
      type: 'SR',
      ssrc: sender.ssrc,
      ntpSeconds: time.seconds,
      ntpFraction: time.fraction,
      rtpTimestamp: sender.timestamp,
      packetCount: sender.packets,
      octetCount: sender.octets,
      reports,
    };
    return [report];
  }

  #blockAbout(reception: Reception, nowMs: number): ReportBlock {
    const last = this.#lastSenderReport;
    if (last?.ssrc !== reception.ssrc) return reception.report(0, 0);
    return reception.report(last.middle, toNtpUnits(nowMs - last.at));
  }

  #description(ssrc: number): SourceDescription {
    return { type: 'SDES', chunks: [{ ssrc, items: [{ type: SDES_CNAME, text: this.#cname }] }] };
  }

  #noteReport(block: ReportBlock, nowMs: number): void {
    this.remote = {
      fractionLost: block.fractionLost / 256,
      lost: block.cumulativeLost,
      jitterMs: (block.jitter / this.#clockRate) * 1000,
    };
    // By our own monotonic clock, and only for a report that we did send: the wall clock may jump, and a peer may lie.
    const sent = this.#sent.find(({ middle }) => middle === block.lastSenderReport);
    if (sent === undefined) return;
    this.roundTripMs = Math.max(0, nowMs - sent.at - fromNtpUnits(block.delaySinceLastSenderReport));
  }
}

function write(packets: Parameters<typeof writeRtcp>[0]): Uint8Array {
  const datagram = new Uint8Array(MAX_OCTETS);
  return datagram.slice(0, writeRtcp(packets, datagram));
}
