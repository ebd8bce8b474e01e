import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { join, ordered, pcap, u32 } from '../packet/test-packets.ts';
import { cut } from './test-file.ts';

const text = (value: string) => join(value);
const three = ['one', 'two', 'three'].map(text);
/** Of the file header, and of a packet's. */
const FILE = 24;
const RECORD = 16;

for (const littleEndian of [true, false]) {
  const order = littleEndian ? 'little-endian' : 'big-endian';
  const packets = [
    { bytes: text('a'), seconds: 1_700_000_000, fraction: 123_456 },
    { bytes: text('b'), seconds: 0 },
  ];
  const variants: [name: string, magic: number, time: number][] = [
    ['microseconds', 0xa1b2c3d4, 1_700_000_000_123.456],
    ['nanoseconds', 0xa1b23c4d, Number('1700000000000.123456')],
    ['the longer header of each packet', 0xa1b2cd34, 1_700_000_000_123.456],
  ];
  for (const [name, magic, time] of variants) {
    test(`a ${order} pcap with ${name} is read (draft-ietf-opsawg-pcap 4, 5)`, () => {
      const file = pcap(packets, { magic, littleEndian, linkType: 113 });
      const expected = [`1 113 ${time} a`, '2 113 0 b'];
      for (const size of [1, 7, 1000]) {
        const { packets: read, damages, frames } = cut(file, 'pcap', size);
        assert.deepEqual([read, damages, frames], [expected, [], 2]);
      }
    });
  }
}

test('the bits above the link type, which tell of frame check sequences, are no part of it (4)', () => {
  const { packets } = cut(pcap([text('a')], { linkType: 0x5400_0001 }), 'pcap');
  assert.match(packets[0], /^1 1 /);
});

test('another version is told, and read all the same', () => {
  const { packets, damages } = cut(pcap(three).with(4, 3), 'pcap');
  assert.deepEqual([packets.length, damages], [3, ['0: version 3 of pcap, read as if it were 2']]);
});

test('a file that is cut off gives what is there, and one note of damage', () => {
  const file = pcap(three);
  const start = (index: number) => FILE + three.slice(0, index).reduce((sum, { length }) => sum + RECORD + length, 0);
  for (let length = 0; length < file.length; length++) {
    const { packets, damages } = cut(file.subarray(0, length), 'pcap');
    const whole = length < FILE ? 0 : [1, 2, 3].filter((index) => start(index) <= length).length;
    const rest = Math.max(0, length - start(whole));
    const texts = packets.map((packet) => packet.split(' ')[3]);
    const begun = rest > RECORD ? [['one', 'two', 'three'][whole].slice(0, rest - RECORD)] : [];
    assert.deepEqual(texts, [...['one', 'two', 'three'].slice(0, whole), ...begun]);
    const note = length < FILE ? '0: the file ends within its header' : `${whole + 1}: the file ends within a packet`;
    assert.deepEqual(damages, length >= FILE && rest === 0 ? [] : [note]);
  }
});

const impossible = 'a packet of an impossible length; the next that can be read follows';

test('after a packet of an impossible length it goes on at the next that can be one', () => {
  const file = pcap(three);
  // The length of the second
  file.set(ordered(true, u32(0x7fff_ffff)), FILE + RECORD + 3 + 8);
  for (const size of [1, 10, 1000]) {
    const { packets, damages } = cut(file, 'pcap', size);
    assert.deepEqual(
      packets.map((packet) => packet.replace(/ \d+ \d+ /, ' ')),
      ['1 one', '2 three'],
    );
    assert.deepEqual(damages, [`2: ${impossible}`]);
  }
});

test('what only looks like a header, or is of another year, is not taken for the next', () => {
  const file = pcap([text('one'), { bytes: text('two'), seconds: 1 }, text('three'), text('four')]);
  file.set(ordered(true, u32(262_145)), FILE + 8);
  const { packets } = cut(file, 'pcap');
  // Of the first nothing is known, so the second will do.
  assert.deepEqual(
    packets.map((packet) => packet.split(' ')[3]),
    ['two', 'three', 'four'],
  );
  const later = pcap([text('one'), text('two'), { bytes: text('three'), seconds: 1 }, text('four')]);
  later.set(ordered(true, u32(262_145)), FILE + RECORD + 3 + 8);
  assert.deepEqual(
    cut(later, 'pcap').packets.map((packet) => packet.split(' ')[3]),
    ['one', 'four'],
  );
});

test('a file that is lost to its end says so once', () => {
  const file = join(pcap([text('one')]), new Uint8Array(500).fill(0xee));
  for (const size of [1, 64, 1000]) assert.deepEqual(cut(file, 'pcap', size).damages, [`2: ${impossible}`]);
});

test('the size of the pieces changes nothing, and no more than a record is kept', () => {
  const packet = fc.string({ unit: 'binary-ascii', maxLength: 300 }).map(text);
  const edit = fc.tuple(fc.nat(5000), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.array(packet, { maxLength: 12 }),
      fc.array(edit, { maxLength: 3 }),
      fc.nat(200),
      (list, edits, size) => {
        const file = pcap(list);
        for (const [at, value] of edits) if (at >= 4 && at < file.length) file[at] = value;
        const whole = cut(file, 'pcap');
        const inPieces = cut(file, 'pcap', size + 1);
        assert.deepEqual({ ...inPieces, buffered: 0 }, { ...whole, buffered: 0 });
        assert.ok(inPieces.buffered <= 8192 || edits.length > 0);
      },
    ),
    { numRuns: 500 },
  );
});

test('lengths made to keep memory are kept within the bound, in linear time', () => {
  // Headers that look right, each of which wants more than 200 KiB to be told from a wrong one.
  const header = join(ordered(true, u32(5)), u32(0), ordered(true, u32(200_000)), ordered(true, u32(200_000)));
  const flood = join(
    pcap([{ bytes: text('a'), seconds: 5 }]),
    new Uint8Array(16).fill(0xff),
    ...new Array(60_000).fill(header),
  );
  const { buffered, packets } = cut(flood, 'pcap', 1500);
  assert.ok(buffered <= 1_048_576, `${buffered}`);
  assert.ok(packets.length >= 1);
});
