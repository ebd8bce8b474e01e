/** What goes over a simulated network as a capture file: taken where it is sent, or where it arrives. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HopTable, PcapngWriter, type SeenMessage } from '../../src/capture/index.ts';
import { type Simulation } from '../../src/testing/index.ts';

/** The day on which all simulations begin, ms since 1970. */
const EPOCH = Date.UTC(2026, 0, 5, 9, 0, 0);

/** Where the capture is taken. */
export interface CapturePoint {
  /** Of messages that this address sends or receives; of all where it is left out. */
  readonly at?: string;
  /** As the messages arrive, so that lost ones are missing; else as they are sent. TCP is always taken as it is sent. */
  readonly arriving?: boolean;
}

export class SimulatedCapture {
  readonly #messages: SeenMessage[] = [];

  constructor(sim: Simulation, { at, arriving = false }: CapturePoint = {}) {
    const hops = new HopTable();
    sim.network.tap(({ event, transport, from, to, text }) => {
      const wanted = arriving && transport === 'UDP' ? 'delivered' : 'sent';
      if (event !== wanted || (at !== undefined && from.address !== at && to.address !== at)) return;
      const hop = hops.hop(transport, from.address, from.port, to.address, to.port);
      const frame = this.#messages.length + 1;
      this.#messages.push({ kind: 'message', time: EPOCH + sim.clock.now(), frame, hop, text, fragments: 1 });
    });
  }

  /** Writes what was seen. @returns the path of the file */
  write(folder: string): string {
    const writer = new PcapngWriter();
    const path = join(folder, 'capture.pcapng');
    writeFileSync(path, Buffer.concat([writer.begin(), ...this.#messages.map((message) => writer.message(message))]));
    return path;
  }
}
