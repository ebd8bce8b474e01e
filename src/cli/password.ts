/** Where a password comes from: a prompt that shows nothing, standard input, or a file; never the command line. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { resolve } from 'node:path';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say } from './io.ts';

/** @param file what `--password-file` says @throws CommandError when there is none */
export async function readPassword(io: Io, file: string | undefined): Promise<string> {
  let password: string;
  if (file !== undefined) password = await readPasswordFile(io, file);
  else if (io.stdin.isTTY === true) password = await promptTwice(io);
  else password = firstLine(await readAll(io));
  if (password === '')
    throw new CommandError(
      EXIT.usage,
      'the password is empty; give one at the prompt, on standard input or with --password-file',
    );
  return password;
}

/** @returns its first line @throws CommandError where it cannot be read */
export async function readPasswordFile(io: Io, file: string): Promise<string> {
  try {
    return firstLine(await readFile(resolve(io.cwd, file), 'utf8'));
  } catch (error) {
    throw new CommandError(EXIT.failed, `the password file cannot be read: ${(error as Error).message}`);
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0];
}

async function readAll(io: Io): Promise<string> {
  let text = '';
  io.stdin.setEncoding('utf8');
  for await (const chunk of io.stdin) {
    text += chunk as string;
    if (text.includes('\n')) break;
  }
  return text;
}

async function promptTwice(io: Io): Promise<string> {
  const first = await askPassword(io, 'Password: ');
  if (first !== (await askPassword(io, 'Once more: '))) throw new CommandError(EXIT.failed, 'the two passwords differ');
  return first;
}

/** Asks at the terminal; what is typed is not shown. @throws CommandError (as a rejection) on Ctrl-C */
export function askPassword(io: Io, question: string): Promise<string> {
  io.stderr.write(question);
  // Readline edits the line and switches the echo of the terminal off; what it would show goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: io.stdin, output: nowhere, terminal: true, historySize: 0 });
  return new Promise((answer, stopped) => {
    lines.once('SIGINT', () => {
      say(io, '');
      lines.close();
      stopped(new CommandError(EXIT.failed, 'stopped'));
    });
    lines.once('line', (line) => {
      say(io, '');
      lines.close();
      answer(line);
    });
  });
}
