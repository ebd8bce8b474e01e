/** The hash functions of Node, in the form that digest authentication wants them (RFC 7616 3.3, RFC 8760 2.1). */

import { hash } from 'node:crypto';
import type { Hash, HashAlgorithm } from '../auth/index.ts';

const NAMES: Readonly<Record<HashAlgorithm, string>> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' };

/** Hashes the bytes of `text`, one character per byte. @returns lower-case hex */
export const nodeHash: Hash = (algorithm, text) => {
  // For ASCII the string's own encoding is the same bytes, without a copy.
  const input = isAscii(text) ? text : Buffer.from(text, 'latin1');
  return hash(NAMES[algorithm], input, 'hex');
};

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
