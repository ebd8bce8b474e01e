/** Capture files and standard input to whoever takes what they show; with a bar that tells how far it is. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type CaptureSink, openCapture } from '../capture/index.ts';
import { type ReadLatin1 } from '../message/index.ts';
import { type ReadInput } from '../explain/index.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io } from './io.ts';

const CHUNK = 1 << 20;
/** ms between two drawings of the bar. */
const REDRAW = 100;
const BAR = 30;

/** Of any bytes, not of a Buffer alone. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};
const readLatin1: ReadLatin1 = (bytes, start, end) => latin1Slice.call(bytes, start, end);

/**
 * Reads one file, or standard input where its name is `-`; what is packed by gzip is unpacked.
 * @param messages how many messages were seen so far, for the bar
 * @throws CommandError 1 where it cannot be read
 */
export async function readCapture(io: Io, name: string, sink: CaptureSink, messages: () => number): Promise<ReadInput> {
  const reader = openCapture(sink, { read: readLatin1 });
  const total = name === '-' ? 0 : await sizeOf(name);
  const progress = new Progress(io, name, total, messages);
  let bytes = 0;
  const input = name === '-' ? io.stdin : createReadStream(name, { highWaterMark: CHUNK });
  const counted = Readable.from(count(input, (size) => progress.show((bytes += size))));
  try {
    for await (const chunk of unpacked(counted)) reader.write(chunk);
  } catch (error) {
    if (!isDamagedArchive(error)) throw unreadable(name, error);
    sink.damage(0, `the gzip file is damaged: ${(error as Error).message}`);
  } finally {
    progress.clear();
  }
  reader.end();
  return {
    name: name === '-' ? 'standard input' : name,
    format: reader.format,
    firstFrame: 1,
    frames: reader.frames,
    bytes,
  };
}

/** Octets of a file. @throws CommandError 1 where it cannot be read */
export async function sizeOf(name: string): Promise<number> {
  try {
    const { size } = await stat(name);
    return size;
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
  return new CommandError(EXIT.failed, `${name}: ${reason}`);
}

function isDamagedArchive(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
}

async function* count(input: Readable, onChunk: (size: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    onChunk(bytes.length);
    yield bytes;
  }
}

/** The stream itself, or what gzip has packed into it (RFC 1952 2.3.1). */
async function* unpacked(input: Readable): AsyncGenerator<Buffer> {
  let gunzip: Transform | undefined;
  let first = true;
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const rest = async function* () {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  for await (const chunk of rest()) {
    if (first && chunk[0] === 0x1f && chunk[1] === 0x8b) {
      gunzip = Readable.from(
        (async function* () {
          yield chunk;
          yield* rest();
        })(),
      ).pipe(createGunzip({ chunkSize: CHUNK }));
      break;
    }
    first = false;
    yield chunk;
  }
  if (gunzip !== undefined) yield* gunzip as AsyncIterable<Buffer>;
}

/** One line on the terminal of the person, drawn over and over, and gone when the file is read. */
class Progress {
  readonly #io: Io;
  readonly #name: string;
  readonly #total: number;
  readonly #messages: () => number;
  #drawnAt = performance.now();
  #drawn = false;

  constructor(io: Io, name: string, total: number, messages: () => number) {
    this.#io = io;
    this.#name = name;
    this.#total = total;
    this.#messages = messages;
  }

  show(bytes: number): void {
    if (this.#io.stderr.isTTY !== true || performance.now() - this.#drawnAt < REDRAW) return;
    this.#drawnAt = performance.now();
    this.#drawn = true;
    const share = this.#total === 0 ? 0 : Math.min(1, bytes / this.#total);
    const full = Math.round(share * BAR);
    const bar =
      this.#total === 0
        ? `${(bytes / 1e6).toFixed(0)} MB`
        : `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(share * 100)} %`;
    this.#io.stderr.write(`\r${this.#name}  ${bar}  ${this.#messages().toLocaleString('en')} messages\u001b[K`);
  }

  clear(): void {
    if (this.#drawn) this.#io.stderr.write('\r\u001b[K');
  }
}
