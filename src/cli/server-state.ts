/** `sipwright status` and `sipwright reload`: what is asked of a running server as a whole. */
import { resultOf } from '../server/index.ts';
import { openServer, withControl } from './control.ts';
import { type Io, say, writeLine } from './io.ts';

interface Status {
  readonly pid: number;
  readonly startedAt: string;
  readonly config: string | null;
  readonly ready: boolean;
  readonly realm: string;
  readonly domains: readonly string[];
  readonly listeners: readonly { transport: string; address: string; port: number }[];
  readonly accounts: number;
  readonly bindings: number;
  readonly transactions: number;
  readonly store: { ok: boolean; reason: string } | null;
}

export async function status(io: Io, options: { config?: string; json?: boolean }): Promise<void> {
  const found = (await withControl(openServer(io, options.config), (control) =>
    resultOf(control.request('status')),
  )) as Status;
  if (options.json) return writeLine(io, JSON.stringify(found));
  const { store } = found;
  const lines: [string, string][] = [
    ['state', found.ready ? 'ready' : 'not ready'],
    ['pid', String(found.pid)],
    ['since', found.startedAt],
    ['config', found.config ?? 'embedded default'],
    ['listening', found.listeners.map(({ transport, address, port }) => `${transport} ${address}:${port}`).join(', ')],
    ['domains', found.domains.join(', ')],
    ['realm', found.realm],
    ['accounts', String(found.accounts)],
    ['bindings', String(found.bindings)],
    ['transactions', String(found.transactions)],
    ['store', store === null || store.ok ? 'ok' : store.reason],
  ];
  for (const [name, value] of lines) await writeLine(io, `${name.padEnd(13)}${value}`);
}

export async function reload(io: Io, options: { config?: string }): Promise<void> {
  await withControl(openServer(io, options.config), (control) => resultOf(control.request('reload')));
  say(io, 'the configuration is in force');
}
