import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  block,
  type Bytes,
  enhancedPacket,
  hex,
  interfaceBlock,
  join,
  option,
  ordered,
  sectionHeader,
  u16,
  u32,
} from '../packet/test-packets.ts';
import { cut } from './test-file.ts';

const text = (value: string) => join(value);
const o = (littleEndian: boolean, ...numbers: readonly number[]) =>
  join(...numbers.map((number) => ordered(littleEndian, u32(number))));
const read = (...blocks: readonly Bytes[]) => cut(join(...blocks), 'pcapng');

const ticks = 1_700_000_000_123_456n;
const time = 1_700_000_000_123.456;

test('sections of both byte orders, each with interfaces of its own (draft-ietf-opsawg-pcapng 4.1, 4.2, 4.3)', () => {
  const section = (littleEndian: boolean, linkTypes: readonly number[]) =>
    join(
      sectionHeader(littleEndian),
      ...linkTypes.map((linkType) => interfaceBlock(linkType, join(), littleEndian)),
      ...linkTypes.map((linkType, on) => enhancedPacket(text(`on ${linkType}`), { on, ticks, littleEndian })),
    );
  const file = join(section(true, [1, 113]), section(false, [101]), section(true, [276]));
  const expected = [`1 1 ${time} on 1`, `2 113 ${time} on 113`, `3 101 ${time} on 101`, `4 276 ${time} on 276`];
  for (const size of [1, 5, 12, 1000]) {
    const { packets, damages, frames } = cut(file, 'pcapng', size);
    assert.deepEqual([packets, damages, frames], [expected, [], 4]);
  }
});

test('times have the resolution and the offset of their interface (4.2)', () => {
  const timeOf = (options: Bytes, value: bigint) =>
    Number(
      read(sectionHeader(), interfaceBlock(1, options), enhancedPacket(text('x'), { ticks: value })).packets[0].split(
        ' ',
      )[2],
    );
  const resolution = (value: number) => option(9, Uint8Array.of(value));
  assert.equal(timeOf(join(), ticks), time);
  assert.equal(timeOf(resolution(6), ticks), time);
  assert.equal(timeOf(resolution(3), 1_700_000_000_123n), 1_700_000_000_123);
  assert.equal(timeOf(resolution(9), ticks * 1000n + 789n), Number('1700000000123.456789'));
  assert.equal(timeOf(resolution(0), 1_700_000_000n), 1_700_000_000_000);
  assert.equal(timeOf(resolution(0x80 | 10), 1024n * 1_700_000_000n + 512n), 1_700_000_000_500);
  const offset = hex('0000000065535f00').toReversed();
  assert.equal(timeOf(join(option(2, text('eth0')), resolution(3), option(14, offset)), 5n), 0x65535f00 * 1000 + 5);
  assert.equal(timeOf(option(14, hex('fffffffffffffff6').toReversed()), 10_000_000n), 0);
  // After the end of the options nothing counts.
  assert.equal(timeOf(join(u32(0), resolution(3)), ticks), time);
});

test('Simple Packet Blocks have no time, and the length of the first interface at most (4.4)', () => {
  const simple = (original: number, bytes: string) => block(3, join(o(true, original), bytes));
  const three = interfaceBlock(1, join(), true, 3);
  // The last is padded with an octet that is no part of it.
  const { packets, damages } = read(sectionHeader(), three, simple(2, 'ab'), simple(9, 'abc'));
  assert.deepEqual([packets, damages], [['1 1 NaN ab', '2 1 NaN abc'], []]);
});

test('obsolete Packet Blocks are read (Appendix A)', () => {
  const body = (littleEndian: boolean) => {
    const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffff_ffffn)];
    const ids = [1, 7].map((id) => ordered(littleEndian, u16(id)));
    return join(...ids, o(littleEndian, high, low, 3, 3), 'old');
  };
  for (const littleEndian of [true, false]) {
    const interfaces = [interfaceBlock(1, join(), littleEndian), interfaceBlock(9, join(), littleEndian)];
    const file = [sectionHeader(littleEndian), ...interfaces, block(2, body(littleEndian), littleEndian)];
    assert.deepEqual(read(...file).packets, [`1 9 ${time} old`]);
  }
});

const opening = join(sectionHeader(), interfaceBlock());
const packet = (value: string) => enhancedPacket(text(value), { ticks });
const is = (frame: number, value: string) => `${frame} 1 ${time} ${value}`;

test('blocks that hold no packet are passed over, however long they are', () => {
  const names = block(4, hex('00000000'));
  const statistics = block(5, new Uint8Array(20));
  const unknown = block(0x7777, new Uint8Array(700_001));
  const file = join(opening, names, packet('a'), statistics, unknown, packet('b'), unknown);
  for (const size of [100, 4096, 1_000_000]) {
    const { packets, damages, buffered } = cut(file, 'pcapng', size);
    assert.deepEqual([packets, damages], [[is(1, 'a'), is(2, 'b')], []]);
    assert.ok(buffered <= 4096);
  }
});

test('blocks that Wireshark counts as frames are counted', () => {
  const others = [9, 0x204, 0x216, 0x221, 0xbad, 0x40000bad].map((type) => block(type, new Uint8Array(40)));
  const { packets, frames } = read(opening, ...others, packet('b'));
  assert.deepEqual([packets, frames], [[is(7, 'b')], 7]);
});

