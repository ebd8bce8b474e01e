/** What the figures were taken on, and with what. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly description: string;
  readonly versions: string;
  /** Of the minute before the first round: above a few tenths, somebody else was working. */
  readonly loadBefore: number;
}

export function describeMachine(): Machine {
  const { model } = cpus()[0];
  const cores = cpus().length;
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    description: `${model.trim()}, ${cores} cores, ${memory} GiB, Linux ${release()}`,
    versions: `Node ${process.versions.node}, ${firstLine('kamailio', '-v', /kamailio [\d.]+/)}, ${firstLine('sipp', '-v', /SIPp v[\w.]+/)}`,
    loadBefore: loadavg()[0],
  };
}

function firstLine(command: string, flag: string, pattern: RegExp): string {
  const run = spawnSync(command, [flag], { encoding: 'utf8', env: { ...process.env, TERM: 'xterm' } });
  return pattern.exec(`${run.stdout}${run.stderr}`)?.[0] ?? `${command} of unknown version`;
}

/** The cores that this process may run on. */
export function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
