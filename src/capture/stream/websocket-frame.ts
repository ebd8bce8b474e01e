/** The header of a WebSocket frame (RFC 6455 5.2). */

export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** The longest header: two octets, a 64-bit length, a mask. */
const longest = 14;
const maxControl = 125;

/** Takes the octets of a header one by one, and holds what they say until the next one begins. */
export class FrameHeader {
  readonly #octets = new Uint8Array(longest);
  #count = 0;
  #size = 2;
  /** Of the header that is complete. */
  #headerSize = 2;
  opcode = 0;
  isFinal = false;
  /** RSV1 of a data frame: the message is compressed (RFC 7692 6). */
  isCompressed = false;
  isMasked = false;
  /** Octets of payload. */
  length = 0;

  get isControl(): boolean {
    return this.opcode >= CLOSE;
  }

  /** @returns whether the header is complete with this octet, or what is wrong with it */
  add(octet: number): boolean | string {
    const octets = this.#octets;
    octets[this.#count++] = octet;
    if (this.#count === 2) {
      const length = octet & 127;
      this.#size = 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + (octet >= 128 ? 4 : 0);
    }
    if (this.#count < this.#size) return false;
    this.#headerSize = this.#size;
    this.clear();
    return this.#read() ?? true;
  }

  clear(): void {
    this.#count = 0;
    this.#size = 2;
  }

  /**
   * Copies payload without its mask (RFC 6455 5.3).
   * @param index in the payload, of the first octet
   * @param at where it goes in `target`, which has room for it
   */
  copy(bytes: Uint8Array, start: number, end: number, index: number, target: Uint8Array, at: number): void {
    if (!this.isMasked) {
      target.set(bytes.subarray(start, end), at);
      return;
    }
    const octets = this.#octets;
    const maskAt = this.#headerSize - 4;
    for (let i = 0; i < end - start; i++) target[at + i] = bytes[start + i] ^ octets[maskAt + ((index + i) & 3)];
  }

  #read(): string | undefined {
    const [first, second] = this.#octets;
    const view = new DataView(this.#octets.buffer);
    this.opcode = first & 15;
    this.isFinal = first >= 128;
    this.isCompressed = (first & 64) !== 0;
    this.isMasked = second >= 128;
    const length = second & 127;
    if (length === 127) this.length = view.getUint32(2) * 2 ** 32 + view.getUint32(6);
    else this.length = length === 126 ? view.getUint16(2) : length;
    if ((first & 48) !== 0) return 'a reserved bit is set';
    if (this.length >= 2 ** 53) return 'a length beyond all bounds';
    if (this.opcode > PONG || (this.opcode > BINARY && this.opcode < CLOSE)) return `reserved opcode ${this.opcode}`;
    if (this.isCompressed && this.opcode !== TEXT && this.opcode !== BINARY) return 'a reserved bit is set';
    if (this.isControl && !this.isFinal) return 'a control frame in fragments';
    if (this.isControl && this.length > maxControl) return 'a control frame that is too long';
    return undefined;
  }
}
