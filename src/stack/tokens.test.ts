/** Tokens carry the instance that owns them, and repeat only where they must (RFC 3261 8.1.1.7, 8.2.7, 19.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, type Request } from '../message/index.ts';
import { SeededRandom } from '../testing/index.ts';
import { Tokens } from './tokens.ts';

const tokens = new Tokens('i7', new SeededRandom(1));

test('branches have the cookie and the instance, and never repeat', () => {
  const branches = Array.from({ length: 10_000 }, () => tokens.branch());
  assert.equal(new Set(branches).size, branches.length);
  for (const branch of branches) {
    assert.match(branch, /^z9hG4bK-i7-[0-9a-z]+\.[0-9a-z]+$/);
    assert.ok(tokens.owns(branch));
  }
  assert.ok(!new Tokens('i8', new SeededRandom(1)).owns(branches[0]));
});

test('a suffix is found again', () => {
  assert.equal(tokens.suffixOf(tokens.branch('1f00')), '1f00');
  assert.equal(tokens.suffixOf(tokens.branch()), '');
});

test('tags and Call-IDs are tokens that name the instance', () => {
  const tags = Array.from({ length: 10_000 }, () => tokens.tag());
  assert.equal(new Set(tags).size, tags.length);
  for (const text of [tags[0], tokens.callId()]) assert.match(text, /^i7-[0-9a-z]+$/);
});

test('the stateless tag hangs on branch and Call-ID, and on the secret', () => {
  const request = (branch: string, callId: string) =>
    indexMessage(
      `OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=${branch}\r\nCall-ID: ${callId}\r\n\r\n`,
    ) as Request;
  const tag = tokens.statelessTag(request('z9hG4bK1', 'x'));
  assert.equal(tokens.statelessTag(request('z9hG4bK1', 'x')), tag);
  assert.notEqual(tokens.statelessTag(request('z9hG4bK2', 'x')), tag);
  assert.notEqual(tokens.statelessTag(request('z9hG4bK1', 'y')), tag);
  assert.notEqual(new Tokens('i7', new SeededRandom(2)).statelessTag(request('z9hG4bK1', 'x')), tag);
});
