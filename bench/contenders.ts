/** The servers that are compared: how each is prepared once, and started afresh in its own folder. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { domain, type Group, movedUser } from './accounts.ts';
import { BenchFailure } from './bench-failure.ts';
import { kamailioConfig } from './kamailio-config.ts';
import type { WorkloadName } from './workloads.ts';

export const contenderNames = ['bare', 'sipwright', 'kamailio', 'kamailio-db'] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface StartPlace {
  readonly workload: WorkloadName;
  /** Empty, for this start alone. */
  readonly folder: string;
  readonly address: string;
  readonly port: number;
  readonly calleePort: number;
  /** Where a CPU profile goes, of a server that can write one. */
  readonly profile: string | undefined;
}

export interface Contender {
  readonly name: ContenderName;
  readonly title: string;
  takesPart(workload: WorkloadName): boolean;
  /** Once, before the rounds. @param folder of its own @param importFile the accounts as CSV */
  prepare(folder: string, importFile: string): void;
  /** Writes what a start needs. @returns the command */
  command(place: StartPlace): readonly string[];
}

const repository = resolve(import.meta.dirname, '..');
const sipwright = join(repository, 'bin', 'sipwright.js');

const callee: Group = 'callee';
/** Takes the calls apart that would be proxied without it. */
const bridgeRoute = `  - { match: { user: ${callee}* }, bridge: { to: registered } }`;

class Bare implements Contender {
  readonly name = 'bare';
  readonly title = 'bare Node responder';

  takesPart(workload: WorkloadName): boolean {
    return workload !== 'bridge';
  }

  prepare(): void {}

  command({ address, port, calleePort }: StartPlace): readonly string[] {
    return [process.execPath, join(import.meta.dirname, 'bare-responder.ts'), address, `${port}`, `${calleePort}`];
  }
}

/** With its defaults: digest on, the SQLite store with bindings committed before the 200, the trace ring on. */
class Sipwright implements Contender {
  readonly name = 'sipwright';
  readonly title = 'Sipwright';
  #prepared = '';

  takesPart(): boolean {
    return true;
  }

  prepare(folder: string, importFile: string): void {
    this.#prepared = folder;
    const config = this.#writeConfig(folder, '127.0.0.1', 0, []);
    const args = [sipwright, 'user', 'import', '-c', config, importFile];
    const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (run.status !== 0) throw new BenchFailure(`sipwright user import failed:\n${run.stderr}${run.stdout}`);
  }

  command({ workload, folder, address, port, profile }: StartPlace): readonly string[] {
    cpSync(join(this.#prepared, 'data'), join(folder, 'data'), { recursive: true });
    const routes = workload === 'bridge' ? [bridgeRoute] : [];
    const config = this.#writeConfig(folder, address, port, routes);
    const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile];
    return [process.execPath, ...profiling, sipwright, 'serve', '-c', config];
  }

  #writeConfig(folder: string, address: string, port: number, routes: readonly string[]): string {
    const file = join(folder, 'sipwright.yaml');
    const lines = [
      `domains: [${domain}]`,
      `listen: ['udp://${address}:${port}']`,
      'http: off',
      'routes:',
      `  - match: { user: ${movedUser} }`,
      `    redirect: sip:${movedUser}@192.0.2.9`,
      ...routes,
      '',
    ];
    writeFileSync(file, lines.join('\n'));
    return file;
  }
}

class Kamailio implements Contender {
  readonly name: 'kamailio' | 'kamailio-db';
  readonly title: string;

  constructor(name: 'kamailio' | 'kamailio-db') {
    this.name = name;
    this.title = name === 'kamailio' ? 'Kamailio' : 'Kamailio, usrloc in SQLite';
  }

  /** The database makes a difference to registrations only. Kamailio is no B2BUA. */
  takesPart(workload: WorkloadName): boolean {
    return workload === 'register' || (this.name === 'kamailio' && workload !== 'bridge');
  }

  prepare(folder: string): void {
    if (this.name === 'kamailio-db') createLocationTables(join(folder, 'usrloc.db'));
  }

  command({ folder, address, port }: StartPlace): readonly string[] {
    let database: string | undefined;
    if (this.name === 'kamailio-db') {
      database = join(folder, 'usrloc.db');
      createLocationTables(database);
    }
    const config = join(folder, 'kamailio.cfg');
    const runtime = join(folder, 'run');
    mkdirSync(runtime);
    writeFileSync(config, kamailioConfig({ address, port, database }));
    const memory = ['-x', 'fm', '-m', '512', '-M', '16'];
    return ['kamailio', '-DD', '-E', ...memory, '-Y', runtime, '-w', folder, '-f', config];
  }
}

/** As Debian's package describes them. */
function createLocationTables(file: string): void {
  const scripts = ['standard-create.sql', 'usrloc-create.sql'].map((name) =>
    join('/usr/share/kamailio/db_sqlite', name),
  );
  const missing = scripts.find((script) => !existsSync(script));
  if (missing !== undefined) throw new BenchFailure(`${missing} is missing: install kamailio-sqlite-modules`);
  const database = new DatabaseSync(file);
  for (const script of scripts) database.exec(readFileSync(script, 'utf8'));
  database.close();
}

export function contenderOf(name: ContenderName): Contender {
  switch (name) {
    case 'bare':
      return new Bare();
    case 'sipwright':
      return new Sipwright();
    case 'kamailio':
    case 'kamailio-db':
      return new Kamailio(name);
  }
}
