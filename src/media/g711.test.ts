import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.ts';

const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
const everySample = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768);

type Encode = (samples: Int16Array, into: Uint8Array) => void;
type Decode = (codes: Uint8Array, into: Int16Array) => void;

function encoded(encode: Encode, samples: Int16Array): Uint8Array {
  const into = new Uint8Array(samples.length);
  encode(samples, into);
  return into;
}

function decoded(decode: Decode, from: Uint8Array): Int16Array {
  const into = new Int16Array(from.length);
  decode(from, into);
  return into;
}

// The bit arithmetic of the ITU's software tools (G.191): written apart from the tables, which come from decision values.
function referenceMuLaw(sample: number): number {
  const negative = sample < 0;
  const magnitude = Math.min(0x1fff, ((negative ? ~sample : sample) >> 2) + 33);
  let segment = 1;
  for (let rest = magnitude >> 6; rest !== 0; rest >>= 1) segment++;
  const high = 8 - segment;
  const low = 15 - ((magnitude >> segment) & 15);
  return (high << 4) | low | (negative ? 0 : 0x80);
}

function referenceALaw(sample: number): number {
  const negative = sample < 0;
  let magnitude = (negative ? ~sample : sample) >> 4;
  if (magnitude > 15) {
    let exponent = 1;
    for (; magnitude > 31; magnitude >>= 1) exponent++;
    magnitude = magnitude - 16 + (exponent << 4);
  }
  return (magnitude | (negative ? 0 : 0x80)) ^ 0x55;
}

function referenceMuLawDecode(code: number): number {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const magnitude = (((inverted & 15) * 2 + 33) << exponent) - 33;
  return 4 * (inverted & 0x80 ? -magnitude : magnitude);
}

function referenceALawDecode(code: number): number {
  const plain = code ^ 0x55;
  const exponent = (plain >> 4) & 7;
  let magnitude = ((plain & 15) << 4) + 8;
  if (exponent > 0) magnitude = (magnitude + 256) << (exponent - 1);
  return plain & 0x80 ? magnitude : -magnitude;
}

test('every sample is encoded as by the reference algorithm (ITU-T G.711, G.191)', () => {
  assert.deepEqual(encoded(encodeMuLaw, everySample), Uint8Array.from(everySample, referenceMuLaw));
  assert.deepEqual(encoded(encodeALaw, everySample), Uint8Array.from(everySample, referenceALaw));
});

test('every code is decoded as by the reference algorithm (ITU-T G.711, G.191)', () => {
  assert.deepEqual(decoded(decodeMuLaw, codes), Int16Array.from(codes, referenceMuLawDecode));
  assert.deepEqual(decoded(decodeALaw, codes), Int16Array.from(codes, referenceALawDecode));
});

test('values of the tables of the Recommendation (ITU-T G.711, tables 1a and 2a)', () => {
  const muLaw: [code: number, value: number][] = [
    [0xff, 0],
    [0x7f, 0],
    [0xfe, 2],
    [0xef, 33],
    [0xdf, 99],
    [0xcf, 231],
    [0xbf, 495],
    [0xaf, 1023],
    [0x9f, 2079],
    [0x8f, 4191],
    [0x80, 8031],
    [0x00, -8031],
  ];
  for (const [code, value] of muLaw)
    assert.equal(decoded(decodeMuLaw, Uint8Array.of(code))[0], 4 * value, `mu ${code}`);
  const aLaw: [code: number, value: number][] = [
    [0xd5, 1],
    [0x55, -1],
    [0xc5, 33],
    [0xf5, 66],
    [0xe5, 132],
    [0x95, 264],
    [0x85, 528],
    [0xb5, 1056],
    [0xa5, 2112],
    [0xaa, 4032],
    [0x2a, -4032],
  ];
  for (const [code, value] of aLaw) assert.equal(decoded(decodeALaw, Uint8Array.of(code))[0], 8 * value, `A ${code}`);
});

test('the sequence of the Recommendation for 1 kHz at 0 dBm0 is a sine of 1 kHz (ITU-T G.711, tables 5 and 6)', () => {
  const tables: [decode: Decode, sequence: number[]][] = [
    [decodeALaw, [0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4]],
    [decodeMuLaw, [0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e]],
  ];
  for (const [decode, sequence] of tables) {
    const samples = decoded(decode, Uint8Array.from(sequence));
    // 0 dBm0 is 3.14 dB below the loudest sine of A-law, and 3.17 dB below that of mu-law.
    for (const [at, sample] of samples.entries()) {
      const sine = -22_800 * Math.sin((Math.PI * (2 * at + 1)) / 8);
      assert.ok(Math.abs(sample - sine) < 500, `${sample} at ${at}, not ${sine}`);
    }
  }
});

test('a code that is decoded and encoded again stays, but for the negative zero of mu-law', () => {
  assert.deepEqual(encoded(encodeALaw, decoded(decodeALaw, codes)), codes);
  const again = encoded(encodeMuLaw, decoded(decodeMuLaw, codes));
  assert.equal(again[0x7f], 0xff);
  again[0x7f] = 0x7f;
  assert.deepEqual(again, codes);
});
