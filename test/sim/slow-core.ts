/** An element that takes its time: it answers at once, late, after a 100, or never (RFC 3261 17.2.2, RFC 4320). */

import { type SeededRandom } from '../../src/testing/index.ts';
import { type Request } from '../../src/message/index.ts';
import { type Clock, type Core, type Logger, Stack } from '../../src/stack/index.ts';
import { type Machines } from '../../src/transaction/index.ts';
import { type BoundTransport, type Flow } from '../../src/transport/index.ts';

export interface SlowCoreOptions {
  readonly transport: BoundTransport;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly machines?: Machines;
  readonly log?: Logger;
}

export class SlowCore implements Core {
  readonly stack: Stack;
  /** By the Subject of the request: the status of the answer; 0 for none. */
  readonly answers = new Map<string, number>();
  private readonly options: SlowCoreOptions;

  constructor(options: SlowCoreOptions) {
    this.options = options;
    this.stack = new Stack({ ...options, core: this, instance: 's' });
    this.stack.attach(options.transport);
    options.transport.setReceiver(this.stack);
  }

  onRequest(request: Request, flow: Flow): void {
    const { clock, random } = this.options;
    const server = this.stack.startServer(request, flow, {});
    const status = random.pick([200, 200, 404, 480, 0]);
    this.answers.set(request.named('Subject')[0] ?? '', status);
    if (random.chance(0.4)) server.respond(100);
    const delay =
      status === 0
        ? random.pick([1_000, 33_000])
        : random.pick([0, random.between(0, 1_000), random.between(4_000, 10_000)]);
    clock.after(delay, () =>
      this.stack.turn(() => {
        if (status === 0) server.abandon();
        else server.respond(status);
      }),
    );
  }

  onAck(): void {}
}
