/** The stateful proxy (RFC 3261 16). */

export * from './dialog-flow.ts';
export * from './proxy.ts';
export * from './route-information.ts';
export * from './target.ts';
