import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request, response, TestWire } from './test-wire.ts';

const hello = request('Hello');
const bye = request('', '2');
const via = 'Via: SIP/2.0/TCP a.example\r\n';

test('a double CRLF and its answer are keep-alives, told at most once a second for each direction (RFC 5626 3.5.1)', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  for (let i = 0; i < 3; i++) {
    wire.client.send('\r\n\r\n');
    wire.server.send('\r\n');
  }
  assert.deepEqual(wire.eventLines, ['5 C keep-alive: ping (double CRLF)', '6 S keep-alive: pong (CRLF)']);
  wire.time += 1000;
  wire.client.send(`\r\n\r\n${bye}`);
  wire.server.send(`\r\n${response()}`);
  assert.equal(wire.events.length, 4);
  assert.deepEqual(wire.texts, [hello, bye, response()]);
});

test('a connection on which there are keep-alives alone is SIP (RFC 5626 3.5.1)', () => {
  for (const opened of [true, false]) {
    const wire = new TestWire();
    if (opened) wire.open();
    else wire.frame = 3;
    wire.client.send('\r\n\r\n');
    wire.server.send('\r\n');
    wire.server.send(response());
    wire.client.rst();
    assert.deepEqual(wire.texts, [response()]);
    assert.deepEqual(wire.eventLines, [
      '4 C keep-alive: ping (double CRLF)',
      '5 S keep-alive: pong (CRLF)',
      '7 C reset',
    ]);
  }
});

test('a single CRLF that answers nothing tells nothing', () => {
  const wire = new TestWire().open();
  wire.client.send('\r\n');
  wire.client.fin();
  assert.deepEqual(wire.events, []);
});

test('NULs between messages keep a connection alive', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  wire.client.send('\0\0\0\0');
  wire.client.send(`\0${bye}`);
  assert.deepEqual(wire.texts, [hello, bye]);
  assert.deepEqual(wire.eventLines, ['5 C keep-alive: NUL']);
});

