import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLatin1 } from '../../message/index.ts';
import { HopTable } from '../hop-table.ts';
import { TcpStreams } from './tcp-streams.ts';
import { ACK, bytesOf, request, response, TestWire } from './test-wire.ts';

interface Segment {
  readonly from: number;
  readonly to: number;
}

const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 120 }).map((bytes) => String.fromCharCode(...bytes)),
  fc.constantFrom('Hello', 'v=0\r\ns=-\r\n', '{"a":\r\n\r\n1}', 'SIP/2.0 200 OK\r\n', 'l: 3\r\n\r\n', ''),
);
const anyMessages = fc.array(
  fc
    .tuple(anyBody, fc.nat(999), fc.boolean())
    .map(([body, id, isRequest]) => (isRequest ? request : response)(body, String(id))),
  { minLength: 1, maxLength: 8 },
);

/** The whole stream cut at these points, in order. */
function cutAt(length: number, points: readonly number[]): Segment[] {
  const at = [...new Set([0, length, ...points.map((point) => point % length)])].sort((a, b) => a - b);
  return at.slice(1).map((to, i) => ({ from: at[i], to }));
}

/** Sorts by keys that are drawn: an order that is any, and shrinks to the given one. */
function shuffled<T>(items: readonly T[], keys: readonly number[]): T[] {
  const keyed = items.map((item, i) => ({ item, key: i + (keys[i % keys.length] ?? 0) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

test('any segments in any order, repeated and overlapping, give the messages that were sent (RFC 9293 3.10.7.4)', () => {
  fc.assert(
    fc.property(
      anyMessages,
      fc.array(fc.nat(5000), { maxLength: 40 }),
      fc.array(fc.record({ from: fc.nat(5000), length: fc.nat(400) }), { maxLength: 20 }),
      fc.array(fc.nat(60), { maxLength: 60 }),
      fc.nat(0xffff_ffff),
      (messages, points, extra, order, initial) => {
        const stream = messages.join('');
        const repeated = extra.map(({ from, length }) => {
          const start = from % stream.length;
          return { from: start, to: Math.min(stream.length, start + length) };
        });
        const segments = shuffled([...cutAt(stream.length, points), ...repeated], order);
        const wire = new TestWire({}, initial).open();
        const seen = new Set<number>();
        for (const { from, to } of segments) {
          // The first bytes win: what comes again may be anything.
          let text = '';
          for (let at = from; at < to; at++) text += seen.has(at) ? '#' : stream[at];
          for (let at = from; at < to; at++) seen.add(at);
          wire.client.at(from, text);
        }
        assert.deepEqual(wire.texts, messages);
        assert.deepEqual(
          wire.events.filter(({ event }) => event !== 'keep-alive'),
          [],
        );
        assert.equal(wire.streams.heldBytes, 0);
      },
    ),
    { numRuns: 300 },
  );
});

/** Whether `texts` has the items of `wanted`, in their order, with others in between. */
function hasInOrder(texts: readonly string[], wanted: readonly string[]): boolean {
  let next = 0;
  for (const text of texts) if (text === wanted[next]) next++;
  return next === wanted.length;
}

test('with segments missing, every message that is whole is given, and of the others what came before the gap', () => {
  const known = request('known to be SIP', 'first');
  fc.assert(
    fc.property(
      anyMessages,
      fc.array(fc.nat(5000), { maxLength: 60 }),
      fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(30), { maxLength: 60 }),
      (messages, points, drops, order) => {
        const stream = messages.join('');
        const cut = cutAt(stream.length, points);
        const dropped = new Set(drops.map((drop) => cut[drop % cut.length]));
        const wire = new TestWire().open();
        wire.client.send(known);
        for (const { from, to } of shuffled(
          cut.filter((segment) => !dropped.has(segment)),
          order,
        )) {
          wire.client.at(known.length + from, stream.slice(from, to));
        }
        wire.end();
        let at = 0;
        const whole = messages.filter((message) => {
          const from = at;
          at += message.length;
          return ![...dropped].some((gap) => gap.from < at && gap.to > from);
        });
        assert.ok(hasInOrder(wire.texts, [known, ...whole]), 'those that are whole');
        const starts = [known, ...messages];
        for (const text of wire.texts)
          assert.ok(
            starts.some((message) => message.startsWith(text)),
            text,
          );
        assert.equal(wire.streams.heldBytes, 0);
      },
    ),
    { numRuns: 500 },
  );
});

const beginnings = [
  '',
  request('Hello'),
  request('Hello').replace(/Content.*\r\n/, ''),
  response('Hello').slice(0, 40),
  '\r\n\r\n',
  'GET /x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
  'HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
  'HTTP/1.1 403 X\r\n\r\n',
  '\x16\x03\x01\x00\x50\x01\x00\x00\x4c\x03\x03',
  '\x15\x03\x03\x00\x02\x02\x28',
  '\x17\x03\x03\x00\x10',
  `\x81\x7e\x01\x00${request('Hello')}`,
  '\x01\x85\x01\x02\x03\x04',
  '\x88\x02\x03\xe8',
  '\0\0',
];

test('any bytes in any segments with any flags: nothing throws, and what is kept is bounded', () => {
  const anySegment = fc.record({
    way: fc.nat(3),
    back: fc.boolean(),
    sequence: fc.oneof(fc.nat(400), fc.nat(0xffff_ffff), fc.integer({ min: 0xffff_ff00, max: 0xffff_ffff })),
    inOrder: fc.boolean(),
    flags: fc.oneof({ weight: 4, arbitrary: fc.constant(ACK) }, { weight: 1, arbitrary: fc.nat(255) }),
    text: fc
      .tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 60 }))
      .map(([beginning, bytes]) => beginning + String.fromCharCode(...bytes)),
    pause: fc.constantFrom(0, 1, 1500, NaN),
  });
  const limits = { connections: 2, waitingBytes: 500, gapTime: 3000, heldBytes: 3000 };
  fc.assert(
    fc.property(fc.array(anySegment, { maxLength: 60 }), (segments) => {
      let given = 0;
      const hops = new HopTable(6);
      const sink = { message: () => void given++, event: () => void given++, media: () => {}, damage: () => {} };
      const streams = new TcpStreams(sink, hops, readLatin1, limits);
      const next = new Map<string, number>();
      let time = 0;
      let frame = 0;
      for (const { way, back, sequence, inOrder, flags, text, pause } of segments) {
        const ports = back ? [5060, way] : [way, 5060];
        const key = ports.join();
        const at = inOrder ? (next.get(key) ?? sequence) : sequence;
        if (inOrder) next.set(key, (at + text.length) >>> 0);
        time += pause;
        frame++;
        const bytes = bytesOf(text);
        streams.segment(time, frame, hops.hop('TCP', 'a', ports[0], 'a', ports[1]), at, flags, bytes, 0, bytes.length);
        assert.ok(streams.heldBytes <= limits.heldBytes);
        assert.ok(streams.connections <= 2 * limits.connections);
        if (Number.isNaN(time)) time = frame * 100;
      }
      streams.end();
      assert.equal(streams.heldBytes, 0);
      assert.equal(streams.connections, 0);
      assert.ok(given <= 20 * segments.length + 20);
    }),
    { numRuns: 1000 },
  );
});

const pieces = [
  'ACK sip:a SIP/2.0',
  'SIP/2.0 200 ',
  'INVITE ',
  ' SIP/2.0',
  'Via: x',
  'l: 3',
  'l: 0',
  'x',
  ' ',
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
];

test('a stream with bytes that were changed on the way throws nothing, and ends', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...beginnings, ...pieces, ...pieces), { minLength: 1, maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 20 }),
      fc.array(fc.nat(900), { maxLength: 12 }),
      (parts, changes, points) => {
        const bytes = bytesOf(parts.join('') || ' ');
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const wire = new TestWire().open();
        for (const { from, to } of cutAt(bytes.length, points)) wire.client.send(readLatin1(bytes, from, to));
        wire.end();
        assert.equal(wire.streams.heldBytes, 0);
      },
    ),
    { numRuns: 500 },
  );
});
