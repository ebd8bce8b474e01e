import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openCapture } from '../open-capture.ts';
import type { HopTransport, SeenMessage } from '../seen.ts';
import { PcapngWriter } from './pcapng-file.ts';

const start = 1704198896789.25;

interface Made {
  readonly transport?: HopTransport;
  readonly source?: readonly [address: string, port: number];
  readonly destination?: readonly [address: string, port: number];
  readonly body?: string;
  readonly time?: number;
}

function made(number: number, how: Made = {}): SeenMessage {
  const { transport = 'UDP', source = ['192.0.2.1', 5060], destination = ['192.0.2.2', 5060], body = '' } = how;
  return {
    kind: 'message',
    time: how.time ?? start + number,
    frame: number,
    hop: {
      transport,
      source: { address: source[0], port: source[1] },
      destination: { address: destination[0], port: destination[1] },
    },
    text: [
      'MESSAGE sip:bob@example.com SIP/2.0',
      `Via: SIP/2.0/${transport} 192.0.2.1;branch=z9hG4bK${number}`,
      'From: <sip:alice@example.com>;tag=1',
      'To: <sip:bob@example.com>',
      `Call-ID: id${number}`,
      `CSeq: ${number} MESSAGE`,
      'Content-Type: text/plain',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
    fragments: 1,
  };
}

const v6a = ['2001:db8::1', 5060] as const;
const v6b = ['2001:db8::2', 40_000] as const;
const reply = { source: ['192.0.2.2', 5060], destination: ['192.0.2.1', 40_000] } as const;
const call = { source: ['192.0.2.1', 40_000], destination: ['192.0.2.2', 5060] } as const;

/** Each way in which a message can be written. */
const messages: readonly SeenMessage[] = [
  made(1),
  made(2, { body: 'odd' }),
  made(3, { source: v6a, destination: v6b }),
  made(4, { transport: 'TCP', ...call }),
  made(5, { transport: 'TCP', ...reply, body: 'x'.repeat(150_001) }),
  made(6, { transport: 'TCP', ...call }),
  made(7, { transport: 'TCP', ...reply }),
  made(8, { transport: 'TLS', source: v6b, destination: v6a, body: 'even' }),
  made(9, { transport: 'WSS', source: ['198.51.100.1', 50_000], destination: ['198.51.100.2', 5060] }),
  made(10, { source: ['198.51.100.7', 5060], body: 'y'.repeat(66_000) }),
  made(11, { source: ['', 0], destination: ['pbx.example.com', 5060] }),
  made(12, { source: ['', 0], destination: ['', 0] }),
];

function fileOf(all: readonly SeenMessage[], comment: (message: SeenMessage) => string = () => ''): Uint8Array {
  const writer = new PcapngWriter();
  const parts = [writer.begin(), ...all.map((message) => writer.message(message, comment(message)))];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function read(file: Uint8Array): { messages: SeenMessage[]; damages: string[]; format: string } {
  const found: SeenMessage[] = [];
  const damages: string[] = [];
  const reader = openCapture({
    message: (message) => void found.push(message),
    event: () => {},
    media: () => {},
    damage: (frame, reason) => void damages.push(`${frame}: ${reason}`),
  });
  reader.write(file);
  reader.end();
  return { messages: found, damages, format: reader.format };
}

test('what is written is read: text, time, addresses and ports', () => {
  const { messages: found, damages, format } = read(fileOf(messages.slice(0, 10)));
  assert.equal(format, 'pcapng');
  assert.deepEqual(damages, []);
  const ends = ({ hop: { source, destination } }: SeenMessage) => [source, destination];
  assert.deepEqual(
    found.map((message) => [message.text, message.time, ends(message)]),
    messages.slice(0, 10).map((message) => [message.text, message.time, ends(message)]),
  );
  assert.deepEqual(
    found.map(({ hop }) => hop.transport),
    ['UDP', 'UDP', 'UDP', 'TCP', 'TCP', 'TCP', 'TCP', 'TCP', 'TCP', 'TCP'],
  );
});

test('any message of text is read as it was written', () => {
  const anyBody = fc.uint8Array({ maxLength: 300 }).map((bytes) => String.fromCharCode(...bytes));
  const anyMessage = fc
    .tuple(fc.constantFrom<HopTransport>('UDP', 'TCP', 'SCTP'), anyBody, fc.boolean(), fc.nat(1_000_000))
    .map(([transport, body, isV6, time]) =>
      made(time, isV6 ? { transport, body, source: v6a, destination: v6b } : { transport, body }),
    );
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 5 }), (all) => {
      assert.deepEqual(
        read(fileOf(all)).messages.map(({ text, time }) => [text, time]),
        all.map(({ text, time }) => [text, time]),
      );
    }),
  );
});

