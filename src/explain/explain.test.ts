import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { headerFields, methods, optionTags, q850Causes, responseCodes, warningCodes } from '../catalogue/index.ts';
import { wordTexts } from '../reference/index.ts';
import { allCodes, compare, entries, explain, isNotFound, type Explained, type Comparison } from './index.ts';

function explained(query: string): Explained {
  const result = explain(query);
  assert.ok(!isNotFound(result), query);
  return result;
}

function compared(a: string, b: string): Comparison {
  const result = compare(a, b);
  assert.ok(!isNotFound(result), `${a} ${b}`);
  return result;
}

test('everything in the catalogue can be explained by its name', () => {
  for (const { name, phrase } of allCodes) assert.equal(explained(name).title, `${name} ${phrase}`);
  for (const { name } of methods) assert.equal(explained(name).kind, 'method');
  for (const { name } of headerFields) assert.equal(explained(name).name, name);
  for (const { name } of optionTags)
    assert.ok(
      [explained(name), ...explained(name).others].some(({ kind }) => kind === 'option tag'),
      name,
    );
  for (const { code } of warningCodes) assert.equal(explained(`warning ${code}`).kind, 'warning');
  for (const { cause } of q850Causes) assert.equal(explained(`cause ${cause}`).kind, 'cause');
  for (const { name, also } of wordTexts)
    for (const spelling of [name, ...also])
      assert.ok(
        [explained(spelling), ...explained(spelling).others].some((entry) => entry.name === name),
        spelling,
      );
});

test('a code is found by its number, its phrase, a former phrase, a question or a pasted line', () => {
  for (const query of [
    '407',
    '407 Proxy Authentication Required',
    'proxy authentication required',
    'SIP/2.0 407 Proxy Authentication Required',
    'sip 407 error',
    'What is 407?',
    'error code 407',
  ])
    assert.equal(explained(query).name, '407', query);
  assert.equal(explained('Unsupported Certificate').name, '437');
});

test('a header field is found in any case, by its compact form, and by a line of a message', () => {
  for (const query of [
    'Proxy-Authenticate',
    'proxy-authenticate',
    'PROXY AUTHENTICATE',
    'Proxy-Authenticate: Digest realm="x"',
  ])
    assert.equal(explained(query).name, 'Proxy-Authenticate', query);
  for (const query of ['v', 'V', 'Via:', 'what is a Via header?']) assert.equal(explained(query).name, 'Via', query);
});

test('of things with one name, what people mean most often comes first, and the others are named', () => {
  const privacy = explained('privacy');
  assert.equal(privacy.kind, 'header');
  assert.deepEqual(
    privacy.others.map(({ kind }) => kind),
    ['option tag'],
  );
  assert.equal(explained('ICE').kind, 'word');
  assert.equal(explained('option tag privacy').kind, 'option tag');
});

test('a message that is pasted is explained, with what it carries and what it lacks', () => {
  const text = [
    'SIP/2.0 401 Unauthorized',
    'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1',
    'From: <sip:alice@example.com>;tag=1',
    'To: <sip:alice@example.com>;tag=2',
    'Call-ID: a',
    'CSeq: 1 REGISTER',
    'Warning: 399 example.com "clock is off"',
    'Content-Length: 0',
    '',
  ];
  const lacking = explained(text.join('\n'));
  assert.equal(lacking.name, '401');
  assert.deepEqual(lacking.inMessage, [
    'It answers a REGISTER.',
    'It lacks WWW-Authenticate, which a 401 must carry.',
    'Warning: 399 example.com "clock is off"',
  ]);
  const whole = explained(
    [...text.slice(0, 6), 'WWW-Authenticate: Digest realm="r", nonce="n"', ...text.slice(7)].join('\r\n'),
  );
  assert.deepEqual(whole.inMessage, ['It answers a REGISTER.', 'WWW-Authenticate: Digest realm="r", nonce="n"']);
  const invite = explained(
    'INVITE sip:bob@example.com SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\nCSeq: 1 INVITE\n',
  );
  assert.equal(invite.name, 'INVITE');
  assert.ok(invite.inMessage.includes('It has no Max-Forwards, which every request must have.'));
});

test('a message is found behind what a log writes before it, and its lines are ended in any way', () => {
  const logged = '<--- SIP read from UDP:192.0.2.4:5060 --->\nINVITE sip:200@example.com SIP/2.0\nCSeq: 1 INVITE\n';
  assert.equal(explained(logged).name, 'INVITE');
  const line = explained('2026-01-02 10:00:00,486 DEBUG recv SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\n\r\n');
  assert.equal(line.name, '200');
  assert.deepEqual(line.inMessage, ['It answers a REGISTER.']);
  assert.equal(explained('extension 200 status 403').name, '403');
  assert.equal(explained('NOTICE[123] chan_sip.c: Got SIP response 503 "Service Unavailable" back').name, '503');
  assert.equal(explained('sip:bob@example.com').name, 'SIP URI');
  assert.equal(explained('Q.850;cause=34').name, '34');
});

