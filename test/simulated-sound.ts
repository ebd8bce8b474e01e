/** RTP in virtual time: sessions as `RtpMedia` opens them, on the clock of a simulation, with a network that delays and loses. */

import { SipError } from '../src/message/index.ts';
import {
  FrameClock,
  type MediaAddress,
  type MediaParameters,
  type MediaSessionOptions,
  MediaStream,
  type OpenSoundSession,
  type SoundSession,
} from '../src/media/index.ts';
import { type Clock } from '../src/stack/index.ts';

const FRAME = 20;

/** A datagram that somebody sent. */
export interface SentSound {
  readonly from: MediaAddress;
  readonly to: MediaAddress;
  readonly datagram: Uint8Array;
}

export interface SimulatedSoundOptions {
  /** How long a datagram is on its way, ms; 10 when left out. */
  readonly delayMs?: number;
  /** Which datagrams are lost, by their place in the order of sending. */
  readonly isLost?: (index: number, sent: SentSound) => boolean;
}

/** Hands out even ports from 10,000 on. */
export class SimulatedSound {
  /** Sessions that were not closed. */
  readonly open = new Set<SimulatedSession>();
  /** How many sessions there may be at a time. */
  ports = Infinity;
  readonly clock: Clock;
  readonly #options: SimulatedSoundOptions;
  readonly #receivers = new Map<string, (datagram: Uint8Array, from: MediaAddress) => void>();
  #nextPort = 10_000;
  #sent = 0;
  #bits = 1;

  constructor(clock: Clock, options: SimulatedSoundOptions = {}) {
    this.clock = clock;
    this.#options = options;
  }

  /** For `RtpMediaOptions.open`. */
  readonly openSession: OpenSoundSession = async (options, parameters) => {
    await Promise.resolve();
    if (this.open.size >= this.ports) throw new SipError('SIP_MEDIA_PORTS', 'every port is taken');
    const session = new SimulatedSession(this, this.#nextPort, options, parameters);
    this.#nextPort += 2;
    this.open.add(session);
    return session;
  };

  /** Numbers without chance. */
  bits32 = (): number => (this.#bits = (Math.imul(this.#bits, 1_664_525) + 1_013_904_223) >>> 0);

  bind(at: MediaAddress, receive: (datagram: Uint8Array, from: MediaAddress) => void): () => void {
    const key = `${at.address} ${at.port}`;
    this.#receivers.set(key, receive);
    return () => this.#receivers.delete(key);
  }

  send(sent: SentSound): void {
    const { delayMs = 10, isLost = () => false } = this.#options;
    if (isLost(this.#sent++, sent)) return;
    const datagram = sent.datagram.slice();
    this.clock.after(delayMs, () =>
      this.#receivers.get(`${sent.to.address} ${sent.to.port}`)?.(datagram, { ...sent.from }),
    );
  }
}

/** Two ports of the simulated network. */
export class SimulatedSession implements SoundSession {
  readonly port: number;
  /** What was negotiated last. */
  parameters: MediaParameters;
  readonly #stream: MediaStream;
  readonly #frames: FrameClock;
  readonly #clock: Clock;
  readonly #release: () => void;

  constructor(network: SimulatedSound, port: number, options: MediaSessionOptions, parameters: MediaParameters) {
    const { clock } = network;
    const { address } = options;
    this.port = port;
    this.parameters = parameters;
    this.#clock = clock;
    const portOf = { rtp: port, rtcp: port + 1 } as const;
    this.#stream = new MediaStream(
      {
        ...options,
        random32: network.bits32,
        send: (channel, datagram, to) => network.send({ from: { address, port: portOf[channel] }, to, datagram }),
      },
      parameters,
      clock.now(),
    );
    const releases = (['rtp', 'rtcp'] as const).map((channel) =>
      network.bind({ address, port: portOf[channel] }, (datagram, from) =>
        this.#stream.receive(channel, datagram, from, clock.now()),
      ),
    );
    this.#frames = new FrameClock(
      clock,
      FRAME,
      () => this.#stream.tick(clock.now(), clock.wall()),
      (frames) => this.#stream.skip(frames),
    );
    this.#release = () => {
      for (const release of releases) release();
      network.open.delete(this);
    };
  }

  get target(): MediaAddress | undefined {
    return this.#stream.target;
  }

  update(parameters: MediaParameters): void {
    this.parameters = parameters;
    this.#stream.update(parameters, this.#clock.now());
  }

  play(source: Parameters<SoundSession['play']>[0]): void {
    this.#stream.play(source);
  }

  record(sink: Parameters<SoundSession['record']>[0]): void {
    this.#stream.record(sink);
  }

  mute(muted: boolean): void {
    this.#stream.mute(muted);
  }

  sendDigits(digits: string, durationMs?: number): void {
    this.#stream.sendDigits(digits, durationMs);
  }

  statistics(): ReturnType<SoundSession['statistics']> {
    return this.#stream.statistics();
  }

  close(): Promise<void> {
    this.#frames.stop();
    this.#stream.close(this.#clock.now(), this.#clock.wall());
    this.#release();
    return Promise.resolve();
  }
}

/** Keeps what it hears. */
export class Ear {
  readonly #frames: Int16Array[] = [];

  write(frame: Int16Array): void {
    this.#frames.push(frame.slice());
  }

  /** Frames of 20 ms. */
  get count(): number {
    return this.#frames.length;
  }

  /** The last so many frames, as one piece. */
  last(frames: number): Int16Array {
    return Int16Array.from(this.#frames.slice(-frames).flatMap((frame) => [...frame]));
  }
}
