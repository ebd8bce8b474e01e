import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Io } from './io.ts';
import { readPassword } from './password.ts';

/** A terminal at which `typed` is written. */
function terminal(...typed: string[]) {
  let shown = '';
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const output = Object.assign(new EventEmitter(), {
    isTTY: true,
    write(text: string) {
      shown += text;
      // Each question is answered when it has been asked.
      if (text.endsWith(': ')) setImmediate(() => stdin.write(typed.shift() ?? ''));
      return true;
    },
  });
  const io: Io = { stdin, stdout: output, stderr: output, env: {}, cwd: '/', signals: new EventEmitter() };
  return { io, shown: () => shown };
}

test('a prompt asks twice and shows nothing of the password', async () => {
  const { io, shown } = terminal('s3cret\n', 's3cret\n');
  assert.equal(await readPassword(io, undefined), 's3cret');
  assert.equal(shown(), 'Password: \nOnce more: \n');
});

test('two passwords that differ are refused', async () => {
  const { io } = terminal('one\n', 'two\n');
  await assert.rejects(readPassword(io, undefined), /differ/);
});

test('Ctrl-C at the prompt stops the command', async () => {
  const { io } = terminal('ab\x03');
  await assert.rejects(readPassword(io, undefined), /stopped/);
});
