/** How a command reaches the server that its configuration describes, or the store where none runs. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Control,
  ControlClient,
  fixRealm,
  formatProblem,
  loadConfig,
  servedDomains,
  StoreControl,
} from '../server/index.ts';
import { openSqliteStore } from '../store/index.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say } from './io.ts';

type Loaded = Awaited<ReturnType<typeof loadConfig>>;

function load(io: Io, argvPath: string | undefined): Promise<Loaded> {
  return loadConfig({ argvPath, env: io.env, cwd: io.cwd });
}

function badConfig(io: Io, { path, problems }: Extract<Loaded, { ok: false }>): CommandError {
  for (const problem of problems) say(io, formatProblem(problem));
  return new CommandError(EXIT.badConfig, `${path} is not in order`);
}

/**
 * The server that the configuration describes. It is asked even when the file has a fault by now, or names a variable
 * that only the server has: the file is the server's to judge.
 * @throws CommandError 69 when no server runs, 78 when none runs and the file has a fault
 */
export async function openServer(io: Io, argvPath: string | undefined): Promise<Control> {
  const loaded = await load(io, argvPath);
  const path = loaded.ok ? loaded.config.control.path : loaded.controlPath;
  const client = await ControlClient.connect(path);
  if (client !== undefined) return client;
  if (!loaded.ok) throw badConfig(io, loaded);
  throw new CommandError(EXIT.unreachable, `no server answers on ${path}; start it with: sipwright serve`);
}

/** The running server, or the store itself. @throws CommandError 78 when none runs and the file has a fault */
export async function openServerOrStore(io: Io, argvPath: string | undefined): Promise<Control> {
  const loaded = await load(io, argvPath);
  const client = await ControlClient.connect(loaded.ok ? loaded.config.control.path : loaded.controlPath);
  if (client !== undefined) return client;
  if (!loaded.ok) throw badConfig(io, loaded);
  const { config } = loaded;
  await mkdir(dirname(config.store.path), { recursive: true, mode: 0o700 });
  const store = await openSqliteStore({ path: config.store.path, durability: config.store.durability });
  try {
    const { realm } = await fixRealm(store, config);
    return new StoreControl({ store, domains: () => servedDomains(config, realm) });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens, works and closes. */
export async function withControl<T>(opening: Promise<Control>, work: (control: Control) => Promise<T>): Promise<T> {
  const control = await opening;
  try {
    return await work(control);
  } finally {
    await control.close();
  }
}
