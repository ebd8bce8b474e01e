import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HopTable } from '../hop-table.ts';
import type { HopTransport, SeenMessage } from '../seen.ts';
import { formatHep } from './format-hep.ts';
import { HepReader } from './hep-reader.ts';

interface Reading {
  readonly frames: number;
  readonly messages: readonly SeenMessage[];
  readonly damages: readonly string[];
}

function read(bytes: Uint8Array, size = bytes.length || 1): Reading {
  const messages: SeenMessage[] = [];
  const damages: string[] = [];
  const reader = new HepReader(
    {
      message: (message) => void messages.push(message),
      event: () => {},
      media: () => {},
      damage: (frame, reason) => void damages.push(`${frame}: ${reason}`),
    },
    new HopTable(),
  );
  for (let at = 0; at < bytes.length; at += size) {
    // The caller's memory is used again.
    const piece = bytes.slice(at, at + size);
    reader.write(piece);
    piece.fill(0x2a);
  }
  reader.end();
  return { frames: reader.frames, messages, damages };
}

function packet(number: number, via: HopTransport = 'UDP', as: HopTransport = via): Uint8Array {
  const hop = {
    transport: as,
    source: { address: '192.0.2.1', port: 5060 },
    destination: { address: '192.0.2.2', port: 5060 },
  };
  return formatHep({ time: 1000 * number, hop, text: textOf(number, via) }, { captureId: 7 });
}

function textOf(number: number, via: HopTransport = 'UDP'): string {
  return `OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/${via} 192.0.2.1;branch=z9hG4bK1\r\nCall-ID: ${number}\r\n\r\n`;
}

function join(...parts: (Uint8Array | string)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : [...part])),
  );
}

function callIds({ messages }: Reading): string[] {
  return messages.map(({ text }) => /Call-ID: (.*)\r/.exec(text)?.[1] ?? text);
}

test('packets one after the other, in pieces of any size', () => {
  const file = join(packet(1), packet(2), packet(3));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: file.length }), (size) => {
      const { frames, messages, damages } = read(file, size);
      assert.equal(frames, 3);
      assert.deepEqual(
        messages.map(({ time, frame, text }) => [time, frame, text]),
        [1, 2, 3].map((number) => [1000 * number, number, textOf(number)]),
      );
      assert.equal(messages[0].hop, messages[2].hop);
      assert.deepEqual(damages, []);
    }),
  );
});

test('what lies between packets is passed over and told of once', () => {
  const reading = read(join('junk', packet(1), 'HEP', 'HEP3\0\x01', packet(2), '\0\0', packet(3)));
  assert.deepEqual(callIds(reading), ['1', '2', '3']);
  assert.equal(reading.damages.filter((damage) => damage.includes('no HEP3 packet')).length, 3);
});

test('a packet whose length is wrong takes no other with it', () => {
  for (const length of [0xffff, 0x0200, 0x0040]) {
    const wrong = packet(2);
    new DataView(wrong.buffer).setUint16(4, length);
    const reading = read(join(packet(1), wrong, packet(3), packet(4)));
    assert.deepEqual(
      callIds(reading).filter((id) => id !== '2'),
      ['1', '3', '4'],
      String(length),
    );
    assert.ok(reading.damages.length > 0);
  }
});

test('the end of a file within a packet is told of', () => {
  const reading = read(join(packet(1), packet(2).subarray(0, 40)));
  assert.deepEqual(callIds(reading), ['1']);
  assert.deepEqual(reading.damages, ['2: the file ends within a HEP packet']);
});

test('other protocols than SIP are frames and no messages', () => {
  const report = packet(2);
  // The value of the chunk of the protocol type.
  report[report.findIndex((_, at) => report[at + 1] === 0x0b && report[at + 3] === 7) + 4] = 5;
  const { frames, messages, damages } = read(join(packet(1), report, packet(3)));
  assert.equal(frames, 3);
  assert.deepEqual(
    messages.map(({ frame }) => frame),
    [1, 3],
  );
  assert.deepEqual(damages, []);
});

test('compressed payloads are told of once', () => {
  const compressed = packet(1);
  compressed[compressed.findIndex((_, at) => compressed[at] === 0 && compressed[at + 1] === 0x0f) + 1] = 0x10;
  assert.deepEqual(read(join(compressed, compressed, packet(2))).damages, [
    '1: compressed payloads of HEP are not read',
  ]);
});

test('the topmost Via tells what was TLS or WebSocket, where the packet says TCP', () => {
  const transport = (via: HopTransport, as: HopTransport) => read(packet(1, via, as)).messages[0].hop.transport;
  for (const one of ['UDP', 'TCP', 'TLS', 'SCTP', 'WS', 'WSS'] as const) assert.equal(transport(one, one), one);
  assert.equal(transport('TLS', 'TCP'), 'TLS');
  assert.equal(transport('WSS', 'TCP'), 'WSS');
  assert.equal(transport('TCP', 'UDP'), 'UDP', 'UDP is believed');
});

test('no bytes make the reader throw, and pieces of any size make no difference', () => {
  const anyPart = fc.oneof(
    fc.constant(packet(1)),
    fc.uint8Array({ maxLength: 20 }),
    fc.constant(join('HEP3')),
    fc.tuple(fc.nat(100), fc.nat(255)).map(([at, value]) => {
      const bytes = packet(2);
      bytes[at % bytes.length] = value;
      return bytes;
    }),
  );
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 6 }), fc.integer({ min: 1, max: 100 }), (parts, size) => {
      const file = join(...parts);
      assert.deepEqual(read(file, size), read(file));
    }),
  );
});
