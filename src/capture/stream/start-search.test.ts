import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StartSearch } from './start-search.ts';
import { startLineLimit } from './stream-start.ts';

const ack = 'ACK sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP a.example\r\n\r\n';
const ok = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a.example\r\n\r\n';

/** What is found when the text comes in these pieces: from the start to the end of the piece that completed it. */
function find(pieces: readonly string[]): string | undefined {
  const search = new StartSearch();
  for (const [index, piece] of pieces.entries()) {
    const found = search.find(piece);
    if (found !== undefined) return found + pieces.slice(index + 1).join('');
  }
  return undefined;
}

const cases: [name: string, text: string, found: string | undefined][] = [
  ['at once', ack, ack],
  ['after the rest of a body', `a=rtpmap:0 PCMU/8000\r\n${ok}`, ok],
  ['after the rest of a header', `hub.example.com\r\nCSeq: 1 INVITE\r\n\r\n${ack}`, ack],
  ['in mid-line, after a body without a line end', `Hello${ack}`, ack],
  ['in mid-line, a response', `{"a": 1}${ok}`, ok],
  ['not in a sipfrag, which has no header (RFC 3420)', `SIP/2.0 100 Trying\r\n${ack}`, ack],
  [
    'not where the first letters of its method are missing',
    `VITE sip:bob@example.com SIP/2.0\r\nVia: x\r\n\r\n${ack}`,
    ack,
  ],
  ['not in a Via', `SIP/2.0/TCP a.example\r\nCSeq: 2 ACK\r\n\r\n`, undefined],
  ['not where only the line is', 'ACK sip:bob@example.com SIP/2.0\r\n', undefined],
  ['nowhere', 'x'.repeat(20_000), undefined],
  ['after a line beyond all bounds', `${'x'.repeat(20_000)}\r\n${ok}`, ok],
];

for (const [name, text, found] of cases) {
  test(`the start of a message is found: ${name}`, () => {
    assert.equal(find([text]), found);
    assert.equal(find([...text]), found, 'byte by byte');
    for (let at = 1; at < Math.min(text.length, 120); at++) {
      assert.equal(find([text.slice(0, at), text.slice(at)]), found, `cut at ${at}`);
    }
  });
}

test('at the start of a line any token is a method', () => {
  const odd = ack.replace('ACK', 'FROB');
  assert.equal(find([`Hello\r\n${odd}`]), odd);
  assert.equal(find([`${'{}'.repeat(startLineLimit)}${odd}`]), undefined, 'within a line it is not');
});

test('what is kept while searching is bounded', () => {
  const search = new StartSearch();
  const pieces = ['x', 'ACK sip:a SIP/2.0\r\n', 'token', '\r\n', ' ', 'SIP/2.0 200 '];
  for (let i = 0; i < 20_000; i++) {
    search.find(pieces[((i * i) % 7) % pieces.length]);
    assert.ok(search.held <= 3 * startLineLimit);
  }
});
