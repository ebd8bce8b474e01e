/** One start of a server under test: alive, on its port, on its core, and the time that it spent on the CPU. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { BenchFailure } from './bench-failure.ts';

export interface ServerStart {
  readonly title: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
  readonly address: string;
  readonly port: number;
}

/** How long a server may take until it answers, ms. */
const readyWithin = 20_000;
/** How long it may take to end after SIGTERM, ms. */
const stopWithin = 20_000;

/** What this program started and has not ended, to end it whatever happens. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a command that dies with this program. @param core where it is pinned */
export function spawnPinned(
  core: number,
  command: readonly string[],
  { cwd, logFile }: { cwd: string; logFile: string },
): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn('taskset', ['-c', String(core), ...command], {
    cwd,
    stdio: ['ignore', log, log],
    // sipp draws a screen, if only into a file
    env: { ...process.env, TERM: process.env.TERM ?? 'xterm' },
  });
  closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** How a process ended that has ended. */
export function endOf({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `exit code ${exitCode ?? 'unknown'}`;
}

export class ServerProcess {
  readonly #start: ServerStart;
  readonly #child: ChildProcess;
  /** It and its descendants, as they were when last looked at. */
  #family: readonly number[] = [];

  /** @throws BenchFailure when it does not come up @param core where it is pinned */
  static async begin(start: ServerStart, core: number): Promise<ServerProcess> {
    if (socketInode(start.port) !== undefined) {
      throw new BenchFailure(`${start.title}: port ${start.port} is taken before the start`);
    }
    const server = new ServerProcess(start, spawnPinned(core, start.command, start));
    await server.#ready();
    return server;
  }

  private constructor(start: ServerStart, child: ChildProcess) {
    this.#start = start;
    this.#child = child;
  }

  /**
   * Nanoseconds on the CPU so far, of all threads of all its processes.
   * @throws BenchFailure when one of its processes is dead, or its port is another's
   */
  cpuTime(): number {
    this.#check();
    let sum = 0;
    for (const pid of this.#family) {
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        sum += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ', 1)[0]);
      }
    }
    return sum;
  }

  /** @throws BenchFailure (as a rejection) when it ends */
  async death(): Promise<never> {
    if (!this.#isGone()) await once(this.#child, 'exit');
    throw this.failure(`is dead: ${endOf(this.#child)}`);
  }

  /** Ends it by SIGTERM. @throws BenchFailure when it must be killed */
  async stop(): Promise<void> {
    if (this.#isGone()) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), stopWithin);
    await ended;
    clearTimeout(killer);
    if (this.#child.signalCode === 'SIGKILL') throw this.failure(`did not end within ${stopWithin} ms of SIGTERM`);
  }

  /** Says what is wrong, with the end of the server's log. */
  failure(what: string): BenchFailure {
    const lines = readFileSync(this.#start.logFile, 'utf8').trimEnd().split('\n').slice(-8);
    const log = lines.map((line) => line.slice(0, 400)).join('\n  | ');
    return new BenchFailure(`${this.#start.title}: ${what}\n  | ${log}`);
  }

  #isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #check(): void {
    if (this.#isGone()) throw this.failure(`is dead: ${endOf(this.#child)}`);
    const before = this.#family;
    this.#family = familyOf(this.#child.pid as number);
    const lost = before.find((pid) => !this.#family.includes(pid));
    if (lost !== undefined) throw this.failure(`its process ${lost} is dead`);
    const inode = socketInode(this.#start.port);
    if (inode === undefined) throw this.failure(`nobody listens on its port ${this.#start.port}`);
    if (!this.#family.some((pid) => holdsSocket(pid, inode)))
      throw this.failure(`its port ${this.#start.port} is another's`);
  }

  async #ready(): Promise<void> {
    const end = Date.now() + readyWithin;
    while (!(await answersOptions(this.#start.address, this.#start.port))) {
      if (this.#isGone()) this.#check();
      if (Date.now() > end) throw this.failure(`does not answer within ${readyWithin} ms`);
    }
    this.#check();
  }
}

/** A process and all its descendants. */
function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = stateOf(Number(name))?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** @returns undefined for a process that is gone, or dead and not yet reaped */
function stateOf(pid: number): { parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it may hold spaces and parentheses.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : { parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** The inode of the UDP socket bound to a port in our network namespace. */
export function socketInode(port: number): string | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const file of ['/proc/self/net/udp', '/proc/self/net/udp6']) {
    for (const line of readFileSync(file, 'latin1').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(wanted)) return fields[9];
    }
  }
  return undefined;
}

function holdsSocket(pid: number, inode: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`;
    } catch {
      return false;
    }
  });
}

/** Sends one OPTIONS. @returns whether a response came within 200 ms */
async function answersOptions(address: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(0, address);
    await once(socket, 'listening');
    const own = `${address}:${socket.address().port}`;
    const id = `${process.pid}-${Date.now()}`;
    const request =
      `OPTIONS sip:${address}:${port} SIP/2.0\r\nVia: SIP/2.0/UDP ${own};branch=z9hG4bK${id}\r\nMax-Forwards: 70\r\n` +
      `From: <sip:bench@${own}>;tag=${id}\r\nTo: <sip:${address}:${port}>\r\nCall-ID: ${id}\r\nCSeq: 1 OPTIONS\r\n` +
      'Content-Length: 0\r\n\r\n';
    socket.send(request, port, address);
    const answer = await once(socket, 'message', { signal: AbortSignal.timeout(200) });
    return String(answer[0]).startsWith('SIP/2.0 ');
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
