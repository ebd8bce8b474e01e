/** The back-to-back user agent: two legs of a call held together (RFC 7092). */

export * from './bridge.ts';
export { type BridgeTarget } from './bridge-target.ts';
export { defaultHeaderRules, HeaderPolicy, type HeaderRule } from './header-policy.ts';
export { type ReferPolicy } from './transfers.ts';