const sdp = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n';
const broken: { name: string; segments: string[]; texts: string[]; events: string[] }[] = [
  {
    name: 'no Content-Length: what is in the segments up to the next start is taken for the body',
    segments: [`ACK sip:a SIP/2.0\r\n${via}\r\n${sdp}`, 's=-\r\n', hello],
    texts: [`ACK sip:a SIP/2.0\r\n${via}\r\n${sdp}`, hello],
    events: ['1 C not sip: no Content-Length on a stream'],
  },
  {
    name: 'no Content-Length, and no body',
    segments: [`ACK sip:a SIP/2.0\r\n${via}\r\n\r\n\r\n`, hello],
    texts: [`ACK sip:a SIP/2.0\r\n${via}\r\n`, hello],
    events: ['1 C not sip: no Content-Length on a stream'],
  },
  {
    name: 'several without a Content-Length in one segment',
    segments: [`ACK sip:a SIP/2.0\r\n${via}\r\n${sdp}ACK sip:b SIP/2.0\r\n${via}\r\n${hello}`],
    texts: [`ACK sip:a SIP/2.0\r\n${via}\r\n${sdp}`, `ACK sip:b SIP/2.0\r\n${via}\r\n`, hello],
    events: ['1 C not sip: no Content-Length on a stream', '1 C not sip: no Content-Length on a stream'],
  },
  {
    name: 'a header that was cut, and a Content-Length that is no number',
    segments: ['SIP/2.0 200 OK\r\nVia: x\r\nConte', 'nt-Length: x\r\n\r\nbody', bye],
    texts: ['SIP/2.0 200 OK\r\nVia: x\r\nContent-Length: x\r\n\r\nbody', bye],
    events: ['2 C not sip: Content-Length is not a number'],
  },
  {
    name: 'a header without an end',
    segments: [
      `ACK sip:a SIP/2.0\r\n`,
      ...Array.from({ length: 70 }, () => `Subject: ${'x'.repeat(1000)}\r\n`),
      '\r\n',
      bye,
    ],
    texts: [`ACK sip:a SIP/2.0\r\n${`Subject: ${'x'.repeat(1000)}\r\n`.repeat(70)}`.slice(0, 65_536), bye],
    events: ['66 C not sip: header too long'],
  },
  {
    name: 'a Content-Length that is too small: the rest of the body becomes part of the next method, as for any receiver',
    segments: [hello.replace('Length: 5', 'Length: 3'), bye, hello],
    texts: [hello.replace('Length: 5', 'Length: 3').slice(0, -2), `lo${bye}`, hello],
    events: [],
  },
  {
    name: 'a Content-Length that is too small: the rest of the body has lines',
    segments: [request(`${sdp}s=-\r\n`).replace(/Length: \d+/, `Length: ${sdp.length}`), bye],
    texts: [
      request(`${sdp}s=-\r\n`)
        .replace(/Length: \d+/, `Length: ${sdp.length}`)
        .slice(0, -5),
      bye,
    ],
    events: ['1 C not sip: no start line where a message begins'],
  },
  {
    name: 'a Content-Length that is too large: it swallows the beginning of the next message',
    segments: [hello.replace('Length: 5', 'Length: 50'), bye, hello],
    texts: [hello.replace('Length: 5', 'Length: 50') + bye.slice(0, 45), hello],
    events: ['2 C not sip: no start line where a message begins'],
  },
  {
    name: 'another protocol in between',
    segments: [hello, 'HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nabc', bye],
    texts: [hello, bye],
    events: ['2 C not sip: no start line where a message begins'],
  },
  {
    name: 'bytes that are no text',
    segments: [hello, '\x05\xff\xfe\n\x01', 'x'.repeat(200), `\n${bye}`, hello],
    texts: [hello, bye, hello],
    events: ['2 C not sip: no start line where a message begins'],
  },
  {
    name: 'what looks like a start line up to a lone CR',
    segments: [hello, `x\r\nSIP/2.0 200 \rOK\r\n${via}\r\n`, bye],
    texts: [hello, bye],
    events: ['2 C not sip: no start line where a message begins'],
  },
  {
    name: 'a start line beyond all bounds',
    segments: [hello, ...Array.from({ length: 50 }, () => 'INVITE'.repeat(20)), `\r\n${bye}`, hello],
    texts: [hello, bye, hello],
    events: ['36 C not sip: no start line where a message begins'],
  },
];

for (const { name, segments, texts, events } of broken) {
  test(`a stream that cannot be cut: ${name} (RFC 3261 18.3)`, () => {
    const wire = new TestWire().open();
    wire.frame = 0;
    for (const segment of segments) wire.client.send(segment);
    assert.deepEqual(wire.texts, texts);
    assert.deepEqual(wire.eventLines, events);
    assert.equal(wire.streams.heldBytes, 0);
  });
}

test('many messages that cannot be cut, in one segment, take no more than a moment', () => {
  const bad = `A b SIP/2.0\r\nc:\r\n\r\n`;
  const stray = `a\r\nl:0\r\n\r\n`;
  for (const text of [
    bad.repeat(3000),
    stray.repeat(6000),
    `x\r\n${bad}`.repeat(3000),
    'INVITE '.repeat(9000),
    'SIP/2.0 200 '.repeat(5000),
  ]) {
    const wire = new TestWire().open();
    wire.client.send(hello);
    const before = process.cpuUsage().user;
    wire.client.send(text);
    assert.ok(process.cpuUsage().user - before < 1_000_000, text.slice(0, 20));
  }
});

test('a long message that comes in dribbles is held once, and given whole', () => {
  const long = request('x'.repeat(20_000));
  const wire = new TestWire().open();
  for (let at = 0; at < long.length; at += 3) {
    wire.client.send(long.slice(at, at + 3));
    assert.ok(wire.streams.heldBytes < 2 * long.length);
  }
  assert.deepEqual(wire.texts, [long]);
  assert.equal(wire.streams.heldBytes, 0);
});
