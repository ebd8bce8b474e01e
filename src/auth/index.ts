/** Digest authentication of both sides: challenges, credentials, nonces (RFC 3261 22, 7616, 8760). */

export * from './challenge.ts';
export * from './client.ts';
export * from './credentials-cache.ts';
export * from './digest.ts';
export { type DigestAlgorithm, type Hash, type HashAlgorithm, parseDigestAlgorithm } from './hash.ts';
export * from './nonce.ts';
export * from './replay.ts';
export * from './same-resource.ts';
export * from './verify.ts';
