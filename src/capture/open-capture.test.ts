import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCapture } from './open-capture.ts';
import {
  ALICE,
  BOB,
  block,
  enhancedPacket,
  ethernet,
  hex,
  interfaceBlock,
  ipv4,
  join,
  options,
  ordered,
  pcap,
  sectionHeader,
  u16,
  u32,
  udp,
} from './packet/test-packets.ts';
import { hopText, RecordingSink } from './packet/test-sink.ts';

const frame = ethernet(ipv4(udp(options)));
const hepChunk = (type: number, value: Uint8Array) => join(u16(0), u16(type), u16(6 + value.length), value);
const hepChunks = join(hepChunk(2, hex('11')), hepChunk(11, hex('01')), hepChunk(15, join(options)));

const captures: [format: string, capture: Uint8Array][] = [
  ['pcap', pcap([frame])],
  ['pcap', pcap([frame], { littleEndian: false, magic: 0xa1b23c4d })],
  ['pcapng', join(sectionHeader(), interfaceBlock(), enhancedPacket(frame))],
  ['HEP3', join('HEP3', u16(6 + hepChunks.length), hepChunks)],
];

function read(capture: Uint8Array, size = capture.length) {
  const sink = new RecordingSink();
  const reader = openCapture(sink);
  assert.deepEqual([reader.format, reader.frames], ['', 0]);
  for (let at = 0; at < capture.length; at += size) reader.write(capture.slice(at, at + size));
  reader.end();
  return { sink, format: reader.format, frames: reader.frames };
}

for (const [format, capture] of captures) {
  test(`${format} is recognised, whatever pieces it comes in`, () => {
    for (const size of [1, 2, 3, 5, 15, 16, 17, 100, 10_000]) {
      const { sink, ...told } = read(capture, size);
      assert.deepEqual(told, { format, frames: 1 });
      assert.deepEqual(
        sink.messages.map(({ text }) => text),
        [options],
      );
      assert.deepEqual(sink.damages, []);
    }
  });
}

test('text is recognised, whatever pieces it comes in', () => {
  for (const size of [1, 7, 1000]) {
    const { sink, frames } = read(join(options), size);
    assert.equal(frames, 1);
    assert.match(sink.messages[0].text, /^OPTIONS sip:bob@example\.com SIP\/2\.0\r\n/);
  }
  assert.equal(read(join('OPTIONS')).sink.messages.length, 0);
});

test('what is not read is named in one note of damage', () => {
  for (const size of [1, 100]) {
    const { sink, ...told } = read(hex('1f8b0800000000000003cbc82c0600'), size);
    assert.deepEqual(told, { format: 'gzip', frames: 0 });
    assert.deepEqual(sink.damages, ['0: a file in the format gzip is not read: gunzip it first']);
  }
});

test('an empty file shows nothing', () => {
  const { sink, frames } = read(join());
  assert.deepEqual([sink.messages, sink.events, frames], [[], [], 0]);
});

test('texts are made by the reader that is passed in', () => {
  const sink = new RecordingSink();
  const reader = openCapture(sink, { read: (_, start, end) => 'x'.repeat(end - start) });
  reader.write(captures[0][1]);
  reader.end();
  assert.equal(sink.messages[0].text, 'x'.repeat(options.length));
});

test('a capture whose end cuts a packet tells of what is there: fragments, streams and the count of damage', () => {
  const packets = new Array<Uint8Array>(5).fill(ethernet(ipv4(udp(options, { length: 3 }))));
  const first = ethernet(ipv4(udp(options).subarray(0, 64), { fragment: 0x2000 }));
  const { sink } = read(pcap([...packets, first]));
  const impossible = 'a UDP header of an impossible length';
  assert.deepEqual(
    sink.damages,
    [1, 2, 3].map((at) => `${at}: ${impossible}`).concat(`0: ${impossible}: 5 times in all`),
  );
  assert.deepEqual(
    sink.events.map(({ event, hop }) => `${event} ${hopText(hop)}`),
    [`fragment lost UDP ${ALICE} 5060 -> ${BOB} 5060`],
  );
});

test('a section may hold blocks of every kind', () => {
  const o = (...numbers: number[]) => join(...numbers.map((number) => ordered(true, u32(number))));
  const capture = join(sectionHeader(), block(5, o(0, 0, 0)), interfaceBlock(), block(4, o(0)), enhancedPacket(frame));
  assert.equal(read(capture, 3).sink.messages.length, 1);
});
