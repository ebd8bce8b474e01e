/** DNS look-ups and their cache (RFC 3263). */

export * from './resolver.ts';
