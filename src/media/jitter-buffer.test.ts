import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JitterBuffer, type Playable, type QueuedPacket } from './jitter-buffer.ts';

const ms = 8;
const units = 160;

function seeded(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function packetOf(index: number, change: Partial<QueuedPacket> = {}): QueuedPacket {
  return {
    sequence: (65_000 + index) & 0xffff,
    timestamp: (0xffff_f000 + index * units) >>> 0,
    payloadType: 0,
    payload: Uint8Array.of(index),
    duration: units,
    ...change,
  };
}

interface Run {
  readonly packets: number;
  /** When the packet arrives after it was sent, ms; undefined for a loss. */
  delayOf(index: number): number | undefined;
  /** ms of the sender's clock in a ms of ours. */
  readonly drift?: number;
  readonly buffer?: JitterBuffer;
  copies?(index: number): number;
}

/** A sender of 20 ms frames, a network, and a player of 20 ms frames with adjustment by 5 ms, in virtual time. */
function run({ packets, delayOf, drift = 1, copies = () => 1, ...options }: Run) {
  const buffer = options.buffer ?? new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
  const arrivals = Array.from({ length: packets }, (_, index) => ({ index, delay: delayOf(index) }))
    .flatMap(({ index, delay }) =>
      delay === undefined
        ? []
        : Array<{ index: number; at: number }>(copies(index)).fill({ index, at: (index * 20) / drift + delay }),
    )
    .sort((a, b) => a.at - b.at);
  const played: { readonly playable: Playable; readonly index: number | undefined; readonly at: number }[] = [];
  let owed = 0;
  const end = (packets * 20) / drift + 1000;
  for (let now = 0; now < end; now += 20) {
    while (arrivals.length > 0 && arrivals[0].at <= now) {
      const { index, at } = arrivals.shift()!;
      buffer.put(packetOf(index), at);
    }
    owed += 20;
    while (owed > 0) {
      const playable = buffer.take(now, 20);
      const index = playable.kind === 'packet' ? sequenceIndex(playable.packet) : undefined;
      played.push({ playable, index, at: now });
      if (playable.kind === 'packet') owed -= playable.packet.duration / ms + 5 * playable.adjust;
      else owed -= playable.kind === 'empty' ? owed : playable.duration / ms;
    }
  }
  const indices = played.flatMap(({ index }) => (index === undefined ? [] : [index]));
  const count = (kind: Playable['kind']) => played.filter(({ playable }) => playable.kind === kind).length;
  return { buffer, played, indices, count };
}

const sequenceIndex = ({ sequence }: QueuedPacket) => (sequence - 65_000 + 65_536) & 0xffff;
const inOrder = (indices: number[]) => indices.every((index, at) => at === 0 || index > indices[at - 1]);

test('a steady stream is played whole, in order, over the wrap of both numbers', () => {
  const { indices, count, buffer } = run({ packets: 1000, delayOf: () => 30 });
  assert.deepEqual(
    indices,
    Array.from({ length: 1000 }, (_, i) => i),
  );
  assert.ok(buffer.counters.shortened <= 4);
  assert.equal(buffer.counters.late + buffer.counters.discarded + buffer.counters.duplicate, 0);
  assert.ok(count('lost') <= 11, 'after its end it is waited for');
});

test('packets that overtake each other come out in order, and none is lost', () => {
  const random = seeded(1);
  const { indices } = run({ packets: 2000, delayOf: () => 20 + Math.floor(random() * 35) });
  assert.ok(inOrder(indices));
  assert.ok(indices.length > 1985, `${indices.length}`);
});

test('duplicates are played once, early and late', () => {
  const { indices, buffer } = run({ packets: 300, delayOf: () => 30, copies: (i) => (i % 3 === 0 ? 3 : 1) });
  assert.equal(indices.length, 300);
  assert.equal(buffer.counters.duplicate, 200);
  assert.equal(buffer.put(packetOf(290), 6100), 'duplicate', 'also of one that was played');
});

test('a lost packet is told once, for as long as it was', () => {
  const { played, indices, buffer } = run({ packets: 300, delayOf: (i) => (i % 50 === 25 ? undefined : 30) });
  assert.equal(indices.length, 294);
  const first = played.findIndex(({ index }) => index === 24);
  assert.deepEqual(
    played.slice(first, first + 3).map(({ playable }) => playable.kind),
    ['packet', 'lost', 'packet'],
  );
  const lost = played
    .slice(
      0,
      played.findIndex(({ index }) => index === 299),
    )
    .filter(({ playable }) => playable.kind === 'lost');
  assert.equal(lost.length, 6);
  assert.equal(buffer.counters.late, 0);
});

test('a packet whose time has passed is late, and is not played', () => {
  const { indices, buffer } = run({ packets: 300, delayOf: (i) => (i === 200 ? 330 : 30) });
  assert.equal(indices.length, 299);
  assert.ok(!indices.includes(200));
  assert.equal(buffer.counters.late, 1);
});

test('the delay grows with the jitter and shrinks again, within its bounds', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 30, maxDelayMs: 120 });
  const random = seeded(2);
  const delays: number[] = [];
  const spread = (i: number) => (i < 500 ? 0 : i < 1500 ? 90 : 0);
  const { indices } = run({
    packets: 3000,
    buffer,
    delayOf(i) {
      delays.push(buffer.wantedDelayMs);
      return 20 + random() * spread(i);
    },
  });
  // `delayOf` is asked before the run; what was wanted meanwhile is seen at its end.
  assert.equal(buffer.wantedDelayMs, 30);
  assert.ok(buffer.counters.lengthened > 3, `${buffer.counters.lengthened}`);
  assert.ok(buffer.counters.shortened > 3, `${buffer.counters.shortened}`);
  assert.ok(inOrder(indices));
  assert.ok(indices.length > 2930, `${indices.length} of 3000`);
});

