import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLER, identity, INFO, SignedScene, token } from '../../../../test/signed-scene.ts';

const refused = (value?: string) => {
  const scene = new SignedScene();
  scene.refuse(scene.signed(value), 438, 'Invalid Identity Header');
  return scene.diagnose();
};
const now = new SignedScene().now;

test('438 to a token that looks right (RFC 8224 6.2.2)', () => {
  const diagnosis = refused();
  assert.equal(diagnosis.root, 'identity-invalid');
  const found = diagnosis.find('identity-invalid')!;
  assert.match(
    found.summary,
    /^The server .* with 438 Invalid Identity Header: of 1 Identity header field none is valid\.$/,
  );
  assert.match(found.cause, /^Somebody changed the numbers/);
});

for (const [name, value, fault] of [
  [
    'SHAKEN without attest',
    identity(token(now, { claims: { attest: undefined } })),
    /attest is missing, where SHAKEN has A, B or C/,
  ],
  ['SHAKEN without origid', identity(token(now, { claims: { origid: undefined } })), /origid is missing/],
  [
    'a plus sign',
    identity(token(now, { claims: { orig: { tn: `+${CALLER}` } } })),
    /"\+12155550112" is not written in digits alone/,
  ],
  ['iat in quotes', identity(token(now, { claims: { iat: '1' } })), /iat is no number/],
  ['no dest', identity(token(now, { claims: { dest: undefined } })), /dest names nobody/],
  ['another typ', identity(token(now, { header: { typ: 'JWT' } })), /typ is "JWT" instead of "passport"/],
  ['no info', identity(token(now), ';ppt=shaken'), /the parameter info is missing/],
  ['a token that was cut off', identity(token(now).slice(0, 70)), /it has 1 of the three parts of a PASSporT/],
] as const)
  test(`${name} is seen in the token`, () => {
    const diagnosis = refused(value);
    assert.equal(diagnosis.root, 'identity-invalid');
    assert.match(diagnosis.find('identity-invalid')!.summary, fault);
  });

test('a proxy cuts the token off, or changes the Date that a compact form is made over', () => {
  const through = (before: string, after: string, date?: string) => {
    const scene = new SignedScene();
    const { caller, proxy, verifier } = scene;
    const headers = { Identity: before, Date: 'Mon, 05 Jan 2026 09:00:00 GMT' };
    const outer = scene.request(caller, proxy, 'INVITE', { headers });
    const inner = scene.request(proxy, verifier, 'INVITE', {
      via: outer,
      headers: { Identity: after, ...(date === undefined ? {} : { Date: date }) },
    });
    const refusal = scene.refuse(inner, 438, 'Invalid Identity Header');
    scene.ack(outer, scene.passOn(refusal, proxy, caller));
    return scene.diagnose().find('identity-invalid')!.summary;
  };
  assert.match(through(identity(token(now)), identity(token(now).slice(0, -4))), /the token was cut off on the way/);
  const compact = `..c2ln;info=<${INFO}>`;
  assert.match(through(compact, compact, 'Mon, 05 Jan 2026 09:00:04 GMT'), /Date was changed on the way/);
});

test('a call that is refused twice with the same token', () => {
  const scene = new SignedScene();
  const value = identity(token(scene.now));
  scene.refuse(scene.signed(value), 438, 'Invalid Identity Header');
  scene.refuse(scene.signed(value), 438, 'Invalid Identity Header');
  assert.match(
    scene.diagnose().find('identity-invalid')!.summary,
    /It said so 2 times: the same token does not get better/,
  );
});

test('a valid header beside an invalid one is enough, and nobody refused it', () => {
  const scene = new SignedScene();
  scene.goOn(scene.signed(undefined, { headers: { Identity: [identity(token(now)), 'broken;info=<x>'] } }));
  assert.equal(scene.diagnose().find('identity-invalid'), undefined);
});
