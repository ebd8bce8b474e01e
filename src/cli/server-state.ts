/** `sipwright status` and `sipwright reload`: what is asked of a running server as a whole. */
import { formatHost } from '../message/index.ts';
import { type Control, resultOf } from '../server/index.ts';
import { openServer, withControl } from './control.ts';
import { type Io, say, writeLine } from './io.ts';

interface Status {
  readonly pid: number;
  readonly startedAt: string;
  readonly config: string | null;
  /** Keys of the configuration that count from the next start. */
  readonly restartNeeded: readonly string[];
  readonly ready: boolean;
  readonly realm: string;
  readonly domains: readonly string[];
  readonly listeners: readonly { transport: string; address: string; port: number }[];
  readonly accounts: number;
  readonly bindings: number;
  readonly transactions: number;
  readonly bridgedCalls: number;
  readonly store: { ok: boolean; reason: string } | null;
}

export async function status(io: Io, options: { config?: string; json?: boolean }): Promise<void> {
  const found = await withControl(openServer(io, options.config), statusOf);
  if (options.json) return writeLine(io, JSON.stringify(found));
  const { store } = found;
  const lines: (readonly [string, string])[] = [
    ['state', found.ready ? 'ready' : 'not ready'],
    ['pid', String(found.pid)],
    ['since', found.startedAt],
    ['config', found.config ?? 'embedded default'],
    ...(found.restartNeeded.length > 0 ? [['restart', `needed for ${found.restartNeeded.join(', ')}`] as const] : []),
    ['listening', found.listeners.map(listenerText).join(', ')],
    ['domains', found.domains.join(', ')],
    ['realm', found.realm],
    ['accounts', String(found.accounts)],
    ['bindings', String(found.bindings)],
    ['transactions', String(found.transactions)],
    ['bridged', `${found.bridgedCalls} calls`],
    ['store', store === null || store.ok ? 'ok' : store.reason],
  ];
  for (const [name, value] of lines) await writeLine(io, `${name.padEnd(13)}${value}`);
}

export async function reload(io: Io, options: { config?: string }): Promise<void> {
  const { restartNeeded } = await withControl(openServer(io, options.config), async (control) => {
    await resultOf(control.request('reload'));
    return statusOf(control);
  });
  const rest = restartNeeded.length > 0 ? `, but for what counts from the next start: ${restartNeeded.join(', ')}` : '';
  say(io, `the configuration is in force${rest}`);
}

async function statusOf(control: Control): Promise<Status> {
  return (await resultOf(control.request('status'))) as Status;
}

function listenerText({ transport, address, port }: Status['listeners'][number]): string {
  return `${transport} ${formatHost(address)}:${port}`;
}
