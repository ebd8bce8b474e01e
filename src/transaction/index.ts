/** The four transaction state machines, as data (RFC 3261 17, RFC 6026, RFC 4320). */

export * from './machines.ts';
export * from './matching.ts';
export * from './timers.ts';
export * from './transaction.ts';
export * from './transition.ts';
