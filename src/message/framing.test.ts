import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Framed, MessageFramer, type Unframeable } from './framing.ts';

const allBytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');

function message(body: string, contentLength = `Content-Length: ${body.length}`): string {
  return `MESSAGE sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\n${contentLength}\r\nSubject: x\r\n\r\n${body}`;
}

/** What `stream` yields when it comes in these pieces. */
function feedAll(pieces: readonly string[], framer = new MessageFramer()): Framed {
  const messages: string[] = [];
  let pings = 0;
  let unframeable: Unframeable | undefined;
  for (const piece of pieces) {
    const framed = framer.feed(piece);
    messages.push(...framed.messages);
    pings += framed.pings;
    unframeable ??= framed.unframeable;
  }
  return { messages, pings, unframeable };
}

function split(text: string, points: readonly number[]): string[] {
  const at = [...new Set(points.map((point) => point % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length));
}

const anyBytes = fc.array(fc.nat(255), { maxLength: 40 }).map((bytes) => String.fromCharCode(...bytes));
const anyMessage = fc
  .tuple(
    fc.oneof(anyBytes, fc.constantFrom('\r\n\r\n', 'Content-Length: 9\r\n\r\n', allBytes)),
    fc.constantFrom('Content-Length: #', 'l:#', 'CONTENT-LENGTH \t: 00#', 'L:\r\n  #  ', 'content-length:#\r\nl: #'),
  )
  .map(([body, line]) => message(body, line.replaceAll('#', String(body.length))));

test('any split of any sequence of messages yields the same messages (RFC 3261 18.3)', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('', '\r\n', '\r\n\r\n', '\r\n\r\n\r\n'), anyMessage), { maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      (parts, points) => {
        const stream = parts.map(([before, text]) => before + text).join('');
        const framed = feedAll(split(stream, points));
        assert.deepEqual(
          framed.messages,
          parts.map(([, text]) => text),
        );
        assert.equal(
          framed.pings,
          parts.reduce((sum, [before]) => sum + (before.length >> 2), 0),
        );
        assert.equal(framed.unframeable, undefined);
      },
    ),
  );
});

test('any split of any bytes yields the same result, and never throws', () => {
  const anyStream = fc
    .array(
      fc.oneof(anyMessage, anyBytes, fc.constantFrom('\r\n', '\r\n\r\n', 'l: ', 'X: y\r\n', message('', 'l: 1 1'))),
    )
    .map((parts) => parts.join(''));
  const limits = { maxHeaderBytes: 150, maxBodyBytes: 30 };
  fc.assert(
    fc.property(anyStream, fc.array(fc.nat(), { maxLength: 30 }), (stream, points) => {
      const whole = feedAll([stream], new MessageFramer(limits));
      assert.deepEqual(feedAll(split(stream, points), new MessageFramer(limits)), whole);
      assert.deepEqual(feedAll([...stream], new MessageFramer(limits)), whole);
    }),
  );
});

test('empty lines before a start line are ignored, and each pair of them is a ping (RFC 3261 7.5, 5626 3.5.1)', () => {
  const framer = new MessageFramer();
  assert.deepEqual(framer.feed('\r\n'), { messages: [], pings: 0 });
  assert.deepEqual(framer.feed('\r\n'), { messages: [], pings: 1 });
  assert.deepEqual(framer.feed('\r\n\r\n\r\n\r\n\r\n'), { messages: [], pings: 2 });
  assert.equal(framer.unfinished, false);
  assert.deepEqual(framer.feed(message('a')).messages, [message('a')]);
  // The line feed before the message does not count towards this one.
  assert.deepEqual(framer.feed('\r\n'), { messages: [], pings: 0 });
});

test('the answer to a ping of ours is told once, and is no half of a ping of the peer (RFC 5626 4.4.1)', () => {
  const framer = new MessageFramer();
  for (let round = 0; round < 3; round++) {
    framer.expectPong();
    assert.deepEqual(framer.feed('\r\n'), { messages: [], pings: 0, pong: true });
  }
  framer.expectPong();
  assert.deepEqual(framer.feed(`${message('a')}\r`), { messages: [message('a')], pings: 0 });
  assert.deepEqual(framer.feed(`\n${message('b')}`), { messages: [message('b')], pings: 0, pong: true });
  assert.deepEqual(framer.feed('\r\n\r\n'), { messages: [], pings: 1 });
  framer.expectPong();
  assert.deepEqual(framer.feed('\r\n\r\n\r\n'), { messages: [], pings: 1, pong: true }, 'a ping and a pong that cross');
});

test('a message is unfinished until its last byte is there', () => {
  const framer = new MessageFramer();
  const text = message('body');
  assert.deepEqual(framer.feed(text.slice(0, -1)), { messages: [], pings: 0 });
  assert.equal(framer.unfinished, true);
  assert.deepEqual(framer.feed('y').messages, [text]);
  assert.equal(framer.unfinished, false);
});

const unframeable: [name: string, header: string, status: number, reason: string][] = [
  ['no Content-Length', 'X: Content-Length: 3', 400, 'no Content-Length on a stream'],
  ['two that disagree', 'l: 3\r\nContent-Length: 4', 400, 'two Content-Lengths that disagree'],
  ['a negative one', 'Content-Length: -3', 400, 'Content-Length is not a number'],
  ['an empty one', 'Content-Length:', 400, 'Content-Length is not a number'],
  ['a list', 'Content-Length: 3, 3', 400, 'Content-Length is not a number'],
  ['white space that SIP does not know', 'Content-Length: \xa03', 400, 'Content-Length is not a number'],
  ['one in the start line only', 'Xl: 3', 400, 'no Content-Length on a stream'],
  ['one over the limit', 'Content-Length: 262145', 413, 'Content-Length over the limit'],
  ['one beyond all numbers', `Content-Length: ${'9'.repeat(400)}`, 413, 'Content-Length over the limit'],
];
for (const [name, line, status, reason] of unframeable) {
  test(`a stream breaks, with the header in hand, at ${name} (RFC 3261 18.3)`, () => {
    const header = message('', line);
    const good = message('x');
    const framer = new MessageFramer();
    const framed = framer.feed(`${good}${header}abc${good}`);
    assert.deepEqual(framed, { messages: [good], pings: 0, unframeable: { text: header, status, reason } });
    assert.deepEqual(framer.feed(good), { messages: [], pings: 0 });
  });
}

test('a header over the limit breaks the stream before its end is seen', () => {
  const framer = new MessageFramer({ maxHeaderBytes: 100, maxBodyBytes: 10 });
  const header = `OPTIONS sip:a SIP/2.0\r\n${'X: y\r\n'.repeat(100)}`;
  const { unframeable } = framer.feed(header);
  assert.deepEqual(unframeable, { text: header.slice(0, 100), status: 513, reason: 'header too long' });
});

test('a header of exactly the limit passes', () => {
  const text = message('');
  const framer = new MessageFramer({ maxHeaderBytes: text.length, maxBodyBytes: 0 });
  assert.deepEqual(framer.feed(text).messages, [text]);
  const tight = new MessageFramer({ maxHeaderBytes: text.length - 1, maxBodyBytes: 0 });
  assert.equal(tight.feed(text).unframeable?.status, 513);
});

test('large messages byte by byte come out whole', () => {
  const text = message('z'.repeat(200_000)).replace('Subject: x', `Subject: ${'s'.repeat(60_000)}`);
  const framer = new MessageFramer();
  const messages: string[] = [];
  for (const c of text + text) messages.push(...framer.feed(c).messages);
  assert.deepEqual(messages, [text, text]);
});
