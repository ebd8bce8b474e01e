import { type RtpPacket } from '../rtp/index.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AudioCodec, G722, PCMA, PCMU } from './audio-codec.ts';
import { ToneSource } from './audio-source.ts';
import { rootMeanSquare, toneShare } from './goertzel.ts';
import { Playout, type ReceivedPayload } from './playout.ts';
import { Resampler } from './resampler.ts';

const payloads = new Map<number, ReceivedPayload>([
  [0, PCMU],
  [8, PCMA],
  [9, G722],
  [13, 'comfort-noise'],
  [101, 'telephone-event'],
]);

function seeded(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function playout(sampleRate = 8000): Playout {
  const made = new Playout({ sampleRate, minDelayMs: 20, maxDelayMs: 200, random: seeded(1) });
  made.setPayloads(payloads);
  return made;
}

/** A sender of a tone, packet by packet. */
function toneSender(hertz: number, codecOf: (index: number) => AudioCodec, packetMs = 20) {
  const sources = new Map<AudioCodec, () => Uint8Array>();
  for (const codec of [PCMU, PCMA, G722]) {
    const source = new ToneSource(hertz, codec.sampleRate, 10_000);
    const encoder = codec.createEncoder();
    const frame = new Int16Array((codec.sampleRate * packetMs) / 1000);
    sources.set(codec, () => {
      source.read(frame);
      return encoder.encode(frame);
    });
  }
  return (index: number): RtpPacket => {
    const codec = codecOf(index);
    const units = packetMs * 8;
    const header = { marker: false, sequence: index & 0xffff, timestamp: index * units, ssrc: 1 };
    return { ...header, payloadType: codec.payloadType, payload: sources.get(codec)!() };
  };
}

/** Reads a frame each 20 ms, while packets arrive 30 ms after they were sent. */
function play(
  made: Playout,
  sampleRate: number,
  packets: number,
  packetMs: number,
  packet: (index: number) => RtpPacket | undefined,
) {
  const sound: number[] = [];
  let index = 0;
  for (let now = 0; now < packets * packetMs; now += 20) {
    for (; index * packetMs + 30 <= now; index++) {
      const next = packet(index);
      if (next !== undefined) made.put(next, index * packetMs + 30);
    }
    const frame = new Int16Array(sampleRate / 50);
    made.read(frame, now);
    sound.push(...frame);
  }
  return Int16Array.from(sound);
}

for (const codec of [PCMU, PCMA, G722]) {
  for (const packetMs of [10, 20, 30, 60]) {
    test(`${codec.name} in packets of ${packetMs} ms is heard at 8 and 16 kHz`, () => {
      for (const sampleRate of [8000, 16_000]) {
        const made = playout(sampleRate);
        const sound = play(
          made,
          sampleRate,
          3000 / packetMs,
          packetMs,
          toneSender(600, () => codec, packetMs),
        );
        const later = sound.subarray(sampleRate);
        assert.ok(toneShare(later, 600, sampleRate) > 0.98, `${toneShare(later, 600, sampleRate)}`);
        assert.equal(made.concealedMs, 0);
      }
    });
  }
}

test('the codec may change between two packets', () => {
  const made = playout();
  const codecs = [PCMU, PCMA, G722];
  const sound = play(
    made,
    8000,
    300,
    20,
    toneSender(500, (index) => codecs[Math.floor(index / 100)]),
  );
  // Each codec's own tone has its own phase, so each stretch is looked at by itself.
  for (const start of [8000, 20_000, 36_000]) {
    const share = toneShare(sound.subarray(start, start + 4000), 500, 8000);
    assert.ok(share > 0.98, `${share} from ${start}`);
  }
  assert.equal(made.concealedMs, 0);
});

test('a tone is still the tone with a tenth of its packets lost', () => {
  const random = seeded(7);
  const made = playout();
  const next = toneSender(400, () => PCMU);
  const sound = play(made, 8000, 500, 20, (index) => {
    const packet = next(index);
    return random() < 0.1 ? undefined : packet;
  });
  const share = toneShare(sound.subarray(8000), 400, 8000);
  assert.ok(share > 0.9, `${share}`);
  assert.ok(made.concealedMs > 600 && made.concealedMs < 1400, `${made.concealedMs}`);
});

test('comfort noise is played from its packet to the next sound (RFC 3389)', () => {
  const made = playout();
  const next = toneSender(400, () => PCMU);
  const sound = play(made, 8000, 300, 20, (index) => {
    const packet = next(index);
    if (index === 100) return { ...packet, payloadType: 13, payload: Uint8Array.of(40) };
    if (index <= 100) return packet;
    // 100 frames of nothing, which the sequence numbers do not count.
    return index < 200 ? undefined : { ...packet, sequence: (index - 99) & 0xffff };
  });
  const level = (from: number) => 20 * Math.log10(rootMeanSquare(sound.subarray(from, from + 1600)) / 32_124);
  assert.ok(Math.abs(level(20_000) + 40) < 1, `${level(20_000)}`);
  assert.ok(Math.abs(level(30_000) + 40) < 1, 'also when the pause is long');
  assert.ok(toneShare(sound.subarray(38_000, 46_000), 400, 8000) > 0.98);
  assert.equal(made.concealedMs, 0);
});

test('packets of unknown payload types, events and overlong ones are no sound and no loss', () => {
  const made = playout();
  const next = toneSender(400, () => PCMU);
  const strange: [payloadType: number, length: number][] = [
    [77, 160],
    [101, 4],
    [0, 961],
    [0, 0],
  ];
  const sound = play(made, 8000, 100, 20, (index) => {
    const [payloadType, length] = strange[index % 4];
    const packet = next(index);
    return index < 50 || index >= 60 ? packet : { ...packet, payloadType, payload: new Uint8Array(length) };
  });
  assert.ok(rootMeanSquare(sound.subarray(54 * 160, 58 * 160)) < 20);
  assert.ok(toneShare(sound.subarray(70 * 160), 400, 8000) > 0.98);
});

test('without packets there is silence, and each frame is filled', () => {
  const frame = new Int16Array(160).fill(7);
  playout().read(frame, 0);
  assert.equal(rootMeanSquare(frame), 0);
});

test('sound of a session at 48 kHz is converted', () => {
  const sound = play(
    playout(48_000),
    48_000,
    100,
    20,
    toneSender(1000, () => PCMU),
  );
  assert.ok(toneShare(sound.subarray(48_000), 1000, 48_000) > 0.98);
  assert.throws(() => new Resampler(8000, 1), { code: 'SIP_RESAMPLER_RATE' });
});
