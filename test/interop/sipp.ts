/** sipp as a crowd of phones, and the check that not one of its calls failed. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program } from './program.ts';
import { type Address, domain, password } from './sipwright-process.ts';
import type { BoundSocket } from './sockets-of.ts';

export type SippTransport = 'UDP' | 'TCP';

export interface SippOptions {
  /** Where its files go. */
  readonly folder: string;
  /** A file of scenarios/, without its ending. */
  readonly scenario: string;
  /** The address that it uses. */
  readonly address?: string;
  readonly transport?: SippTransport;
  /** The server that it talks to; none: it waits to be called. */
  readonly to?: Address;
  /** What its Request-URIs name: the server's address, as sipp does by itself, or the domain, as phones do. */
  readonly aim?: 'address' | 'domain';
  /** Calls it makes or takes before it ends. */
  readonly calls: number;
  /** Calls begun in a second. */
  readonly rate?: number;
  /** How long <pause/> of the scenario lasts, ms: ringing, or what is between two changes. */
  readonly pauseMs?: number;
  /** How long a call lasts, s. */
  readonly lasts?: number;
  /** The user part that [service] stands for: who is called. */
  readonly service?: string;
  /** Values for further [keywords] of the scenario. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Values for [field0], [field1], …, one row for each call in turn. */
  readonly rows?: readonly (readonly string[])[];
  /** Whether to keep every message, for `messages`. */
  readonly keepMessages?: boolean;
}

/** What sipp counted over a whole run. */
export interface SippResult {
  readonly retransmissions: number;
  /** Calls begun in a second. */
  readonly rate: number;
  /** The most calls that there were in one moment, looked at every second. */
  readonly atOnce: number;
}

/** What a [field] must hold for sipp to answer a challenge. */
export function credentials(user: string): string {
  return `[authentication username=${user} password=${password}]`;
}

/** Of a socket: the default loses datagrams in bursts. */
const bufferBytes = '4194304';
/** More than any run takes, s. */
const patienceSeconds = 60;

let runs = 0;

export class Sipp {
  readonly program: Program;
  readonly #options: SippOptions;
  readonly #run: string;
  readonly #patienceMs: number;

  constructor(options: SippOptions) {
    this.#options = options;
    const { folder, scenario, to, calls, rate = 10, lasts = 0, rows, transport = 'UDP', keys = {} } = options;
    this.#run = join(folder, `sipp-${++runs}-${scenario}`);
    const seconds = Math.ceil(calls / rate + lasts) + patienceSeconds;
    this.#patienceMs = (seconds + patienceSeconds) * 1000;
    const args = ['-sf', join(import.meta.dirname, 'scenarios', `${scenario}.xml`), '-m', String(calls)];
    args.push('-i', this.#host, '-t', transport === 'UDP' ? 'u1' : 't1', '-key', 'domain', domain);
    // Its two sockets for media would be at our address too, and be taken for that of SIP.
    args.push('-mi', '127.0.0.2');
    args.push(
      '-timeout',
      `${seconds}s`,
      '-timeout_error',
      '-deadcall_wait',
      '0',
      '-buff_size',
      bufferBytes,
      '-nostdin',
    );
    args.push(
      '-trace_err',
      '-error_file',
      `${this.#run}.errors`,
      '-trace_stat',
      '-stf',
      `${this.#run}.stat`,
      '-fd',
      '1',
    );
    if (options.keepMessages === true)
      args.push('-trace_msg', '-message_file', this.#messageFile, '-message_overwrite', 'false');
    if (options.pauseMs !== undefined) args.push('-d', String(options.pauseMs));
    if (options.service !== undefined) args.push('-s', options.service);
    for (const [key, value] of Object.entries(keys)) args.push('-key', key, value);
    if (rows !== undefined) {
      writeFileSync(`${this.#run}.csv`, ['SEQUENTIAL', ...rows.map((row) => `${row.join(';')};`), ''].join('\n'));
      args.push('-inf', `${this.#run}.csv`);
    }
    if (to !== undefined) {
      const host = to.address.includes(':') ? `[${to.address}]` : to.address;
      const server = `${host}:${to.port}`;
      args.unshift(
        server,
        '-r',
        String(rate),
        '-rp',
        '1000',
        '-l',
        String(Math.max(10, Math.ceil(rate * (lasts + 4)))),
      );
      args.push('-key', 'target', options.aim === 'domain' ? domain : server);
      // Its digest-uri is the address otherwise, whatever the Request-URI is (RFC 7616 3.4.6).
      if (options.aim === 'domain') args.push('-auth_uri', domain);
    }
    this.program = new Program('sipp', args, { cwd: folder });
  }

  /** Every message sent and received so far, as sipp wrote it down; with `keepMessages`. */
  get messages(): string {
    return existsSync(this.#messageFile) ? readFileSync(this.#messageFile, 'latin1') : '';
  }

  get #messageFile(): string {
    return `${this.#run}.messages`;
  }

  get #host(): string {
    const { address = '127.0.0.1' } = this.#options;
    return address.includes(':') ? `[${address}]` : address;
  }

  /** Where it can be called: a socket of this very process. Its control socket is bound to every address. */
  listening(): Promise<BoundSocket> {
    const { address = '127.0.0.1', transport = 'UDP' } = this.#options;
    const protocol = transport === 'UDP' ? 'udp' : 'tcp';
    return this.program.holds(
      `${transport} at ${address}`,
      (one) => one.protocol === protocol && one.address === address,
    );
  }

  /** Waits for its end. @throws Error when its exit code is not 0, a call failed, or not all were made */
  async succeeded(): Promise<SippResult> {
    const ending = await this.program.ended(this.#patienceMs);
    if (ending !== 0) throw this.#failure(`ended with ${ending}`);
    const { calls } = this.#options;
    const { last: counted, most } = this.#counters();
    const [succeeded, failed] = [counted('SuccessfulCall(C)'), counted('FailedCall(C)')];
    if (succeeded !== calls || failed !== 0)
      throw this.#failure(`${succeeded} of ${calls} succeeded, ${failed} failed`);
    return {
      retransmissions: counted('Retransmissions(C)'),
      rate: counted('CallRate(C)'),
      atOnce: most('CurrentCall'),
    };
  }

  /** A column's value in the last of the rows that sipp wrote, one a second, and the greatest in any of them. */
  #counters(): Record<'last' | 'most', (column: string) => number> {
    const [head, ...rows] = readFileSync(`${this.#run}.stat`, 'latin1')
      .trimEnd()
      .split('\n')
      .map((row) => row.split(';'));
    const values = (column: string) => {
      const found = rows.map((row) => Number(row[head.indexOf(column)]));
      if (found.length === 0 || found.some(Number.isNaN)) throw this.#failure(`counted no ${column}`);
      return found;
    };
    return { last: (column) => values(column).at(-1) ?? NaN, most: (column) => Math.max(...values(column)) };
  }

  #failure(what: string): Error {
    const errors = `${this.#run}.errors`;
    const said = existsSync(errors) ? readFileSync(errors, 'latin1').split('\n').slice(0, 24) : [];
    return this.program.failure([what, ...said].join('\n  > '));
  }
}
