/**
 * Regular expressions that match in linear time, whatever the pattern and the text: a caller chooses the text, so a
 * backtracking engine would let one call stop the server. The pattern becomes a program of a few instructions whose
 * states are followed side by side (Thompson's construction). No captures, no look-around, no back references.
 */

const CLASS = 0;
const SPLIT = 1;
const START = 2;
const END = 3;
const MATCH = 4;

/** `set` is 256 flags by character; `a` and `b` are where it goes on. */
interface Instruction {
  op: number;
  a: number;
  b: number;
  set: Uint8Array | undefined;
}

/** Builds a part of the program that goes on at `next`, and returns where it begins. */
type Node = (program: Instruction[], next: number) => number;

const MAX_INSTRUCTIONS = 2000;
const MAX_REPEAT = 64;

export class RegularExpression {
  readonly #program: readonly Instruction[];
  readonly #start: number;
  /** The step at which an instruction was last entered, so that it is entered once a step. */
  readonly #entered: Uint32Array;
  #step = 0;
  /** The classes that the next character may be of, and those of them that took it. */
  readonly #current: number[] = [];
  readonly #taken: number[] = [];

  /** @throws SyntaxError that says what is wrong with the pattern, and at which of its characters */
  constructor(pattern: string, ignoreCase = false) {
    const program: Instruction[] = [{ op: MATCH, a: 0, b: 0, set: undefined }];
    this.#start = new Parser(pattern, ignoreCase).parse()(program, 0);
    this.#program = program;
    this.#entered = new Uint32Array(program.length);
  }

