import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { passwordHint, readAccount, readIdentity, readProxy } from './account.ts';
import { CommandError } from './exit-code.ts';
import type { Io } from './io.ts';

const ioWith = (env: Record<string, string>, cwd = '/'): Io => {
  const output = Object.assign(new EventEmitter(), { write: () => true });
  return { stdin: Readable.from([]), stdout: output, stderr: output, env, cwd, signals: new EventEmitter() };
};

test('an identity is an address with a user, with a display name or without', () => {
  for (const [typed, identity] of [
    ['alice@example.com', 'sip:alice@example.com'],
    [' sip:alice@example.com:5070 ', 'sip:alice@example.com:5070'],
    ['Alice <sip:alice@example.com>', 'Alice <sip:alice@example.com>'],
    ['"Älice" <sip:alice@example.com>', '"Älice" <sip:alice@example.com>'],
  ])
    assert.equal(readIdentity(typed).identity, identity);
  for (const [typed, message] of [
    ['alice', /"alice" lacks a user or a host; write it as alice@example\.com/],
    ['tel:+4930', /no SIP address/],
    ['Alice <alice', /no SIP address/],
    ['', /no SIP address/],
  ] as const)
    assert.throws(
      () => readIdentity(typed),
      (error) => error instanceof CommandError && message.test(error.message),
    );
});

test('the account comes from the options or the environment, and so does its password', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sipwright-account-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'password'), 'in the file\nmore\n');
  const env = { SIP_IDENTITY: 'alice@example.com', SIP_PASSWORD: 'in the environment' };
  const read = async (values: Record<string, string>, options: Parameters<typeof readAccount>[1]) => {
    const account = await readAccount(ioWith(values, folder), options);
    return account && [account.uri.user, account.password, account.authUser];
  };
  assert.deepEqual(await read(env, {}), ['alice', 'in the environment', undefined]);
  assert.deepEqual(await read(env, { as: 'bob@example.com', passwordFile: 'password', authUser: '0815' }), [
    'bob',
    'in the file',
    '0815',
  ]);
  assert.deepEqual(await read({}, { as: 'bob@example.com' }), ['bob', '', undefined], 'nobody can be asked');
  assert.equal(await read({}, {}), undefined);
  await assert.rejects(read({}, { passwordFile: 'password' }), /name it with --as/);
  await assert.rejects(read(env, { passwordFile: 'nowhere' }), /password file cannot be read/);
});

test('a proxy is a host, host and port, or a URI without a user', () => {
  assert.equal(readProxy('192.0.2.1:5070'), 'sip:192.0.2.1:5070');
  assert.equal(readProxy('2001:db8::1'), 'sip:[2001:db8::1]');
  assert.equal(readProxy('sip:example.com;transport=tcp'), 'sip:example.com;transport=tcp');
  for (const text of ['sip:a@example.com', 'a b', '', 'http://example.com'])
    assert.throws(() => readProxy(text), CommandError, text);
});

test('who is asked for a password that was not given is told how to give it (RFC 3261 22)', async () => {
  const account = await readAccount(ioWith({}), { as: 'bob@example.com' });
  assert.match(passwordHint(401, account) ?? '', /SIP_PASSWORD/);
  assert.match(passwordHint(407, undefined) ?? '', /--as/);
  assert.equal(passwordHint(403, account), undefined);
  assert.equal(passwordHint(401, await readAccount(ioWith({ SIP_PASSWORD: 'x' }), { as: 'b@c' })), undefined);
});
