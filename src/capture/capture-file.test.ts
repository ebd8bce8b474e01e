import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { CaptureFile } from './capture-file.ts';
import { HopTable } from './hop-table.ts';
import { frames, tunnels } from './packet/test-frames.ts';
import {
  ALICE6,
  BOB6,
  enhancedPacket,
  fragmentsOf,
  interfaceBlock,
  ipv4,
  join,
  options,
  pcap,
  sectionHeader,
  tcp,
  udp,
} from './packet/test-packets.ts';
import { RecordingSink } from './packet/test-sink.ts';

/** A record, what confirms that it is one, and what doubling adds. */
const MAX_BUFFERED = 1_048_576;

type Format = 'pcap' | 'pcapng';
const formatOf = (file: Uint8Array): Format => (file[0] === 0x0a ? 'pcapng' : 'pcap');

/** Reads a capture in pieces whose memory is another's afterwards. */
function read(file: Uint8Array, size: number, format = formatOf(file)): RecordingSink & { frames: number } {
  const sink = Object.assign(new RecordingSink(), { frames: 0 });
  const reader = new CaptureFile(format, sink, new HopTable());
  const memory = new Uint8Array(size);
  for (let at = 0; at < file.length; at += size) {
    const piece = file.subarray(at, at + size);
    memory.set(piece);
    reader.write(memory.subarray(0, piece.length));
    memory.fill(0x20);
    assert.ok(reader.buffered <= MAX_BUFFERED);
  }
  reader.end();
  sink.frames = reader.frames;
  return sink;
}

const raw = [
  ...tunnels.map(([, packet]) => packet),
  ...fragmentsOf(udp(join(options, 'x'.repeat(2000))), 1480),
  ...fragmentsOf(udp(join(options, 'x'.repeat(2000))), 1232, 3, { from: ALICE6, to: BOB6 }),
  ipv4(tcp('', { flags: 2, sequence: 0 }), { protocol: 6 }),
  ipv4(tcp(options.repeat(3)), { protocol: 6 }),
  ipv4(udp('\r\n\r\n')),
];
const generated: Uint8Array[] = [
  pcap(raw, { linkType: 101 }),
  pcap(raw, { linkType: 101, littleEndian: false, magic: 0xa1b2cd34 }),
  join(
    sectionHeader(),
    ...frames.map(([, linkType]) => interfaceBlock(linkType)),
    ...frames.map(([, , frame], on) => enhancedPacket(frame, { on })),
  ),
];

test('a capture in small pieces shows what it shows in one', () => {
  for (const file of generated) {
    const { messages, events, packets, damages } = read(file, file.length);
    assert.ok(messages.length >= 20, `${messages.length}`);
    assert.deepEqual(damages, []);
    for (const size of [1, 13, 1460]) {
      const other = read(file, size);
      assert.deepEqual(other.messages, messages);
      assert.deepEqual(other.events, events);
      assert.deepEqual(other.packets, packets);
    }
  }
});

const traces = new URL('../../../shared/testdata/traces/', import.meta.url);
const isHere = existsSync(traces) || process.env.SIPWRIGHT_INTEROP === 'required';
const skip = !isHere && 'the test data is not here';
const files = () =>
  readdirSync(traces)
    .filter((name) => !name.endsWith('.tsv'))
    .map((name) => new Uint8Array(readFileSync(new URL(name, traces))))
    .filter(({ length }) => length < 120_000);

/** Cuts, changes, repeats and swaps what a capture is made of. */
function mutated(file: Uint8Array, edits: readonly (readonly [at: number, value: number, kind: number])[]): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(file);
  for (const [position, value, kind] of edits) {
    // The first octets tell what it is.
    const at = 4 + (position % Math.max(1, bytes.length - 4));
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes = join(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + value)));
    else if (kind === 2) bytes = join(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - value)));
    else if (kind === 3) bytes.fill(value, at, at + 4);
    else bytes[at] = value;
  }
  return bytes;
}

const edit = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 40 }));
const edits = fc.array(edit, { minLength: 1, maxLength: 30 });
const sizes = fc.constantFrom(7, 1000, 65_536);

test('nothing that is done to a capture of our own makes it throw, or keep more than its bound', () => {
  const file = fc.constantFrom(...generated);
  fc.assert(
    fc.property(file, edits, sizes, fc.boolean(), (original, list, size, isOther) => {
      const bytes = mutated(original, list);
      const format = formatOf(original);
      const { frames: count } = read(bytes, size, isOther && format === 'pcap' ? 'pcapng' : format);
      assert.ok(count <= bytes.length / 12);
    }),
    { numRuns: 1500 },
  );
});

test('nothing that is done to a real capture makes it throw, or keep more than its bound', { skip }, () => {
  const real = files();
  assert.ok(real.length > 20);
  fc.assert(
    fc.property(fc.constantFrom(...real), edits, sizes, (original, list, size) => {
      // Of the larger ones a part, or the time is spent on what was not changed.
      const bytes = mutated(original.subarray(0, 8000), list);
      const { frames: count, damages } = read(bytes, size);
      assert.ok(count <= bytes.length / 12);
      assert.ok(damages.length < 200);
    }),
    { numRuns: 1500 },
  );
});

test('random octets after the head of a file are read to their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.constantFrom(...generated), (noise, file) => {
      read(join(file.subarray(0, 24), noise), 512, formatOf(file));
    }),
    { numRuns: 500 },
  );
});