test('a pasted body is not measured, and UTF-8 stays what it was', () => {
  const text = 'SIP/2.0 488 Not Acceptable Here\nReason: SIP;text="Größe überschritten"\nContent-Length: 500\n\nv=0\n';
  assert.deepEqual(explained(text).inMessage, ['Reason: SIP;text="Größe überschritten"']);
});

test('a code that nobody registered is told as the one that it counts as (RFC 3261 8.1.3.2)', () => {
  for (const query of ['499', 'SIP/2.0 499 Foo Bar', 'SIP/2.0 399 Foo']) {
    const told = explained(query);
    assert.equal(told.name, query.includes('499') ? '400' : '300');
    assert.match(told.inMessage[0], /^[34]99 is not registered: a client treats it as [34]00/);
  }
  assert.equal(explained('4xx').title, '4xx');
});

test("a number is a code, and what is neither text nor number is the caller's mistake", () => {
  assert.ok('title' in explain(401));
  assert.ok('relation' in compare(401, 407));
  assert.throws(() => explain(undefined as never), { code: 'SIP_QUERY_INVALID' });
});

test('a typo gets a suggestion, and nonsense none', () => {
  const typo = (query: string) => {
    const result = explain(query);
    assert.ok(isNotFound(result), query);
    return result.suggestions;
  };
  assert.ok(typo('unautorized').includes('Unauthorized'));
  assert.ok(typo('INVTIE').includes('INVITE'));
  assert.ok(typo('proxy-authentcate').includes('Proxy-Authenticate'));
  assert.ok(typo('nonse').includes('nonce'));
  assert.deepEqual(typo('xyzzy plugh'), []);
});

test('nothing that is asked throws, however long it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.string().map((s) => `SIP/2.0 486 x\n${s}`),
      ),
      (query) => {
        const result = explain(query);
        assert.ok('title' in result || result.suggestions.length <= 5);
      },
    ),
    { numRuns: 500 },
  );
  assert.ok(isNotFound(explain('x'.repeat(1_000_000))));
  // Runs of what the patterns skip, with something behind them: each would be looked at once for every one of its characters.
  for (const run of [' ', ':', '-', '. ']) assert.ok(isNotFound(explain(`qzx${run.repeat(32_000)}y z`)), run);
});

test('all 2,775 pairs of registered codes compare: each side whole, every difference a fact of both or one', () => {
  let pairs = 0;
  for (const [i, a] of responseCodes.entries()) {
    for (const b of responseCodes.slice(i + 1)) {
      const { left, right, relation, differences, same } = compared(a.name, b.name);
      assert.equal(left.name, a.name);
      assert.equal(right.name, b.name);
      assert.ok(relation.length > 10);
      assert.ok(differences.length > 0, `${a.name} and ${b.name} differ in nothing`);
      for (const row of differences) assert.ok(row.left !== row.right && row.left + row.right !== '');
      for (const { label, value } of same)
        assert.ok(
          [left, right].every(({ facts }) => facts.some((fact) => fact.label === label && fact.value === value)),
        );
      pairs++;
    }
  }
  assert.equal(pairs, 2775);
});

test('302 and 428 differ in class, sender, next step and what a proxy does', () => {
  const { relation, differences, hint } = compared('302', '428');
  assert.equal(relation, '302 is a redirection response, 428 a request failure response.');
  assert.ok(hint !== undefined && hint.length > 60);
  const labels = differences.map(({ label }) => label);
  for (const label of ['class', 'sent by', 'next step', 'at a forking proxy']) assert.ok(labels.includes(label), label);
});

test('after 301 alone the next call goes elsewhere', () => {
  const row = compared('301', '302').differences.find(({ label }) => label === 'the next call');
  assert.deepEqual(row, {
    label: 'the next call',
    left: 'goes to the new address: the old one has ended',
    right: 'goes to the original address again',
  });
});

test('other things compare too, two of one kind where a name has several', () => {
  assert.equal(compared('Via', 'Record-Route').relation, 'Both are header fields.');
  assert.equal(compared('privacy', 'timer').left.kind, 'option tag');
  assert.equal(
    compared('REFER', '302').relation,
    'REFER is a method and 302 is a response code: two different kinds of thing.',
  );
  assert.equal(compared('404', 'not found').relation, 'The same thing.');
  const missing = compare('404', '4o4');
  assert.ok(isNotFound(missing) && missing.asked === '4o4');
});

test('an entry stands once, under a name of its own', () => {
  assert.equal(new Set(entries.map(({ kind, name }) => `${kind} ${name}`)).size, entries.length);
});
