import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { request, response, TestWire } from './test-wire.ts';

const hello = request('Hello');
const ok = response();

interface FrameOptions {
  /** FIN, or RSV bits. */
  readonly first?: number;
  readonly mask?: readonly number[];
  /** Octets of the extended length: 0, 2 or 8; as few as can be unless it is set. */
  readonly extended?: number;
}

/** A frame (RFC 6455 5.2). */
function frame(opcode: number, payload: string, options: FrameOptions = {}): string {
  const { first = 0x80, mask, extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8 } = options;
  const marker = extended === 0 ? payload.length : extended === 2 ? 126 : 127;
  let text = String.fromCharCode(first | opcode, marker | (mask === undefined ? 0 : 0x80));
  for (let i = extended - 1; i >= 0; i--) text += String.fromCharCode(Math.floor(payload.length / 256 ** i) % 256);
  if (mask === undefined) return text + payload;
  text += String.fromCharCode(...mask);
  for (let i = 0; i < payload.length; i++) text += String.fromCharCode(payload.charCodeAt(i) ^ mask[i & 3]);
  return text;
}

const mask = [0x12, 0xff, 0x00, 0x81];
const TEXT = 1;
const BINARY = 2;
const upgrade =
  'GET /ws?token=secret HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: https://phone.example\r\nSec-WebSocket-Protocol: sip\r\n\r\n';
const agreed = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n';

/** After the opening handshake; the next segment is frame 6. */
function upgraded(response101 = agreed): TestWire {
  const wire = new TestWire().open();
  wire.client.send(upgrade);
  wire.server.send(response101);
  return wire;
}

test('an opening handshake is told when it is answered, and then there are hops of WebSocket (RFC 7118 4)', () => {
  const wire = upgraded();
  assert.deepEqual(wire.eventLines, ['5 S/WS websocket: subprotocol sip; path /ws?…; origin https://phone.example']);
  wire.client.send(frame(TEXT, hello, { mask }));
  wire.server.send(frame(BINARY, ok));
  assert.deepEqual(wire.texts, [hello, ok]);
  assert.deepEqual(wire.messageLines, ['6 C/WS MESSAGE', '7 S/WS SIP/2.0']);
  assert.equal(wire.messages[0].hop, wire.hops.over('WS', wire.client.hop));
  assert.equal(wire.messages[0].hop.source, wire.client.hop.source);
  wire.client.fin();
  assert.equal(wire.eventLines[1], '8 C/WS closed');
});

test('an opening handshake may come in pieces, and frames in the segment that ends it', () => {
  const wire = new TestWire().open();
  for (const piece of [upgrade.slice(0, 2), upgrade.slice(2, 60), upgrade.slice(60, -1), '\n']) wire.client.send(piece);
  wire.server.send(agreed.slice(0, -3));
  wire.server.send(`${agreed.slice(-3)}${frame(TEXT, ok)}`);
  wire.client.send(frame(TEXT, hello, { mask }) + frame(TEXT, hello, { mask }));
  assert.deepEqual(wire.texts, [ok, hello, hello]);
});

test('where no subprotocol was agreed, what was offered is told', () => {
  const wire = upgraded('HTTP/1.1 101 X\r\nUpgrade: websocket\r\n\r\n');
  assert.equal(wire.events[0].detail, 'no subprotocol (offered: sip); path /ws?…; origin https://phone.example');
});

test('an answer that is seen without its question is enough', () => {
  const wire = new TestWire();
  wire.server.send(agreed);
  wire.server.send(frame(TEXT, ok));
  assert.deepEqual(wire.eventLines, ['1 S/WS websocket: subprotocol sip']);
  assert.deepEqual(wire.texts, [ok]);
});

test('another answer than 101 refuses, and the client may ask again (RFC 6455 4.1)', () => {
  const wire = new TestWire().open();
  wire.client.send(upgrade);
  wire.server.send('HTTP/1.1 100 Continue\r\n\r\n');
  wire.server.send('HTTP/1.1 401 Unauthorized\r\nContent-Length: 9\r\n\r\nbody');
  wire.server.send(' more');
  wire.client.send(upgrade);
  wire.server.send(agreed);
  wire.client.send(frame(TEXT, hello, { mask }));
  assert.deepEqual(wire.texts, [hello]);
  assert.deepEqual(wire.eventLines, [
    '6 S/WS websocket refused: 401 Unauthorized',
    '9 S/WS websocket: subprotocol sip; path /ws?…; origin https://phone.example',
  ]);
  const refused = new TestWire().open();
  refused.client.send(upgrade);
  refused.server.send('HTTP/1.1 403 Forb\x1b[31midden\r\n\r\n');
  refused.server.fin();
  assert.deepEqual(refused.eventLines, ['5 S/WS websocket refused: 403 Forb?[31midden', '6 S/WS closed']);
});

