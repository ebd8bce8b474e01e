/** The signals that end a command in order; a second one, later, ends the process at once, as if nobody had listened. */
import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Under npm one key press arrives twice, ms apart. */
const SAME_KEY_MS = 1_000;

export interface Stop {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly stopped: Promise<void>;
  /** Listens no more. */
  readonly release: () => void;
}

export function listenForStop({ signals }: Pick<Io, 'signals'>): Stop {
  const controller = new AbortController();
  const { signal } = controller;
  let timer: NodeJS.Timeout | undefined;
  const listenNoMore = () => {
    for (const name of SIGNALS) signals.off(name, stop);
  };
  const stop = () => {
    timer ??= setTimeout(listenNoMore, SAME_KEY_MS).unref();
    controller.abort();
  };
  // The same key press may still come after all is done: it must not end with its signal what has ended in order.
  const release = () => {
    if (timer === undefined) listenNoMore();
  };
  for (const name of SIGNALS) signals.on(name, stop);
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return { signal, stopped, release };
}
