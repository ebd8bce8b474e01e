/** Finds the configuration file, reads it and fills in every default. */
import { access, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { problemsOf } from './config-problems.ts';
import type { ParsedConfig } from './config-schema.ts';
import { ConfigSource } from './config-source.ts';
import type { Config, ConfigProblem, ListenConfig } from './config.ts';

/** From the folder that the server is started in. */
export const DEFAULT_CONTROL_PATH = './data/control.sock';

export interface ConfigLookup {
  /** What `-c` says. */
  readonly argvPath?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config }
  | {
      readonly ok: false;
      readonly path: string;
      readonly problems: readonly ConfigProblem[];
      /** Where a server of this file listens for commands, as far as the file can be read. */
      readonly controlPath: string;
    };

/**
 * The file that counts: `-c`, `$SIPWRIGHT_CONFIG`, `./sipwright.yaml`, `/etc/sipwright/sipwright.yaml`.
 * @returns an absolute path, or undefined for the embedded default; what was named is not looked for
 */
export async function findConfig({ argvPath, env, cwd }: ConfigLookup): Promise<string | undefined> {
  const named = argvPath ?? (env.SIPWRIGHT_CONFIG || undefined);
  if (named !== undefined) return resolve(cwd, named);
  for (const path of [resolve(cwd, 'sipwright.yaml'), '/etc/sipwright/sipwright.yaml']) {
    try {
      await access(path);
      return path;
    } catch (error) {
      // A file that is there and may not be read is an error to tell, not a reason for the default.
      if ((error as NodeJS.ErrnoException).code === 'EACCES') return path;
    }
  }
  return undefined;
}

/** Never throws for what is wrong with the file: every fault that was found is in `problems`. */
export async function loadConfig(lookup: ConfigLookup): Promise<LoadedConfig> {
  const path = await findConfig(lookup);
  if (path === undefined) return parseConfig('', undefined, lookup);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message: why } = error as NodeJS.ErrnoException;
    const message = code === 'ENOENT' ? 'there is no such file; "sipwright init" writes one' : `cannot be read: ${why}`;
    const file = displayPath(path, lookup.cwd);
    const controlPath = resolve(lookup.cwd, DEFAULT_CONTROL_PATH);
    return { ok: false, path, problems: [{ file, line: 1, column: 1, path: '', message }], controlPath };
  }
  return parseConfig(text, path, lookup);
}

/** @param path where the text is from; undefined for the embedded default */
export async function parseConfig(
  text: string,
  path: string | undefined,
  { env, cwd }: ConfigLookup,
): Promise<LoadedConfig> {
  const source = new ConfigSource(path === undefined ? 'default' : displayPath(path, cwd), text);
  const directory = path === undefined ? cwd : dirname(path);
  const failed = (problems: ConfigProblem[]): LoadedConfig => ({
    ok: false,
    path: path ?? 'default',
    problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
    controlPath: resolve(cwd, source.text(['control', 'path']) ?? DEFAULT_CONTROL_PATH),
  });
  const syntax = source.syntaxProblems();
  if (syntax.length > 0) return failed(syntax);
  const problems = await source.fillIn(env, directory);
  // Loaded late: a command that reads no configuration does without it.
  const { configSchema } = await import('./config-schema.ts');
  const value = source.value();
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    // What is wrong with a value whose variable is missing is the missing variable.
    const others = problemsOf(parsed.error.issues, value, source).filter(
      ({ line, column }) => !problems.some((problem) => problem.line === line && problem.column === column),
    );
    return failed([...problems, ...others]);
  }
  const config = completeConfig(parsed.data, source, { path, cwd, directory });
  const { routing } = config;
  if (routing !== undefined) {
    await access(routing).catch(() => {
      problems.push(source.problem(['routing'], `there is no file ${routing}; correct the path, or remove the key`));
    });
  }
  return problems.length > 0 ? failed(problems) : { ok: true, config };
}

function completeConfig(
  parsed: ParsedConfig,
  source: ConfigSource,
  { path, cwd, directory }: { path: string | undefined; cwd: string; directory: string },
): Config {
  const { registrar, auth } = parsed;
  return {
    ...parsed,
    path,
    domains: parsed.domains.map((domain) => ({
      realm: undefined,
      algorithms: auth.algorithms,
      qop: auth.qop,
      maxContacts: registrar.maxContacts,
      onContactLimit: registrar.onContactLimit,
      ...domain,
    })),
    listen: parsed.listen ?? defaultListeners(),
    store: { ...parsed.store, path: resolve(cwd, parsed.store.path) },
    control: { path: resolve(cwd, parsed.control.path) },
    auth: { ...auth, realm: auth.realm },
    http: parsed.http === undefined ? undefined : { ...parsed.http, token: parsed.http.token },
    routing: parsed.routing === undefined ? undefined : resolve(directory, parsed.routing),
    routes: parsed.routes.map((route, at) => ({ ...route, line: `${source.file}:${source.line(['routes', at])}` })),
  };
}

/** UDP and TCP on port 5060 of every address; IPv6 where the machine has it. */
function defaultListeners(): ListenConfig[] {
  const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ family }) => family === 'IPv6'));
  return ['0.0.0.0', ...(hasIPv6 ? ['::'] : [])].flatMap((address) =>
    (['UDP', 'TCP'] as const).map((transport) => ({ transport, address, port: 5060, advertise: undefined })),
  );
}

/** Short where the file is below the folder that the command runs in. */
function displayPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