test('frames of every form carry messages (RFC 6455 5.2)', () => {
  for (const extended of [2, 8]) {
    for (const used of [undefined, mask, [0, 0, 0, 0]]) {
      const wire = upgraded();
      wire.client.send(frame(TEXT, hello, { mask: used, extended }));
      assert.deepEqual(wire.texts, [hello]);
    }
  }
  const long = request('\xc3\xbc'.repeat(40_000));
  for (const used of [undefined, mask]) {
    const wire = upgraded();
    wire.client.send(frame(TEXT, long, { mask: used }));
    wire.client.send(frame(TEXT, hello, { mask: used }));
    assert.ok(wire.texts[0] === long);
    assert.equal(wire.texts[1], hello);
  }
});

test('a message in fragments, with control frames in between (RFC 6455 5.4)', () => {
  const wire = upgraded();
  wire.client.send(frame(TEXT, hello.slice(0, 10), { mask, first: 0 }));
  wire.client.send(frame(9, 'ping', { mask }));
  wire.client.send(frame(0, hello.slice(10, 60), { mask, first: 0 }) + frame(10, '', { mask }));
  wire.client.send(frame(0, '', { mask, first: 0 }));
  wire.client.send(frame(0, hello.slice(60), { mask }));
  wire.client.send(frame(0, hello, { mask }));
  assert.deepEqual(wire.messageLines, ['10 C/WS MESSAGE']);
  assert.deepEqual(wire.texts, [hello]);
  assert.deepEqual(wire.eventLines.slice(1), ['7 C/WS keep-alive: ping (WebSocket)']);
  assert.equal(wire.streams.heldBytes, 0);
});

test('pings, pongs and messages of CRLF are keep-alives (RFC 7118 6)', () => {
  const wire = upgraded();
  wire.server.send(frame(9, ''));
  wire.client.send(frame(10, '', { mask }));
  wire.time += 1000;
  wire.client.send(frame(TEXT, '\r\n\r\n', { mask }));
  assert.deepEqual(wire.eventLines.slice(1), [
    '6 S/WS keep-alive: ping (WebSocket)',
    '7 C/WS keep-alive: pong (WebSocket)',
    '8 C/WS keep-alive: CRLF',
  ]);
});

test('a close frame is told with its code, what that means, and its reason (RFC 6455 7.4)', () => {
  const closes: [payload: string, detail: string][] = [
    ['\x03\xe8', '1000 normal closure'],
    ['\x03\xeabad \x07 frame', '1002 protocol error: bad ? frame'],
    ['\x03\xf4\xc3\xbc', '1012 service restart: ü'],
    ['', '1005 no status received'],
    ['\x0f\xa0bye', '4000 private use: bye'],
    ['\x0c\x80', '3200 of a library or framework'],
    ['\x00\x07', '7 unregistered'],
  ];
  for (const [payload, detail] of closes) {
    const wire = upgraded();
    wire.client.send(frame(8, payload, { mask }));
    assert.deepEqual(wire.eventLines.slice(1), [`6 C/WS websocket closed: ${detail}`]);
  }
});

test('messages that are no SIP are passed over, and nothing of them is kept', () => {
  const wire = upgraded();
  wire.client.send(frame(TEXT, '{"a": 1}', { mask }));
  const long = frame(BINARY, `{${'x'.repeat(100_000)}}`, { mask });
  for (let at = 0; at < long.length; at += 5000) {
    wire.client.send(long.slice(at, at + 5000));
    assert.equal(wire.streams.heldBytes, 0);
  }
  wire.client.send(frame(TEXT, hello, { mask }));
  assert.deepEqual(wire.texts, [hello]);
  assert.equal(wire.events.length, 1);
});

test('a message over the limit is passed over', () => {
  const wire = upgraded();
  const long = frame(TEXT, request('x'.repeat(400_000)), { mask });
  for (let at = 0; at < long.length; at += 50_000) {
    wire.client.send(long.slice(at, at + 50_000));
    assert.ok(wire.streams.heldBytes < 700_000);
  }
  wire.client.send(frame(TEXT, hello, { mask }));
  assert.deepEqual(wire.texts, [hello]);
});

test('a length that is claimed costs nothing (RFC 6455 5.2)', () => {
  const wire = upgraded();
  wire.client.send(`\x81\xff\x00\x10\x00\x00\x00\x00\x00\x00\0\0\0\0SIP/2.0 200 OK\r\n`);
  assert.ok(wire.streams.heldBytes < 5_000);
});

test('compression is told of once for a capture, and compressed messages are passed over (RFC 7692)', () => {
  const extension = 'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n\r\n';
  const wire = upgraded(agreed.replace(/\r\n$/, extension));
  assert.match(wire.events[0].detail, /; compressed \(permessage-deflate\)$/);
  wire.server.send(frame(TEXT, '\xf2\x48\xcd', { first: 0xc0 }));
  wire.server.send(frame(TEXT, ok));
  assert.deepEqual(wire.texts, [ok]);
  assert.equal(wire.damages.length, 1);
  assert.match(wire.damages[0], /^5 .*permessage-deflate, RFC 7692.*switch it off/);
});

