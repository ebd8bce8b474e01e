import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasHeaderLine, hasStartLine, type StreamStart, startLineLimit, startOfStream } from './stream-start.ts';

const frame = (...octets: number[]) => String.fromCharCode(...octets);
const masked = (text: string) =>
  frame(0x81, 0x80 | text.length, 1, 2, 3, 4) + frame(...[...text].map((c, i) => c.charCodeAt(0) ^ ((i & 3) + 1)));

const starts: [text: string, start: StreamStart][] = [
  ['INVITE sip:bob@example.com SIP/2.0\r\n', 'sip'],
  ['INVITE sip:bob@example.com SIP/2.0\nVia', 'sip'],
  ["x-odd!%*_+`'~ tel:+1 sip/2.0\r\n", 'sip'],
  ['INVITE sip:bob; lr SIP/2.0 \r\n', 'sip'],
  ['\r\n\r\nSIP/2.0 200 OK\r\n', 'sip'],
  ['SIP/2.0 200\r\n', 'sip'],
  ['SIP/7.0 200 OK\r\n', 'sip'],
  ['SIP/2.0 2000 OK\r\n', 'other'],
  ['SIP/2.0 OK\r\n', 'other'],
  ['INVITE SIP/2.0\r\n', 'other'],
  ['INVITE sip:bob@example.com HTTP/1.1\r\n', 'other'],
  ['INVITE sip:bob@example.com\r\n', 'other'],
  ['I', 'part'],
  ['INVITE ', 'part'],
  ['INVITE sip:bob@example.com SIP/2.0', 'part'],
  ['INVITE sip:bob@example.com SIP/2.0\r', 'part'],
  ['INVITE sip:bob@example.com SIP/2.0\rx', 'other'],
  ['SIP/2.', 'part'],
  ['SIP/2.0 200 O', 'part'],
  ['SIP/x', 'other'],
  [`INVITE sip:${'b'.repeat(startLineLimit)}`, 'other'],
  ['SSH-2.0-OpenSSH_9.2\r\n', 'other'],
  ['220 mail.example.com ESMTP\r\n', 'other'],
  ['\0\0\0\x85\xffSMB', 'other'],
  ['GET /ws HTTP/1.1\r\nHost', 'http request'],
  ['GET /ws HT', 'part'],
  ['POST /x HTTP/1.1\r\n', 'other'],
  ['HTTP/1.1 101 Switching Protocols\r\n', 'http response'],
  ['HTTP/1.1 101 Swi', 'part'],
  ['HTT', 'part'],
  ['HTTP/2 200\r\n', 'other'],
  ['\r\n', 'blank'],
  ['\r\n\r\n', 'blank'],
  ['\n'.repeat(startLineLimit), 'other'],
  [frame(22, 3, 1, 2, 0, 1, 0), 'tls'],
  [frame(22, 3, 1, 2, 0), 'tls'],
  [frame(22, 3), 'part'],
  [frame(23, 3, 3, 0, 40), 'tls'],
  [frame(21, 3, 3, 0, 2, 2, 70), 'tls'],
  [frame(22, 3, 5, 0, 40), 'other'],
  [frame(22, 2, 1, 0, 40), 'other'],
  [frame(22, 3, 1, 255, 255), 'other'],
  [frame(22, 3, 1, 0, 0), 'other'],
  [`${frame(0x81, 17)}SIP/2.0 200 OK\r\n\r\n`, 'websocket'],
  [`${frame(0x82, 126, 1, 0)}SIP/2.0 200 OK\r\n`, 'websocket'],
  [`${frame(0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0)}ACK sip:a SIP/2.0\r\n`, 'websocket'],
  [masked('ACK sip:a SIP/2.0\r\n'), 'websocket'],
  [`${frame(0x81, 17)}SIP/2.0 2`, 'part'],
  [`${frame(0x81, 17)}{"json": true}`, 'other'],
  [frame(0x81), 'part'],
];

test('the first bytes tell what a stream carries (RFC 3261 7, 8446 5.1, 6455 5.2)', () => {
  for (const [text, start] of starts) assert.equal(startOfStream(text), start, JSON.stringify(text.slice(0, 60)));
});

test('whatever a stream is in the end, its beginnings may become it', () => {
  for (const [text, start] of starts) {
    if (start !== 'sip' && start !== 'tls' && !start.startsWith('http') && start !== 'websocket') continue;
    for (let length = 1; length < text.length; length++) {
      const early = startOfStream(text.slice(0, length));
      assert.ok(
        early === start || early === 'part' || early === 'blank',
        `${early} ${JSON.stringify(text.slice(0, length))}`,
      );
    }
  }
});

test('any text is judged, in time that is linear in its length', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void startOfStream(frame(...bytes))));
  const before = process.cpuUsage().user;
  for (const text of [
    'A ' + ' '.repeat(200_000),
    'a'.repeat(200_000),
    `A ${' SIP/'.repeat(40_000)}`,
    `SIP/2.0${' '.repeat(200_000)}`,
  ]) {
    assert.equal(hasStartLine(text), false);
    assert.equal(hasHeaderLine(text, 0), false);
  }
  assert.ok(process.cpuUsage().user - before < 2_000_000);
});

test('a header line is a name and a colon, or the empty line (RFC 3261 7.3.1)', () => {
  assert.equal(hasHeaderLine('Via: x', 0), true);
  assert.equal(hasHeaderLine('v \t:', 0), true);
  assert.equal(hasHeaderLine('\r\n', 0), true);
  assert.equal(hasHeaderLine('Via', 0), 'part');
  assert.equal(hasHeaderLine('', 0), 'part');
  assert.equal(hasHeaderLine('\r', 0), 'part');
  assert.equal(hasHeaderLine('NOTIFY sip:', 0), false);
  assert.equal(hasHeaderLine(' folded', 0), false);
});
