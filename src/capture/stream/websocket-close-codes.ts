/** Why a WebSocket was closed, by the status code of the close frame (RFC 6455 7.4, IANA WebSocket Close Code Number Registry). */

const meanings: Record<number, string> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1004: 'reserved',
  1005: 'no status received',
  1006: 'abnormal closure',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension missing',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
  1015: 'TLS handshake failed',
  3000: 'unauthorized',
  3003: 'forbidden',
  3008: 'timeout',
};

/** What a code means, in a few words. */
export function closeCodeMeaning(code: number): string {
  const meaning = meanings[code];
  if (meaning !== undefined) return meaning;
  if (code >= 4000 && code < 5000) return 'private use';
  if (code >= 3000 && code < 4000) return 'of a library or framework';
  return 'unregistered';
}
