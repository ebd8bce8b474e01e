import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idsOf } from '../../../../test/digest-scene.ts';
import { CALLED, identity, INFO, SignedScene, token } from '../../../../test/signed-scene.ts';

test('From is not the number that was signed, and the call is refused (RFC 8224 4.1)', () => {
  const scene = new SignedScene();
  const value = identity(token(scene.now, { claims: { orig: { tn: '12025550199' } } }));
  scene.refuse(scene.signed(value), 438, 'Invalid Identity Header');
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'passport-disagrees');
  const found = diagnosis.find('passport-disagrees')!;
  assert.equal(found.severity, 'failure');
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /^In the INVITE of frame 1, the token says orig 12025550199 and the request has From \+12155550112@example\.net\. The call was refused with 438 Invalid Identity Header\.$/,
  );
  assert.deepEqual(found.comparison!.rows[0], {
    left: 'orig 12025550199',
    right: 'From +12155550112@example.net',
    differs: true,
  });
  assert.deepEqual(
    found.comparison!.rows.slice(1).map(({ differs }) => differs),
    [false, false, false, false, false],
  );
  assert.equal(diagnosis.find('identity-invalid')!.becauseOf, 'passport-disagrees');
});

test('a proxy rewrites the caller after the call was signed', () => {
  const scene = new SignedScene();
  const { caller, proxy, verifier } = scene;
  const outer = scene.request(caller, proxy, 'INVITE', { headers: { Identity: identity(token(scene.now)) } });
  const headers = { From: '<sip:+12025550100@example.net>;tag=from1' };
  const inner = scene.request(proxy, verifier, 'INVITE', { via: outer, headers });
  const ok = scene.respond(inner, 200);
  scene.ack(outer, scene.passOn(ok, proxy, caller));
  const found = scene.diagnose().find('passport-disagrees')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^In the INVITE of frame 2, .* In frame 1 they were still one: 203\.0\.113\.5:5060 changed it\.$/,
  );
  assert.match(found.cause, /^203\.0\.113\.5:5060 rewrites the request/);
});

for (const [name, header, params, text] of [
  ['ppt that was dropped', {}, `;info=<${INFO}>;alg=ES256`, /the token says ppt shaken and Identity has no ppt/],
  [
    'another alg',
    { alg: 'ES384' },
    `;info=<${INFO}>;alg=ES256;ppt=shaken`,
    /the token says alg ES384 and Identity says alg ES256/,
  ],
  [
    'another URL',
    { x5u: 'https://old.example.net/a' },
    `;info=<${INFO}>;ppt=shaken`,
    /the token says x5u https:\/\/old\.example\.net\/a and Identity says info https:\/\/cert/,
  ],
] as const)
  test(`${name} is told`, () => {
    const scene = new SignedScene();
    scene.goOn(scene.signed(identity(token(scene.now, { header }), params)));
    const found = scene.diagnose().find('passport-disagrees')!;
    assert.equal(found.severity, 'warning');
    assert.match(found.summary, text);
  });

test('a forwarded call without a token of its own: refused it is the reason, else a note (RFC 8946)', () => {
  const forwarded = (refuse: boolean, ...identities: string[]) => {
    const scene = new SignedScene();
    const headers = { Identity: identities, To: '<sip:+12125550177@example.com>' };
    const invite = scene.signed(undefined, { uri: 'sip:+12125550177@example.com', headers });
    if (refuse) scene.refuse(invite, 438, 'Invalid Identity Header');
    else scene.goOn(invite);
    return scene.diagnose();
  };
  const now = new SignedScene().now;
  const first = identity(token(now));
  const div = identity(
    token(now, { header: { ppt: 'div' }, claims: { div: { tn: CALLED }, dest: { tn: ['12125550177'] } } }),
    `;info=<${INFO}>;ppt=div`,
  );
  assert.equal(forwarded(true, first).root, 'passport-disagrees');
  assert.equal(forwarded(false, first).find('passport-disagrees')!.severity, 'note');
  assert.equal(forwarded(true, first, div).find('passport-disagrees'), undefined);
});

for (const [name, headers, claims] of [
  [
    'P-Asserted-Identity has the number, and From another one',
    { 'P-Asserted-Identity': '<tel:+1-215-555-0112>', From: '<sip:100@pbx.example>;tag=a' },
    {},
  ],
  ['From is anonymous', { From: '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=a' }, {}],
  ['the number stands without its country', { From: '<sip:2155550112@example.net>;tag=a' }, {}],
  [
    'a URI was signed',
    {},
    { orig: { uri: 'sip:+12155550112@example.net' }, dest: { uri: ['sip:+12155550113@example.com;user=phone'] } },
  ],
] as const)
  test(`${name}: nothing disagrees`, () => {
    const scene = new SignedScene();
    scene.goOn(scene.signed(identity(token(scene.now, { claims })), { headers }));
    assert.deepEqual(idsOf(scene.diagnose(), 'identity'), []);
  });

test('digits without their country count where the verifier refused them', () => {
  const scene = new SignedScene();
  const headers = { From: '<sip:2155550112@example.net>;tag=a' };
  scene.refuse(scene.signed(identity(token(scene.now)), { headers }), 438, 'Invalid Identity Header');
  const found = scene.diagnose().find('passport-disagrees')!;
  assert.equal(found.certainty, 'possible');
});

test('a request within a dialog is not looked at', () => {
  const scene = new SignedScene();
  scene.goOn(scene.signed());
  scene.call('sip:x@example.net', 'sip:y@example.com');
  assert.deepEqual(idsOf(scene.diagnose(), 'identity'), []);
});
