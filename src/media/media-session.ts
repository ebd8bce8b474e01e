/** A media stream on this machine's network and clock: two UDP ports, and a frame every 20 ms (RFC 3550, RFC 3551 4.2). */

import type { RemoteInfo, Socket } from 'node:dgram';
import { isIP, SocketAddress } from 'node:net';
import { SipError } from '../message/index.ts';
import { type Clock, systemClock, systemRandom } from '../stack/index.ts';
import type { AudioSink, AudioSource } from './audio-source.ts';
import { FrameClock } from './frame-clock.ts';
import type { MediaAddress } from './latch.ts';
import type { Channel, MediaParameters } from './media-parameters.ts';
import type { MediaStatistics } from './media-statistics.ts';
import { FRAME_MS, MediaStream, type MediaStreamOptions } from './media-stream.ts';
import { defaultPortRange, openPortPair, type PortPair, type PortRange } from './port-pair.ts';

/** Where a session is bound, and what the stream in it is to do. */
export interface MediaSessionOptions extends Omit<MediaStreamOptions, 'send' | 'random32'> {
  /** Numeric, of this machine. */
  readonly address: string;
  readonly ports?: PortRange;
  readonly clock?: Clock;
  /** Numbers that nobody can guess, 32 bits each; from the platform unless told. */
  readonly random32?: () => number;
}

/** Datagrams that may wait to leave, in octets: more are dropped, as they would be late. */
const MAX_QUEUED_OCTETS = 65_536;

/** One pool for all sessions. */
const random = systemRandom();
const systemRandom32 = () => random.bits32();

/**
 * Binds the ports; what comes to them is heard from now on. Sound flows in both directions as soon as `update` has named
 * where the peer is, so the ports can be offered before that is known.
 * @throws SipError (as a rejection) SIP_MEDIA_PORTS, SIP_MEDIA_ADDRESS, SIP_MEDIA_OPTIONS
 */
export async function openMediaSession(
  options: MediaSessionOptions,
  parameters: MediaParameters,
): Promise<MediaSession> {
  const { random32 = systemRandom32, clock = systemClock, address, ports = defaultPortRange } = options;
  if (isIP(address) === 0) throw notNumeric(address);
  const pair = await openPortPair(address, ports, () => random32() / 2 ** 32);
  try {
    return new MediaSession({ ...options, random32 }, numeric(parameters), pair, clock);
  } catch (error) {
    pair.rtp.close();
    pair.rtcp.close();
    throw error;
  }
}

/** One stream of a call. A call with another one opens another session. */
export class MediaSession {
  /** To be offered for RTP: even. RTCP is on the next one, whether it is used or not. */
  readonly port: number;
  readonly #sockets: Record<Channel, Socket>;
  readonly #clock: Clock;
  readonly #stream: MediaStream;
  readonly #frames: FrameClock;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(
    options: MediaSessionOptions & { readonly random32: () => number },
    parameters: MediaParameters,
    pair: PortPair,
    clock: Clock,
  ) {
    this.port = pair.port;
    this.#clock = clock;
    this.#sockets = { rtp: pair.rtp, rtcp: pair.rtcp };
    const send = (channel: Channel, datagram: Uint8Array, to: MediaAddress) => this.#send(channel, datagram, to);
    this.#stream = new MediaStream({ ...options, send }, parameters, clock.now());
    for (const channel of ['rtp', 'rtcp'] as const) {
      const socket = this.#sockets[channel];
      socket.on('message', (datagram, remote) => this.#receive(channel, datagram, remote));
      socket.on('error', () => this.#stream.sendFailed());
    }
    this.#frames = new FrameClock(
      clock,
      FRAME_MS,
      () => this.#stream.tick(clock.now(), clock.wall()),
      (frames) => this.#stream.skip(frames),
    );
  }

  /** Of what `play` and `record` are given, Hz. */
  get sampleRate(): number {
    return this.#stream.sampleRate;
  }

  /** Where RTP is sent to now. */
  get target(): MediaAddress | undefined {
    return this.#stream.target;
  }

  /** Whether digits are being sent or wait. */
  get isSendingDigits(): boolean {
    return this.#stream.isSendingDigits;
  }

  /**
   * Takes over what was negotiated: codecs, payload types, direction, the peer's address.
   * @throws SipError SIP_MEDIA_ADDRESS for an address that is not numeric
   */
  update(parameters: MediaParameters): void {
    this.#stream.update(numeric(parameters), this.#clock.now());
  }

  /** Sound to be sent from now on; without one silence is sent. */
  play(source: AudioSource | undefined): void {
    this.#stream.play(source);
  }

  /** Where sound goes that is received: a frame every 20 ms. */
  record(sink: AudioSink | undefined): void {
    this.#stream.record(sink);
  }

  /** While muted silence is sent instead of the source's sound, which is read on. */
  mute(muted: boolean): void {
    this.#stream.mute(muted);
  }

  /**
   * Sends digits as telephone events, after those that wait.
   * @param durationMs of each, 100 unless told; Infinity for a key that is held until `releaseDigit`
   * @throws SipError SIP_DTMF_DIGIT, SIP_DTMF_OPTIONS, SIP_DTMF_QUEUE, SIP_DTMF_UNSUPPORTED where the peer takes none
   */
  sendDigits(digits: string, durationMs?: number): void {
    this.#stream.sendDigits(digits, durationMs);
  }

  /** Lets go of the digit that is held; without effect where none is. */
  releaseDigit(): void {
    this.#stream.releaseDigit();
  }

  /** What was counted since the session began. */
  statistics(): MediaStatistics {
    return this.#stream.statistics();
  }

  /** Says BYE to the peer and gives the ports back. Sources and sinks stay as they are: whoever opened them closes them. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#frames.stop();
    const { rtp, rtcp } = this.#sockets;
    rtp.removeAllListeners('message');
    rtcp.removeAllListeners('message');
    this.#stream.close(this.#clock.now(), this.#clock.wall());
    await Promise.all([rtp, rtcp].map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
  }

  #receive(channel: Channel, datagram: Uint8Array, { address, port }: RemoteInfo): void {
    // Port 0 is no source that could be answered.
    if (port !== 0) this.#stream.receive(channel, datagram, { address, port }, this.#clock.now());
  }

  #send(channel: Channel, datagram: Uint8Array, { address, port }: MediaAddress): void {
    const socket = this.#sockets[channel];
    if (socket.getSendQueueSize() > MAX_QUEUED_OCTETS) return this.#stream.sendFailed();
    try {
      socket.send(datagram, port, address, (error) => {
        if (error !== null) this.#stream.sendFailed();
      });
    } catch {
      // An address of the other family, or a port that is none.
      this.#stream.sendFailed();
    }
  }
}

/** Addresses in the spelling in which the system names sources. */
function numeric(parameters: MediaParameters): MediaParameters {
  const { remote, remoteRtcp } = parameters;
  return {
    ...parameters,
    remote: remote && { ...remote, address: canonical(remote.address) },
    remoteRtcp: remoteRtcp && { ...remoteRtcp, address: canonical(remoteRtcp.address) },
  };
}

function canonical(address: string): string {
  const family = isIP(address);
  if (family === 0) throw notNumeric(address);
  return family === 4 ? address : new SocketAddress({ address, family: 'ipv6' }).address;
}

function notNumeric(address: string): SipError {
  return new SipError('SIP_MEDIA_ADDRESS', `not a numeric address: ${address}`);
}
