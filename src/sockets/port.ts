/** What every opener of listeners yields, so that UDP, TCP and what comes after them are one row of a table each. */

import type { Destination, Flow, FlowReceiver, Listener } from '../transport/index.ts';
import type { Connections } from './connections.ts';
import type { SocketCounters, SocketOptions } from './options.ts';

/** One opened listener. */
export interface Port {
  readonly listener: Listener;
  /** @param destination of this port's transport and family, its address normalised */
  flowTo(destination: Destination): Flow;
  /** Sends on a flow of this listener that has no connection. */
  sendDatagram?(flow: Flow, text: string): void;
  /** Takes nothing more; resolves when what was queued is sent, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** What ports share. */
export interface PortContext {
  readonly options: SocketOptions;
  readonly counters: SocketCounters;
  readonly connections: Connections;
  /** Who takes what arrives; it may be replaced. */
  receiver: FlowReceiver;
}

/** Opens a listener; its address is normalised, its port may be 0. Rejects with a `SipError`. */
export type PortOpener = (listener: Listener, context: PortContext) => Promise<Port>;
