/** The alerts of TLS by their codes (RFC 8446 6, 5246 7.2; the older ones RFC 4346 7.2). */

/** As the RFCs name them, with blanks; those without a mention of RFC 8446 are in older versions only. */
const names: Record<number, string> = {
  0: 'close notify',
  10: 'unexpected message',
  20: 'bad record MAC',
  21: 'decryption failed',
  22: 'record overflow',
  30: 'decompression failure',
  40: 'handshake failure',
  41: 'no certificate',
  42: 'bad certificate',
  43: 'unsupported certificate',
  44: 'certificate revoked',
  45: 'certificate expired',
  46: 'certificate unknown',
  47: 'illegal parameter',
  48: 'unknown CA',
  49: 'access denied',
  50: 'decode error',
  51: 'decrypt error',
  60: 'export restriction',
  70: 'protocol version',
  71: 'insufficient security',
  80: 'internal error',
  86: 'inappropriate fallback',
  90: 'user canceled',
  100: 'no renegotiation',
  109: 'missing extension',
  110: 'unsupported extension',
  111: 'certificate unobtainable',
  112: 'unrecognized name',
  113: 'bad certificate status response',
  114: 'bad certificate hash value',
  115: 'unknown PSK identity',
  116: 'certificate required',
  120: 'no application protocol',
};

/** An alert for a person: `fatal: handshake failure (40)`. */
export function alertText(level: number, code: number): string {
  const levelName = level === 1 ? 'warning' : level === 2 ? 'fatal' : `level ${level}`;
  return `${levelName}: ${names[code] ?? 'unregistered alert'} (${code})`;
}
