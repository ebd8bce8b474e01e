/** Speed and memory of the diagnosis beside tshark and sngrep, on one capture, in interleaved rounds. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
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

const root = join(import.meta.dirname, '..', '..');

/** @param built the folder of our compiled program, as the package has it */
const contendersWith = (built: string): readonly Contender[] => [
  {
    name: 'sipwright diagnose',
    command: process.execPath,
    args: (file) => [join(built, 'run.mjs'), 'diagnose', '--json', file],
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
    const contenders = contendersWith(build(folder));
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

/** Compiles the sources into a folder: types are not taken out of them again at each start. @returns the folder */
function build(folder: string): string {
  const built = join(folder, 'dist');
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, ['-p', join(root, 'tsconfig.build.json'), '--outDir', built], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`tsc: ${stdout}`);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(built, 'run.mjs'),
    "import { main } from './cli/main.js';\nprocess.exitCode = await main(process.argv.slice(2));\n",
  );
  return built;
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
