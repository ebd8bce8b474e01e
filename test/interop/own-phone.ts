/** Sipwright's phone within a test, on sockets of this machine: it speaks with a tone and records what it hears. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type AudioCodec, createWavSink, ToneSource, type WavSink } from '../../src/media/index.ts';
import { type NodeNetwork, openNetwork } from '../../src/node/index.ts';
import { Phone, type PhoneCall } from '../../src/phone/index.ts';
import { domain, password, type ServerProcess } from './sipwright-process.ts';
import { until } from './until.ts';

const rate = 8000;

export interface OwnPhoneOptions {
  readonly server: ServerProcess;
  readonly user: string;
  readonly transport: 'UDP' | 'TCP';
  readonly hertz: number;
  readonly codecs?: readonly AudioCodec[];
}

/** Registered at a server, with what one does with a phone. */
export class OwnPhone {
  readonly phone: Phone;
  readonly hertz: number;
  /** Calls that came in. */
  readonly rung: PhoneCall[] = [];
  readonly #recordings = new Map<PhoneCall, { readonly path: string; readonly sink: WavSink }>();

  private constructor({ user, hertz, server, transport, codecs }: OwnPhoneOptions, network: NodeNetwork) {
    const { folder } = server.installation;
    const { address, port } = server.at(transport);
    this.hertz = hertz;
    this.phone = new Phone({
      ...network,
      identity: `sip:${user}@${domain}`,
      credentials: { password },
      outboundProxy: `sip:${address}:${port};transport=${transport.toLowerCase()}`,
      rtp: { codecs },
      sound: (call) => {
        const path = join(folder, `${user}-heard-${this.#recordings.size}.wav`);
        const sink = createWavSink(path, rate);
        this.#recordings.set(call, { path, sink });
        return { source: new ToneSource(hertz, rate), sink, close: () => sink.close() };
      },
    });
    void this.#take();
  }

  static async start(options: OwnPhoneOptions): Promise<OwnPhone> {
    const network = await openNetwork({ address: '127.0.0.1', transports: [options.transport] });
    const own = new OwnPhone(options, network);
    await own.phone.register({ expires: 600 }).registered;
    await options.server.registered(options.user);
    return own;
  }

  /** Waits for a call that comes in. @param count of how many since the start */
  rings(count: number): Promise<PhoneCall> {
    return until('a call that comes in', () => this.rung.length >= count && this.rung[count - 1]);
  }

  recording(call: PhoneCall): string {
    const recording = this.#recordings.get(call);
    assert.ok(recording !== undefined, 'the call has no sound');
    return recording.path;
  }

  /** s of sound that were recorded in a call so far, silence too. */
  recordedSeconds(call: PhoneCall): number {
    return this.#recordings.get(call)?.sink.durationSeconds ?? 0;
  }

  close(): Promise<void> {
    return this.phone.close();
  }

  async #take(): Promise<void> {
    for await (const call of this.phone.incoming) this.rung.push(call);
  }
}
