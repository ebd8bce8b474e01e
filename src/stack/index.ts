/** The one driver: flows and the clock on one side, the machines and the roles on the other. */

export * from './client-transaction.ts';
export * from './clock.ts';
export * from './core.ts';
export * from './counters.ts';
export * from './logger.ts';
export { type PhraseFor } from './phrase-for.ts';
export * from './server-transaction.ts';
export * from './stack.ts';
export * from './timer-wheel.ts';
export * from './tokens.ts';
