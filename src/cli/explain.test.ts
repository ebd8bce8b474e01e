import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { runCommand as run } from '../../test/run-command.ts';
import { allCodes, compare, entries, explain, isNotFound } from '../explain/index.ts';
import { comparisonSchema, explainedSchema, explainJsonSchema } from './explain-schema.ts';

test('explain tells what a code means, when it is seen, how to fix it, and shows a message', async () => {
  const { code, out, err } = await run(['explain', '401']);
  assert.equal(code, 0);
  assert.equal(err, '');
  assert.ok(out.startsWith('401 Unauthorized\n'));
  for (const heading of [
    'WHEN YOU SEE IT',
    'HOW TO FIX IT',
    'WHEN YOU WRITE A SERVER',
    'FACTS',
    'EXAMPLE',
    'NOT TO BE CONFUSED WITH',
  ])
    assert.ok(out.includes(`\n${heading}\n`), heading);
  assert.match(out, /must carry +WWW-Authenticate/);
});

test('words need no quotes, and a message can be piped in', async () => {
  assert.ok((await run(['explain', '407', 'Proxy', 'Authentication', 'Required'])).out.startsWith('407 '));
  const piped = await run(['explain', '-'], { input: 'SIP/2.0 423 Interval Too Brief\r\nCSeq: 1 REGISTER\r\n\r\n' });
  assert.ok(piped.out.startsWith('423 '));
  assert.ok(piped.out.includes('It lacks Min-Expires, which a 423 must carry.'));
});

test('a typo gets a suggestion on standard error, and exit code 1', async () => {
  const { code, out, err } = await run(['explain', 'unautorized']);
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(err, /nothing here is called "unautorized"\ndid you mean Unauthorized/);
  assert.equal((await run(['compare', '401', 'nonesuch'])).code, 1);
  assert.equal((await run(['compare', '401'])).code, 2);
  for (const words of [['200', 'OK', 'vs', '401'], ['302 vs 428'], ['401/407'], ['401,407'], ['401', '407']])
    assert.equal((await run(['compare', ...words])).code, 0, words.join(' '));
  assert.ok((await run(['explain', '302', 'vs', '428'])).out.startsWith('302 Moved Temporarily or 428'));
});

test('compare holds two codes side by side; "vs" between them is passed over', async () => {
  const { code, out } = await run(['compare', '302', 'vs', '428']);
  assert.equal(code, 0);
  for (const heading of [
    'HOW TO TELL THEM APART',
    'KEY DIFFERENCES',
    'WHICH TO USE WHEN YOU WRITE A SERVER',
    'THE SAME FOR BOTH',
  ])
    assert.ok(out.includes(`\n${heading}\n`), heading);
  assert.equal(out.match(/^WHEN YOU SEE IT$/gm)?.length, 2);
  assert.equal(out.match(/^HOW TO FIX IT$/gm)?.length, 2);
});

test('everything fits a terminal of 60 columns but what stands on the wire, and colours only a terminal', async () => {
  for (const { name } of allCodes.slice(0, 75)) {
    const { out } = await run(['explain', name], { columns: 60 });
    assert.doesNotMatch(out, /\x1b/);
    const told = out.replace(/^EXAMPLE\n[\s\S]*?\n\n(?=[A-Z])/m, '');
    // A word that is longer than its column stays whole.
    for (const line of told.split('\n'))
      assert.ok(line.length <= 60 || !/\S \S/.test(line.slice(55)), `${name}: ${line}`);
  }
  const coloured = await run(['explain', '200'], { isTTY: true, columns: 100 });
  assert.match(coloured.out, /\x1b\[/);
  assert.ok(stripVTControlCharacters(coloured.out).startsWith('200 OK'));
});

test('--json prints what docs/explain.schema.json says (node scripts/write-schema.ts writes it)', async () => {
  const committed = readFileSync(new URL('../../docs/explain.schema.json', import.meta.url), 'utf8');
  assert.deepEqual(JSON.parse(committed), JSON.parse(JSON.stringify(explainJsonSchema())));
  for (const { kind, name } of entries) {
    const result = explain(kind === 'warning' || kind === 'cause' ? `${kind} ${name}` : name);
    explainedSchema.parse(JSON.parse(JSON.stringify(result)));
  }
  for (const [a, b] of [
    ['302', '428'],
    ['Via', 'Route'],
    ['401', 'nonce'],
  ]) {
    const result = compare(a, b);
    assert.ok(!isNotFound(result));
    comparisonSchema.parse(JSON.parse(JSON.stringify(result)));
  }
  const { out } = await run(['explain', '486', '--json']);
  assert.equal(explainedSchema.parse(JSON.parse(out)).title, '486 Busy Here');
});

test('--markdown prints headings, tables and a fenced message', async () => {
  const { out } = await run(['explain', '302', '--markdown']);
  assert.ok(out.startsWith('# 302 Moved Temporarily\n'));
  assert.match(out, /\n\| class \| 3xx/);
  assert.match(out, /\n```\nSIP\/2\.0 302 Moved Temporarily\n/);
  const compared = await run(['compare', '302', '428', '--markdown']);
  assert.match(compared.out, /\n## Key differences\n\n\| {2}\| 302 \| 428 \|/);
});
