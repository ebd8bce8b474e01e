import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const challenge = (more = '') => ({ 'WWW-Authenticate': `Digest realm="r", nonce="n"${more}` });
const credentials = (user: string, response: number) => ({
  Authorization: `Digest username="${user}", realm="r", nonce="n", uri="sip:r", response="${response}"`,
});

/** So many REGISTERs with credentials, each answered with a status. */
function guesses(
  count: number,
  {
    users = 1,
    ms = 100,
    sameCall = false,
    stale = false,
    last = 401,
  }: { users?: number; ms?: number; sameCall?: boolean; stale?: boolean; last?: number } = {},
) {
  const scene = new Scene();
  const [attacker, server] = [scene.place('203.0.113.66'), scene.place('198.51.100.1')];
  for (let i = 0; i < count; i++) {
    const user = String(100 + (i % users));
    if (!sameCall || i === 0) scene.call(`sip:${user}@example.com`, `sip:${user}@example.com`);
    scene.wait(ms);
    const request = scene.request(attacker, server, 'REGISTER', { headers: credentials(user, i) });
    const status = i === count - 1 ? last : 401;
    scene.respond(request, status, { headers: status === 401 ? challenge(stale ? ', stale=true' : '') : {} });
  }
  return scene.diagnose().find('password-guessing');
}

test('one password after the other, each under a Call-ID of its own', () => {
  const found = guesses(30)!;
  assert.equal(found.severity, 'warning');
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /^203\.0\.113\.66 sent credentials of 100 that were refused 30 times within 3\.5 s\. None of its requests was accepted\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 60],
  );
});

test('many users, slowly, and one is let in', () => {
  const found = guesses(60, { users: 15, ms: 20_000, last: 200 })!;
  assert.match(found.summary, /credentials of 15 users \(100, 101, 102, 103, 104, …\) that were refused 59 times/);
  assert.match(found.summary, /1 request of this source was accepted: one of the passwords may have been right/);
});

test('a phone with a wrong password that tries once a minute is none', () => {
  assert.equal(guesses(60, { ms: 60_000 }), undefined);
});

test('a phone that tries without a pause under one Call-ID is none', () => {
  assert.equal(guesses(60, { sameCall: true }), undefined);
});

test('stale nonces are no wrong passwords', () => {
  assert.equal(guesses(60, { stale: true }), undefined);
});

test('a few refusals are a mistyped password', () => {
  assert.equal(guesses(5), undefined);
});
