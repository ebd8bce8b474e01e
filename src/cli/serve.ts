/** `sipwright serve`. */
import { serve, startServer } from '../server/index.ts';
import type { ExitCode } from './exit-code.ts';
import { hasColour, type Io } from './io.ts';

export async function runServer(io: Io, config: string | undefined): Promise<ExitCode> {
  const { stdout, stderr, signals, env, cwd } = io;
  io.outlivesReader = true;
  const lookup = { argvPath: config, env, cwd };
  return (await serve({ lookup, stdout, stderr, colour: hasColour(io, stdout), signals, startServer })) as ExitCode;
}
