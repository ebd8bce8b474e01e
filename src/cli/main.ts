/** `sipwright`: reads the command line, carries the command out, and says with which exit code it ended. */
import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { type Io, processIo, say } from './io.ts';

/**
 * @param argv without the program's own name
 * @returns the exit code; the process ends by itself once all is written
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode: ExitCode = EXIT.done;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, io);
  }
}

function explain(error: unknown, io: Io): ExitCode {
  // Commander has written already what it had to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  // Each line of a faulty configuration begins with its file already.
  say(io, code === 'bad-configuration' ? text : `sipwright: ${text}`);
  if (error instanceof CommandError) return error.exitCode;
  // The codes of ControlError, which is not imported here: most commands do without the server's modules.
  if (code === 'unreachable') return EXIT.unreachable;
  if (code === 'bad-configuration') return EXIT.badConfig;
  if (code === 'bad-arguments') return EXIT.usage;
  if (io.env.SIPWRIGHT_DEBUG && error instanceof Error) say(io, error.stack ?? '');
  return EXIT.failed;
}
