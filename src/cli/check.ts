/** `sipwright check` and `serve --check`: every fault of the configuration, and the fix. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Io, writeLine } from './io.ts';
import { formatProblem, loadConfig, loadRoutingModule, redactConfig } from '../server/index.ts';

export interface CheckOptions {
  readonly config?: string;
  readonly print?: boolean;
  readonly json?: boolean;
}

export async function check(io: Io, options: CheckOptions): Promise<ExitCode> {
  const loaded = await loadConfig({ argvPath: options.config, env: io.env, cwd: io.cwd });
  const path = loaded.ok ? (loaded.config.path ?? null) : loaded.path;
  const problems: object[] = [];
  const lines: string[] = [];
  if (!loaded.ok) {
    problems.push(...loaded.problems);
    lines.push(...loaded.problems.map(formatProblem));
  } else if (loaded.config.routing !== undefined) {
    const routing = await loadRoutingModule(loaded.config.routing);
    if (typeof routing === 'string') {
      problems.push({ file: path, path: 'routing', message: routing });
      lines.push(`${path ?? 'default'}: routing: ${routing}`);
    }
  }
  const ok = problems.length === 0;
  if (options.json) {
    const config = ok && loaded.ok && options.print ? { config: redactConfig(loaded.config) } : {};
    await writeLine(io, JSON.stringify({ ok, path, problems, ...config }));
  } else if (ok && loaded.ok) {
    if (options.print) await writeLine(io, JSON.stringify(redactConfig(loaded.config), undefined, 2));
    else await writeLine(io, `${path ?? 'the embedded default (no file was found)'}: in order`);
  } else {
    for (const line of lines) await writeLine(io, line);
  }
  return ok ? EXIT.done : EXIT.badConfig;
}
