/** Wire text is one character per byte: bytes to text and back where no faster way was passed in (RFC 3261 7). */

/**
 * Writes `text` as Latin-1 into `target` from `offset`, where there is room for it (RFC 3261 7).
 * @returns the bytes written: one per character
 */
export type WriteLatin1 = (target: Uint8Array, text: string, offset: number) => number;

/** Reads bytes `start` to `end` as text, one character per byte (RFC 3261 7). */
export type ReadLatin1 = (source: Uint8Array, start: number, end: number) => string;

/** The `WriteLatin1` that every engine has (RFC 3261 7). */
export function writeLatin1(target: Uint8Array, text: string, offset: number): number {
  const length = text.length;
  for (let i = 0; i < length; i++) target[offset + i] = text.charCodeAt(i);
  return length;
}

// Arguments are passed on the stack, which is bounded.
const PIECE = 4096;

/** The `ReadLatin1` that every engine has (RFC 3261 7). */
export function readLatin1(source: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += PIECE) {
    // A spread goes by the iterator of the array, which takes ten times as long.
    const piece: ArrayLike<number> = source.subarray(at, Math.min(end, at + PIECE));
    text += String.fromCharCode.apply(null, piece as number[]);
  }
  return text;
}
