/** The transport interface and the in-memory network. */

export type { MemoryHost } from './memory-host.ts';
export * from './memory-network.ts';
export * from './transport.ts';
