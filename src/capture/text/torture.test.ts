import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readText, toLineFeeds } from './test-texts.ts';

const folder = new URL('../../../../shared/testdata/rfc4475/', import.meta.url);
const isThere = existsSync(folder) || process.env.SIPWRIGHT_INTEROP === 'required';

/** Those of which a text cannot tell that they were one datagram, or that are no SIP message at all, and why. */
const others: Readonly<Record<string, string>> = {
  'dblreq.dat': 'the second request is a message of its own in a text',
  'mcl01.dat': 'its two lengths are wrong, so that the empty line behind the body is none of it',
  'test.dat': 'no SIP-Version in the Request-Line',
};

if (!isThere) test('the messages of RFC 4475 as text', { skip: 'shared/testdata/rfc4475 is not there' }, () => {});
for (const name of isThere ? readdirSync(folder).filter((one) => one.endsWith('.dat')) : []) {
  const archived = readFileSync(new URL(name, folder), 'latin1');
  // The archive has it without the empty line, which a header block alone gets.
  const wire = name === 'baddn.dat' ? `${archived}\r\n` : archived;
  if (name in others) continue;
  test(`RFC 4475 ${name} as a file of its own comes out as it is`, () => {
    assert.deepEqual(
      readText(archived).messages.map(({ text }) => text),
      [wire],
    );
  });
  if (name === 'mpart01.dat') continue;
  test(`RFC 4475 ${name} with the line ends of a text file comes out as it was`, () => {
    assert.deepEqual(
      readText(toLineFeeds(wire)).messages.map(({ text }) => text),
      [wire],
    );
  });
}
