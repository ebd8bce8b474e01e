import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACK, request, response, SYN, TestWire } from './test-wire.ts';

const hello = request('Hello');
const bye = request('Bye', '2');

test('a message has the time, frame, hop and text of what completed it', () => {
  const wire = new TestWire().open();
  wire.client.send(hello.slice(0, 50));
  wire.client.send(hello.slice(50));
  wire.server.send(response());
  assert.deepEqual(wire.messages, [
    { kind: 'message', time: 5, frame: 5, hop: wire.client.hop, text: hello, fragments: 1 },
    { kind: 'message', time: 6, frame: 6, hop: wire.server.hop, text: response(), fragments: 1 },
  ]);
  assert.equal(wire.messages[0].hop, wire.client.hop);
  assert.deepEqual(wire.events, []);
});

/** Segments of `hello` and `bye` after it, as offset and text. */
const both = hello + bye;
const part = (from: number, to: number): [number, string] => [from, both.slice(from, to)];
const noise = (from: number, to: number): [number, string] => [from, '#'.repeat(to - from)];
const end = both.length;
const cut = hello.length;

const orders: { name: string; segments: [offset: number, text: string][]; lines?: string[] }[] = [
  { name: 'several messages in one', segments: [part(0, end)], lines: ['4 C MESSAGE', '4 C MESSAGE'] },
  {
    name: 'out of order: the segment that fills the gap completes what waited',
    segments: [part(20, 60), part(60, end), part(0, 20)],
    lines: ['6 C MESSAGE', '6 C MESSAGE'],
  },
  { name: 'the second half first', segments: [part(cut, end), part(0, cut)], lines: ['5 C MESSAGE', '5 C MESSAGE'] },
  { name: 'repeated', segments: [part(0, cut), part(0, cut), part(cut, end), part(cut, end), part(0, cut)] },
  { name: 'repeated with more', segments: [part(0, 40), part(0, end)] },
  { name: 'repeated in other pieces', segments: [part(0, 100), part(50, 120), part(90, end)] },
  { name: 'old bytes that changed', segments: [part(0, 100), noise(0, 100), part(100, end)] },
  { name: 'waiting bytes win over later ones', segments: [part(50, 80), noise(50, 80), part(0, 50), part(80, end)] },
  {
    name: 'waiting bytes win over a segment around them',
    segments: [part(50, 80), part(100, 110), [0, both.slice(0, 50) + '#'.repeat(30) + both.slice(80)]],
  },
  {
    name: 'a keep-alive probe (RFC 9293 3.8.4)',
    segments: [part(0, cut), [cut - 1, '#'], [cut - 1, ''], part(cut, end)],
  },
  { name: 'byte by byte', segments: Array.from(both, (c, i) => [i, c]) },
  { name: 'byte by byte, backwards', segments: Array.from(both, (_, i) => part(end - 1 - i, end - i)) },
];

for (const { name, segments, lines } of orders) {
  test(`segments are put in order: ${name} (RFC 9293 3.10.7.4)`, () => {
    // In the first the sequence numbers wrap around on the way (RFC 9293 3.4).
    for (const initial of [0xffff_ffff - 70, 0xffff_ffff, 12_345]) {
      const wire = new TestWire({}, initial).open();
      for (const [offset, text] of segments) wire.client.at(offset, text);
      assert.deepEqual(wire.texts, [hello, bye]);
      if (lines !== undefined) assert.deepEqual(wire.messageLines, lines);
      assert.deepEqual(wire.eventLines, []);
      assert.equal(wire.streams.heldBytes, 0);
      wire.end();
      assert.equal(wire.messages.length, 2);
    }
  });
}

test('a SYN may carry the first bytes (RFC 7413)', () => {
  const wire = new TestWire();
  wire.client.syn(SYN, hello);
  wire.server.syn(SYN | ACK);
  wire.client.send(bye);
  assert.deepEqual(wire.texts, [hello, bye]);
});

