/** `sipwright user import`: many accounts from a CSV file, a chunk at a time. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type Control, type NewAccount, resultOf } from '../server/index.ts';
import { accountOf, type Layout, layoutOfHeader, layoutOfRow } from './account-rows.ts';
import { openServerOrStore, withControl } from './control.ts';
import { csvRows } from './csv.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { servedDomainsOf } from './user.ts';

export interface ImportOptions {
  readonly config?: string;
  readonly realm?: string;
  readonly json?: boolean;
}

/** What is written together: all of it, or none. */
const CHUNK = 1000;
/** Bad rows that are told one by one. */
const TOLD = 50;

/** @returns 1 when a row failed; the others are there all the same */
export async function importUsers(io: Io, file: string, options: ImportOptions): Promise<ExitCode> {
  const input = await openInput(io, file);
  return withControl(openServerOrStore(io, options.config), async (control) => {
    const run = new Import(io, file === '-' ? 'standard input' : file, control);
    await run.read(input, options.realm);
    return run.finish(options.json === true);
  });
}

async function openInput(io: Io, file: string): Promise<Readable> {
  if (file === '-') return io.stdin;
  const path = resolve(io.cwd, file);
  try {
    await (await open(path)).close();
  } catch (error) {
    throw new CommandError(EXIT.failed, `${file} cannot be read: ${(error as Error).message}`);
  }
  return createReadStream(path);
}

class Import {
  readonly #io: Io;
  readonly #name: string;
  readonly #control: Control;
  readonly #failures: { line: number; reason: string }[] = [];
  #chunk: { line: number; account: NewAccount }[] = [];
  #rows = 0;
  #added = 0;
  #replaced = 0;

  constructor(io: Io, name: string, control: Control) {
    this.#io = io;
    this.#name = name;
    this.#control = control;
  }

  async read(input: Readable, realm: string | undefined): Promise<void> {
    const domains = new Map((await servedDomainsOf(this.#control)).map((domain) => [domain.name, domain]));
    let layout: Layout | undefined;
    for await (const row of csvRows(input)) {
      if ('fault' in row) {
        this.#rows++;
        this.#fail(row.line, row.fault);
        continue;
      }
      if (layout === undefined) {
        layout = layoutOfHeader(row.cells);
        if (layout !== undefined) continue;
        layout = layoutOfRow(row.cells);
      }
      this.#rows++;
      const account =
        layout === undefined
          ? 'neither user@domain,password nor username,domain,ha1; name the columns in a first row'
          : accountOf(row.cells, layout, domains, realm);
      if (typeof account === 'string') this.#fail(row.line, account);
      else this.#chunk.push({ line: row.line, account });
      if (this.#chunk.length >= CHUNK) await this.#write();
    }
    await this.#write();
  }

  async finish(json: boolean): Promise<ExitCode> {
    const io = this.#io;
    const failed = this.#failures.length;
    if (io.stderr.isTTY === true) io.stderr.write('\r\x1b[K');
    for (const { line, reason } of this.#failures.slice(0, TOLD)) say(io, `${this.#name}:${line}: ${reason}`);
    if (failed > TOLD) say(io, `… and ${failed - TOLD} rows more`);
    if (json) {
      await writeLine(
        io,
        JSON.stringify({
          rows: this.#rows,
          added: this.#added,
          replaced: this.#replaced,
          failed,
          failures: this.#failures,
        }),
      );
    }
    say(io, `${this.#added} accounts added, ${this.#replaced} replaced, ${failed} rows failed`);
    return failed > 0 ? EXIT.failed : EXIT.done;
  }

  #fail(line: number, reason: string): void {
    this.#failures.push({ line, reason });
  }

  async #write(): Promise<void> {
    const chunk = this.#chunk;
    this.#chunk = [];
    if (chunk.length === 0) return;
    try {
      const accounts = chunk.map(({ account }) => account);
      const result = await resultOf(this.#control.request('users.put', { accounts, mode: 'upsert' }));
      const { added, replaced } = result as { added: number; replaced: number };
      this.#added += added;
      this.#replaced += replaced;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'unreachable') throw error;
      for (const { line } of chunk) this.#fail(line, `not written: ${(error as Error).message}`);
    }
    this.#progress();
  }

  /** A terminal's line is written over; a file gets one line in twenty thousand rows. */
  #progress(): void {
    const { stderr } = this.#io;
    if (stderr.isTTY === true) stderr.write(`\r\x1b[K${this.#rows} rows`);
    else if (this.#rows % 20_000 < CHUNK) stderr.write(`${this.#rows} rows\n`);
  }
}
