import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, indexMessage, type Request } from '../message/index.ts';
import { type RouteInformation, routeInformation, routeUri } from './route-information.ts';

const isOwn = (host: string, port: number) => host === '10.0.0.1' && (port === 0 || port === 5060);

function information(uri: string, ...routes: string[]): RouteInformation | Failure {
  const text = [`INVITE ${uri} SIP/2.0`, ...routes.map((route) => `Route: ${route}`), '', ''].join('\r\n');
  return routeInformation(indexMessage(text) as Request, isOwn);
}

function pieces(uri: string, ...routes: string[]) {
  const found = information(uri, ...routes);
  assert.ok(!(found instanceof Failure));
  return [found.uri.text, found.routes.join(' | '), found.token, found.changed, found.routedHere];
}

test('our own Route values come off the front, and only there (RFC 3261 16.4)', () => {
  const cases: [routes: string[], left: string, token: string, changed: boolean][] = [
    [[], '', '', false],
    [['<sip:10.0.0.1;lr>'], '', '', true],
    [['<sip:10.0.0.1:5060;lr;sw=abc>'], '', 'abc', true],
    [['<sip:10.0.0.1;lr;sw=abc>, <sip:10.0.0.1;transport=tcp;lr;sw=abc>'], '', 'abc', true],
    [['<sip:10.0.0.1;lr;sw=abc>', '<sip:p.example;lr>'], '<sip:p.example;lr>', 'abc', true],
    [['<sip:p.example;lr>', '<sip:10.0.0.1;lr;sw=abc>'], '<sip:p.example;lr> | <sip:10.0.0.1;lr;sw=abc>', '', false],
    [['<sip:10.0.0.1:5070;lr>'], '<sip:10.0.0.1:5070;lr>', '', false],
    [
      ['"Q, uoted" <sip:p.example;lr>;x=y , <sip:q.example>'],
      '"Q, uoted" <sip:p.example;lr>;x=y | <sip:q.example>',
      '',
      false,
    ],
  ];
  for (const [routes, left, token, changed] of cases)
    assert.deepEqual(
      pieces('sip:bob@x.example', ...routes),
      ['sip:bob@x.example', left, token, changed, changed],
      routes.join(),
    );
});

test('what a strict router did is undone: the target is behind the last Route (RFC 3261 16.4)', () => {
  assert.deepEqual(pieces('sip:10.0.0.1;lr;sw=abc', '<sip:p.example;lr>', '<sip:bob@phone.example>'), [
    'sip:bob@phone.example',
    '<sip:p.example;lr>',
    'abc',
    true,
    true,
  ]);
  assert.deepEqual(pieces('sip:10.0.0.1;lr;sw=abc', '<sip:bob@phone.example>'), [
    'sip:bob@phone.example',
    '',
    'abc',
    true,
    true,
  ]);
  // Nobody put our URI there: it has no token of ours, or it names another program.
  assert.equal(pieces('sip:10.0.0.1;lr', '<sip:bob@phone.example>')[0], 'sip:10.0.0.1;lr');
  assert.equal(pieces('sip:10.0.0.9;lr;sw=abc', '<sip:bob@phone.example>')[0], 'sip:10.0.0.9;lr;sw=abc');
});

test('of two values of ours the last one counts: it stands for the side that the request goes to', () => {
  const flowOf = (uri: string, ...routes: string[]) => {
    const found = information(uri, ...routes);
    assert.ok(!(found instanceof Failure));
    return [found.token, found.flow];
  };
  const bob = '<sip:bob@x.example>';
  const near = '<sip:10.0.0.1;lr;sw=a;fl=UDP/10.0.0.1/5060/10.9.9.9/4000>';
  const far = '<sip:10.0.0.1;transport=tcp;lr;sw=b>';
  assert.deepEqual(flowOf('sip:bob@x.example', far, near), ['a', 'UDP/10.0.0.1/5060/10.9.9.9/4000']);
  assert.deepEqual(flowOf('sip:bob@x.example', near, far), ['b', '']);
  assert.deepEqual(flowOf('sip:bob@x.example', near, '<sip:10.0.0.1;lr>'), ['a', 'UDP/10.0.0.1/5060/10.9.9.9/4000']);
  assert.deepEqual(flowOf(near.slice(1, -1), far, bob), ['b', '']);
  assert.deepEqual(flowOf(far.slice(1, -1), near, bob), ['a', 'UDP/10.0.0.1/5060/10.9.9.9/4000']);
});

test('a maddr that is ours is taken off with its port and transport, another one stays (RFC 3261 16.4)', () => {
  const cases: [uri: string, expected: string][] = [
    ['sip:bob:pw@example.com:5060;maddr=10.0.0.1;transport=tcp;user=phone;lr', 'sip:bob:pw@example.com;user=phone;lr'],
    ['sips:[2001:db8::1];maddr=10.0.0.1', 'sips:[2001:db8::1]'],
    ['sip:bob@example.com:5070;maddr=10.0.0.1', 'sip:bob@example.com:5070;maddr=10.0.0.1'],
    ['sip:bob@example.com;maddr=10.9.9.9', 'sip:bob@example.com;maddr=10.9.9.9'],
  ];
  for (const [uri, expected] of cases) {
    assert.equal(pieces(uri)[0], expected);
    assert.equal(pieces('sip:10.0.0.1;sw=abc', `<${uri}>`)[0], expected);
  }
});

test('a malformed Route is a failure that says where', () => {
  const found = information('sip:bob@x.example', '<sip:p.example;lr>, broken');
  assert.ok(found instanceof Failure);
  assert.equal(found.offset, 'INVITE sip:bob@x.example SIP/2.0\r\nRoute: <sip:p.example;lr>, '.length);
});

test('the URI of a Route value, with and without brackets', () => {
  for (const value of ['<sip:p.example;lr>;x=y', '"a < b"<sip:p.example;lr>', 'sip:p.example;lr']) {
    const uri = routeUri(value);
    assert.ok(!(uri instanceof Failure));
    assert.equal(uri.text, 'sip:p.example;lr');
  }
});
