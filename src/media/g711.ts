/** G.711: mu-law and A-law by tables made from the decision values of the Recommendation (ITU-T G.711, tables 1 and 2). */

/** A law is a list of the lengths of its intervals, from zero up: 16 intervals in each of 8 segments, and both signs. */
const SEGMENTS = 8;
const STEPS = 16;
const MAGNITUDES = SEGMENTS * STEPS;

interface Law {
  /** By code: linear, 16 bits. */
  readonly decode: Int16Array;
  /** By the upper 14 bits of a linear sample, which decide in both laws. */
  readonly encode: Uint8Array;
}

/**
 * @param length of an interval of a segment, in units of the law
 * @param unit of the law in linear steps of 16 bits
 * @param code of a magnitude of 0 to 127, for a positive or negative sample
 */
function makeLaw(
  length: (segment: number, step: number) => number,
  unit: number,
  code: (magnitude: number, negative: boolean) => number,
): Law {
  const decode = new Int16Array(2 * MAGNITUDES);
  const encode = new Uint8Array(0x4000);
  let from = 0;
  for (let magnitude = 0; magnitude < MAGNITUDES; magnitude++) {
    const to = from + length(magnitude >> 4, magnitude % STEPS);
    // The quantised value is the middle of the interval, but for mu-law's first, which is zero.
    const value = to - from === 1 ? 0 : ((from + to) / 2) * unit;
    decode[code(magnitude, false)] = value;
    decode[code(magnitude, true)] = -value;
    // What lies above the last interval is clipped into it.
    const end = magnitude === MAGNITUDES - 1 ? 0x2000 : (to * unit) >> 2;
    for (let sample = (from * unit) >> 2; sample < end; sample++) {
      encode[sample] = code(magnitude, false);
      // A value that a decision value hits goes with the interval above if positive, and with the one below if negative.
      encode[~sample & 0x3fff] = code(magnitude, true);
    }
    from = to;
  }
  return { decode, encode };
}

// Steps of 2 at first, of which the first is cut to 1, then twice as long in each segment; all bits inverted on the line.
const muLaw = makeLaw(
  (segment, step) => (segment === 0 && step === 0 ? 1 : 2 << segment),
  4,
  (magnitude, negative) => ~(magnitude | (negative ? 0x80 : 0)) & 0xff,
);

// The first two segments have the same step; the even bits are inverted on the line.
const aLaw = makeLaw(
  (segment) => 2 << Math.max(0, segment - 1),
  8,
  (magnitude, negative) => (magnitude | (negative ? 0 : 0x80)) ^ 0x55,
);

/** From sound to mu-law. @param samples linear, 16 bits @param into at least as long */
export function encodeMuLaw(samples: Int16Array, into: Uint8Array): void {
  encode(muLaw, samples, into);
}

/** From sound to A-law. @param samples linear, 16 bits @param into at least as long */
export function encodeALaw(samples: Int16Array, into: Uint8Array): void {
  encode(aLaw, samples, into);
}

/** From mu-law to sound. @param into linear, 16 bits, at least as long as `codes` */
export function decodeMuLaw(codes: Uint8Array, into: Int16Array): void {
  decode(muLaw, codes, into);
}

/** From A-law to sound. @param into linear, 16 bits, at least as long as `codes` */
export function decodeALaw(codes: Uint8Array, into: Int16Array): void {
  decode(aLaw, codes, into);
}

function encode({ encode: table }: Law, samples: Int16Array, into: Uint8Array): void {
  for (let at = 0; at < samples.length; at++) into[at] = table[(samples[at] >> 2) & 0x3fff];
}

function decode({ decode: table }: Law, codes: Uint8Array, into: Int16Array): void {
  for (let at = 0; at < codes.length; at++) into[at] = table[codes[at]];
}
