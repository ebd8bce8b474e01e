/** What arrives: who is the peer, is it RTP, and where does it go (RFC 3550 5.1, 8.2, A.1; RFC 4961). */

import { Failure } from '../message/index.ts';
import { Reception, parseRtcp, parseRtpPacket, type RtpPacket } from '../rtp/index.ts';
import { CLOCK_RATE } from './audio-codec.ts';
import { DtmfReceiver, type DtmfReport } from './dtmf-receiver.ts';
import { Latch, type Latching, type MediaAddress } from './latch.ts';
import type { MediaEvents, MediaParameters } from './media-parameters.ts';
import { type MediaStatistics, StreamCounters } from './media-statistics.ts';
import { Playout } from './playout.ts';
import type { RtcpReporter } from './rtcp-reporter.ts';

/** Sources that have not proved themselves yet; more push out the one that was silent longest. */
const MAX_CANDIDATES = 8;

export interface StreamReceiverOptions extends MediaEvents {
  readonly sampleRate: number;
  readonly latching?: Latching;
  readonly minDelayMs?: number;
  readonly maxDelayMs?: number;
  readonly reporter: RtcpReporter;
  readonly random: () => number;
}

interface Candidate {
  readonly reception: Reception;
  /** Played when the next one proves that it was worth it. */
  first: { readonly packet: RtpPacket; readonly nowMs: number };
}

export class StreamReceiver {
  readonly #options: StreamReceiverOptions;
  readonly #latch: Latch;
  readonly #playout: Playout;
  readonly #dtmf = new DtmfReceiver();
  readonly #counters = new StreamCounters();
  /** By address and SSRC, the one that was heard last at the end. */
  readonly #candidates = new Map<string, Candidate>();
  #parameters!: MediaParameters;
  #receives = false;
  #reception: Reception | undefined;
  /** Where the peer's RTCP comes from, which may differ from where it said (RFC 4961 4). */
  #rtcpSource: MediaAddress | undefined;
  /** Who sent under our identifier: if it is so again after we have changed it, our own packets come back (8.2). */
  #conflicting: MediaAddress | undefined;
  #heardAt: number;
  #timedOut = false;

  /** @throws SipError SIP_MEDIA_OPTIONS, SIP_RESAMPLER_RATE */
  constructor(options: StreamReceiverOptions, nowMs: number) {
    const { sampleRate, latching = 'any', minDelayMs = 20, maxDelayMs = 200, random } = options;
    this.#options = options;
    this.#latch = new Latch(latching);
    this.#playout = new Playout({ sampleRate, minDelayMs, maxDelayMs, random });
    this.#heardAt = nowMs;
  }

  get target(): MediaAddress | undefined {
    return this.#latch.target;
  }

