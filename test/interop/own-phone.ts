/** Sipwright's phone within a test, on sockets of this machine: it speaks with a tone and records what it hears. */

import assert from 'node:assert/strict';
import { hash as digest } from 'node:crypto';
import { join } from 'node:path';
import { createWavSink, ToneSource, type WavSink } from '../../src/media/index.ts';
import { Phone, type PhoneCall } from '../../src/phone/index.ts';
import { openSockets } from '../../src/sockets/index.ts';
import { domain, password, type ServerProcess } from './sipwright-process.ts';
import { until } from './until.ts';

const rate = 8000;

export interface OwnPhoneOptions {
  readonly server: ServerProcess;
  readonly user: string;
  readonly transport: 'UDP' | 'TCP';
  readonly hertz: number;
}

/** Registered at a server, with what one does with a phone. */
export class OwnPhone {
  readonly phone: Phone;
  readonly hertz: number;
  /** Calls that came in. */
  readonly rung: PhoneCall[] = [];
  readonly #recordings = new Map<PhoneCall, { readonly path: string; readonly sink: WavSink }>();
  readonly #close: () => Promise<void>;

  private constructor(
    { user, hertz, server, transport }: OwnPhoneOptions,
    sockets: Awaited<ReturnType<typeof openSockets>>,
  ) {
    const { folder } = server.installation;
    const { address, port } = server.at(transport);
    this.hertz = hertz;
    this.phone = new Phone({
      transport: sockets,
      identity: `sip:${user}@${domain}`,
      credentials: { password },
      hash: (algorithm, text) =>
        digest(algorithm.toLowerCase().replace('sha-', 'sha'), Buffer.from(text, 'latin1'), 'hex'),
      outboundProxy: `sip:${address}:${port};transport=${transport.toLowerCase()}`,
      rtp: { address: '127.0.0.1' },
      sound: (call) => {
        const path = join(folder, `${user}-heard-${this.#recordings.size}.wav`);
        const sink = createWavSink(path, rate);
        this.#recordings.set(call, { path, sink });
        return { source: new ToneSource(hertz, rate), sink, close: () => sink.close() };
      },
    });
    void this.#take();
    this.#close = () => sockets.close();
  }

  static async start(options: OwnPhoneOptions): Promise<OwnPhone> {
    const sockets = await openSockets([{ transport: options.transport, address: '127.0.0.1', port: 0 }], undefined);
    const own = new OwnPhone(options, sockets);
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

  async close(): Promise<void> {
    await this.phone.close();
    await this.#close();
  }

  async #take(): Promise<void> {
    for await (const call of this.phone.incoming) this.rung.push(call);
  }
}
