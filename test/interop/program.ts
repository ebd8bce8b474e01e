/** A program that a test started: what it says, whether it lives, whether a port is its own, and its end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type BoundSocket, socketsOf } from './sockets-of.ts';
import { until } from './until.ts';

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
}

/** How it ended: an exit code, or the signal that killed it. */
export type Ending = number | NodeJS.Signals;

/** How long a program may take to end when it is told to, ms. */
const STOP_MS = 20_000;
/** Of what it said, shown when it fails. */
const SHOWN_LINES = 30;

const running = new Set<ChildProcess>();
process.on('exit', killPrograms);
// The runner ends a file that takes too long by SIGTERM, and 'exit' would not come.
process.once('SIGTERM', () => process.exit(143));

/** Ends whatever tests started and have not ended. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}

export class Program {
  readonly name: string;
  /** Standard output and standard error, as they came. */
  output = '';
  /** Standard error alone. */
  errors = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #fault: Error | undefined = undefined;

  constructor(command: string, args: readonly string[], { cwd, env = {} }: ProgramOptions) {
    this.name = command;
    // sipp and linphonec want a terminal's name, if only to write into a pipe
    const child = spawn(command, args, { cwd, env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', ...env } });
    this.#child = child;
    running.add(child);
    const hear = (text: string) => void (this.output += text);
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.stderr.on('data', (text: string) => void (this.errors += text));
    // What is written to a program that has just ended is lost; that it ended shows elsewhere.
    child.stdin.on('error', () => {});
    child.on('error', (error) => {
      this.#fault = error;
      running.delete(child);
    });
    // 'close', not 'exit': all that it said has been read by then.
    this.#ended = once(child, 'close').finally(() => running.delete(child));
    this.#ended.catch(() => {});
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw this.failure(`did not start: ${this.#fault?.message ?? 'no process'}`);
    return this.#child.pid;
  }

  get ending(): Ending | undefined {
    return this.#child.exitCode ?? this.#child.signalCode ?? undefined;
  }

  /** @throws Error when it is dead */
  assertAlive(): void {
    if (this.#fault !== undefined) throw this.failure(this.#fault.message);
    if (this.ending !== undefined) throw this.failure(`is dead: ${this.ending}`);
  }

  /** @throws Error when it is dead, or the port is not its own */
  assertHolds({ protocol, address, port }: BoundSocket): void {
    this.assertAlive();
    const held = socketsOf(this.pid);
    if (held.some((one) => one.protocol === protocol && one.port === port && one.address === address)) return;
    throw this.failure(`${protocol} ${address} port ${port} is not its own; it holds ${JSON.stringify(held)}`);
  }

  /** Waits for a condition that needs this program alive. @throws Error when it dies, or at the deadline */
  async until<T>(
    what: string,
    probe: () => T | undefined | false | Promise<T | undefined | false>,
    patienceMs?: number,
  ): Promise<T> {
    try {
      return await until(
        what,
        async () => {
          const found = await probe();
          if (found === undefined || found === false) this.assertAlive();
          return found;
        },
        patienceMs,
      );
    } catch (error) {
      throw this.failure(error instanceof Error ? error.message : String(error));
    }
  }

  /** Waits until it says something. @param from where in its output to begin */
  says(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return this.until(`${pattern}`, () => pattern.exec(this.output.slice(from)) ?? undefined);
  }

  /** Waits until it holds a socket that fits. */
  holds(what: string, fits: (socket: BoundSocket) => boolean): Promise<BoundSocket> {
    return this.until(`a socket: ${what}`, () => socketsOf(this.pid).find(fits));
  }

  write(line: string): void {
    this.assertAlive();
    this.#child.stdin?.write(`${line}\n`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. @throws Error when it outlives the deadline; it is killed then */
  async ended(patienceMs = STOP_MS): Promise<Ending> {
    let isLate = false;
    const killer = setTimeout(() => {
      isLate = true;
      this.#child.kill('SIGKILL');
    }, patienceMs);
    await this.#ended.catch(() => {});
    clearTimeout(killer);
    if (this.#fault !== undefined) throw this.failure(this.#fault.message);
    if (isLate) throw this.failure(`did not end within ${patienceMs} ms`);
    return this.ending as Ending;
  }

  /** Ends it whatever it does, without a word. */
  async kill(): Promise<void> {
    if (this.ending === undefined) this.#child.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }

  /** An error that shows the end of what the program said. */
  failure(what: string): Error {
    const lines = this.output.trimEnd().split('\n').slice(-SHOWN_LINES);
    return new Error([`${this.name}: ${what}`, ...lines].join('\n  | '));
  }
}
