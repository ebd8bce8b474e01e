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
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Who tells signals: `process`. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>;
}

/** The process's own. A reader of ours that goes away, such as `head`, ends the command without a complaint. */
export function processIo(): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signals: process };
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