  /** Whether the pattern matches anywhere in `text`. Characters beyond U+00FF match no class but a negated one. */
  test(text: string): boolean {
    const current = this.#current;
    const taken = this.#taken;
    taken.length = 0;
    for (let at = 0; at <= text.length; at++) {
      this.#step = (this.#step + 1) >>> 0;
      if (this.#step === 0) this.#entered.fill(0);
      current.length = 0;
      for (const state of taken) if (this.#enter(this.#program[state].a, at, text.length)) return true;
      // The match may begin here too.
      if (this.#enter(this.#start, at, text.length)) return true;
      taken.length = 0;
      const code = Math.min(text.charCodeAt(at), 256);
      for (const state of current) if (this.#program[state].set![code] === 1) taken.push(state);
    }
    return false;
  }

  /** Follows what takes no character. @returns whether it reached the end of the pattern */
  #enter(state: number, at: number, length: number): boolean {
    if (this.#entered[state] === this.#step) return false;
    this.#entered[state] = this.#step;
    const { op, a, b } = this.#program[state];
    switch (op) {
      case CLASS:
        this.#current.push(state);
        return false;
      case SPLIT:
        return this.#enter(a, at, length) || this.#enter(b, at, length);
      case START:
        return at === 0 && this.#enter(a, at, length);
      case END:
        return at === length && this.#enter(a, at, length);
      default:
        return true;
    }
  }
}

function emit(program: Instruction[], op: number, a: number, b = 0, set?: Uint8Array): number {
  if (program.length >= MAX_INSTRUCTIONS) throw new SyntaxError('the pattern is too large');
  return program.push({ op, a, b, set }) - 1;
}

/** Recursive descent: alternatives of sequences of repeated atoms. */
class Parser {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  parse(): Node {
    const node = this.#alternatives();
    if (this.#at < this.#text.length) this.#fail('")" without "("');
    return node;
  }

  #fail(what: string): never {
    throw new SyntaxError(`${what} at character ${this.#at + 1}`);
  }

  #alternatives(): Node {
    if (++this.#depth > 50) this.#fail('groups too deep');
    const branches = [this.#sequence()];
    while (this.#text[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    this.#depth--;
    return branches.reduceRight((right, left) => (program, next) => {
      const b = right(program, next);
      return emit(program, SPLIT, left(program, next), b);
    });
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
      parts.push(this.#repeated());
    }
    return (program, next) => parts.reduceRight((after, part) => part(program, after), next);
  }

  #repeated(): Node {
    const start = this.#at;
    const node = this.#atom();
    const anchor = this.#at === start + 1 && '^$'.includes(this.#text[start]);
    const [least, most] = this.#quantifier();
    if (least === 1 && most === 1) return node;
    if (anchor) this.#fail('a quantifier after an anchor');
    return (program, next) => {
      let after = next;
      if (most === Infinity) {
        const loop = emit(program, SPLIT, 0, next);
        program[loop].a = node(program, loop);
        after = loop;
      } else {
        for (let i = least; i < most; i++) after = emit(program, SPLIT, node(program, after), next);
      }
      for (let i = 0; i < least; i++) after = node(program, after);
      return after;
    };
  }

  #quantifier(): [least: number, most: number] {
    const char = this.#text[this.#at];
    let range: [number, number] = [1, 1];
    if (char === '*' || char === '+' || char === '?') {
      this.#at++;
      range = [char === '+' ? 1 : 0, char === '?' ? 1 : Infinity];
    } else if (char === '{') {
      const found = /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(this.#text.slice(this.#at));
      if (found === null) this.#fail('"{" begins no count such as {2,5}; write \\{ for the character');
      const least = Number(found[1]);
      const most = found[2] === undefined ? least : found[3] === undefined ? Infinity : Number(found[3]);
      if (Math.max(least, most === Infinity ? 0 : most) > MAX_REPEAT) this.#fail(`more than ${MAX_REPEAT} repetitions`);
      if (most < least) this.#fail('a count whose end is below its start');
      this.#at += found[0].length;
      range = [least, most];
    } else {
      return range;
    }
    // Lazy or greedy, the answer is the same: only whether it matches is asked.
    if (this.#text[this.#at] === '?') this.#at++;
    if ('*+?{'.includes(this.#text[this.#at] ?? ' ')) this.#fail('a quantifier after a quantifier');
    return range;
  }

  #atom(): Node {
    const char = this.#text[this.#at++];
    switch (char) {
      case '^':
        return (program, next) => emit(program, START, next);
      case '$':
        return (program, next) => emit(program, END, next);
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '.':
        return this.#take(setOf(negated((code) => code === 10 || code === 13)));
      case '\\':
        return this.#take(setOf(this.#escape()));
      case '*':
      case '+':
      case '?':
      case '{':
        this.#at--;
        return this.#fail(`"${char}" has nothing to repeat`);
      default:
        return this.#take(setOf(this.#is(char.charCodeAt(0))));
    }
  }

  #take(set: Uint8Array): Node {
    return (program, next) => emit(program, CLASS, next, 0, set);
  }

  #group(): Node {
    if (this.#text[this.#at] === '?') {
      if (this.#text[this.#at + 1] !== ':') this.#fail('look-around and named groups are not supported: "(?"');
      this.#at += 2;
    }
    const node = this.#alternatives();
    if (this.#text[this.#at] !== ')') this.#fail('")" is missing');
    this.#at++;
    return node;
  }

  #class(): Node {
    const inverted = this.#text[this.#at] === '^';
    if (inverted) this.#at++;
    const parts: CodeTest[] = [];
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined) this.#fail('"]" is missing');
      if (char === ']') break;
      if (char === '\\' && /[dDwWsS]/.test(this.#text[this.#at] ?? '')) {
        parts.push(this.#escape());
        continue;
      }
      const low = char === '\\' ? this.#escapedCode() : char.charCodeAt(0);
      let high = low;
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']' && this.#at + 1 < this.#text.length) {
        this.#at++;
        const end = this.#text[this.#at++];
        high = end === '\\' ? this.#escapedCode() : end.charCodeAt(0);
        if (high < low) this.#fail('a range whose end is before its start');
      }
      parts.push(this.#between(low, high));
    }
    const any: CodeTest = (code) => parts.some((part) => part(code));
    return this.#take(setOf(inverted ? negated(any) : any));
  }

  #escape(): CodeTest {
    const char = this.#text[this.#at];
    const test = CLASSES[(char ?? '').toLowerCase()];
    if (test === undefined) return this.#is(this.#escapedCode());
    this.#at++;
    return char === char.toLowerCase() ? test : negated(test);
  }

  #escapedCode(): number {
    const char = this.#text[this.#at++];
    if (char === undefined) this.#fail('the pattern ends after "\\"');
    if (/[A-Za-z0-9]/.test(char)) this.#fail(`"\\${char}" is not supported`);
    return char.charCodeAt(0);
  }

  #is(code: number): CodeTest {
    return this.#between(code, code);
  }

  #between(low: number, high: number): CodeTest {
    if (!this.#ignoreCase) return (code) => code >= low && code <= high;
    return (code) => [code, upper(code), lower(code)].some((other) => other >= low && other <= high);
  }
}

type CodeTest = (code: number) => boolean;

const CLASSES: Readonly<Record<string, CodeTest>> = {
  d: (code) => code >= 0x30 && code <= 0x39,
  w: (code) => (code >= 0x30 && code <= 0x39) || code === 0x5f || (lower(code) >= 0x61 && lower(code) <= 0x7a),
  s: (code) => code === 0x20 || (code >= 9 && code <= 13) || code === 0xa0,
};

const upper = (code: number) => (code >= 0x61 && code <= 0x7a ? code - 0x20 : code);
const lower = (code: number) => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code);

function negated(test: CodeTest): CodeTest {
  return (code) => !test(code);
}

/** 257 flags: the last one stands for every character beyond U+00FF. */
function setOf(test: CodeTest): Uint8Array {
  return Uint8Array.from({ length: 257 }, (_, code) => (test(code) ? 1 : 0));
}
