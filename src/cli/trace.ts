/** `sipwright trace`: what the running server receives and sends, as it happens, with verdicts. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { PcapngWriter, type SeenMessage } from '../capture/index.ts';
import { TraceInput } from '../explain/index.ts';
import { redact, type TraceRecord } from '../trace/index.ts';
import { openServer, withControl } from './control.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say } from './io.ts';
import { LiveDiagnosis, type LiveFilter } from './live-diagnosis.ts';
import { listenForStop } from './stop-signals.ts';

export interface TraceOptions extends LiveFilter {
  readonly config?: string;
  /** A pcapng file to write. */
  readonly output?: string;
  /** With what is there already. */
  readonly past?: boolean;
  /** What is there already, and no more. */
  readonly follow: boolean;
}

/** Runs until it is interrupted, unless it is not to follow. */
export async function runTrace(io: Io, options: TraceOptions): Promise<void> {
  const file = options.output === undefined ? undefined : new CaptureOutput(options.output);
  await file?.open();
  const input = new TraceInput();
  const live = new LiveDiagnosis(
    io,
    options,
    (callId) => input.decisionsOf(callId),
    (message) => file?.write(message),
  );
  const newOnly = options.follow && options.past !== true;
  try {
    await withControl(openServer(io, options.config), async (control) => {
      const stop = listenForStop(io);
      stop.signal.addEventListener('abort', () => void control.close());
      const timer = options.follow ? setInterval(() => void live.tick(Date.now()), 250) : undefined;
      try {
        for await (const piece of control.request('trace', { follow: options.follow, newOnly }) as AsyncGenerator<
          readonly TraceRecord[]
        >) {
          for (const record of piece) input.record(record, live);
          await live.tick(Date.now());
        }
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      } finally {
        clearInterval(timer);
        stop.release();
      }
    });
  } finally {
    await live.end();
    const written = await file?.close();
    if (written !== undefined) say(io, `wrote ${written} messages to ${options.output ?? ''}`);
  }
}

/** Messages as packets in a pcapng file; credentials, keys and what people write each other are masked. */
export class CaptureOutput {
  readonly #writer = new PcapngWriter();
  readonly #path: string;
  readonly #stream: ReturnType<typeof createWriteStream>;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
    this.#stream = createWriteStream(path);
  }

  async open(): Promise<void> {
    try {
      await once(this.#stream, 'open');
    } catch (error) {
      throw new CommandError(EXIT.failed, `${this.#path} cannot be written: ${(error as Error).message}`);
    }
    this.#stream.write(this.#writer.begin());
  }

  write(message: SeenMessage): void {
    this.#count++;
    this.#stream.write(this.#writer.message({ ...message, text: redact(message.text) }));
  }

  /** @returns how many messages were written */
  async close(): Promise<number> {
    this.#stream.end();
    await once(this.#stream, 'close');
    return this.#count;
  }
}
