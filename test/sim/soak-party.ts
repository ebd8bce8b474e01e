/** A phone of the soak: what it can do and wants is chosen by the seed. */

import { type DialogMachine } from '../../src/dialog/index.ts';
import { type Logger } from '../../src/stack/index.ts';
import { type SeededRandom, type Simulation } from '../../src/testing/index.ts';
import { type Machines } from '../../src/transaction/index.ts';
import {
  audioStream,
  type Call,
  g711,
  type Resolve,
  SessionMedia,
  UserAgent,
  type UserAgentOptions,
} from '../../src/ua/index.ts';
import { RecordedMedia } from './recorded-media.ts';

export interface PartyOptions {
  readonly name: string;
  readonly address: string;
  readonly domain: string;
  readonly resolve: Resolve;
  readonly log: Logger;
  readonly machines: Machines | undefined;
  readonly dialogMachine: DialogMachine | undefined;
}

/** Ports that a phone listens on; it is reached at one of them at a time. */
const PORTS = [5060, 5062] as const;

export class Party {
  readonly name: string;
  readonly agent: UserAgent;
  readonly media: RecordedMedia[] = [];
  /** Where its Contact says that it is. */
  port: number = PORTS[0];
  /** How often it has moved. */
  moves = 0;
  private readonly sim: Simulation;
  private readonly address: string;

  constructor(sim: Simulation, random: SeededRandom, options: PartyOptions) {
    const { name, address, domain, resolve, log, machines, dialogMachine } = options;
    this.sim = sim;
    this.name = name;
    this.address = address;
    // Nobody understands a stranger, and each says so in its own way.
    const codecs = random.chance(0.05) ? [{ name: 'opus', clockRate: 48_000, channels: 2 }] : g711;
    const slow = random.chance(0.25);
    const think = () => (slow && random.chance(0.7) ? this.pause(random.between(0, 250)) : undefined);
    sim.ladder.name(address, name);
    const listeners = PORTS.flatMap((port) => (['UDP', 'TCP'] as const).map((transport) => ({ transport, port })));
    this.agent = new UserAgent({
      transport: sim.network.host(address, listeners),
      clock: sim.clock,
      random: sim.random.fork(),
      identity: `<sip:${name}@${domain}>`,
      outboundProxy: `sip:${domain}`,
      resolve,
      log,
      machines,
      dialogMachine,
      sentBy: () => ({ host: address, port: this.port }),
      media: () => {
        const streams = [audioStream(random.between(10_000, 60_000), codecs)];
        const media = new RecordedMedia(new SessionMedia({ address, streams }, random), think);
        this.media.push(media);
        return media;
      },
      ...wishes(random),
    });
    sim.watch(name, this.agent.stack);
  }

  /** The URI that it is reached at, past the proxy. */
  get contact(): string {
    return `sip:${this.name}@${this.address}:${this.port}`;
  }

  /** The media of a call that has agreed on something. */
  mediaOf(call: Call): RecordedMedia | undefined {
    return this.media.find((media) => media.agreementsOn(call.streams) !== undefined);
  }

  /** Is somewhere else from now on; who it talks to does not know yet. */
  move(): void {
    this.moves++;
    this.port = this.port === PORTS[0] ? PORTS[1] : PORTS[0];
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.sim.clock.after(ms, resolve));
  }
}

function wishes(random: SeededRandom): Pick<UserAgentOptions, 'reliable' | 'sessionTimer' | 'redirects'> {
  return {
    reliable: random.pick(['supported', 'supported', 'supported', 'required', 'off']),
    sessionTimer: random.pick([
      {},
      { sessionExpires: 90 },
      { sessionExpires: 90, refresher: 'local' },
      { sessionExpires: 90, refresher: 'remote' },
      { sessionExpires: 90, alone: true },
      { sessionExpires: 90, required: true },
      { sessionExpires: 120, minSE: 120 },
      { supported: false },
    ]),
    redirects: random.pick([8, 8, 8, 0]),
  };
}
