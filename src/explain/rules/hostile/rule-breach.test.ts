import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Headers, Scene } from '../../../../test/scene.ts';

function places() {
  const scene = new Scene();
  scene.call();
  return { scene, phone: scene.place('192.0.2.10'), server: scene.place('198.51.100.1') };
}

/** What is said of one request with changed header fields, which is answered well. */
function ofRequest(method: string, headers: Headers, branch?: string) {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, method, { headers, branch });
  const answer = scene.respond(request, 200);
  if (method === 'INVITE') scene.ack(request, answer);
  return scene.diagnose().find('rule-breach');
}

/** What is said of one response with changed header fields. */
function ofResponse(method: string, status: number, headers: Headers = {}) {
  const { scene, phone, server } = places();
  const request = scene.request(phone, server, method);
  const answer = scene.respond(request, status, { headers });
  if (method === 'INVITE') scene.ack(request, answer);
  return scene.diagnose().find('rule-breach');
}

for (const [name, found, severity, text] of [
  [
    'an INVITE without Contact',
    ofRequest('INVITE', { Contact: undefined }),
    'warning',
    /has no Contact, .*\(RFC 3261 8\.1\.1\.8\)/,
  ],
  [
    'a 200 to INVITE without Contact',
    ofResponse('INVITE', 200, { Contact: undefined }),
    'warning',
    /The 200 OK .* has no Contact, .*12\.1\.1/,
  ],
  [
    'a 200 to INVITE without To tag',
    ofResponse('INVITE', 200, { To: '<sip:bob@example.com>' }),
    'warning',
    /has no tag in To, so it makes no dialog/,
  ],
  [
    'another method in CSeq',
    ofRequest('OPTIONS', { CSeq: '1 INVITE' }),
    'warning',
    /has another method in CSeq .*8\.1\.1\.5/,
  ],
  [
    'a missing Call-ID',
    ofRequest('OPTIONS', { 'Call-ID': undefined }),
    'warning',
    /has no Call-ID \(RFC 3261 8\.1\.1\)/,
  ],
  ['a 401 without a challenge', ofResponse('OPTIONS', 401), 'warning', /carries no challenge/],
  ['a 420 without Unsupported', ofResponse('OPTIONS', 420), 'warning', /does not list in Unsupported/],
  ['a 405 without Allow', ofResponse('OPTIONS', 405), 'note', /does not list in Allow/],
  [
    'a request without Max-Forwards',
    ofRequest('OPTIONS', { 'Max-Forwards': undefined }),
    'note',
    /has no Max-Forwards \(RFC 3261 8\.1\.1\.6\)/,
  ],
  [
    'a request without From tag',
    ofRequest('OPTIONS', { From: '<sip:alice@example.com>' }),
    'note',
    /has no tag in From/,
  ],
  ['a branch of RFC 2543', ofRequest('OPTIONS', {}, '12345'), 'note', /has a branch that does not begin with z9hG4bK/],
  [
    'a final response without To tag',
    ofResponse('OPTIONS', 200, { To: '<sip:bob@example.com>' }),
    'note',
    /has no tag in To \(RFC 3261 8\.2\.6\.2\)/,
  ],
] as const)
  test(`${name}: ${severity}`, () => {
    assert.equal(found?.severity, severity);
    assert.match(found.summary, text);
  });

test('an ACK for a refusal with a branch of its own (RFC 3261 17.1.1.3)', () => {
  const { scene, phone, server } = places();
  const invite = scene.request(phone, server, 'INVITE');
  const refusal = scene.respond(invite, 486);
  scene.ack(invite, refusal, { branch: 'z9hG4bKanother' });
  const found = scene.diagnose().find('rule-breach')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^The ACK of .* \(frame 3\) acknowledges 486 with another branch than that of the INVITE/,
  );
});

test('a 200 that does not copy Record-Route (RFC 3261 12.1.1)', () => {
  const { scene, phone, server } = places();
  const invite = scene.request(phone, server, 'INVITE', { headers: { 'Record-Route': '<sip:198.51.100.7;lr>' } });
  const answer = scene.respond(invite, 200, { headers: { 'Record-Route': undefined } });
  scene.ack(invite, answer);
  assert.match(scene.diagnose().find('rule-breach')!.summary, /does not carry the Record-Route of the INVITE/);
});

test('several breaches of one message stand in one sentence', () => {
  const found = ofRequest('INVITE', { Contact: undefined, 'Max-Forwards': undefined })!;
  assert.equal(found.evidence.length, 1);
  assert.match(
    found.summary,
    /^The INVITE of .* has no Contact, .* and has no Max-Forwards \(RFC 3261 8\.1\.1\.6\)\.$/,
  );
});

test('an ordinary call through a proxy, refused, repeated and ended, breaks nothing', () => {
  const { scene, phone, server } = places();
  const callee = scene.place('192.0.2.20');
  const invite = scene.request(phone, server, 'INVITE');
  scene.again(invite);
  scene.respond(invite, 100);
  const inner = scene.request(server, callee, 'INVITE', {
    via: invite,
    headers: { 'Record-Route': '<sip:198.51.100.1;lr>' },
  });
  const ringing = scene.respond(inner, 180);
  scene.passOn(ringing, server, phone);
  const answer = scene.respond(inner, 200);
  scene.ack(invite, scene.passOn(answer, server, phone));
  scene.respond(scene.request(callee, phone, 'BYE', { back: true }), 200);
  scene.call();
  const busy = scene.request(phone, server, 'INVITE');
  const refusal = scene.respond(busy, 486);
  scene.again(refusal);
  scene.again(scene.ack(busy, refusal));
  assert.equal(scene.diagnose().find('rule-breach'), undefined);
});