test('a message without time has that of the one before', () => {
  const all = [made(1), made(2, { time: Number.NaN }), made(3)];
  assert.deepEqual(
    read(fileOf(all)).messages.map(({ time }) => time),
    [start + 1, start + 1, start + 3],
  );
  assert.deepEqual(
    read(fileOf(all.slice(1, 2))).messages.map(({ time }) => time),
    [0],
  );
});

test('every block states its length twice, and is a multiple of four octets', () => {
  const file = fileOf(messages, ({ frame }) => 'é'.repeat(frame));
  const view = new DataView(file.buffer);
  const types: number[] = [];
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true);
    assert.equal(length % 4, 0);
    assert.equal(view.getUint32(at + length - 4, true), length);
    types.push(view.getUint32(at, true));
    at += length;
  }
  assert.deepEqual(types.slice(0, 2), [0x0a0d0d0a, 1]);
  // Three segments for message 5, two for message 10.
  assert.deepEqual(types.slice(2), new Array<number>(messages.length + 3).fill(6));
});

test('a comment that is too long for its field is cut between characters', () => {
  const file = fileOf([made(1)], () => '€'.repeat(30_000));
  const text = Array.from(file, (octet) => String.fromCharCode(octet)).join('');
  const comment = /(?:\xe2\x82\xac)+/.exec(text)?.[0] ?? '';
  assert.ok(comment.length > 65_000 && comment.length <= 65_535);
  assert.equal(read(file).messages.length, 1);
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const isRequired = process.env.SIPWRIGHT_INTEROP === 'required';

test('tshark reads what is written: addresses, checksums, messages over several segments, comments', (t) => {
  if (!hasTshark && !isRequired) return t.skip('tshark is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'pcapng-'));
  try {
    const path = join(folder, 'written.pcapng');
    writeFileSync(
      path,
      fileOf(messages, ({ frame }) => `Größe ${frame}`),
    );
    const checks = ['ip.check_checksum', 'udp.check_checksum', 'tcp.check_checksum'].flatMap((one) => [
      '-o',
      `${one}:TRUE`,
    ]);
    const fields = (...names: string[]) => {
      const args = ['-r', path, ...checks, '-T', 'fields', ...names.flatMap((name) => ['-e', name])];
      const lines = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
        .trimEnd()
        .split('\n');
      return lines.map((line) => line.split('\t'));
    };
    const shown = fields('sip.Method', 'sip.Call-ID', 'frame.time_epoch', 'frame.comment').filter(
      ([method]) => method !== '',
    );
    assert.deepEqual(
      shown,
      messages.map(({ frame }) => [
        'MESSAGE',
        `id${frame}`,
        `${(BigInt(Math.round((start + frame) * 1000)) * 1000n).toString().replace(/(\d{9})$/, '.$1')}`,
        `Größe ${frame}`,
      ]),
    );
    // 1 is good, 0 is bad, 2 is not checked.
    const sums = fields('ip.checksum.status', 'udp.checksum.status', 'tcp.checksum.status').flat();
    assert.ok(sums.length > messages.length);
    assert.deepEqual([...new Set(sums)].sort(), ['', '1']);
    assert.deepEqual(
      fields('tcp.analysis.flags')
        .flat()
        .filter((flag) => flag !== ''),
      [],
    );
    const [, , third] = fields('ipv6.src', 'ipv6.dst', 'udp.srcport', 'udp.dstport');
    assert.deepEqual(third, ['2001:db8::1', '2001:db8::2', '5060', '40000']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
