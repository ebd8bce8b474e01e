/** The stage on which real programs play one scene: its addresses, the capture, and the programs, which end with it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One scene: where its hosts are, and what they do. */
export interface Scene {
  /** Of its hosts; all are on the loopback of the namespace. */
  readonly addresses: readonly string[];
  readonly play: (stage: Stage) => Promise<void>;
}

/** Of a packet on the loopback: fragments come as they do on Ethernet. */
const MTU = 1500;
/** Until the last packets are in the file, ms. */
const SETTLE_MS = 300;

/** How a program is started. */
export interface ProgramOptions {
  readonly stdin?: 'pipe' | 'ignore';
  /** What stands in its output when it is ready; else it is taken to be so at once. */
  readonly ready?: RegExp;
  readonly env?: Readonly<Record<string, string>>;
}

export class Stage {
  readonly folder: string;
  readonly #programs: Running[] = [];
  #capture: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(folder: string, addresses: readonly string[]): Promise<Stage> {
    run('ip', 'link', 'set', 'lo', 'mtu', String(MTU), 'up');
    for (const address of addresses)
      run('ip', 'addr', 'add', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo');
    const stage = new Stage(folder);
    await stage.#startCapture();
    return stage;
  }

  /** Packets to this address vanish: a host that is switched off. */
  blackHole(address: string): void {
    run('ip', 'route', 'add', 'blackhole', address);
  }

  /** Packets to this address come back with ICMP: the route is known to be gone. */
  unreachable(address: string): void {
    run('ip', 'route', 'add', 'unreachable', address);
  }

  /** An address goes away: whoever is there hears nothing any more. */
  removeAddress(address: string): void {
    run('ip', 'addr', 'del', `${address}/${address.includes(':') ? 128 : 32}`, 'dev', 'lo');
  }

  /** Writes a file into the folder. @returns its path */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Starts a program, and waits until it is ready. It is ended with the stage. */
  async start(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<Running> {
    const running = new Running(command, args, this.folder, options);
    this.#programs.push(running);
    if (options.ready !== undefined) await running.says(options.ready);
    return running;
  }

  /** ms pass. For what only time tells: a call that lasts, a timer of somebody else's. */
  async wait(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  async close(): Promise<void> {
    for (const program of this.#programs.reverse()) await program.end();
    await this.wait(SETTLE_MS);
    this.#capture?.kill('SIGINT');
    if (this.#capture !== undefined && this.#capture.exitCode === null) await once(this.#capture, 'exit');
  }

  async #startCapture(): Promise<void> {
    const capture = spawn('dumpcap', ['-q', '-i', 'lo', '-w', join(this.folder, 'capture.pcapng')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#capture = capture;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      capture.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('File: ')) resolve();
      });
      capture.once('exit', () => reject(new Error(`dumpcap: ${said}`)));
    });
  }
}

/** A program that plays a part. */
export class Running {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #output = '';
  #wake: () => void = () => {};

  constructor(command: string, args: readonly string[], cwd: string, { stdin = 'ignore', env }: ProgramOptions) {
    this.#child = spawn(command, args, {
      cwd,
      stdio: [stdin, 'pipe', 'pipe'],
      env: { ...process.env, HOME: cwd, ...env },
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code) => {
        resolve(code);
        this.#wake();
      });
      this.#child.once('error', (error) => {
        this.#output += error.message;
        resolve(null);
        this.#wake();
      });
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('latin1').on('data', (text: string) => {
        this.#output += text;
        this.#wake();
      });
  }

  /** All that it has written. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it has written something. @throws Error when it does not within `withinMs`, or ends before */
  async says(what: RegExp, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!what.test(this.#output)) {
      if (this.#child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${this.#child.spawnfile} did not say ${String(what)}:\n${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 100);
      });
    }
  }

  /** Writes a line to its standard input. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Waits until it has ended by itself. @returns its exit code */
  async ended(withinMs = 60_000): Promise<number | null> {
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`${this.#child.spawnfile} has not ended:\n${this.#output}`)), withinMs).unref();
    });
    return Promise.race([this.#exited, late]);
  }

  /** Ends it, harshly if need be. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return;
    this.#child.kill('SIGTERM');
    const harsh = setTimeout(() => this.#child.kill('SIGKILL'), 1_500);
    await this.#exited;
    clearTimeout(harsh);
  }
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
