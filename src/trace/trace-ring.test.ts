import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recordSize, type TraceFlow, type TraceRecord } from './record.ts';
import { TraceRing } from './trace-ring.ts';

const flow: TraceFlow = {
  transport: 'UDP',
  localAddress: '192.0.2.1',
  localPort: 5060,
  remoteAddress: '2001:db8:1234:5678:9abc:def0:1234:5678',
  remotePort: 65535,
};

const invite = (callId: string, filling = '') => `INVITE sip:b SIP/2.0\r\nCall-ID: ${callId}\r\n\r\n${filling}`;

type Append = (ring: TraceRing, sequence: number) => TraceRecord;

const calls = [
  'a',
  'b@c',
  'a-call-id-longer-than-what-is-hashed-of-it-1',
  'a-call-id-longer-than-what-is-hashed-of-it-2',
];
const latin1 = (maxLength: number) =>
  fc.array(fc.nat(255), { maxLength, size: 'max' }).map((codes) => String.fromCharCode(...codes));

const message: fc.Arbitrary<Append> = fc
  .tuple(
    fc.constantFrom(...calls),
    fc.constantFrom('in' as const, 'out' as const),
    latin1(600),
    fc.double({ noNaN: true }),
  )
  .map(([callId, direction, filling, time]) => (ring, sequence) => {
    const text = invite(callId, filling);
    ring.message(time, direction, flow, text);
    return { kind: 'message', sequence, time, callId, direction, flow, text };
  });
const garbage: fc.Arbitrary<Append> = latin1(100).map((filling) => (ring, sequence) => {
  const text = filling.replaceAll('\n', '');
  ring.message(1, 'in', flow, text);
  return { kind: 'message', sequence, time: 1, callId: '', direction: 'in', flow, text };
});
const transition: fc.Arbitrary<Append> = fc
  .tuple(fc.constantFrom(...calls, ''), latin1(60))
  .map(([callId, key]) => (ring, sequence) => {
    ring.transition(2.5, 'INVITE server', key, 'Proceeding', 'Completed', 'send 300-699', 'INVITE', callId);
    const [machine, from, to] = ['INVITE server', 'Proceeding', 'Completed'];
    return {
      kind: 'transition',
      sequence,
      time: 2.5,
      callId,
      machine,
      key,
      from,
      to,
      event: 'send 300-699',
      method: 'INVITE',
    };
  });
const decision: fc.Arbitrary<Append> = fc
  .tuple(fc.constantFrom(...calls, ''), latin1(100))
  .map(([callId, text]) => (ring, sequence) => {
    ring.decision(3, callId, 'route', text);
    return { kind: 'decision', sequence, time: 3, callId, subject: 'route', text };
  });
const appends = fc.array(fc.oneof(message, garbage, transition, decision), { maxLength: 60, size: 'max' });
const sizes = fc.integer({ min: 1024, max: 6000 });

/** No record of these tests is larger. */
const LARGEST = 800;

function sizeOf(record: TraceRecord): number {
  const strings = (...texts: string[]) => recordSize(texts.length, texts.join('').length);
  if (record.kind === 'decision') return strings(record.callId, record.subject, record.text);
  if (record.kind === 'message') return strings('UDP', flow.localAddress, flow.remoteAddress, record.text);
  const { callId, machine, key, from, to, event, method } = record;
  return strings(callId, machine, key, from, to, event, method);
}

test('the ring holds the newest records, each whole, in order', () => {
  fc.assert(
    fc.property(sizes, appends, (bytes, list) => {
      const ring = new TraceRing({ bytes });
      const all = list.map((append, i) => append(ring, i + 1));
      const kept = [...ring.records()];
      assert.deepEqual(kept, all.slice(all.length - kept.length));
      assert.equal(ring.recorded, all.length);
      assert.equal(ring.overwritten + kept.length, all.length);
      assert.ok(all.length === 0 || kept.length > 0);
      // what is lost was lost for want of room
      const taken = kept.reduce((sum, record) => sum + sizeOf(record), 0);
      assert.ok(taken <= bytes + 7);
      assert.ok(ring.overwritten === 0 || taken > bytes - 2 * LARGEST);
    }),
  );
});

test('the records of a call are found among all others', () => {
  fc.assert(
    fc.property(sizes, appends, fc.constantFrom(...calls, 'never seen'), (bytes, list, callId) => {
      const ring = new TraceRing({ bytes });
      for (const append of list) append(ring, 0);
      assert.deepEqual(
        ring.ofCall(callId),
        [...ring.records()].filter((record) => record.callId === callId),
      );
    }),
  );
});

test('what was recorded after a sequence number, and nothing else', () => {
  fc.assert(
    fc.property(sizes, appends, fc.integer({ min: -1, max: 70 }), (bytes, list, sequence) => {
      const ring = new TraceRing({ bytes });
      for (const append of list) append(ring, 0);
      assert.deepEqual(
        [...ring.since(sequence)],
        [...ring.records()].filter((record) => record.sequence > sequence),
      );
    }),
  );
});

