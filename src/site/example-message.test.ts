import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries, type Kind } from '../explain/index.ts';
import { exampleLines, exampleMessage } from './example-message.ts';
import type { Html } from './html.ts';

const entry = (kind: Kind, name: string) => {
  const found = entries.find((one) => one.kind === kind && one.name === name);
  assert.ok(found !== undefined);
  return found;
};
/** As it is on the screen, where nothing is pointed at. */
const shown = ({ text }: Html) =>
  text
    .replaceAll(/<span class="tip".*?<\/span>/gs, '')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const explained = ({ text }: Html) => [...text.matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map((match) => match[1]);

test('every example is shown as it is on the wire', () => {
  for (const one of entries) {
    if (one.example === undefined) continue;
    const isMessage = one.kind === 'code' || one.kind === 'method';
    const made = isMessage ? exampleMessage(one, '../../') : exampleLines(one, '../../');
    assert.equal(shown(made).trimEnd(), one.example.trimEnd(), `${one.kind} ${one.name}`);
  }
});

test('each line of a message is explained: first line, header fields, session description', () => {
  const made = exampleMessage(entry('code', '401'), '../../');
  const parts = explained(made);
  assert.deepEqual(parts.slice(0, 4), ['SIP/2.0', '401', 'Unauthorized', 'Via']);
  assert.match(
    made.text,
    /class="part must"[^>]*>WWW-Authenticate<\/button><span class="tip" id="[^"]+"><b>Required in a 401\.<\/b>/,
  );
  assert.match(made.text, /<a href="\.\.\/\.\.\/headers\/via\/">More on Via<\/a>/);
  for (const name of ['branch', 'tag', 'realm', 'nonce', 'qop']) assert.ok(parts.includes(name), name);
  const invite = explained(exampleMessage(entry('method', 'INVITE'), '../../'));
  assert.deepEqual(invite.slice(0, 3), ['INVITE', 'sip:bob@example.com', 'SIP/2.0']);
  assert.ok(invite.includes('m='));
});

test('no line of a head is left without an explanation', () => {
  for (const one of entries) {
    // What is never on the wire is shown by a line of a log.
    if (one.example === undefined || !/^SIP\/2\.0 | SIP\/2\.0\n/.test(one.example) || one.kind === 'word') continue;
    const [head] = exampleMessage(one, '').text.split('<span class="line">\n</span>');
    for (const line of head.split('<span class="line">').slice(1))
      assert.match(line, /class="part/, `${one.name}: ${shown({ text: line })}`);
  }
});

test('every piece of a header field is found in its example', () => {
  for (const one of entries) {
    if (one.parts.length === 0) continue;
    assert.equal(explained(exampleLines(one, '')).length, one.parts.length, one.name);
  }
});
