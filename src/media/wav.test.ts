import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { Failure } from '../message/index.ts';
import { ToneSource } from './audio-source.ts';
import { rootMeanSquare, toneAmplitude, toneShare } from './goertzel.ts';
import { findWavSound, type WavEncoding, wavHeader } from './wav-format.ts';
import { createWavSink } from './wav-sink.ts';
import { openWavSource, type WavSource } from './wav-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'sipwright-wav-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const path = () => join(folder, `${count++}.wav`);

function written(bytes: Uint8Array): string {
  const file = path();
  writeFileSync(file, bytes);
  return file;
}

function opened(file: string, sampleRate = 8000): WavSource {
  const source = openWavSource(file, sampleRate);
  assert.ok(!(source instanceof Failure), `${source instanceof Failure ? source.reason : ''}`);
  return source;
}

function readAll(file: string, sampleRate = 8000): Int16Array {
  const source = opened(file, sampleRate);
  const samples: number[] = [];
  const frame = new Int16Array(160);
  for (let length = source.read(frame); length > 0; length = source.read(frame))
    samples.push(...frame.subarray(0, length));
  source.close();
  return Int16Array.from(samples);
}

function tone(hertz: number, seconds: number, rate = 8000): Int16Array {
  const samples = new Int16Array(seconds * rate);
  new ToneSource(hertz, rate, 10_000).read(samples);
  return samples;
}

/** A chunk of RIFF. */
const chunk = (id: string, body: Uint8Array, length = body.length) =>
  Buffer.concat([Buffer.from(id, 'latin1'), Uint8Array.from(new Uint8Array(Uint32Array.of(length).buffer)), body]);

const riff = (...chunks: Uint8Array[]) => {
  const body = Buffer.concat(chunks);
  return Buffer.concat([chunk('RIFF', Buffer.from('WAVE'), 4 + body.length), body]);
};

function format(tag: number, channels: number, rate: number, bits: number, extension = new Uint8Array(0)): Uint8Array {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt32LE((rate * channels * bits) / 8, 8);
  body.writeUInt16LE((channels * bits) / 8, 12);
  body.writeUInt16LE(bits, 14);
  return chunk('fmt ', Buffer.concat([body, extension]));
}

const bytesOf = (samples: Int16Array) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

for (const [encoding, error] of [
  ['pcm', 0],
  ['mulaw', 260],
  ['alaw', 260],
] as [WavEncoding, number][]) {
  test(`what is written as ${encoding} is read again`, () => {
    const file = path();
    const samples = tone(440, 1);
    const sink = createWavSink(file, 8000, encoding);
    for (let at = 0; at < samples.length; at += 160) sink.write(samples.subarray(at, at + 160));
    assert.equal(sink.durationSeconds, 1);
    sink.close();
    sink.close();
    const read = readAll(file);
    assert.equal(read.length, samples.length);
    for (const [at, sample] of read.entries()) assert.ok(Math.abs(sample - samples[at]) <= error, `${at}`);
    assert.throws(() => sink.write(samples), { code: 'SIP_WAV_CLOSED' });
    const { length } = readFileSync(file);
    assert.equal(readFileSync(file).readUInt32LE(4), length - 8);
  });
}

test('the header of PCM is the one of 44 octets that every program reads', () => {
  const header = Buffer.from(wavHeader('pcm', 8000, 320));
  assert.equal(
    header.toString('hex'),
    '524946466401000057415645666d74201000000001000100401f0000803e0000020010006461746140010000',
  );
});

test('an odd number of octets is padded at the end', () => {
  const file = path();
  const sink = createWavSink(file, 8000, 'alaw');
  sink.write(new Int16Array(3));
  sink.close();
  assert.equal(statSync(file).size, 58 + 4);
  assert.equal(readFileSync(file).readUInt32LE(4), 58 + 4 - 8);
  assert.equal(readAll(file).length, 3);
});

test('files of other rates are converted, those of several channels mixed', () => {
  for (const rate of [11_025, 16_000, 44_100, 48_000]) {
    const left = tone(440, 1, rate);
    const right = tone(1000, 1, rate);
    const both = Int16Array.from({ length: 2 * left.length }, (_, at) => (at % 2 === 0 ? left : right)[at >> 1]);
    const file = written(riff(format(1, 2, rate, 16), chunk('data', bytesOf(both))));
    assert.equal(opened(file).durationSeconds, 1);
    const samples = readAll(file);
    assert.equal(samples.length, 8000, `${rate}`);
    const inner = samples.subarray(800, 7200);
    assert.ok(Math.abs(toneAmplitude(inner, 440, 8000) - 5000) < 100, `${rate}`);
    assert.ok(Math.abs(toneAmplitude(inner, 1000, 8000) - 5000) < 100, `${rate}`);
    assert.equal(readAll(file, 16_000).length, 16_000);
  }
});

test('chunks that are not known are passed over, of odd lengths too', () => {
  const samples = tone(440, 0.1);
  const file = written(
    riff(
      chunk('LIST', Buffer.from('abcde\0'), 5),
      format(1, 1, 8000, 16),
      chunk('fact', new Uint8Array(4)),
      chunk('data', bytesOf(samples)),
      chunk('id3 ', Buffer.from('not sound')),
    ),
  );
  assert.deepEqual(readAll(file), samples);
});

