import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PhoneCommand } from './phone-command.ts';
import { type KeyContext, keyHelp, KeyReader } from './phone-keys.ts';

function keyboard(context: KeyContext = 'idle') {
  const commands: PhoneCommand[] = [];
  const prompts: (string | undefined)[] = [];
  const reader = new KeyReader({
    onCommand: (command) => commands.push(command),
    onPrompt: (text) => prompts.push(text),
    context: () => context,
  });
  return { commands, prompts, type: (text: string) => reader.receive(text) };
}

test('single keys are commands', () => {
  const { commands, prompts, type } = keyboard();
  type('aRho ');
  type('unl?');
  type('q\x03\x04');
  assert.deepEqual(
    commands.map((command) => command.do),
    ['answer', 'reject', 'hangup', 'hold', 'hold', 'mute', 'select', 'calls', 'help', 'quit', 'quit', 'quit'],
  );
  assert.deepEqual(prompts, []);
});

test('c, t and m ask for what they need, and show what is typed', () => {
  const { commands, prompts, type } = keyboard();
  type('cbox\x7fb\r');
  assert.deepEqual(prompts, ['call: ', 'call: b', 'call: bo', 'call: box', 'call: bo', 'call: bob', undefined]);
  type('tcarol\n');
  type('t#2\r');
  type('t42\r');
  type('mbob\rhello there\r');
  assert.deepEqual(commands, [
    { do: 'call', target: 'bob' },
    { do: 'transfer', to: 'carol' },
    { do: 'transfer', to: 2 },
    { do: 'transfer', to: '42' },
    { do: 'message', to: 'bob', text: 'hello there' },
  ]);
  assert.ok(prompts.includes('text to bob: hello'));
});

test('escape, Ctrl-C and an empty line forget the question', () => {
  const { commands, prompts, type } = keyboard();
  type('cbob\x1b');
  type('cbob\x03');
  type('c\r');
  type('mbob\r\r');
  type('cbob\x15\x7f\r');
  assert.deepEqual(commands, []);
  assert.equal(prompts.at(-1), undefined);
  type('a');
  assert.deepEqual(commands, [{ do: 'answer' }], 'keys are commands again');
});

test('digits go into the call, and without one they begin a number', () => {
  const talking = keyboard('talking');
  talking.type('1#+');
  assert.deepEqual(talking.commands, [
    { do: 'digits', digits: '1' },
    { do: 'digits', digits: '#' },
  ]);
  for (const context of ['idle', 'ringing'] as const) {
    const { commands, type } = keyboard(context);
    type('+4930\r');
    assert.deepEqual(commands, [{ do: 'call', target: '+4930' }]);
  }
});

test('arrows, function keys and the marks of a paste are nothing, text beyond ASCII is', () => {
  const { commands, type } = keyboard();
  type('\x1b[A\x1bOP\x1b[1;5C');
  type('m\x1b[200~bjørn\x1b[201~\r😀x\x7f\x7f😀!\r');
  assert.deepEqual(commands, [{ do: 'message', to: 'bjørn', text: '😀!' }]);
});

test('whatever is typed, each key that the help names still works', () => {
  assert.match(keyHelp, /q {8}hang up/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { commands, type } = keyboard();
      type(text);
      type('\x1b');
      type('\x1b');
      type('a');
      assert.deepEqual(commands.at(-1), { do: 'answer' });
    }),
  );
});
