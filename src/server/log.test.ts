import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger, prettyLine } from './log.ts';

async function logged(format: 'json' | 'pretty' | 'auto', isTTY: boolean, level: 'debug' | 'warn' = 'debug') {
  const lines: string[] = [];
  const log = await createLogger({ level, format }, { write: (line) => lines.push(line), isTTY }, false);
  return { log, lines };
}

test('the log is JSON for programs and text for a terminal', async () => {
  const cases: ['json' | 'pretty' | 'auto', boolean, boolean][] = [
    ['auto', true, false],
    ['auto', false, true],
    ['json', true, true],
    ['pretty', false, false],
  ];
  for (const [format, isTTY, json] of cases) {
    const { log, lines } = await logged(format, isTTY);
    log.info({ port: 5060 }, 'listening');
    assert.equal(lines.length, 1);
    if (json) {
      const { time, ...rest } = JSON.parse(lines[0]) as Record<string, unknown>;
      assert.deepEqual(rest, { level: 'info', port: 5060, msg: 'listening' });
      assert.ok(!Number.isNaN(Date.parse(String(time))));
    } else {
      assert.match(lines[0], /^\d\d:\d\d:\d\d\.\d{3} info {2}listening port=5060\n$/);
    }
  }
});

test('the level bounds what is logged, and can be changed', async () => {
  const { log, lines } = await logged('json', false, 'warn');
  log.info({}, 'no');
  log.level = 'info';
  log.info({}, 'yes');
  assert.equal(lines.length, 1);
});

test('secrets are left out, and errors keep their stack', async () => {
  const { log, lines } = await logged('json', false);
  log.error({ password: 'a', request: { authorization: 'b' }, err: new Error('boom') }, 'x');
  assert.ok(!/"a"|"b"/.test(lines[0]) && lines[0].includes('(secret)'));
  assert.match(lines[0], /log\.test\.ts/);
});

test('what a peer wrote does not steer the terminal', () => {
  const line = prettyLine(
    JSON.stringify({ level: 'info', time: '2026-01-01T00:00:00.000Z', msg: 'a\nb', user: '\x1b[2J' }),
    false,
  );
  assert.equal(line, '00:00:00.000 info  a\\x0ab user=\\x1b[2J\n');
});
