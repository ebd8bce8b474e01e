import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  DIALOG_INFO_TYPE,
  formatDialogInfo,
  formatPidf,
  formatReginfo,
  PIDF_TYPE,
  REGINFO_TYPE,
} from '../event/index.ts';
import { readBody } from './notification-text.ts';

test('presence is who can be reached where (RFC 3863)', () => {
  const body = formatPidf({
    entity: 'sip:bob@example.com',
    tuples: [
      { id: 't1', status: { basic: 'open' }, contact: { uri: 'sip:bob@192.0.2.1' }, notes: [{ text: 'at my desk' }] },
      { id: 't2', status: {}, notes: [] },
    ],
    notes: [{ text: 'in Oslo' }],
  });
  const { lines, parsed } = readBody(`${PIDF_TYPE}; charset=utf-8`, body);
  assert.deepEqual(lines, ['sip:bob@192.0.2.1: open, "at my desk"', 't2: no status', 'note: in Oslo']);
  assert.ok(parsed !== undefined && 'tuples' in parsed);
});

test('dialogs are calls, and how far they are (RFC 4235)', () => {
  const of = { entity: 'sip:bob@example.com', version: 0, state: 'full' } as const;
  const remote = { identity: { uri: 'sip:alice@example.com', displayName: 'Alice' } };
  const body = formatDialogInfo({
    ...of,
    dialogs: [
      { id: 'a', direction: 'recipient', state: 'confirmed', remote, duration: 61 },
      { id: 'b', state: 'terminated', event: 'rejected', code: 486 },
    ],
  });
  assert.deepEqual(readBody(DIALOG_INFO_TYPE, body).lines, [
    'a call from Alice <sip:alice@example.com>: confirmed, for 61 s',
    'a call: terminated (rejected 486)',
  ]);
  assert.deepEqual(readBody(DIALOG_INFO_TYPE, formatDialogInfo({ ...of, dialogs: [] })).lines, ['no calls']);
});

test('registrations are contacts (RFC 3680)', () => {
  const contact = {
    id: 'c',
    state: 'active',
    event: 'registered',
    uri: 'sip:bob@192.0.2.1',
    unknownParams: [],
  } as const;
  const body = formatReginfo({
    version: 0,
    state: 'full',
    registrations: [
      { aor: 'sip:bob@example.com', id: 'r', state: 'active', contacts: [{ ...contact, expires: 3600 }] },
    ],
  });
  assert.deepEqual(readBody(REGINFO_TYPE, body).lines, [
    'sip:bob@example.com: active',
    '  sip:bob@192.0.2.1: active (registered), for 1 h',
  ]);
});

test('a mailbox is what waits in it (RFC 3842), and a fragment is its status (RFC 3420)', () => {
  const summary = 'Messages-Waiting: yes\r\nMessage-Account: sip:vm@example.com\r\nVoice-Message: 2/8 (1/0)\r\n';
  assert.deepEqual(readBody('application/simple-message-summary', summary).lines, [
    'messages wait in sip:vm@example.com',
    '  voice-message: 2 new, 8 old; urgent: 1 new, 0 old',
  ]);
  assert.deepEqual(readBody('message/sipfrag;version=2.0', 'SIP/2.0 180 Ringing\r\n').lines, ['180 Ringing']);
});

test('what is not read here is shown as it is, and no longer than a screen', () => {
  assert.deepEqual(readBody('', ''), { lines: [], parsed: undefined });
  assert.deepEqual(readBody('text/plain', 'a\x1b[2Jb\nc'), { lines: ['a?[2Jb', 'c'], parsed: undefined });
  const { lines } = readBody(PIDF_TYPE, '<nonsense/>');
  assert.match(lines[0], /^the application\/pidf\+xml cannot be read: /);
  assert.equal(readBody('text/plain', 'x\n'.repeat(100)).lines.length, 41);
  assert.deepEqual(readBody('constructor', 'x').lines, ['x']);
});

test('no body throws, or steers the terminal', () => {
  const types = fc.constantFrom(PIDF_TYPE, DIALOG_INFO_TYPE, REGINFO_TYPE, 'application/simple-message-summary', 'a/b');
  fc.assert(
    fc.property(types, fc.string({ unit: 'binary' }), (type, body) => {
      for (const line of readBody(type, body).lines) assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f]/);
    }),
  );
});
