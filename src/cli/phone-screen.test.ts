import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { Io } from './io.ts';
import { PhoneScreen, type ScreenOptions } from './phone-screen.ts';

const NOON = new Date(2026, 0, 1, 12, 0, 0).getTime();

function screen(options: Partial<ScreenOptions> = {}, terminal: { isTTY?: boolean; columns?: number } = {}) {
  const written = { out: '', err: '' };
  const output = (name: 'out' | 'err') =>
    Object.assign(new EventEmitter(), {
      ...terminal,
      write: (text: string) => {
        written[name] += text;
        return true;
      },
    });
  const io: Io = {
    stdin: Readable.from([]),
    stdout: output('out'),
    stderr: output('err'),
    env: { NO_COLOR: '1' },
    cwd: '/',
    signals: new EventEmitter(),
  };
  return { screen: new PhoneScreen(io, { json: false, now: () => NOON, ...options }), written };
}

const incoming = { event: 'incoming', call: 1, peer: 'sip:b@c', name: '', replaces: undefined } as const;

test('what happens has its time, and what belongs to it is set in', () => {
  const { screen: it, written } = screen({ hint: 'a answers' });
  it.print(incoming);
  it.print({ event: 'problem', text: 'no such call' });
  assert.equal(written.out, '12:00:00  call 1: sip:b@c calls\n          a answers\n');
  assert.equal(written.err, '12:00:00  no such call\n', 'problems do not go to the reader of the data');
});

test('with --json each event is an object on a line, problems too', () => {
  const { screen: it, written } = screen({ json: true });
  it.print(incoming);
  it.print({ event: 'problem', text: 'no such\ncall' });
  const lines = written.out.trimEnd().split('\n');
  assert.deepEqual(JSON.parse(lines[0]), {
    at: new Date(NOON).toISOString(),
    event: 'incoming',
    call: 1,
    peer: 'sip:b@c',
    name: '',
  });
  assert.equal((JSON.parse(lines[1]) as { text: string }).text, 'no such\ncall');
  assert.deepEqual([lines.length, written.err], [2, '']);
});

test('the line that is being typed stays below what happens, and ends with what was typed last', () => {
  const { screen: it, written } = screen({}, { isTTY: true, columns: 30 });
  it.prompt('call: bo');
  it.print({ event: 'answered', call: 1, peer: 'sip:b@c' });
  it.print({ event: 'problem', text: 'hm' });
  it.prompt(undefined);
  assert.equal(
    written.out,
    '\r\x1b[Kcall: bo' + '\r\x1b[K12:00:00  call 1: answered\ncall: bo' + '\r\x1b[K12:00:00  hm\ncall: bo' + '\r\x1b[K',
  );
  it.prompt(`call: ${'x'.repeat(40)}end`);
  const shown = written.out.slice(written.out.lastIndexOf('\x1b[K') + 3);
  assert.equal(shown.length, 29);
  assert.match(shown, /^….*end$/);
});

test('a terminal gets lines that fit, set in as they were; a file gets them whole', () => {
  const event = { event: 'help', text: '  - one two three four five six seven\nshort' } as const;
  const narrow = screen({}, { isTTY: true, columns: 40 });
  narrow.screen.print(event);
  assert.deepEqual(narrow.written.out.trimEnd().split('\n').slice(1), [
    '            - one two three four five',
    '              six seven',
    '          short',
  ]);
  const file = screen({}, { columns: 40 });
  file.screen.print(event);
  assert.match(file.written.out, /^ {12}- one two three four five six seven$/m);
});

test('a call rings at a terminal, and nowhere else', () => {
  for (const isTTY of [true, false]) {
    const { screen: it, written } = screen({}, { isTTY });
    it.print(incoming);
    assert.equal(written.out.includes('\x07'), isTTY);
  }
});
