/** One run of sipp as a calling or called phone, and the check that nothing in it failed. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domain, sippFile } from './accounts.ts';
import { BenchFailure } from './bench-failure.ts';
import { endOf, socketInode, spawnPinned } from './server-process.ts';
import type { Load } from './workloads.ts';

export interface SippPlace {
  /** Where the users' files are, and where its own files go. */
  readonly folder: string;
  readonly core: number;
  readonly address: string;
}

export interface SippResult {
  readonly succeeded: number;
  readonly retransmissions: number;
  /** Units begun in a second, as it was. */
  readonly rate: number;
}

let runs = 0;

/** Of a socket; the default loses datagrams in bursts. */
const bufferBytes = '4194304';

/** A run in progress. */
export class Sipp {
  readonly #child: ChildProcess;
  readonly #title: string;
  readonly #statistics: string;
  readonly #errors: string;
  readonly #log: string;
  readonly #expected: number;
  readonly #ended: Promise<unknown>;

  /** @param options what tells this run from others @param seconds after which it has failed */
  constructor(place: SippPlace, scenario: string, options: readonly string[], expected: number, seconds: number) {
    const run = join(place.folder, `sipp-${++runs}-${scenario}`);
    this.#title = `sipp ${scenario}`;
    this.#statistics = `${run}.stat`;
    this.#errors = `${run}.errors`;
    this.#log = `${run}.log`;
    this.#expected = expected;
    const fixed = [
      '-sf',
      join(import.meta.dirname, 'scenarios', `${scenario}.xml`),
      '-i',
      place.address,
      '-m',
      `${expected}`,
    ];
    // An ACK that is repeated when its call is over would begin another one, and count as one of those expected.
    const limits = ['-timeout', `${seconds}s`, '-timeout_error', '-deadcall_wait', '5000', '-buff_size', bufferBytes];
    // Its default of 10 ms makes bursts that no crowd of phones makes.
    const even = ['-timer_resol', '1'];
    const traces = [
      '-nostdin',
      '-trace_err',
      '-error_file',
      this.#errors,
      '-trace_stat',
      '-stf',
      this.#statistics,
      '-fd',
      '3600',
    ];
    const command = ['sipp', ...options, ...fixed, ...limits, ...even, ...traces];
    this.#child = spawnPinned(place.core, command, { cwd: place.folder, logFile: this.#log });
    this.#ended = once(this.#child, 'exit');
  }

  /** @throws BenchFailure when it ends before it listens */
  async listening(port: number): Promise<void> {
    while (socketInode(port) === undefined) {
      if (this.#child.exitCode !== null) throw this.#failure(`ended at once: ${endOf(this.#child)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** @throws BenchFailure when its exit code is not 0, or it counted a failure */
  async result(): Promise<SippResult> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw this.#failure(endOf(this.#child));
    const counted = readStatistics(this.#statistics);
    const succeeded = counted('SuccessfulCall(C)');
    const failed = counted('FailedCall(C)');
    if (failed !== 0) throw this.#failure(`${failed} failed`);
    if (succeeded !== this.#expected) throw this.#failure(`${succeeded} of ${this.#expected} succeeded`);
    return { succeeded, retransmissions: counted('Retransmissions(C)'), rate: counted('CallRate(C)') };
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #failure(what: string): BenchFailure {
    const said = [this.#errors, this.#log].find((file) => existsSync(file) && readFileSync(file).length > 0);
    const lines =
      said === undefined
        ? []
        : readFileSync(said, 'latin1')
            .split('\n')
            .slice(0, 25)
            .map((line) => line.slice(0, 300));
    return new BenchFailure([`${this.#title}: ${what}`, ...lines].join('\n  | '));
  }
}

/** A column's value in the last row that sipp wrote. */
function readStatistics(file: string): (column: string) => number {
  const rows = readFileSync(file, 'latin1').trimEnd().split('\n');
  const columns = rows[0].split(';');
  const last = rows[rows.length - 1].split(';');
  return (column) => {
    const at = columns.indexOf(column);
    const value = Number(last[at]);
    if (at === -1 || rows.length < 2 || Number.isNaN(value)) throw new BenchFailure(`${file}: no ${column}`);
    return value;
  };
}

/** The calling side of a load. */
export function startCaller(place: SippPlace, load: Load, to: { address: string; port: number }): Sipp {
  const seconds = Math.ceil(load.count / load.rate) + 40;
  const options = [
    `${to.address}:${to.port}`,
    ...['-inf', sippFile(place.folder, load.users), '-key', 'domain', domain],
    // Left to itself, sipp computes its digest for the address that it sends to, which is not the Request-URI.
    ...['-auth_uri', domain],
    ...['-r', `${load.rate}`, '-rp', '1000', '-l', `${load.rate * 4}`],
    // A refresh has the Call-ID of its registration, which is the same for the same user in every run.
    ...(load.scenario === 'register' ? ['-cid_str', `${load.users}-%u@%s`, '-base_cseq', `${load.firstCSeq}`] : []),
  ];
  return new Sipp(place, load.scenario, options, load.count, seconds);
}

/** The called side, for as many calls as the load makes. */
export async function startAnswering(place: SippPlace, load: Load, port: number): Promise<Sipp> {
  const sipp = new Sipp(place, 'answer', ['-p', `${port}`], load.count, Math.ceil(load.count / load.rate) + 40);
  await sipp.listening(port);
  return sipp;
}