test('the wanted delay never leaves its bounds', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 40, maxDelayMs: 100 });
  const random = seeded(3);
  for (let i = 0; i < 400; i++) {
    buffer.put(packetOf(i), i * 20 + random() * 500);
    assert.ok(buffer.wantedDelayMs >= 40 && buffer.wantedDelayMs <= 100);
  }
  assert.equal(buffer.wantedDelayMs, 100);
});

for (const [name, drift] of [
  ['faster', 1.002],
  ['slower', 0.998],
] as const) {
  test(`a sender whose clock runs ${name} is followed by adjusting, without a loss`, () => {
    // 0.2 % of 200 s are 400 ms, more than the buffer ever holds.
    const { indices, buffer, played } = run({ packets: 10_000, delayOf: () => 30, drift });
    assert.ok(indices.length > 9990, `${indices.length}`);
    assert.equal(buffer.counters.late + buffer.counters.discarded, 0);
    const { shortened, lengthened } = buffer.counters;
    assert.ok((drift > 1 ? shortened - lengthened : lengthened - shortened) > 60, `${shortened} ${lengthened}`);
    const last = played.findLast(({ index }) => index !== undefined)!;
    const delay = last.at - (last.index! * 20) / drift - 30;
    assert.ok(delay > 5 && delay < 80, `${delay} ms at the end`);
  });
}

test('a pause of the sender is silence, not loss (RFC 3551 4.1)', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
  for (let i = 0; i < 5; i++) buffer.put(packetOf(i), i * 20);
  const kinds: string[] = [];
  for (let now = 100; now < 200; now += 20) kinds.push(buffer.take(now, 20).kind);
  assert.deepEqual(kinds, ['packet', 'packet', 'packet', 'packet', 'packet']);
  // The next in sequence, but 60 ms later.
  buffer.put(packetOf(5, { timestamp: packetOf(8).timestamp }), 160);
  assert.deepEqual(
    [200, 220, 240, 260].map((now) => buffer.take(now, 20).kind),
    ['silence', 'silence', 'silence', 'packet'],
  );
});

