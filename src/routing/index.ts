/** Where messages go: targets, response targets, loops (RFC 3261 16, 18.2, RFC 3263). */

export * from './contact-value.ts';
export * from './loop-hash.ts';
export * from './plan.ts';
export * from './response-target.ts';
