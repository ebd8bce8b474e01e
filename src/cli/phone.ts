/** `sipwright phone`: a phone in the terminal, by single keys or by lines. */
import { createInterface } from 'node:readline';
import type { AccountOptions } from './account-options.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { keyHelp, KeyReader } from './phone-keys.ts';
import { lineHelp, LineProblem, parseLine } from './phone-lines.ts';
import type { PhoneDesk } from './phone-desk.ts';
import { openSession, type PhoneSession, type SoundOptions } from './phone-session.ts';

export interface PhoneCommandOptions extends AccountOptions, SoundOptions {
  readonly register?: boolean;
  /** s. */
  readonly expires?: number;
  /** Lines, though a terminal would have keys. */
  readonly lines?: boolean;
}

/** @returns 0; 1 where lines came from no terminal, and one of them could not be carried out */
export async function runPhone(io: Io, options: PhoneCommandOptions): Promise<ExitCode> {
  const byKeys = io.stdin.isTTY === true && io.stdin.setRawMode !== undefined && !options.lines && !options.json;
  const session = await openSession(io, {
    options,
    policy: {},
    register: options.register !== false,
    card: true,
    messages: true,
    help: byKeys ? keyHelp : lineHelp(),
    hint: byKeys ? 'a answers, r rejects' : undefined,
  });
  const { desk } = session;
  try {
    if (session.account === undefined)
      desk.tell({
        event: 'note',
        text: 'no account (--as): call somebody by an address with a host, as bob@192.0.2.7',
      });
    if (byKeys) {
      desk.tell({ event: 'note', text: 'c calls somebody, ? lists the keys, q quits' });
      await readKeys(io, session);
      return EXIT.done;
    }
    const isGood = await readLines(io, desk, session.stop.signal);
    return isGood || io.stdin.isTTY === true ? EXIT.done : EXIT.failed;
  } finally {
    await session.close();
  }
}

/** One command after the other, until the input is over. @returns whether all were carried out */
export async function readLines(io: Pick<Io, 'stdin'>, desk: PhoneDesk, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: io.stdin, crlfDelay: Infinity });
  const stopped = new Promise<false>((resolve) => {
    const stop = () => {
      lines.close();
      resolve(false);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  let isGood = true;
  const note = (isDone: boolean) => (isGood &&= isDone);
  for await (const line of lines) {
    const command = parseLine(line);
    if (command === undefined) continue;
    if (command instanceof LineProblem) {
      desk.tell({ event: 'problem', text: command.text });
      isGood = false;
      continue;
    }
    if (command.do === 'quit' || signal.aborted) break;
    const running = desk.run(command);
    // Others have to be called for it, and may be long in answering.
    if (command.do === 'transfer') void running.then(note);
    else note(await Promise.race([running, stopped]));
  }
  lines.close();
  return isGood;
}

/** Until `q`. */
export function readKeys(io: Pick<Io, 'stdin'>, { desk, screen, stop }: PhoneSession): Promise<void> {
  const { stdin } = io;
  return new Promise((resolve) => {
    const reader = new KeyReader({
      context: () => desk.context,
      onPrompt: (text) => screen.prompt(text),
      onCommand: (command) => {
        if (command.do === 'quit') end();
        else void desk.run(command);
      },
    });
    const read = (text: string) => reader.receive(text);
    const end = () => {
      stdin.off('data', read);
      stdin.pause();
      stdin.setRawMode?.(false);
      resolve();
    };
    void stop.stopped.then(end);
    stdin.once('end', end);
    stdin.setRawMode?.(true);
    stdin.setEncoding('utf8').on('data', read);
    stdin.resume();
  });
}
