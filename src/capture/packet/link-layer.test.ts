import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOfLinkType } from './link-layer.ts';
import { frames } from './test-frames.ts';
import { address, ALICE, BOB, type Bytes, ethernet, hex, join, options, u16, u32 } from './test-packets.ts';
import { readPackets } from './test-sink.ts';

for (const [name, linkType, frame, line] of frames) {
  test(`SIP is found in ${name} (link type ${linkType})`, () => {
    const { lines, damages } = readPackets(linkType, [frame]);
    assert.deepEqual(lines, [line]);
    assert.deepEqual(damages, []);
  });

  test(`a frame of ${name} may be cut off anywhere (link type ${linkType})`, () => {
    for (let length = 0; length < frame.length; length++) {
      const { lines } = readPackets(linkType, [frame.subarray(0, length)]);
      // What is left of the start line has to show at least the scheme.
      assert.equal(lines.length, length < frame.length - options.length + 'OPTIONS sip:'.length ? 0 : 1);
    }
  });
}

test('frames without IP are no damage', () => {
  const others = [
    ethernet(new Uint8Array(46), '', 0x0806),
    ethernet(new Uint8Array(46), '', 0x88cc),
    ethernet(hex('424203000000000000'), '', 38),
    ethernet(new Uint8Array(10), '', 0x8863),
  ];
  const { lines, damages } = readPackets(1, others);
  assert.deepEqual([lines, damages], [[], []]);
});

test('a link type that is not read is named, once, and its frames counted', () => {
  const { damages } = readPackets(127, new Array<Bytes>(5).fill(hex('00')));
  assert.deepEqual(damages, [
    '1: link type 127 (IEEE 802.11 with radiotap) is not read',
    '0: link type 127 (IEEE 802.11 with radiotap) is not read: 5 times in all',
  ]);
  assert.equal(nameOfLinkType(9999), 'link type 9999');
});

const pduTag = (tag: number, value: Bytes) => join(u16(tag), u16(value.length), value);

test('SIP that Wireshark exported, as it decrypted it, has the hop of its tags', () => {
  const exported = (protocol: string) =>
    join(
      pduTag(12, join(protocol.padEnd(8, '\0'))),
      pduTag(20, address(ALICE)),
      pduTag(21, address(BOB)),
      pduTag(24, u32(2)),
      pduTag(25, u32(40_000)),
      pduTag(26, u32(5061)),
      pduTag(30, u32(77)),
      u32(0),
      options,
    );
  const { lines, damages } = readPackets(252, [exported('sip'), exported('http'), exported('sip').subarray(0, 30)]);
  assert.deepEqual(lines, [`1 TCP ${ALICE} 40000 -> ${BOB} 5061 OPTIONS sip:bob@example.com SIP/2.0`]);
  assert.deepEqual(damages, ['3: exported data without its end of tags']);
});
