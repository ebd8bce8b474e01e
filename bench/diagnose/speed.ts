/** Speed and memory of the diagnosis beside tshark and sngrep, on one capture, in interleaved rounds. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, runMeasured } from './run-measured.ts';
import { writeCapture } from './write-capture.ts';

interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: (file: string) => readonly string[];
  /** Exit codes that mean that it has read the whole file. */
  readonly good: readonly number[];
}

const program = join(import.meta.dirname, '..', '..', 'bin', 'sipwright.js');

const contenders: readonly Contender[] = [
  {
    name: 'sipwright diagnose',
    command: process.execPath,
    args: (file) => [program, 'diagnose', '--json', file],
    good: [0, 3],
  },
  { name: 'tshark -Y sip', command: 'tshark', args: (file) => ['-r', file, '-Y', 'sip'], good: [0] },
  { name: 'sngrep -N', command: 'sngrep', args: (file) => ['-N', '-q', '-I', file], good: [0] },
];

export interface SpeedOptions {
  readonly messages: number;
  readonly rounds: number;
  readonly say: (text: string) => void;
}

/** The table as Markdown. */
export async function speedTable({ messages, rounds, say }: SpeedOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-diagnose-'));
  try {
    const file = join(folder, 'capture.pcap');
    const written = await writeCapture(file, messages);
    const size = statSync(file).size;
    const runs = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
    for (let round = 1; round <= rounds; round++)
      for (const { name, command, args, good } of contenders) {
        if (spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0) continue;
        const measured = await runMeasured(command, args(file));
        if (!good.includes(measured.exitCode ?? -1)) throw new Error(`${name} ended with ${String(measured.exitCode)}`);
        runs.get(name)?.push(measured);
        say(
          `round ${round}  ${name.padEnd(20)} ${(measured.wall / 1000).toFixed(1)} s, ${(measured.memory / 1e6).toFixed(0)} MB`,
        );
      }
    return report(runs, written, size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(runs: ReadonlyMap<string, readonly Measured[]>, messages: number, size: number): string {
  const median = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const tshark = median((runs.get('tshark -Y sip') ?? []).map(({ wall }) => wall));
  const rows = [...runs].map(([name, all]) => {
    if (all.length === 0) return `| ${name} | not installed | | | |`;
    const wall = median(all.map((one) => one.wall));
    return `| ${name} | ${(wall / 1000).toFixed(1)} s | ${(median(all.map((one) => one.cpu)) / 1000).toFixed(1)} s | ${(Math.max(...all.map((one) => one.memory)) / 1e6).toFixed(0)} MB | ${(wall / tshark).toFixed(2)} |`;
  });
  return [
    `${messages.toLocaleString('en')} SIP messages, ${(size / 1e6).toFixed(0)} MB of pcap; the median of the rounds.`,
    '',
    '| program | time | on the CPU | memory at most | time / tshark |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
