import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callIdIn, callIdStart, hashCallId } from './call-id.ts';

const message = (...lines: string[]) => ['OPTIONS sip:a@b SIP/2.0', ...lines, '', 'body'].join('\r\n');

test('the Call-ID is found by each of its spellings (RFC 3261 7.3.1, 7.3.3)', () => {
  for (const line of ['Call-ID: x@y', 'call-id:x@y', 'CALL-ID \t: \t x@y ', 'i: x@y', 'I:x@y', 'Call-ID:\r\n x@y']) {
    assert.equal(callIdIn(message('Via: v', 'CSeq: 1 A', 'Contact: <sip:i:c>', line, 'To: t')), 'x@y', line);
    assert.equal(callIdIn(message(line).replaceAll('\r\n', '\n')), 'x@y', line);
  }
});

test('empty lines before the start line are ignored (RFC 3261 7.5)', () => {
  assert.equal(callIdIn(`\r\n\r\n${message('Call-ID: a')}`), 'a');
});

test('what is no Call-ID of this message is not taken for one', () => {
  const none = [
    '',
    '\r\n',
    'Call-ID: a',
    message('Call-IDs: a', 'Call-Info: <a>', 'X-Call-ID: a', 'Subject: x\r\n Call-ID: a', 'Call-ID'),
    message('To: t', '', 'Call-ID: a'),
    message('Call-ID:', 'i1: a'),
    message('Call-ID: \r'),
  ];
  for (const text of none) assert.equal(callIdIn(text), '', JSON.stringify(text));
});

test('garbage has no Call-ID, or one that stands in it, and never ends in a throw', () => {
  const garbage = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('\r', '\n', ':', ' ', 'i', 'Call-ID', 'c', 'a')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(garbage, (text) => {
      const start = callIdStart(text);
      assert.equal(callIdIn(text), start < 0 ? '' : /^[^\0- ]+/.exec(text.slice(start))?.[0]);
    }),
  );
});

test('a Call-ID hashes alike on its own and in a message, and never to 0', () => {
  const word = fc.string({ minLength: 1, maxLength: 80 }).filter((text) => /^[!-~]+$/.test(text));
  fc.assert(
    fc.property(word, (callId) => {
      const text = message('To: t', `Call-ID: ${callId}`, 'From: f');
      assert.equal(callIdIn(text), callId);
      assert.equal(hashCallId(text, callIdStart(text)), hashCallId(callId, 0));
      assert.notEqual(hashCallId(callId, 0), 0);
    }),
  );
  assert.notEqual(hashCallId('', 0), 0);
});
