/** The signals that end a command in order; the second one ends the process at once, as if nobody had listened. */
import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Stop {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly stopped: Promise<void>;
  /** Listens no more. */
  readonly release: () => void;
}

export function listenForStop({ signals }: Io): Stop {
  const controller = new AbortController();
  const { signal } = controller;
  const release = () => {
    for (const name of SIGNALS) signals.off(name, stop);
  };
  const stop = () => {
    release();
    controller.abort();
  };
  for (const name of SIGNALS) signals.on(name, stop);
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  return { signal, stopped, release };
}
