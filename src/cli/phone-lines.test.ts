import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineHelp, LineProblem, parseLine } from './phone-lines.ts';

test('lines are commands, with and without the number of a call', () => {
  for (const [line, command] of [
    ['call bob', { do: 'call', target: 'bob' }],
    ['  Dial +49 30 12345 ', { do: 'call', target: '+49 30 12345' }],
    ['answer', { do: 'answer', call: undefined }],
    ['answer #2', { do: 'answer', call: 2 }],
    ['reject', { do: 'reject', call: undefined, status: undefined }],
    ['reject 603', { do: 'reject', call: undefined, status: 603 }],
    ['reject #2 404', { do: 'reject', call: 2, status: 404 }],
    ['hangup', { do: 'hangup', call: undefined }],
    ['bye 3', { do: 'hangup', call: 3 }],
    ['hangup ALL', { do: 'hangup', call: 'all' }],
    ['hold', { do: 'hold', call: undefined, held: true }],
    ['resume #1', { do: 'hold', call: 1, held: false }],
    ['mute', { do: 'mute', call: undefined, muted: true }],
    ['unmute', { do: 'mute', call: undefined, muted: false }],
    ['dtmf 123#,*a', { do: 'digits', digits: '123#,*a' }],
    ['transfer carol', { do: 'transfer', to: 'carol' }],
    ['transfer 42', { do: 'transfer', to: '42' }],
    ['transfer #2', { do: 'transfer', to: 2 }],
    ['message bob hello  there', { do: 'message', to: 'bob', text: 'hello  there' }],
    ['select 2', { do: 'select', call: 2 }],
    ['calls', { do: 'calls' }],
    ['wait 1m30s', { do: 'wait', until: undefined, ms: 90_000 }],
    ['wait answered', { do: 'wait', until: 'answered', ms: 60_000 }],
    ['wait ended 500ms', { do: 'wait', until: 'ended', ms: 500 }],
    ['?', { do: 'help' }],
    ['quit', { do: 'quit' }],
  ] as const)
    assert.deepEqual(parseLine(line), command, line);
  assert.equal(parseLine('   '), undefined);
  assert.equal(parseLine('# a comment'), undefined);
});

test('what does not fit is told with its form', () => {
  for (const [line, text] of [
    ['call', 'write it as: call WHOM'],
    ['answer bob', 'write it as: answer [#N]'],
    ['reject 200', 'write it as: reject [#N] [CODE]'],
    ['dtmf 1x', 'write it as: dtmf DIGITS'],
    ['transfer', 'write it as: transfer WHOM|#N'],
    ['message bob', 'write it as: message WHOM TEXT'],
    ['wait', /^write it as: wait TIME\|registered\|/],
    ['wait answered soon', /^write it as: wait /],
    ['wait 5s 6s', /^write it as: wait /],
    ['quit now', 'write it as: quit'],
    ['hang', 'no command "hang"; did you mean hangup?'],
    ['constructor', 'no command "constructor"; help lists them'],
  ] as const) {
    const problem = parseLine(line);
    assert.ok(problem instanceof LineProblem, line);
    if (typeof text === 'string') assert.equal(problem.text, text);
    else assert.match(problem.text, text);
  }
});

test('any line is a command, a problem or nothing', () => {
  const words = fc.constantFrom(
    'call',
    'reject',
    'hangup',
    'transfer',
    'message',
    'wait',
    '#2',
    '486',
    'all',
    'ended',
    '',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string())), (parts) => {
      const found = parseLine(parts.join(' '));
      assert.ok(found === undefined || found instanceof LineProblem || typeof found.do === 'string');
    }),
  );
});

test('the help names each command that there is', () => {
  const names = [...lineHelp().matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  assert.ok(names.length >= 16);
  for (const name of names) {
    const found = parseLine(name);
    assert.ok(!(found instanceof LineProblem) || found.text.startsWith(`write it as: ${name}`), name);
  }
});