test('events among the sound take no time and are no loss (RFC 4733 2.5.1.2)', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
  let lost = 0;
  const played: number[] = [];
  for (let i = 0; i < 60; i++) {
    const isEvent = i >= 20 && i < 40;
    const event = { timestamp: packetOf(20).timestamp, duration: 0 };
    buffer.put(packetOf(i, isEvent ? event : {}), i * 20);
    if (i < 2) continue;
    let playable = buffer.take(i * 20, 20);
    while (playable.kind === 'packet' && playable.packet.duration === 0) playable = buffer.take(i * 20, 20);
    if (playable.kind === 'lost') lost++;
    if (playable.kind === 'packet') played.push(sequenceIndex(playable.packet));
  }
  assert.equal(lost, 0);
  assert.deepEqual(played.slice(0, 30), Array.from({ length: 30 }, (_, i) => (i < 20 ? i : i + 20)).slice(0, 30));
  assert.ok(buffer.delayMs < 80, `the delay is as before: ${buffer.delayMs}`);
});

test('a burst after a stall is played on at the newest, within the bound', () => {
  const { indices, buffer, played } = run({
    packets: 600,
    delayOf: (i) => (i >= 200 && i < 260 ? 30 + (260 - i) * 20 : 30),
  });
  assert.ok(inOrder(indices));
  assert.ok(buffer.counters.discarded > 20, `${buffer.counters.discarded}`);
  const last = played.findLast(({ index }) => index === 599)!;
  assert.ok(last.at - 599 * 20 < 330, `${last.at - 599 * 20}`);
});

test('a sender that begins its timestamps anew is followed from its second packet on', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
  for (let i = 0; i < 10; i++) buffer.put(packetOf(i), i * 20);
  const anew = (i: number) => packetOf(i, { timestamp: 1_000_000 + i * units });
  assert.equal(buffer.put(anew(10), 200), 'stray');
  assert.equal(buffer.put(packetOf(11), 220), 'queued', 'one alone changes nothing');
  assert.equal(buffer.put(anew(12), 240), 'stray');
  assert.equal(buffer.put(anew(13), 260), 'queued');
  assert.equal(buffer.put(anew(14), 280), 'queued');
  const first = buffer.take(310, 20);
  assert.ok(first.kind === 'packet' && sequenceIndex(first.packet) === 13);
});

test('nothing is played before the first packet has waited, nor after the stream was forgotten', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
  assert.equal(buffer.take(0, 20).kind, 'empty');
  buffer.put(packetOf(1), 0);
  assert.equal(buffer.take(20, 20).kind, 'empty');
  buffer.put(packetOf(0), 25);
  const first = buffer.take(60, 20);
  assert.ok(first.kind === 'packet' && sequenceIndex(first.packet) === 0, 'the one that was overtaken');
  buffer.reset();
  assert.equal(buffer.take(80, 20).kind, 'empty');
});

test('packets far apart never share a place', () => {
  const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
  const at = (sequence: number) => packetOf(0, { sequence, duration: 0 });
  buffer.put(at(0), 0);
  assert.equal(buffer.take(0, 20).kind, 'packet');
  assert.equal(buffer.put(at(4433), 0), 'queued');
  assert.equal(buffer.put(at(37_200), 0), 'queued');
  assert.equal(buffer.put(at(22_096), 0), 'late', 'its place is that of the one before it');
  const first = buffer.take(0, 20);
  assert.ok(first.kind === 'packet' && first.packet.sequence === 37_200);
  assert.equal(buffer.take(0, 20).kind, 'empty');
});

test('whatever comes in, what goes out is in order, once, and bounded', () => {
  const step = fc.record({
    sequence: fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 300 })),
    timestamp: fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 48_000 })),
    duration: fc.constantFrom(0, 80, 160, 960),
    wait: fc.integer({ min: 0, max: 40 }),
    takes: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const buffer = new JitterBuffer({ clockRate: 8000, minDelayMs: 20, maxDelayMs: 200 });
      let now = 0;
      const seen = new Set<QueuedPacket>();
      for (const { sequence, timestamp, duration, wait, takes } of steps) {
        now += wait;
        buffer.put({ sequence, timestamp, duration, payloadType: 0, payload: new Uint8Array(0) }, now);
        for (let i = 0; i < takes; i++) {
          const playable = buffer.take(now, 20);
          if (playable.kind === 'packet') {
            assert.ok(!seen.has(playable.packet));
            seen.add(playable.packet);
          } else if (playable.kind !== 'empty') assert.ok(playable.duration > 0 && playable.duration <= 160);
        }
      }
    }),
    { numRuns: 300 },
  );
});