test('a capture that begins in mid-connection is read from the first start of a message on', () => {
  const wire = new TestWire();
  wire.client.send('a=rtpmap:0 PCMU/8000\r\n');
  wire.client.send(hello);
  wire.client.send(bye);
  wire.server.send('tag=1\r\nContent-Length: 0\r\n\r\n');
  wire.server.send(response());
  assert.deepEqual(wire.texts, [hello, bye, response()]);
  assert.deepEqual(wire.eventLines, []);
});

test('where the other direction is known to be SIP, a message may begin in the middle of a segment', () => {
  const wire = new TestWire();
  wire.client.send(hello);
  wire.server.send(`Content-Length: 5\r\n\r\nHello${response()}`);
  assert.deepEqual(wire.texts, [hello, response()]);
  assert.deepEqual(wire.eventLines, []);
});

test('a start line may be cut in mid-connection', () => {
  const wire = new TestWire();
  for (const piece of ['\r\n', 'MES', 'SAGE ', hello.slice(8)]) wire.client.send(piece);
  assert.deepEqual(wire.texts, [hello]);
});

const strangers: [name: string, client: string[], server: string[]][] = [
  ['HTTP', ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'GET /2 HTTP/1.1\r\n\r\n'], ['HTTP/1.1 200 OK\r\n\r\nabc', 'def']],
  ['HTTP POST', ['POST / HTTP/1.1\r\n\r\n'], ['HTTP/1.1 200 OK\r\n\r\n']],
  ['SSH', ['SSH-2.0-a\r\n', '\0\0\x05'], ['SSH-2.0-b\r\n']],
  ['SMTP', ['EHLO a\r\n'], ['220 a ESMTP\r\n']],
  ['random bytes', ['\x05\x01\0', '\xff\xfe'], ['\x05\xff']],
];

test('connections that carry something else are not told of, and nothing of them is kept', () => {
  for (const [name, client, server] of strangers) {
    for (const opened of [true, false]) {
      const wire = new TestWire();
      if (opened) wire.open();
      for (let i = 0; i < 100; i++) {
        wire.client.send(client[i % client.length]);
        wire.server.send(server[i % server.length]);
        assert.ok(wire.streams.heldBytes < 100, name);
      }
      wire.client.at(wire.client.sent + 9, 'later');
      assert.equal(wire.streams.heldBytes, 0, name);
      wire.client.fin();
      wire.server.rst();
      wire.end();
      assert.deepEqual([wire.messages, wire.events, wire.damages], [[], [], []], name);
    }
  }
});

test('a direction that was given up is read when the other one turns out to be SIP', () => {
  const wire = new TestWire();
  for (let i = 0; i < 100; i++) wire.server.send('body of a long message\r\n');
  wire.client.send(hello);
  wire.server.send(response());
  assert.deepEqual(wire.texts, [hello, response()]);
});

test('missing bytes are waited for until 3 s have passed, then the gap is told and reading goes on behind it', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  wire.client.at(hello.length + 100, `lost\r\n${bye}`);
  wire.time += 2_998;
  wire.server.send('');
  assert.deepEqual(wire.texts, [hello]);
  wire.server.send('');
  assert.deepEqual(wire.texts, [hello, bye]);
  assert.deepEqual(wire.eventLines, ['5 C gap: 100 bytes missing']);
  assert.equal(wire.messages[1].frame, 5);
  assert.equal(wire.messages[1].time, 5);
  assert.equal(wire.streams.heldBytes, 0);
  wire.client.at(hello.length + 106 + bye.length, hello);
  assert.deepEqual(wire.texts, [hello, bye, hello]);
  wire.client.at(hello.length, 'x'.repeat(100));
  assert.equal(wire.messages.length, 3, 'what comes too late is old');
});

test('of a message with a gap in it, what came before the gap is given when its header is whole', () => {
  for (const [at, given] of [
    [hello.length - 2, [hello.slice(0, -2), bye]],
    [60, [bye]],
  ] as const) {
    const wire = new TestWire().open();
    wire.client.send(hello.slice(0, at));
    wire.client.at(hello.length, bye);
    wire.end();
    assert.deepEqual(wire.texts, given);
    assert.deepEqual(wire.eventLines, [`5 C gap: ${hello.length - at} bytes missing`]);
  }
});

