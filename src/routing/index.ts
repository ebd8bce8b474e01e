export * from './loop-hash.ts';
export * from './response-target.ts';
