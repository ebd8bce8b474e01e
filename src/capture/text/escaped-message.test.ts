import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapedLines } from './escaped-message.ts';
import { bye, invite, ok, readText } from './test-texts.ts';

test('escapes of JSON, up to the closing quote', () => {
  const line = `{"a":1,"sip":${JSON.stringify('BYE x\r\nSubject: "a\\b" \u00fc \ud83d\ude00\t/\n')},"b":"c"}`;
  assert.deepEqual(escapedLines(line, 14)?.lines, ['BYE x', 'Subject: "a\\b" \u00fc \ud83d\ude00\t/', '']);
  const ascii = String.raw`"BYE x\u000d\u000aSubject: \u00fc \ud83d\ude00\/"`;
  assert.deepEqual(escapedLines(ascii, 1)?.lines, ['BYE x', 'Subject: \xc3\xbc \xf0\x9f\x98\x80/']);
});

test('escapes of rsyslog, of C and of terminals', () => {
  assert.deepEqual(escapedLines('BYE x#015#012Subject: a#011b#012#012v=0', 0)?.lines, [
    'BYE x',
    'Subject: a\tb',
    '',
    'v=0',
  ]);
  assert.deepEqual(escapedLines(String.raw`BYE x\x0d\x0aSubject: a\qb\x0d\x0a`, 0)?.lines, [
    'BYE x',
    String.raw`Subject: a\qb`,
    '',
  ]);
  assert.deepEqual(escapedLines('BYE x^M^JSubject: a', 0)?.lines, ['BYE x', 'Subject: a']);
});

test('a line without escapes is no message in one line', () => {
  assert.equal(escapedLines('BYE sip:a SIP/2.0', 0), undefined);
});

test('several strings of one line are several messages', () => {
  const { messages } = readText(`${JSON.stringify([invite, { reply: ok }, bye])}\n`);
  assert.deepEqual(
    messages.map(({ text }) => text),
    [invite, ok, bye],
  );
});

test('half of a line end that was damaged does not end the line', () => {
  for (const line of ['BYE x SIP/2.0#015012Via: y#015#012v=0', 'BYE x SIP/2.0\\r012Via: y\\r\\nv=0'])
    assert.deepEqual(escapedLines(line, 0)?.lines, ['BYE x SIP/2.0 012Via: y', 'v=0']);
});
