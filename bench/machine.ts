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

/** What a program prints with -v. */
const versionPatterns = { kamailio: /kamailio [\d.]+/, sipp: /SIPp v[\w.]+/ };

/** @param programs whose versions count, beside that of Node */
export function describeMachine(programs: readonly (keyof typeof versionPatterns)[]): Machine {
  const { model } = cpus()[0];
  const cores = cpus().length;
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    description: `${model.trim()}, ${cores} cores, ${memory} GiB, Linux ${release()}`,
    versions: [`Node ${process.versions.node}`, ...programs.map(versionOf)].join(', '),
    loadBefore: loadavg()[0],
  };
}

function versionOf(command: keyof typeof versionPatterns): string {
  const run = spawnSync(command, ['-v'], { encoding: 'utf8', env: { ...process.env, TERM: 'xterm' } });
  return versionPatterns[command].exec(`${run.stdout}${run.stderr}`)?.[0] ?? `${command} of unknown version`;
}

/** The cores that this process may run on. */
export function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}
