import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { searchIn, searchRecords } from './index.ts';

const records = searchRecords();
const first = (query: string) => searchIn(records, query, 5)[0]?.p;

test('a name, a phrase, a compact form and another spelling come first', () => {
  const wanted: Record<string, string> = {
    '401': 'codes/401/',
    'sip 401 unauthorized': 'codes/401/',
    'busy here': 'codes/486/',
    '603+': 'codes/603plus/',
    invite: 'methods/invite/',
    'what is a nonce': 'words/nonce/',
    'Via header': 'headers/via/',
    'call-id': 'headers/call-id/',
    'back-to-back user agent': 'words/b2bua/',
    'stir/shaken': 'words/stir-shaken/',
    'cause 17': 'causes/17/',
    'warning 399': 'warnings/399/',
    '100rel': 'option-tags/100rel/',
  };
  for (const [query, path] of Object.entries(wanted)) assert.equal(first(query), path, query);
});

test('codes are found by what one sees', () => {
  const paths = (query: string) => searchIn(records, query, 8).map(({ p }) => p);
  assert.ok(paths('wrong password').slice(0, 2).includes('codes/401/'));
  assert.ok(paths('do not disturb').some((path) => path.startsWith('codes/48')));
});

test('nothing is found for nothing, and little for much', () => {
  for (const query of ['', '   ', '???', 'xyzzyplugh']) assert.deepEqual(searchIn(records, query, 9), [], query);
  assert.equal(searchIn(records, 'the call', 3).length, 3);
  assert.ok(searchIn(records, `nonce ${'x'.repeat(100_000)}`, 3).length <= 3);
});

test('the records are small enough to be loaded by a phone', () => {
  assert.ok(gzipSync(JSON.stringify(records), { level: 9 }).length < 60_000);
});
