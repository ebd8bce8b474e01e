export * from './machines.ts';
export * from './matching.ts';
export * from './timers.ts';
export * from './transaction.ts';
export * from './transition.ts';
