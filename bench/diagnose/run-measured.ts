/** Runs a command, and tells what it took: time on the clock, time on the CPU, the most memory. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  /** ms */
  readonly wall: number;
  /** ms of all threads, user and kernel. */
  readonly cpu: number;
  /** The most resident memory, bytes. */
  readonly memory: number;
  readonly exitCode: number | null;
}

/** How often memory and CPU time are looked at, ms: the last look counts. */
const LOOK_MS = 10;
/** USER_HZ of Linux. */
const TICK_MS = 10;

export async function runMeasured(command: string, args: readonly string[]): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const process = `/proc/${child.pid ?? 0}`;
  let cpu = 0;
  let memory = 0;
  const look = setInterval(() => {
    try {
      const stat = readFileSync(`${process}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      cpu = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
      const high = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`${process}/status`, 'latin1'));
      memory = Math.max(memory, Number(high?.[1] ?? 0) * 1024);
    } catch {
      // It has ended just now.
    }
  }, LOOK_MS);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(look);
  return { wall: performance.now() - begun, cpu, memory, exitCode };
}