test('the extensible format is read', () => {
  const extension = Buffer.from('1600 1000 04000000 0100 0000 0000 1000 8000 00aa00389b71'.replaceAll(' ', ''), 'hex');
  const samples = tone(440, 0.1);
  assert.deepEqual(
    readAll(written(riff(format(0xfffe, 1, 8000, 16, extension), chunk('data', bytesOf(samples))))),
    samples,
  );
});

test('a recording whose header was never finished is read to its end', () => {
  const samples = tone(440, 0.5);
  for (const length of [0, 0xffff_ffff, 1_000_000]) {
    const file = written(riff(format(1, 1, 8000, 16), chunk('data', bytesOf(samples), length)));
    assert.deepEqual(readAll(file), samples, `${length}`);
  }
});

test('sound that is cut off in a sample is read up to the last whole one', () => {
  const samples = tone(440, 0.5);
  const whole = riff(format(1, 1, 8000, 16), chunk('data', bytesOf(samples)));
  assert.deepEqual(readAll(written(whole.subarray(0, whole.length - 1001))), samples.slice(0, samples.length - 501));
});

test('a file without sound is one', () => {
  assert.equal(readAll(written(riff(format(1, 1, 8000, 16), chunk('data', new Uint8Array(0))))).length, 0);
  const listed = riff(format(1, 1, 8000, 16), chunk('data', new Uint8Array(0)), chunk('LIST', Buffer.from('abcd')));
  assert.equal(readAll(written(listed)).length, 0, 'what follows is no sound');
});

test('what is no sound that is known is a Failure', () => {
  const cases: [bytes: Uint8Array, reason: RegExp][] = [
    [new Uint8Array(0), /RIFF/],
    [Buffer.from('RIFF\0\0\0\0AVI '), /RIFF/],
    [riff(), /no format/],
    [riff(format(1, 1, 8000, 16)), /no sound/],
    [riff(chunk('data', new Uint8Array(10)), format(1, 1, 8000, 16)), /before its format/],
    [riff(chunk('fmt ', new Uint8Array(10))), /cut off/],
    [riff(format(0xfffe, 1, 8000, 16), chunk('data', new Uint8Array(10))), /cut off/],
    [riff(format(2, 1, 8000, 4)), /format 2/],
    [riff(format(1, 1, 8000, 24)), /24 bits/],
    [riff(format(1, 0, 8000, 16)), /0 channels/],
    [riff(format(1, 1, 44_099, 16), chunk('data', new Uint8Array(10))), /44099/],
    [riff(format(1, 1, 0, 16), chunk('data', new Uint8Array(10))), /0 samples/],
  ];
  for (const [bytes, reason] of cases) {
    const failure = openWavSource(written(bytes), 8000);
    assert.ok(failure instanceof Failure, String(reason));
    assert.match(failure.reason, reason);
  }
});

test('no octets whatever make the reader throw or go on for ever', () => {
  const whole = riff(format(1, 2, 8000, 16), chunk('LIST', new Uint8Array(7)), chunk('data', new Uint8Array(40)));
  const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
  fc.assert(
    fc.property(edits, fc.nat(whole.length), (edits, cut) => {
      const bytes = Uint8Array.from(whole.subarray(0, whole.length - cut));
      for (const [at, value] of edits) bytes[at % Math.max(1, bytes.length)] = value;
      const sound = findWavSound((at, length) => bytes.subarray(at, at + length), bytes.length);
      if (!(sound instanceof Failure)) assert.ok(sound.start <= sound.end && sound.end <= bytes.length);
    }),
    { numRuns: 2000 },
  );
});

test('files that cannot be opened are errors', () => {
  assert.throws(() => openWavSource(join(folder, 'none.wav'), 8000), { code: 'SIP_WAV_OPEN' });
  assert.throws(() => openWavSource(folder, 8000), { code: 'SIP_WAV_OPEN' });
  assert.throws(() => createWavSink(join(folder, 'none', 'x.wav'), 8000), { code: 'SIP_WAV_OPEN' });
});

test('a file that is closed has no more sound', () => {
  const source = opened(written(riff(format(1, 1, 8000, 16), chunk('data', bytesOf(tone(440, 1))))));
  const frame = new Int16Array(160);
  assert.equal(source.read(frame), 160);
  source.close();
  source.close();
  assert.equal(source.read(frame), 0);
});

test('nothing is lost when the process is killed while it records', () => {
  const file = path();
  const module = pathToFileURL(join(import.meta.dirname, 'wav-sink.ts')).href;
  const program = `
    import { createWavSink } from ${JSON.stringify(module)};
    const sink = createWavSink(${JSON.stringify(file)}, 8000);
    for (let i = 0; i < 50; i++) {
      sink.write(Int16Array.from({ length: 160 }, (_, at) => 10000 * Math.sin((2 * Math.PI * 500 * at) / 8000)));
    }
    process.kill(process.pid, 'SIGKILL');
  `;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  assert.equal(signal, 'SIGKILL');
  const bytes = readFileSync(file);
  assert.equal(bytes.readUInt32LE(40), 16_000, 'the header names what there is');
  assert.equal(bytes.length, 44 + 16_000);
  const samples = readAll(file);
  assert.ok(toneShare(samples, 500, 8000) > 0.99);
  assert.ok(rootMeanSquare(samples) > 7000);
});
