import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureSet } from './capture-set.ts';
import { HopTable } from './hop-table.ts';
import { type CaptureSink } from './seen.ts';

const hop = new HopTable().hop('UDP', '192.0.2.1', 5060, '198.51.100.1', 5060);

/** A set whose sink writes a line for each thing that it is told. */
function open(count: number, octets = 1_000) {
  const lines: string[] = [];
  const sink: CaptureSink = {
    message: ({ time, frame, text }) => lines.push(`${time} ${frame} ${text}`),
    event: ({ time, frame, event }) => lines.push(`${time} ${frame} ${event}`),
    media: (time, frame, _, packet) => lines.push(`${time} ${frame} ${packet.join(' ')}`),
    damage: (frame, reason) => lines.push(`${frame} ${reason}`),
  };
  return { lines, set: new CaptureSet(sink, count, octets) };
}

const message = (time: number, frame: number, text: string) =>
  ({ kind: 'message', time, frame, hop, text, fragments: 1 }) as const;

test('two captures are told in the order of time, the frames of the second counted on', () => {
  const { lines, set } = open(2);
  const phone = set.begin();
  phone.damage(0, 'an odd head');
  phone.message(message(1000, 1, 'INVITE'));
  phone.message(message(1040, 2, '200'));
  assert.equal(set.end(10), 1);
  const server = set.begin();
  server.message(message(1010, 1, 'INVITE'));
  server.damage(2, 'cut off');
  server.event({ kind: 'event', time: 1030, frame: 3, hop, event: 'unreachable', detail: '' });
  const packet = Uint8Array.of(128, 0);
  server.media(1050, 4, hop, packet);
  // A view is good during the call only.
  packet[0] = 1;
  assert.equal(set.end(4), 11);
  set.release();
  assert.deepEqual(lines, [
    '0 an odd head',
    '1000 1 INVITE',
    '1010 11 INVITE',
    '12 cut off',
    '1030 13 unreachable',
    '1040 2 200',
    '1050 14 128 0',
  ]);
});

test('without times the captures follow one another', () => {
  const { lines, set } = open(2);
  const first = set.begin();
  first.message(message(Number.NaN, 1, 'a'));
  first.message(message(Number.NaN, 2, 'b'));
  set.end(2);
  set.begin().message(message(5, 1, 'c'));
  set.end(1);
  set.release();
  assert.deepEqual(lines, ['NaN 1 a', 'NaN 2 b', '5 3 c']);
});

for (const [name, count, octets] of [
  ['one alone', 1, 1_000],
  ['more than can be held', 2, 64_000_001],
] as const)
  test(`${name} goes straight on`, () => {
    const { lines, set } = open(count, octets);
    for (let i = 0; i < count; i++) {
      set.begin().message(message(10 - i, 1, 'x'));
      assert.equal(set.end(1), 1);
    }
    const before = lines.length;
    assert.equal(before, count);
    set.release();
    assert.equal(lines.length, before);
  });
