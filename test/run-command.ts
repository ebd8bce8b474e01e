/** Runs a command of `sipwright` in this process, with input and output of a test. */

import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { Io } from '../src/cli/io.ts';
import { main } from '../src/cli/main.ts';

export interface Setting {
  readonly input?: string | Uint8Array;
  readonly columns?: number;
  readonly isTTY?: boolean;
}

/** @param args without the program's own name */
export async function runCommand(args: readonly string[], setting: Setting = {}) {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') =>
    Object.assign(new EventEmitter(), {
      columns: setting.columns,
      isTTY: setting.isTTY,
      write(text: string) {
        written[name] += text;
        return true;
      },
    });
  const io: Io = {
    stdin: Readable.from(setting.input === undefined ? [] : [Buffer.from(setting.input)]),
    stdout: output('out'),
    stderr: output('err'),
    env: {},
    cwd: '/',
    signals: new EventEmitter(),
  };
  return { code: await main(args, io), ...written };
}
