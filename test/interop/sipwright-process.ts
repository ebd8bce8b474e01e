/** The server as its users start it: `sipwright serve -c sipwright.yaml` in a temporary folder, on ports that are free. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { killPrograms, Program } from './program.ts';

export const domain = 'example.com';
/** Of every account. */
export const password = 'secret';

const bin = join(import.meta.dirname, '../../bin/sipwright.js');

export interface Address {
  readonly address: string;
  readonly port: number;
}

/** Of `sipwright registrations --json`, what the tests read. */
export interface Registration {
  readonly aor: string;
  readonly contact: string;
  readonly flow: string | null;
  readonly userAgent: string;
}

export interface ServerOptions {
  readonly users: readonly string[];
  /** Such as `udp://127.0.0.1:0`. */
  readonly listen?: readonly string[];
  /** More lines of the configuration. */
  readonly more?: (folder: string) => readonly string[];
}

const everywhere = ['udp://127.0.0.1:0', 'tcp://127.0.0.1:0'];

const folders = new Set<string>();
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of a test's own, removed at its end, or at that of the process. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-interop-'));
  folders.add(folder);
  t.after(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    folders.delete(folder);
  });
  return folder;
}

/** A configuration and its accounts in a folder, whether a server runs on them or not. */
export class Installation {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(
    t: TestContext,
    { users, listen = everywhere, more = () => [] }: ServerOptions,
  ): Promise<Installation> {
    const installation = new Installation(temporaryFolder(t));
    const { folder } = installation;
    const lines = [
      'listen:',
      ...listen.map((one) => `  - ${one}`),
      'domains:',
      `  - ${domain}`,
      'http: off',
      ...more(folder),
    ];
    writeFileSync(installation.configPath, `${lines.join('\n')}\n`);
    const accounts = join(folder, 'accounts.csv');
    writeFileSync(accounts, users.map((user) => `${user}@${domain},${password}\n`).join(''));
    await installation.command('user', 'import', accounts);
    return installation;
  }

  get configPath(): string {
    return join(this.folder, 'sipwright.yaml');
  }

  /** Runs a command on this installation. @returns what it says, standard output and standard error */
  async command(...args: string[]): Promise<string> {
    const program = new Program(process.execPath, [bin, ...args, '-c', this.configPath], { cwd: this.folder });
    const ending = await program.ended();
    if (ending !== 0) throw program.failure(`sipwright ${args.join(' ')}: ${ending}`);
    return program.output;
  }

  /** A server that may or may not come up. */
  spawn(): Program {
    return new Program(process.execPath, [bin, 'serve', '-c', this.configPath], { cwd: this.folder });
  }

  start(): Promise<ServerProcess> {
    return this.ready(this.spawn());
  }

  /** Waits until a server that was started serves. */
  async ready(program: Program): Promise<ServerProcess> {
    const ready = await program.says(/^\{.*"msg":"ready"\}$/m);
    const { listen } = JSON.parse(ready[0]) as { listen: string[] };
    return new ServerProcess(this, program, listen);
  }

  async registrations(): Promise<Registration[]> {
    return JSON.parse(await this.command('registrations', '--json')) as Registration[];
  }
}

/** A server that serves. */
export class ServerProcess {
  readonly installation: Installation;
  readonly program: Program;
  readonly #listen: readonly string[];

  /** @param listen as the server logged it: `UDP 127.0.0.1:5060` */
  constructor(installation: Installation, program: Program, listen: readonly string[]) {
    this.installation = installation;
    this.program = program;
    this.#listen = listen;
  }

  /** Where it listens. @throws Error when it does not, or when it is dead, or the port is another's */
  at(transport: 'UDP' | 'TCP', address = '127.0.0.1'): Address {
    const host = address.includes(':') ? `[${address}]` : address;
    const start = `${transport} ${host}:`;
    const listener = this.#listen.find((one) => one.startsWith(start));
    assert(listener !== undefined, `the server does not listen on ${start} but on ${this.#listen.join(', ')}`);
    const port = Number(listener.slice(start.length));
    this.program.assertHolds({ protocol: transport === 'UDP' ? 'udp' : 'tcp', address, port });
    return { address, port };
  }

  /** Waits until a user has so many registrations. @returns them */
  async registered(user: string, count = 1): Promise<Registration[]> {
    return this.program.until(`${count} registrations of ${user}`, async () => {
      const found = (await this.installation.registrations()).filter(({ aor }) => aor === `${user}@${domain}`);
      return found.length === count && found;
    });
  }

  /** SIGTERM. @throws Error when it is dead already, does not end, or not with 0 */
  async stop(): Promise<void> {
    this.program.assertAlive();
    this.program.signal('SIGTERM');
    const ending = await this.program.ended();
    if (ending !== 0) throw this.program.failure(`ended with ${ending} on SIGTERM`);
    const fault = /^.*"level":"(error|fatal)".*$/m.exec(this.program.output);
    if (fault !== null) throw this.program.failure(`logged a fault: ${fault[0]}`);
  }
}

/** Starts a server, runs the test and ends the server, which must be alive then and end with 0. */
export async function withServer(
  t: TestContext,
  options: ServerOptions,
  run: (server: ServerProcess) => Promise<void>,
): Promise<void> {
  const installation = await Installation.create(t, options);
  try {
    const server = await installation.start();
    await run(server).catch((error: unknown) => {
      throw server.program.failure(error instanceof Error ? `${error.message}\nwhile the server said` : String(error));
    });
    await server.stop();
  } finally {
    killPrograms();
  }
}
