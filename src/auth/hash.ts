/** Hash functions, passed in by whoever runs us, and the names of digest algorithms (RFC 7616 3.3, RFC 8760 2.1). */

/** The hash functions that digest algorithms stand on. */
export type HashAlgorithm = 'MD5' | 'SHA-256' | 'SHA-512-256';

/**
 * Hashes the bytes of `text`: wire text, one character per byte (Latin-1). Text that people wrote is made UTF-8 first
 * (`encodeUtf8`), so that a hash of ours and one of a phone are over the same bytes.
 * @returns lower-case hex
 */
export type Hash = (algorithm: HashAlgorithm, text: string) => string;

/** What the `algorithm` parameter says; the `-sess` variants bind HA1 to nonce and cnonce (RFC 7616 3.4.2). */
export type DigestAlgorithm = HashAlgorithm | `${HashAlgorithm}-sess`;

interface DigestAlgorithmFacts {
  readonly name: DigestAlgorithm;
  readonly hash: HashAlgorithm;
  readonly session: boolean;
  /** Hex digits of a response. */
  readonly digits: 32 | 64;
  /** Greater is stronger; at equal strength of the hash, `-sess` adds nothing against anybody who reads along. */
  readonly strength: number;
}

/** One row per algorithm. */
export const digestAlgorithms: Readonly<Record<DigestAlgorithm, DigestAlgorithmFacts>> = {
  MD5: { name: 'MD5', hash: 'MD5', session: false, digits: 32, strength: 0 },
  'MD5-sess': { name: 'MD5-sess', hash: 'MD5', session: true, digits: 32, strength: 0 },
  'SHA-256': { name: 'SHA-256', hash: 'SHA-256', session: false, digits: 64, strength: 1 },
  'SHA-256-sess': { name: 'SHA-256-sess', hash: 'SHA-256', session: true, digits: 64, strength: 1 },
  'SHA-512-256': { name: 'SHA-512-256', hash: 'SHA-512-256', session: false, digits: 64, strength: 2 },
  'SHA-512-256-sess': { name: 'SHA-512-256-sess', hash: 'SHA-512-256', session: true, digits: 64, strength: 2 },
};

const byLowerCase = new Map(Object.values(digestAlgorithms).map((row) => [row.name.toLowerCase(), row.name]));

/**
 * The algorithm that a challenge or credentials name.
 * @param text the `algorithm` parameter; undefined means MD5 (RFC 7616 3.3)
 * @returns undefined for an algorithm that is not known, such as AKAv1-MD5
 */
export function parseDigestAlgorithm(text: string | undefined): DigestAlgorithm | undefined {
  return text === undefined || text === 'MD5' ? 'MD5' : byLowerCase.get(text.toLowerCase());
}

/** Compares in a time that tells nothing of where two texts of the same length differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** The number that `text[start, end)` writes in hex digits, at most 13 of them; -1 when anything else stands there. */
export function parseHex(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