test('a reader that is lapped goes on with the oldest record, and knows how many it missed', () => {
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: message }, transition, fc.constant('read' as const)), {
    maxLength: 80,
    size: 'max',
  });
  fc.assert(
    fc.property(sizes, steps, fc.nat(5), (bytes, list, startAfter) => {
      const ring = new TraceRing({ bytes });
      const all: TraceRecord[] = [];
      const reader = ring.reader();
      const read: TraceRecord[] = [];
      let late: ReturnType<TraceRing['reader']> | undefined;
      for (const [i, step] of list.entries()) {
        if (i === startAfter) late = ring.reader(all.length);
        if (step !== 'read') {
          all.push(step(ring, all.length + 1));
          continue;
        }
        const record = reader.next();
        if (record !== undefined) read.push(record);
      }
      for (let record = reader.next(); record !== undefined; record = reader.next()) read.push(record);
      assert.deepEqual(
        read,
        read.map((record) => all[record.sequence - 1]),
      );
      assert.equal(read.length + reader.missed, all.length);
      assert.ok(read.every((record, i) => i === 0 || record.sequence > read[i - 1].sequence));
      assert.equal(reader.next(), undefined);

      let later = 0;
      while (late?.next() !== undefined) later++;
      const before = list.slice(0, startAfter).filter((step) => step !== 'read').length;
      if (late !== undefined) assert.equal(before + later + late.missed, all.length);
    }),
  );
});

test('a reader that starts after a record that is gone counts what it missed', () => {
  const ring = new TraceRing({ bytes: 1024 });
  for (let i = 0; i < 20; i++) ring.decision(i, '', 'route', 'x'.repeat(200));
  const reader = ring.reader(5);
  assert.equal(reader.missed, ring.overwritten - 5);
  assert.equal(reader.next()?.sequence, ring.overwritten + 1);
});

test('a record larger than the ring is counted and leaves the others alone', () => {
  const ring = new TraceRing({ bytes: 1024 });
  ring.message(1, 'in', flow, invite('a'));
  ring.message(2, 'in', flow, invite('a', 'x'.repeat(1024)));
  ring.transition(2, 'm', 'k'.repeat(2000), 'a', 'b', 'c', 'd');
  ring.decision(2, 'a', 'route', 'x'.repeat(1100));
  assert.deepEqual(
    [...ring.records()].map((record) => record.time),
    [1],
  );
  assert.equal(ring.dropped, 3);
  assert.equal(ring.recorded, 4);
});

test('a record that just fits takes the whole ring, again and again', () => {
  const ring = new TraceRing({ bytes: 1024 });
  for (const time of [1, 2, 3]) {
    ring.decision(time, '', 'route', 'x'.repeat(1024 - 52 - 'route'.length));
    assert.deepEqual(
      [...ring.records()].map((record) => record.time),
      [time],
    );
  }
  ring.decision(4, '', 'route', 'x'.repeat(1024 - 52 - 'route'.length + 1));
  assert.equal(ring.dropped, 1);
  assert.equal(ring.overwritten, 2);
});

test('a writer that throws adds nothing and tears nothing', () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.tuple(fc.nat(700), fc.boolean()), { maxLength: 60, size: 'max' }), (bytes, list) => {
      let broken = false;
      const ring = new TraceRing({
        bytes,
        writeLatin1(target, text, offset) {
          target.fill(0xff, offset, offset + (text.length >> 1));
          if (broken) throw new Error('broken');
          return Buffer.from(target.buffer).write(text, offset, 'latin1');
        },
      });
      const all: string[] = [];
      for (const [length, fails] of list) {
        const text = invite('a', String(all.length).repeat(length));
        broken = fails;
        if (text.length > bytes - 200) continue;
        if (fails) {
          assert.throws(() => ring.message(0, 'in', flow, text), /broken/);
        } else {
          ring.message(0, 'in', flow, text);
          all.push(text);
        }
        const kept = Array.from(ring.records(), (record) => record.kind === 'message' && record.text);
        assert.deepEqual(kept, all.slice(all.length - kept.length));
        assert.deepEqual(ring.ofCall('a').length, kept.length);
      }
    }),
  );
});

test('a flood with one Call-ID does not make its records endless to find', () => {
  const ring = new TraceRing({ bytes: 1 << 20 });
  for (let i = 0; i < 5000; i++) ring.decision(i, 'flood', 'route', '');
  const times = ring.ofCall('flood').map((record) => record.time);
  assert.equal(times.length, 1024);
  assert.equal(times.at(-1), 4999);
});

test('the passed-in writer and the portable one record the same', () => {
  const native = new TraceRing({
    bytes: 4096,
    writeLatin1: (target, text, offset) => Buffer.from(target.buffer).write(text, offset, 'latin1'),
  });
  const portable = new TraceRing({ bytes: 4096 });
  for (const ring of [native, portable]) ring.message(1, 'out', flow, invite('a', '\xe9\xff\0'.repeat(20)));
  assert.deepEqual([...native.records()], [...portable.records()]);
});

test('a size that makes no ring is our own mistake', () => {
  for (const bytes of [0, -1, 1023, 2048.5, Number.NaN, 2 ** 31]) {
    assert.throws(() => new TraceRing({ bytes }), { code: 'SIP_TRACE_SIZE' });
  }
});
