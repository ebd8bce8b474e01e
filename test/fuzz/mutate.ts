/** Mutations of messages, from a seed: the same seed gives the same texts. */

/** A small generator of random numbers (xorshift32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0 || 1;
    for (let i = 0; i < 8; i++) this.below(2);
  }

  /** A whole number from 0, below `limit`. */
  below(limit: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

/** What breaks parsers, rather than any bytes: delimiters, ends, escapes, numbers at their limits, bytes that are no ASCII. */
const morsels = [
  '\r\n',
  '\r',
  '\n',
  '\r\n\r\n',
  '\r\n ',
  ' ',
  '\t',
  '\0',
  ':',
  ';',
  ',',
  '=',
  '"',
  '\\',
  '\\"',
  '<',
  '>',
  '@',
  '%',
  '%00',
  '%4',
  '[',
  ']',
  '[::1]',
  '?',
  '&',
  '/',
  '(',
  ')',
  '*',
  '-1',
  '0',
  '4294967296',
  '99999999999999999999999',
  '\x7f',
  '\x80',
  '\xc3\xa9',
  '\xff',
  'SIP/2.0',
  'sip:',
  'sips:',
  'tel:+1',
  ';lr',
  ';tag=',
  ';branch=z9hG4bK',
  'Content-Length: 9\r\n',
  'Via: SIP/2.0/UDP h\r\n',
  'z'.repeat(300),
  ';x'.repeat(150),
  ','.repeat(50),
];

/**
 * One to eight changes, mostly few and behind the start line: a piece taken out, doubled, exchanged with one of another
 * message; a morsel put in; a byte changed; two lines exchanged.
 */
export function mutate(random: Random, text: string, corpus: readonly string[]): string {
  let mutated = text;
  for (let changes = 1 + random.below(1 + random.below(8)); changes > 0; changes--) {
    const line = mutated.indexOf('\n') + 1;
    const at = random.below(10) === 0 ? random.below(line + 1) : line + random.below(mutated.length + 1 - line);
    const length = random.below(random.below(4) === 0 ? 200 : 8);
    const before = mutated.slice(0, at);
    const piece = mutated.slice(at, at + length);
    const after = mutated.slice(at + length);
    switch (random.below(7)) {
      case 0:
        mutated = before + after;
        break;
      case 1:
        mutated = before + piece + piece + after;
        break;
      case 2:
        mutated = before + random.pick(morsels) + piece + after;
        break;
      case 3:
        mutated = before + random.pick(morsels) + after;
        break;
      case 4:
        mutated = before + String.fromCharCode(random.below(256)) + mutated.slice(at + 1);
        break;
      case 5: {
        const other = random.pick(corpus);
        const from = random.below(other.length + 1);
        mutated = before + other.slice(from, from + length) + after;
        break;
      }
      default: {
        const lines = mutated.split('\r\n');
        const [i, j] = [1 + random.below(lines.length), 1 + random.below(lines.length)];
        if (i < lines.length && j < lines.length) [lines[i], lines[j]] = [lines[j], lines[i]];
        mutated = lines.join('\r\n');
      }
    }
  }
  return mutated;
}
