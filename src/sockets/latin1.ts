/** The Latin-1 methods of Node's Buffer, which its types leave out; they save the dispatch on an encoding's name per message. */

declare global {
  interface Buffer<TArrayBuffer extends ArrayBufferLike = ArrayBufferLike> {
    latin1Slice(start: number, end: number): string;
    /** @returns the bytes written */
    latin1Write(text: string, offset: number): number;
  }
}

export {};