const broken: [name: string, text: string, reason: string][] = [
  ['a reserved opcode', frame(5, 'x'), 'reserved opcode 5'],
  ['a reserved control opcode', frame(11, ''), 'reserved opcode 11'],
  ['a reserved bit', frame(TEXT, 'x', { first: 0x90 }), 'a reserved bit is set'],
  ['a compressed continuation', frame(0, 'x', { first: 0xc0 }), 'a reserved bit is set'],
  ['a ping in fragments', frame(9, '', { first: 0 }), 'a control frame in fragments'],
  ['a long ping', frame(9, 'x'.repeat(126)), 'a control frame that is too long'],
  ['a length beyond all bounds', '\x81\x7f\x80\0\0\0\0\0\0\0', 'a length beyond all bounds'],
];

for (const [name, text, reason] of broken) {
  test(`after ${name}, the next segment that begins with SIP in a frame is waited for (RFC 6455 5.2)`, () => {
    const wire = upgraded();
    wire.client.send(text);
    wire.client.send('xyz');
    wire.client.send(frame(TEXT, hello, { mask }));
    assert.deepEqual(wire.texts, [hello]);
    assert.deepEqual(wire.eventLines.slice(1), [`6 C/WS not sip: not a frame of WebSocket: ${reason}`]);
  });
}

test('in mid-connection a segment that begins with SIP in a frame tells that it is WebSocket', () => {
  const wire = new TestWire();
  wire.client.send('tail of a frame');
  wire.client.send(frame(TEXT, hello, { mask }));
  wire.server.send('{"a": "tail"}');
  wire.server.send(frame(TEXT, ok));
  assert.deepEqual(wire.texts, [hello, ok]);
  assert.deepEqual(wire.messageLines, ['2 C/WS MESSAGE', '4 S/WS SIP/2.0']);
  assert.deepEqual(wire.events, []);
});

test('in mid-connection the other direction is waited for, however long it says nothing of SIP', () => {
  const wire = new TestWire();
  wire.client.send(frame(TEXT, hello, { mask }));
  for (let i = 0; i < 100; i++) wire.server.send(frame(9, 'x'));
  wire.server.send(frame(TEXT, ok));
  assert.deepEqual(wire.texts, [hello, ok]);
});

test('a close frame with a gap in it says nothing', () => {
  const wire = upgraded();
  wire.client.send(frame(8, '\x03\xe8reason').slice(0, 6));
  wire.client.sent += 2;
  wire.client.send('on');
  wire.end();
  assert.deepEqual(wire.eventLines.slice(1), ['7 C/WS gap: 2 bytes missing']);
});

test('a gap within a frame costs its message, and a gap over the end of one those up to the next segment', () => {
  const first = frame(TEXT, hello, { mask });
  const second = frame(TEXT, ok, { mask });
  for (const [missing, texts] of [
    [2, [hello.slice(0, -3), ok, hello]],
    [8, [hello.slice(0, -3), hello]],
  ] as const) {
    const wire = upgraded();
    wire.client.send(first.slice(0, -3));
    wire.client.sent += missing;
    wire.client.send((first + second).slice(first.length - 3 + missing));
    wire.client.send(first);
    wire.end();
    assert.deepEqual(wire.texts, texts);
    assert.deepEqual(wire.eventLines.slice(1), [`7 C/WS gap: ${missing} bytes missing`]);
  }
});

test('an unfinished message is given when its header is whole', () => {
  for (const [cut, texts] of [
    [1, [hello.slice(0, -1)]],
    [20, []],
  ] as const) {
    const wire = upgraded();
    wire.client.send(frame(TEXT, hello, { mask }).slice(0, -cut));
    wire.client.rst();
    assert.deepEqual(wire.texts, texts);
  }
});

test('any messages, in any fragments and any segments, are given as they were sent (RFC 6455 5.4)', () => {
  const anyText = fc
    .tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(9))
    .map(([body, id]) => request(String.fromCharCode(...body), String(id)));
  const anyMask = fc.option(fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }), { nil: undefined });
  const anyMessage = fc.record({
    text: anyText,
    cuts: fc.array(fc.nat(400), { maxLength: 4 }),
    mask: anyMask,
    control: fc.constantFrom('', frame(9, 'abc'), frame(10, 'x', { mask })),
    isSip: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 5 }), fc.array(fc.nat(3000), { maxLength: 30 }), (messages, cuts) => {
      let stream = '';
      for (const message of messages) {
        const payload = message.isSip ? message.text : `{${message.text}`;
        const at = [0, ...message.cuts.map((cut) => cut % payload.length).sort((a, b) => a - b), payload.length];
        for (let i = 1; i < at.length; i++) {
          const first = i === at.length - 1 ? 0x80 : 0;
          stream += frame(i === 1 ? TEXT : 0, payload.slice(at[i - 1], at[i]), { first, mask: message.mask });
          stream += message.control;
        }
      }
      const wire = upgraded();
      const points = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])];
      points.sort((a, b) => a - b);
      for (let i = 1; i < points.length; i++) wire.client.send(stream.slice(points[i - 1], points[i]));
      assert.deepEqual(
        wire.texts,
        messages.filter(({ isSip }) => isSip).map(({ text }) => text),
      );
      assert.deepEqual(
        wire.events.slice(1).filter(({ event }) => event !== 'keep-alive'),
        [],
      );
      assert.equal(wire.streams.heldBytes, 0);
    }),
  );
});