test('TLS secrets are told of (Decryption Secrets Block, 4.7)', () => {
  const secrets = block(10, join(o(true, 0x544c534b, 5), 'CLIEN'));
  const { packets, damages } = read(opening, secrets, secrets, packet('a'));
  assert.deepEqual(packets, [is(1, 'a')]);
  assert.deepEqual(damages, ['0: the file holds TLS secrets (Decryption Secrets Block), which are not used']);
});

test('a packet with options behind it is as long as it says', () => {
  const body = join(
    o(true, 0, Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), 3, 3),
    'abc',
    0,
    option(1, text('hi')),
  );
  assert.deepEqual(read(opening, block(6, body)).packets, [is(1, 'abc')]);
});

test('a block that is longer than any packet is passed over, and its frame counted', () => {
  const file = join(opening, enhancedPacket(new Uint8Array(400_000)), packet('b'));
  for (const size of [1000, 1_000_000]) {
    const { packets, damages, buffered } = cut(file, 'pcapng', size);
    assert.deepEqual(packets, [is(2, 'b')]);
    assert.deepEqual(damages, ['1: a block that is longer than any packet is passed over']);
    assert.ok(buffered <= 4096);
  }
});

test('packets that cannot be right are damage, and counted as frames', () => {
  const { packets, damages, frames } = read(
    opening,
    enhancedPacket(text('x'), { on: 3 }),
    block(6, new Uint8Array(16)),
    block(3, join()),
    enhancedPacket(text('abcd'), { ticks, captured: 99 }),
    packet('b'),
  );
  assert.deepEqual(packets, [is(4, 'abcd'), is(5, 'b')]);
  assert.equal(frames, 5);
  assert.deepEqual(damages, [
    '1: a packet of an interface that was not described',
    '2: a packet block that is too short',
    '3: a packet block that is too short',
    '4: a packet that is longer than its block',
  ]);
});

test('a packet before any interface, an interface that is too short, lengths that disagree', () => {
  assert.deepEqual(read(sectionHeader(), packet('a'), block(3, o(true, 1, 0))).damages, [
    '1: a packet of an interface that was not described',
    '2: a packet of an interface that was not described',
  ]);
  assert.deepEqual(read(sectionHeader(), block(1, o(true, 1))).damages, [
    '0: an Interface Description Block that is too short',
  ]);
  const odd = packet('a');
  const { packets, damages } = read(opening, odd.with(odd.length - 4, 0), packet('b'));
  assert.deepEqual(packets, [is(1, 'a'), is(2, 'b')]);
  assert.deepEqual(damages, ['1: the two lengths of a block disagree; the first counts']);
});

test('a section without its byte order is damage', () => {
  const { damages } = read(sectionHeader().with(8, 0), interfaceBlock());
  assert.deepEqual(damages, ['0: a section whose byte order is not stated']);
});

test('after a length that cannot be right it goes on at the next block that states its length twice', () => {
  for (const length of [0, 11, 13]) {
    const broken = packet('a').with(4, length);
    // Looks like the beginning of a block, but its length is not stated again.
    const decoy = o(true, 6, 16, 0, 0);
    const file = join(opening, broken, decoy, packet('b'), packet('c'));
    for (const size of [1, 10, 1000]) {
      const { packets, damages } = cut(file, 'pcapng', size);
      assert.deepEqual(packets, [is(1, 'b'), is(2, 'c')]);
      assert.deepEqual(damages, ['1: a block of an impossible length; the next that can be read follows']);
    }
  }
  const file = join(
    opening,
    packet('a').with(4, 1),
    hex('0102030405'),
    sectionHeader(false),
    interfaceBlock(101, join(), false),
  );
  const last = enhancedPacket(text('big'), { ticks, littleEndian: false });
  assert.deepEqual(cut(join(file, last), 'pcapng', 3).packets, [`1 101 ${time} big`]);
});

test('a file that is cut off gives what is there, and one note of damage', () => {
  const last = packet('third');
  const file = join(opening, packet('a'), packet('b'), last);
  for (let missing = 1; missing < last.length; missing++) {
    const { packets, damages } = cut(file.subarray(0, file.length - missing), 'pcapng');
    assert.deepEqual(packets.slice(0, 2), [is(1, 'a'), is(2, 'b')]);
    // The trailing length and the padding first, then the packet itself.
    const there = last.length - missing - 28;
    assert.deepEqual(packets.slice(2), there >= 0 ? [is(3, 'third'.slice(0, there))] : []);
    assert.deepEqual(damages, ['3: the file ends within a block']);
  }
  assert.deepEqual(read(opening, block(4, new Uint8Array(900)).subarray(0, 500)).damages, [
    '1: the file ends within a block',
  ]);
});

test('the size of the pieces changes nothing', () => {
  const bytes = fc.string({ unit: 'binary-ascii', maxLength: 100 });
  const item = fc.oneof(
    bytes.map(packet),
    bytes.map((value) => block(3, join(o(true, value.length), value))),
    bytes.map((value) => block(0x55, text(value))),
    fc.constant(opening),
  );
  const edit = fc.tuple(fc.nat(3000), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 12 }),
      fc.array(edit, { maxLength: 4 }),
      fc.nat(200),
      (list, edits, size) => {
        const file = join(opening, ...list);
        for (const [at, value] of edits) if (at < file.length) file[at] = value;
        const whole = cut(file, 'pcapng');
        const inPieces = cut(file, 'pcapng', size + 1);
        assert.deepEqual({ ...inPieces, buffered: 0 }, { ...whole, buffered: 0 });
        assert.ok(inPieces.buffered <= 1_048_576);
      },
    ),
    { numRuns: 500 },
  );
});
