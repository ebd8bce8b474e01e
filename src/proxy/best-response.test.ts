import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, type Response } from '../message/index.ts';
import { bestOutcome, forwardResponse, type Outcome } from './best-response.ts';

const outcome = (status: number): Outcome => ({ status, response: undefined });

test('a 6xx wins, else the lowest class, and in it what helps the caller most (RFC 3261 16.7 step 6)', () => {
  const cases: [gathered: number[], best: number][] = [
    [[404], 404],
    [[404, 486], 404],
    [[486, 404], 486],
    [[503, 404], 404],
    [[500, 503], 500],
    [[503, 500], 500],
    [[503, 503], 503],
    [[404, 302], 302],
    [[302, 603], 603],
    [[486, 600, 404], 600],
    [[486, 401], 401],
    [[480, 407], 407],
    [[407, 401], 401],
    [[486, 415], 415],
    [[486, 420], 420],
    [[486, 484], 484],
    [[408, 480], 480],
    [[480, 408], 480],
    [[408, 500], 408],
    [[487, 408], 487],
    [[500, 408, 503], 408],
  ];
  for (const [gathered, best] of cases)
    assert.equal(bestOutcome(gathered.map(outcome))?.status, best, gathered.join(' '));
  assert.equal(bestOutcome([]), undefined);
});

function response(status: number, ...lines: string[]): Response {
  const text = [
    `SIP/2.0 ${status} Whatever`,
    'Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-ours',
    'Via: SIP/2.0/UDP 10.0.1.1;branch=z9hG4bK-theirs',
    'From: <sip:a@x>;tag=1',
    'To: <sip:b@x>;tag=2',
    'Call-ID: c',
    'CSeq: 1 INVITE',
    ...lines,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  return indexMessage(text) as Response;
}

test('the chosen 401 or 407 takes along the challenges of all the others (RFC 3261 16.7 step 7)', () => {
  const chosen = response(407, 'Proxy-Authenticate: Digest realm="a", nonce="1"');
  const others = [
    response(401, 'WWW-Authenticate: Digest realm="b", nonce="2"'),
    response(407, 'Proxy-Authenticate: Digest realm="c", nonce="3"', 'WWW-Authenticate: Digest realm="d", nonce="4"'),
    response(404, 'WWW-Authenticate: Digest realm="not of a 401", nonce="5"'),
  ];
  const all = [chosen, ...others].map((each): Outcome => ({ status: each.status, response: each }));
  const text = forwardResponse(chosen, all);
  assert.deepEqual(
    [...text.matchAll(/^(\S+-Authenticate): .*?realm="(.*?)"/gm)].map(([, name, realm]) => `${name} ${realm}`),
    ['Proxy-Authenticate a', 'WWW-Authenticate b', 'WWW-Authenticate d', 'Proxy-Authenticate c'],
  );
  assert.ok(!text.includes('z9hG4bK-ours'));
  assert.ok(text.includes('z9hG4bK-theirs'));
});

test('a response other than 401 and 407 takes nothing along', () => {
  const busy = response(486);
  const challenge = response(401, 'WWW-Authenticate: Digest realm="b", nonce="2"');
  const text = forwardResponse(busy, [
    { status: 486, response: busy },
    { status: 401, response: challenge },
  ]);
  assert.ok(!text.includes('WWW-Authenticate'));
});

test('only our Via value is taken off, also where all stand in one line; the rest leaves byte for byte', () => {
  const text =
    'SIP/2.0 200 \xd0\x9e\xd0\x9a\r\nv:SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-ours ,\r\n  SIP/2.0/UDP 10.0.1.1 ;branch=z9hG4bK-1, SIP/2.0/TCP h;branch=z9hG4bK-2\r\n' +
    'f: <sip:a@x>;tag=1\r\nTo:\t<sip:b@x>;tag=2\r\nX-Odd :  ;;,,\r\ni: c\r\nCSeq: 1  INVITE\r\nl: 3\r\n\r\n\x00\xff\n';
  const forwarded = forwardResponse(indexMessage(text) as Response);
  assert.equal(forwarded, text.replace('SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-ours ,\r\n  ', ''));
});
