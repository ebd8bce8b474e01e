import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUri, type Uri } from '../message/index.ts';
import type { Decision, RequestFacts } from './decision.ts';
import { formatProblem } from './config.ts';
import { parseConfig } from './load-config.ts';
import { Router } from './routes.ts';

const uri = (text: string) => parseUri(text) as Uri;
const names = { hosts: new Set(['192.0.2.1', '::1', 'pbx']), ports: new Set([5060]) };

async function routerOf(text: string, realm = 'home'): Promise<Router> {
  const loaded = await parseConfig(text, '/x/sipwright.yaml', { env: {}, cwd: '/x' });
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.map(formatProblem).join('\n'));
  return new Router(loaded.config, realm, names);
}

interface Question extends Partial<Omit<RequestFacts, 'uri' | 'from'>> {
  from?: string;
}

function ask(router: Router, target: string, question: Question = {}): Decision {
  return router.decide({
    method: 'INVITE',
    sourceAddress: '203.0.113.9',
    account: undefined,
    ...question,
    uri: uri(target),
    from: question.from === undefined ? undefined : uri(question.from),
  });
}

/** The decision in one word or two. */
function short(decision: Decision): string {
  if (decision.action === 'proxy') return decision.targets === undefined ? 'look up' : decision.targets.join(' ');
  if (decision.action === 'reject' || decision.action === 'redirect') return `${decision.action} ${decision.code}`;
  return decision.action;
}

const alice = { account: 'alice@example.com' };

test('the server is known by its domains, and by its addresses at its own ports', async () => {
  const listed = await routerOf('domains: [example.com, example.org]');
  const bare = await routerOf('');
  const cases: [text: string, listed: string | undefined, bare: string | undefined][] = [
    ['sip:bob@example.com', 'example.com', undefined],
    ['sip:bob@EXAMPLE.org:5070', 'example.org', undefined],
    ['sip:bob@192.0.2.1', 'example.com', 'home'],
    ['sip:bob@192.0.2.1:5060', 'example.com', 'home'],
    ['sip:bob@192.0.2.1:5070', undefined, undefined],
    ['sip:bob@[::1]:5060', 'example.com', 'home'],
    ['sip:bob@pbx', 'example.com', 'home'],
    ['sip:bob@home', undefined, 'home'],
    ['sip:bob@elsewhere.net', undefined, undefined],
    ['tel:+4930', 'example.com', 'home'],
  ];
  for (const [text, whenListed, whenBare] of cases) {
    assert.equal(listed.domainOf(uri(text)), whenListed, text);
    assert.equal(bare.domainOf(uri(text)), whenBare, text);
  }
});

test('the built-in rules: own users, the server itself, and foreign domains for known callers only', async () => {
  const router = await routerOf('domains: [example.com]\ntrusted: [10.0.0.0/8]');
  const trusted = { sourceAddress: '10.1.1.1' };
  const cases: [target: string, question: Question, expected: string, because: RegExp][] = [
    ['sip:bob@example.com', alice, 'look up', /^built-in: own domain$/],
    ['sip:bob@example.com', trusted, 'look up', /own domain/],
    ['sip:bob@example.com', {}, 'challenge', /strangers: challenge/],
    ['sip:bob@elsewhere.net', alice, 'sip:bob@elsewhere.net', /foreign domain/],
    ['sip:bob@elsewhere.net', trusted, 'sip:bob@elsewhere.net', /foreign domain/],
    ['sip:bob@elsewhere.net', {}, 'challenge', /no relay for strangers/],
    ['sip:example.com', { method: 'OPTIONS' }, 'answer', /server itself/],
    ['sip:example.com', { method: 'REGISTER' }, 'answer', /server itself/],
    ['sip:elsewhere.net', { method: 'REGISTER' }, 'challenge', /no relay/],
  ];
  for (const [target, question, expected, because] of cases) {
    const decision = ask(router, target, question);
    assert.equal(short(decision), expected, `${target} ${JSON.stringify(question)}`);
    assert.match(decision.because, because);
  }
});

test('strangers get what the policy says, and never an open relay', async () => {
  const cases: [policy: string, own: string, foreign: string][] = [
    ['challenge', 'challenge', 'challenge'],
    ['trusted', 'reject 403', 'reject 403'],
    ['public', 'look up', 'challenge'],
  ];
  for (const [policy, own, foreign] of cases) {
    const router = await routerOf(`domains: [example.com]\nstrangers: ${policy}`);
    assert.equal(short(ask(router, 'sip:bob@example.com', { from: 'sip:x@elsewhere.net' })), own, policy);
    assert.equal(short(ask(router, 'sip:bob@elsewhere.net')), foreign, policy);
  }
});