test('more than 64 KiB do not wait for missing bytes', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  wire.client.sent += 1;
  const long = request('x'.repeat(1000));
  let count = 0;
  while (wire.events.length === 0 && count < 100) {
    wire.client.send(long);
    count++;
    assert.ok(wire.streams.heldBytes < 65_536 + 100 * 128);
  }
  assert.equal(count, Math.floor(65_536 / long.length) + 1);
  assert.deepEqual(wire.eventLines, ['5 C gap: 1 byte missing']);
  assert.equal(wire.messages.length, 1 + count);
  assert.deepEqual(
    wire.messages.map(({ frame }) => frame),
    [4, ...Array.from({ length: count }, (_, i) => 5 + i)],
  );
});

test('small segments do not wait without end either', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  for (let i = 0; i < 3000; i++) wire.client.at(hello.length + 1 + 2 * i, 'x');
  assert.ok(wire.streams.heldBytes < 1024 * 130 + 5000);
  assert.ok(wire.events.length > 1900);
});

test('what waits in all streams is bounded: the oldest is given up', () => {
  const wire = new TestWire({ heldBytes: 20_000 });
  const body = 'x'.repeat(900);
  for (let i = 0; i < 100; i++) {
    const hop = wire.hops.hop('TCP', '192.0.2.3', 1000 + i, '192.0.2.2', 5060);
    const text = request(body, String(i));
    wire.segment(hop, 1, SYN, '');
    wire.segment(hop, 2, ACK, text.slice(0, -1));
    assert.ok(wire.streams.heldBytes <= 20_000);
  }
  assert.ok(wire.messages.length > 70);
  assert.deepEqual(
    wire.texts,
    Array.from({ length: wire.messages.length }, (_, i) => request(body, String(i)).slice(0, -1)),
  );
  wire.end();
  assert.equal(wire.messages.length, 100);
  assert.equal(wire.streams.heldBytes, 0);
});

test('a segment far behind, which begins a message, belongs to a later connection', () => {
  const wire = new TestWire();
  wire.client.send(hello);
  wire.client.at(-5_000_000, 'old bytes');
  wire.client.at(-5_000_000, bye);
  wire.client.at(-5_000_000 + bye.length, hello);
  assert.deepEqual(wire.texts, [hello, bye, hello]);
  assert.deepEqual(wire.eventLines, []);
});

test('an unfinished message is given at the end of its stream when its header is whole', () => {
  const unfinished = request('Hello').slice(0, -1);
  const ends: [name: string, end: (wire: TestWire) => void, events: string[]][] = [
    ['FIN', (wire) => wire.client.fin(), ['5 C closed']],
    ['RST', (wire) => wire.client.rst(), ['5 C reset']],
    ["the other side's RST", (wire) => wire.server.rst(), ['5 S reset']],
    ['the end of the capture', (wire) => wire.end(), []],
  ];
  for (const [name, finish, events] of ends) {
    for (const [text, given] of [
      [unfinished, [unfinished]],
      [unfinished.slice(0, 60), []],
    ] as const) {
      const wire = new TestWire().open();
      wire.client.send(text);
      finish(wire);
      assert.deepEqual(wire.texts, given, name);
      if (given.length > 0) assert.equal(wire.messages[0].frame, 4, 'the frame of its last byte');
      assert.deepEqual(wire.eventLines, events, name);
      wire.end();
      assert.deepEqual(wire.texts, given, name);
    }
  }
});

test('a capture without times loses nothing', () => {
  const wire = new TestWire().open();
  wire.time = NaN;
  wire.client.send(hello);
  wire.client.sent += 5;
  wire.client.send(bye);
  wire.end();
  assert.deepEqual(wire.texts, [hello, bye]);
  assert.deepEqual(wire.eventLines, ['5 C gap: 5 bytes missing']);
});
