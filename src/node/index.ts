/** What a user agent needs on Node: its network, in one call (RFC 3261 18). */

export { addressToward, outwardAddress } from './local-address.ts';
export { type NetworkOptions, type NodeNetwork, openNetwork } from './network.ts';
export { nodeHash } from './node-hash.ts';
export { resolveTarget } from './resolve-target.ts';