test('with strangers: public nobody calls in the name of one of our users without credentials', async () => {
  const router = await routerOf('domains: [example.com]\nstrangers: public');
  assert.equal(short(ask(router, 'sip:bob@example.com', { from: 'sip:alice@example.com' })), 'challenge');
  assert.equal(short(ask(router, 'sip:bob@example.com', { from: 'sip:alice@192.0.2.1' })), 'challenge');
});

test('the first route that fits decides, and the decision names its line', async () => {
  const router = await routerOf(`domains: [example.com]
routes:
  - match: { user: '\\*97' }
    proxy: sip:voicemail@10.0.0.9
  - match: { prefix: ['00', '+'] , source: 203.0.113.0/24 }
    proxy: [sip:gw1.example.net;transport=tcp, sip:gw2.example.net]
    strip: 2
    add: '9'
  - match: { user: '/^2\\d\\d$/', domain: '*.example.com' }
    registrar: true
  - match: { user: moved }
    redirect: { code: 301, contacts: [sip:a@b, '<sip:c@d>;q=0.5'] }
  - match: { method: [MESSAGE, SUBSCRIBE] }
    reject: { code: 405, reason: No Messages }
  - match: { source: 198.51.100.7 }
    reject: 603
`);
  const cases: [target: string, question: Question, expected: string, line: string][] = [
    ['sip:*97@example.com', alice, 'sip:voicemail@10.0.0.9', 'sipwright.yaml:3'],
    ['sip:%2A97@example.com', alice, 'sip:voicemail@10.0.0.9', 'sipwright.yaml:3'],
    [
      'sip:004930@example.com',
      alice,
      'sip:94930@gw1.example.net;transport=tcp sip:94930@gw2.example.net',
      'sipwright.yaml:5',
    ],
    ['sip:004930@example.com', { ...alice, sourceAddress: '10.0.0.1' }, 'look up', 'built-in: own domain'],
    ['sip:215@a.example.com', alice, 'look up', 'sipwright.yaml:9'],
    ['sip:215@example.com', alice, 'look up', 'built-in: own domain'],
    ['sip:moved@example.com', {}, 'redirect 301', 'sipwright.yaml:11'],
    ['sip:bob@example.com', { method: 'MESSAGE' }, 'reject 405', 'sipwright.yaml:13'],
    ['sip:bob@example.com', { sourceAddress: '198.51.100.7' }, 'reject 603', 'sipwright.yaml:15'],
  ];
  for (const [target, question, expected, line] of cases) {
    const decision = ask(router, target, question);
    assert.equal(short(decision), expected, target);
    assert.equal(decision.because, line, target);
  }
});

test('a route to a gateway is for known callers, unless it is open', async () => {
  const closed = await routerOf('routes: [{ match: { prefix: "0" }, proxy: "sip:gw" }]');
  const open = await routerOf('routes: [{ match: { prefix: "0" }, proxy: "sip:gw", open: true }]');
  assert.equal(short(ask(closed, 'sip:049@home')), 'challenge');
  assert.match(ask(closed, 'sip:049@home').because, /^sipwright\.yaml:1, .*open: false/);
  assert.equal(short(ask(closed, 'sip:049@home', alice)), 'sip:049@gw');
  assert.equal(short(ask(open, 'sip:049@home')), 'sip:049@gw');
});

test('a route to the registrar does not open it to strangers', async () => {
  const router = await routerOf('routes: [{ registrar: true }]');
  assert.equal(short(ask(router, 'sip:bob@home')), 'challenge');
  assert.equal(short(ask(router, 'sip:bob@home', alice)), 'look up');
  assert.equal(ask(router, 'sip:bob@home', alice).because, 'sipwright.yaml:1');
});

test('a challenge lets those through who have given credentials', async () => {
  const router = await routerOf('strangers: public\nroutes:\n  - challenge: true\n  - reject: 600');
  assert.equal(short(ask(router, 'sip:bob@home')), 'challenge');
  assert.equal(short(ask(router, 'sip:bob@home', alice)), 'reject 600');
});

test('a route touches REGISTER only when it names it', async () => {
  const router = await routerOf(
    'routes:\n  - match: { method: REGISTER, source: 203.0.113.0/24 }\n    reject: 403\n  - reject: 486',
  );
  assert.equal(short(ask(router, 'sip:home', { method: 'REGISTER' })), 'reject 403');
  assert.equal(short(ask(router, 'sip:home', { method: 'REGISTER', sourceAddress: '10.0.0.1' })), 'answer');
});