  get rtcpTarget(): MediaAddress | undefined {
    const { remote, remoteRtcp, rtcpMux = false } = this.#parameters;
    const target = this.target;
    if (target === undefined || rtcpMux) return target;
    if (this.#rtcpSource !== undefined) return this.#rtcpSource;
    // What was signalled is of no use where the peer is not where it said.
    const isWhereItSaid = remote !== undefined && target.address === remote.address && target.port === remote.port;
    if (isWhereItSaid && remoteRtcp !== undefined) return remoteRtcp;
    return target.port < 0xffff ? { address: target.address, port: target.port + 1 } : undefined;
  }

  /** The source that is heard. */
  get reception(): Reception | undefined {
    return this.#reception;
  }

  update(parameters: MediaParameters, nowMs: number): void {
    const { remote, direction = 'sendrecv' } = parameters;
    const targetBefore = this.target;
    this.#parameters = parameters;
    this.#latch.signal(remote, nowMs);
    if (this.target !== targetBefore) {
      this.#rtcpSource = undefined;
      this.#candidates.clear();
    }
    this.#playout.setPayloads(parameters.receive);
    const receives = direction === 'sendrecv' || direction === 'recvonly';
    if (this.#receives && !receives) this.#forgetSound();
    this.#receives = receives;
  }

  /** @param own our SSRC @returns whether somebody else uses it */
  receiveRtp(datagram: Uint8Array, from: MediaAddress, own: number, nowMs: number): boolean {
    const packet = parseRtpPacket(datagram);
    if (packet instanceof Failure) {
      this.#counters.malformed++;
      return false;
    }
    const kind = this.#latch.kindOf(from, packet.ssrc, nowMs);
    if (kind === 'foreign') {
      this.#counters.foreign++;
      return false;
    }
    if (packet.ssrc === own) return this.#isConflict(from);
    const isKnown = this.#parameters.receive.has(packet.payloadType);
    if (!isKnown) this.#counters.unknownPayload++;
    const reception = this.#reception;
    if (kind === 'peer' && reception?.ssrc === packet.ssrc) {
      const validity = reception.receive(packet.sequence, packet.timestamp, nowMs);
      this.#latch.heard(from, packet.ssrc, nowMs);
      if (validity === 'restarted') this.#forgetSound();
      if (validity !== 'invalid') this.#deliver(packet, nowMs);
    } else if (isKnown) {
      // Payload types that nobody has negotiated make no source valid (A.1).
      this.#tryCandidate(packet, from, nowMs);
    }
    return false;
  }

  receiveRtcp(datagram: Uint8Array, from: MediaAddress, own: number, nowMs: number): void {
    const packets = parseRtcp(datagram);
    if (packets instanceof Failure) {
      this.#counters.malformed++;
      return;
    }
    // RTCP has no sequence to prove itself by: it is heard from where the peer is, or where it said.
    const signalled = this.#parameters.remoteRtcp;
    const isSignalled = signalled !== undefined && signalled.address === from.address && signalled.port === from.port;
    if (from.address !== this.target?.address && !isSignalled) {
      this.#counters.foreign++;
      return;
    }
    const peer = this.#reception?.ssrc;
    const opening = packets[0];
    if ((opening.type === 'SR' || opening.type === 'RR') && opening.ssrc === own) return;
    if (!this.#parameters.rtcpMux) this.#rtcpSource = from;
    this.#heard(nowMs);
    const goodbye = this.#options.reporter.receive(packets, datagram.length, own, peer, nowMs);
    if (goodbye !== undefined) this.#options.onGoodbye?.(goodbye.reason);
  }

  /** Called every 20 ms, for what is over because nothing came. */
  tick(nowMs: number): void {
    this.#report(this.#dtmf.expire(nowMs));
    if (this.#timedOut || nowMs - this.#heardAt < this.#options.reporter.timeoutMs) return;
    this.#timedOut = true;
    this.#options.onTimeout?.();
  }

  /** The next sound that was received, or silence. */
  read(frame: Int16Array, nowMs: number): void {
    if (this.#receives) this.#playout.read(frame, nowMs);
    else frame.fill(0);
  }

  /** Tells the end of a digit that is down. */
  close(): void {
    this.#report(this.#dtmf.reset());
  }

  statistics(): Pick<
    MediaStatistics,
    'remoteSsrc' | 'received' | 'jitterMs' | 'delayMs' | 'concealedMs' | 'shortened' | 'lengthened'
  > {
    const { octets, malformed, unknownPayload, foreign, earlierPackets, earlierLost } = this.#counters;
    const { late, duplicate, discarded, shortened, lengthened } = this.#playout.counters;
    const reception = this.#reception;
    return {
      remoteSsrc: reception?.ssrc,
      received: {
        packets: earlierPackets + (reception?.received ?? 0),
        octets,
        lost: earlierLost + (reception?.lost ?? 0),
        late,
        duplicate,
        discarded,
        malformed,
        unknownPayload,
        foreign,
      },
      jitterMs: reception?.jitterMs ?? 0,
      delayMs: this.#playout.delayMs,
      concealedMs: this.#playout.concealedMs,
      shortened,
      lengthened,
    };
  }

  /** The first packets of a source, until two of them follow each other (A.1). */
  #tryCandidate(packet: RtpPacket, from: MediaAddress, nowMs: number): void {
    const key = `${from.address} ${from.port} ${packet.ssrc}`;
    const first = { packet: { ...packet, payload: packet.payload.slice() }, nowMs };
    const candidate = this.#candidates.get(key) ?? { reception: new Reception(packet.ssrc, CLOCK_RATE), first };
    this.#candidates.delete(key);
    if (candidate.reception.receive(packet.sequence, packet.timestamp, nowMs) === 'probation') {
      candidate.first = first;
      this.#candidates.set(key, candidate);
      const [longestSilent] = this.#candidates.keys();
      if (this.#candidates.size > MAX_CANDIDATES) this.#candidates.delete(longestSilent);
      return;
    }
    this.#begin(candidate, from, nowMs);
    this.#deliver(packet, nowMs);
  }

  #begin({ reception, first }: Candidate, from: MediaAddress, nowMs: number): void {
    const before = this.#reception;
    if (before !== undefined) {
      this.#counters.earlierPackets += before.received;
      this.#counters.earlierLost += before.lost;
      this.#forgetSound();
    }
    this.#candidates.clear();
    this.#reception = reception;
    const hasMoved = this.#latch.heard(from, reception.ssrc, nowMs);
    if (hasMoved) this.#rtcpSource = undefined;
    this.#deliver(first.packet, first.nowMs);
    if (hasMoved) this.#options.onRemoteAddress?.(from);
    if (before?.ssrc !== reception.ssrc) this.#options.onRemoteSsrc?.(reception.ssrc);
  }

  #deliver(packet: RtpPacket, nowMs: number): void {
    this.#heard(nowMs);
    this.#counters.octets += packet.payload.length;
    if (!this.#receives) return;
    this.#playout.put(packet, nowMs);
    if (this.#parameters.receive.get(packet.payloadType) === 'telephone-event') {
      this.#report(this.#dtmf.receive(packet.payload, packet.timestamp, nowMs));
    }
  }

  #heard(nowMs: number): void {
    this.#heardAt = nowMs;
    this.#timedOut = false;
  }

  #forgetSound(): void {
    this.#playout.reset();
    this.#report(this.#dtmf.reset());
  }

  #report(reports: readonly DtmfReport[]): void {
    for (const report of reports) this.#options.onDigit?.(report);
  }

  #isConflict(from: MediaAddress): boolean {
    const known = this.#conflicting;
    this.#counters.foreign++;
    if (known !== undefined && known.address === from.address && known.port === from.port) return false;
    this.#conflicting = from;
    return true;
  }
}
