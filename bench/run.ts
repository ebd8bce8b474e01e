/** `npm run bench`: Sipwright, Kamailio and a bare responder under the same load, in interleaved rounds. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeImportFile } from './accounts.ts';
import { BenchFailure } from './bench-failure.ts';
import { type BenchOptions, readCommandLine, UsageError, usage } from './command-line.ts';
import { contenderOf } from './contenders.ts';
import { allowedCores, describeMachine } from './machine.ts';
import { type Bench, measureStart, type Sample } from './measure.ts';
import { isInsideNamespace, runInsideNamespace } from './own-namespace.ts';
import { summariseProfiles } from './profile-summary.ts';
import { markdownReport } from './report.ts';
import { callers, warmUpAccounts, workloads } from './workloads.ts';

const say = (text: string) => process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const [what, ...rest] = process.argv.slice(2);
  if (what === 'diagnose') return (await import('./diagnose/run.ts')).benchDiagnose(rest);
  const options = readCommandLine(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  if (options.namespace && !isInsideNamespace()) {
    const code = await runInsideNamespace();
    if (code !== undefined) return code;
    say('note: this machine permits no network namespace of our own; the loopback is shared with everybody');
  }
  requirePrograms(['sipp', 'taskset', ...kamailioOf(options)]);
  const [sippCore, serverCore] = allowedCores();
  if (serverCore === undefined) throw new BenchFailure('two cores are needed: one for the server, one for sipp');
  // Of this program, all threads: the server's core is the server's.
  spawnSync('taskset', ['-acp', `${sippCore}`, `${process.pid}`]);
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-bench-'));
  try {
    await runRounds(options, {
      folder,
      address: '127.0.0.1',
      serverCore,
      sippCore,
      accounts: Math.max(1, Math.round(options.accounts / options.shorten)),
      profile: options.profile === undefined ? undefined : resolve(options.profile),
      keep: options.keep,
    });
  } finally {
    if (options.keep) say(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

async function runRounds(options: BenchOptions, bench: Bench): Promise<void> {
  const machine = describeMachine(['sipp', ...kamailioOf(options)]);
  const table = workloads(options.accounts, options.shorten);
  const chosen = options.only.map((name) => table[name]);
  const contenders = options.servers.map(contenderOf);

  const importFile = join(bench.folder, 'accounts.csv');
  const sizes = { warmup: warmUpAccounts, phone: bench.accounts, caller: callers, callee: callers };
  await writeImportFile(importFile, { sizes, calleePort: 0 });
  for (const contender of contenders) {
    const folder = join(bench.folder, `prepared-${contender.name}`);
    mkdirSync(folder);
    contender.prepare(folder, importFile);
  }

  const samples: Sample[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const workload of chosen) {
      for (const contender of contenders) {
        if (!contender.takesPart(workload.name)) continue;
        const measured = await measureStart(bench, contender, workload, round);
        samples.push(...measured);
        for (const { phase, cpu, rate } of measured) {
          say(
            `round ${round}  ${phase.padEnd(17)} ${contender.name.padEnd(12)} ${cpu.toFixed(1).padStart(7)} µs  ${rate.toFixed(0)}/s`,
          );
        }
      }
    }
  }

  const command = commandShown(process.argv.slice(2));
  const ownNamespace = isInsideNamespace();
  const { rounds } = options;
  const report = markdownReport({
    machine,
    workloads: chosen,
    contenders,
    samples,
    rounds,
    ownNamespace,
    command,
  });
  process.stdout.write(`\n${report}`);
  if (options.markdown !== undefined) writeReport(options.markdown, report);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ machine, samples }, undefined, 2)}\n`);
  if (bench.profile !== undefined) printProfiles(bench.profile, options);
}

/** Where the results go does not change them, and is nobody's business who reads them. */
function commandShown(args: readonly string[]): string {
  const files = /^--(markdown|json|profile)(=|$)/;
  const shown = args.filter(
    (arg, at) => !files.test(arg) && !(at > 0 && /^--(markdown|json|profile)$/.test(args[at - 1])),
  );
  return ['npm run bench', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' ');
}

/** Into the place that a page keeps for it; a file without one is the report alone. */
function writeReport(file: string, report: string): void {
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [begin, end] = ['<!-- servers -->\n', '<!-- /servers -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  const whole = from === -1 || to < from ? report : `${page.slice(0, from)}${begin}\n${report}\n${page.slice(to)}`;
  writeFileSync(file, whole);
}

function printProfiles(folder: string, { only, rounds }: BenchOptions): void {
  for (const name of only) {
    process.stdout.write(`\n${name}: Sipwright's functions by the time that they took themselves, last start\n`);
    process.stdout.write(`${summariseProfiles(join(folder, `${name}-${rounds}`), 40)}\n`);
  }
}

/** The program, where one that needs it takes part. */
function kamailioOf({ servers }: BenchOptions): 'kamailio'[] {
  return servers.some((name) => name === 'kamailio' || name === 'kamailio-db') ? ['kamailio'] : [];
}

function requirePrograms(names: readonly string[]): void {
  for (const name of names) {
    if (spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0) throw new BenchFailure(`${name} is not installed`);
  }
}

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) {
    say(`bench: ${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else if (error instanceof BenchFailure) {
    say(`bench: ${error.message}`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
