/** Packets as hexadecimal digits, in the columns of Wireshark, tshark -x, tcpdump -X, hexdump -C and xxd, or in one line. */

/** The most bytes of a dump that are taken. */
const MAX_BYTES = 262_144;
/** What every program puts into a line. */
const BYTES_PER_LINE = 16;

const offsetColumn = /^[ \t]{0,8}(?:0x)?([\da-f]{4,8})[:.]?[ \t]{1,4}(?=[\da-f]{2})/i;
const stream = /^[\da-f]{80,}$/i;

/** The dump that is being read. */
export class HexDump {
  #bytes: number[] = [];
  /** The offset of its first line. */
  #start = 0;
  #isComplete = false;
  /** Whether the lines of the dump are indented, as those of the second node of a stream that is followed. */
  isIndented = false;

  /** Whether lines of a dump were taken. */
  get isOpen(): boolean {
    return this.#bytes.length > 0;
  }

  /**
   * Takes a line of a dump.
   * @param anyOffset whether a dump may begin with another offset than 0, as in a stream that is followed
   * @returns `taken`; `next`, it begins another dump, and this one is to be finished before it is given again; `no`
   */
  take(line: string, anyOffset = false): 'taken' | 'next' | 'no' {
    if (stream.test(line) && line.length % 2 === 0) {
      if (this.isOpen) return 'next';
      for (let at = 0; at < line.length; at += 2) this.#bytes.push(Number.parseInt(line.slice(at, at + 2), 16));
      this.#isComplete = true;
      return 'taken';
    }
    const column = offsetColumn.exec(line);
    if (column === null) return 'no';
    const bytes = bytesBehind(line, column[0].length);
    const offset = Number.parseInt(column[1], 16);
    const isIndented = /^[ \t]/.test(line);
    if (
      this.isOpen &&
      !this.#isComplete &&
      offset === this.#start + this.#bytes.length &&
      isIndented === this.isIndented
    ) {
      if (this.#bytes.length + bytes.length > MAX_BYTES) this.#isComplete = true;
      else this.#add(bytes);
      return 'taken';
    }
    // A packet with a message has more than a line; and so a line of numbers in a log is none.
    if ((offset !== 0 && !anyOffset) || bytes.length < BYTES_PER_LINE) return 'no';
    if (this.isOpen) return 'next';
    this.isIndented = isIndented;
    this.#start = offset;
    this.#add(bytes);
    return 'taken';
  }

  /** The bytes of the dump, which is over. */
  finish(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    this.#isComplete = false;
    return bytes;
  }

  #add(bytes: readonly number[]): void {
    this.#bytes.push(...bytes);
    if (bytes.length < BYTES_PER_LINE) this.#isComplete = true;
  }
}

/** The pairs of digits from `start` up to the gap before the column of characters. */
function bytesBehind(line: string, start: number): number[] {
  const bytes: number[] = [];
  let at = start;
  while (bytes.length < BYTES_PER_LINE) {
    const high = digit(line.charCodeAt(at));
    const low = digit(line.charCodeAt(at + 1));
    if (high < 0 || low < 0) break;
    bytes.push(high * 16 + low);
    at += 2;
    if (line.charCodeAt(at) !== 0x20) continue;
    at++;
    // A second blank divides the line in two halves, or ends it.
    if (line.charCodeAt(at) === 0x20) {
      if (bytes.length !== BYTES_PER_LINE / 2) break;
      at++;
    }
  }
  return bytes;
}

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
