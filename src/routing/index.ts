export * from './contact-value.ts';
export * from './loop-hash.ts';
export * from './plan.ts';
export * from './response-target.ts';
