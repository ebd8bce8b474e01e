/** What a command reads and writes: data on standard output, messages on standard error. */
import type { Readable } from 'node:stream';
import { once } from 'node:events';
import { styleText } from 'node:util';

export interface Output {
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Io {
  readonly stdin: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Who tells signals: `process`. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
  /** Set by a command that goes on when nobody reads what it writes: a server outlives the reader of its log. */
  outlivesReader?: boolean;
}

/** The process's own. A reader that goes away, such as `head`, ends most commands without a complaint. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const io: Io = { stdin, stdout, stderr, env, cwd: process.cwd(), signals: process };
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (io.outlivesReader !== true) process.exit(0);
  };
  stdout.on('error', onError);
  stderr.on('error', onError);
  return io;
}

/** One line of data; waits for a reader that is slow. */
export async function writeLine(io: Io, text: string): Promise<void> {
  if (!io.stdout.write(`${text}\n`)) await once(io.stdout as unknown as NodeJS.EventEmitter, 'drain');
}

/** One line for the person. */
export function say(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}

/** https://no-color.org */
export function hasColour(io: Io, output: Output): boolean {
  return output.isTTY === true && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}

export function paint(io: Io, style: Parameters<typeof styleText>[0], text: string): string {
  return hasColour(io, io.stdout) ? styleText(style, text, { validateStream: false }) : text;
}
