import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Decision } from './decision.ts';
import { loadRoutingModule, RoutingModule, type RouteFunction } from './routing-module.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sipwright-routing-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const otherwise: Decision = { action: 'proxy', targets: undefined, because: 'built-in: own domain' };
const request = {
  method: 'INVITE',
  uri: 'sip:support@example.org',
  from: 'sip:alice@example.org',
  to: '<sip:support@example.org>',
  callId: 'c',
  header: () => undefined,
};
const call = {
  sourceAddress: '10.0.0.1',
  account: 'alice@example.org',
  trusted: false,
  otherwise,
  contacts: (address: string) => (address === 'bob@example.org' ? ['sip:bob@10.0.0.2'] : []),
};

function logger() {
  const errors: string[] = [];
  const nothing = () => {};
  return {
    errors,
    log: { debug: nothing, info: nothing, warn: nothing, error: (_: object, text: string) => errors.push(text) },
  };
}

async function decide(route: RouteFunction, deadline = 1000) {
  const { errors, log } = logger();
  return { decision: await new RoutingModule('/x/routing.ts', route).decide(request, call, deadline, log), errors };
}

test('an answer of each kind becomes a decision of the module', async () => {
  const because = 'routing.ts: route()';
  const cases: [answer: unknown, decision: Decision][] = [
    [{ action: 'proxy' }, { action: 'proxy', targets: undefined, because }],
    [
      { action: 'proxy', targets: ['sip:a@b'] },
      { action: 'proxy', targets: ['sip:a@b'], because },
    ],
    [
      { action: 'redirect', contacts: ['<sip:a@b>;q=1'] },
      { action: 'redirect', code: 302, contacts: ['<sip:a@b>;q=1'], because },
    ],
    [
      { action: 'reject', code: 603 },
      { action: 'reject', code: 603, reason: undefined, because },
    ],
    [{ action: 'challenge' }, { action: 'challenge', because }],
    [undefined, otherwise],
    [otherwise, otherwise],
  ];
  for (const [answer, expected] of cases) {
    const { decision, errors } = await decide((async () => answer) as RouteFunction);
    assert.deepEqual(decision, expected);
    assert.deepEqual(errors, []);
  }
});

test('a throw, a late answer and an answer that is none are a 500, and are logged', async () => {
  const cases: [route: () => unknown, because: RegExp][] = [
    [() => assert.fail('boom'), /^routing\.ts: route\(\) threw: boom$/],
    [async () => assert.fail('boom'), /threw: boom/],
    [() => new Promise(() => {}), /gave no answer within 20 ms/],
    [() => ({ action: 'prxy' }), /returned what is no decision: \{"action":"prxy"\}/],
    [() => ({ action: 'reject', code: 200 }), /no decision/],
    [() => ({ action: 'reject', code: 500, reason: 'a\r\nVia: x' }), /no decision/],
    [() => ({ action: 'proxy', targets: ['not a uri'] }), /no decision/],
    [() => ({ action: 'proxy', targets: [] }), /no decision/],
    [() => ({ action: 'redirect', contacts: 'sip:a@b' }), /no decision/],
    [() => null, /no decision/],
  ];
  for (const [route, because] of cases) {
    const { decision, errors } = await decide(route as RouteFunction, 20);
    assert.ok(decision.action === 'reject' && decision.code === 500);
    assert.match(decision.because, because);
    assert.equal(errors.length, 1);
  }
});

test('a module that is loaded again is the new one', async () => {
  const path = join(folder, 'again.ts');
  for (const code of [480, 486]) {
    writeFileSync(path, `export const route = (): object => ({ action: 'reject', code: ${code} });\n`);
    const routing = await loadRoutingModule(path);
    assert.ok(routing instanceof RoutingModule);
    const decision = await routing.decide(request, call, 1000, logger().log);
    assert.ok(decision.action === 'reject' && decision.code === code);
  }
});

async function faultOf(name: string): Promise<string> {
  const loaded = await loadRoutingModule(join(folder, name));
  return typeof loaded === 'string' ? loaded : '';
}

test('what cannot be loaded is said in words', async () => {
  writeFileSync(join(folder, 'none.ts'), 'export const rout = 1;\n');
  writeFileSync(join(folder, 'broken.ts'), 'export function {\n');
  assert.match(await faultOf('none.ts'), /does not export a function "route"/);
  assert.match(await faultOf('broken.ts'), /cannot be loaded/);
  assert.match(await faultOf('missing.ts'), /cannot be loaded: ENOENT/);
});

test('the example module rings who is on duty', async () => {
  const routing = await loadRoutingModule(fileURLToPath(new URL('../../examples/routing.ts', import.meta.url)));
  assert.ok(routing instanceof RoutingModule);
  const { log } = logger();
  const support = await routing.decide(request, call, 1000, log);
  assert.deepEqual(support, { action: 'proxy', targets: ['sip:bob@10.0.0.2'], because: 'routing.ts: route()' });
  const nobody = await routing.decide(request, { ...call, contacts: () => [] }, 1000, log);
  assert.ok(nobody.action === 'reject' && nobody.code === 480);
  const nuisance = await routing.decide({ ...request, from: 'sip:x@spam.example' }, call, 1000, log);
  assert.ok(nuisance.action === 'reject' && nuisance.code === 603);
  assert.equal(await routing.decide({ ...request, uri: 'sip:bob@example.org' }, call, 1000, log), otherwise);
});
