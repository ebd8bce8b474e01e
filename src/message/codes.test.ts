/** The one array of character codes, which every text shares. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codesOf } from './codes.ts';
import { indexMessage } from './index-message.ts';
import type { Request } from './message.ts';
import { validateRequest } from './validate.ts';

const wireOf = (text: string) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));

test('the characters of a text by position, a 0 behind them', () => {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.string({ unit: byte }), fc.string({ unit: 'grapheme-ascii' }), (a, b) => {
      for (const text of [a, b, a + b])
        assert.deepEqual([...codesOf(text).subarray(0, text.length + 1)], [...wireOf(text), 0]);
    }),
  );
});

test('a character beyond U+00FF is none: U+0141 does not read as A', () => {
  assert.deepEqual([...codesOf('A\u0141\ud83d\ude00\xe9').subarray(0, 6)], [0x41, 0, 0, 0, 0xe9, 0]);
  assert.equal(indexMessage('OPTIONS sip:a SIP/2.0\r\n\u0156ia: x\r\n\r\n')?.defect?.code, 'SIP_HEADER_NAME');
});

test('a text longer than the array', () => {
  const text = 'ab'.repeat(100_000);
  assert.deepEqual([...codesOf(text).subarray(199_998, 200_001)], [0x61, 0x62, 0]);
  assert.deepEqual([...codesOf('c').subarray(0, 2)], [0x63, 0]);
});

test('two messages that are read in turns read as each does alone', () => {
  const wire = ([n, display]: readonly [string, string]) =>
    [
      `OPTIONS sip:${n}@EXAMPLE.com;transport=${n} SIP/2.0`,
      `Via: SIP/2.0/UDP ${n}.example.com;branch=z9hG4bK${n};rport`,
      `From: "${display} \\" x" <sip:${n}@a>;tag=${n}1`,
      `To: <sip:b@${n}>;x="${n}"`,
      `Call-ID: ${n}`,
      'CSeq: 1 OPTIONS',
      `Contact: <sip:${n}@h;lr>;q=0.5`,
      '',
      '',
    ].join('\r\n');
  const names = [
    ['ann', 'Ann'],
    ['benjamin', 'Benjamin \xe9'],
  ] as const;
  const reads: ((message: Request) => unknown)[] = [
    (message) => validateRequest(message),
    (message) => message.uri.host,
    (message) => message.uri.params.get('transport'),
    (message) => message.via.branch,
    (message) => message.via.params.has('rport'),
    (message) => message.via.host,
    (message) => message.from.displayName,
    (message) => message.from.tag,
    (message) => message.to.params.values.join(),
    (message) => message.to.uri.host,
    (message) => message.named('contact').join(),
    (message) => message.cseq.sequence,
  ];
  const alone = names.map((name) => {
    const message = indexMessage(wire(name)) as Request;
    return reads.map((read) => JSON.stringify(read(message)));
  });
  const [a, b] = names.map((name) => indexMessage(wire(name)) as Request);
  reads.forEach((read, i) => {
    assert.equal(JSON.stringify(read(a)), alone[0][i]);
    assert.equal(JSON.stringify(read(b)), alone[1][i]);
  });
});
