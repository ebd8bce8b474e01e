import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene, idsOf } from '../../../../test/digest-scene.ts';

const date = (ms: number) => new Date(ms).toUTCString();

/** An answer that is stale at once; the two responses carry Dates that are off by so many ms. */
function staleAtOnce(first: number | undefined, second: number | undefined, wait = 0): DigestScene {
  const scene = new DigestScene();
  const headers = (nonce: string, off: number | undefined, stale = {}) => ({
    'WWW-Authenticate': challenge(nonce, stale),
    Date: off === undefined ? undefined : date(scene.time + off),
  });
  scene.respond(scene.register(), 401, { headers: headers('one', first) });
  scene.wait(wait);
  scene.respond(scene.answer(credentials('one')), 401, { headers: headers('two', second, { stale: '=true' }) });
  return scene;
}

test('two servers under one address disagree on the time', () => {
  const scene = staleAtOnce(0, 600_000);
  const found = scene.diagnose().find('clock-wrong')!;
  assert.equal(scene.diagnose().root, 'clock-wrong');
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^The registrar .* refused a nonce as stale that was 20 ms old\. By their Date, the clock behind the refusal \(Mon, 05 Jan 2026 09:10:00 GMT\) is (?:10 min|600 s).* ahead of the one behind the challenge \(Mon, 05 Jan 2026 09:00:00 GMT\)\.$/,
  );
});

test('one server whose Date is far from the time of the capture', () => {
  const found = staleAtOnce(undefined, -7_200_000).diagnose().find('clock-wrong')!;
  assert.equal(found.certainty, 'possible');
  assert.match(
    found.summary,
    /Its Date \(Mon, 05 Jan 2026 07:00:00 GMT\) is 120 min behind the time of the capture\.$/,
  );
});

test('it explains a loop of stale nonces', () => {
  const scene = staleAtOnce(0, 600_000);
  scene.challenge401(scene.answer(credentials('two')), challenge('three', { stale: '=true' }));
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'clock-wrong');
  assert.equal(diagnosis.find('stale-loop')!.becauseOf, 'clock-wrong');
});

test('a nonce that is renewed, while the clock of the capture is off, is nothing', () => {
  const scene = staleAtOnce(-600_000, -600_000);
  scene.respond(scene.answer(credentials('two')), 200);
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

test('a clock that is off and harms nobody is not told of', () => {
  const scene = new DigestScene();
  scene.respond(scene.register(), 401, { headers: { 'WWW-Authenticate': challenge('one'), Date: date(0) } });
  scene.respond(scene.answer(credentials('one')), 200, { headers: { Date: date(0) } });
  assert.deepEqual(idsOf(scene.diagnose(), 'authentication'), []);
});

for (const [name, scene] of [
  ['Dates that agree with the capture', staleAtOnce(0, 0)],
  ['no Date at all', staleAtOnce(undefined, undefined)],
  ['a nonce that had time to grow old', staleAtOnce(0, 600_000, 60_000)],
] as const)
  test(`${name}: no clock is to blame`, () => assert.equal(scene.diagnose().find('clock-wrong'), undefined));
