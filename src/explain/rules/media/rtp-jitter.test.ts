import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

/** A call whose caller's packets come so late. */
function late(of: (i: number) => number) {
  const all = new Scene();
  const [here, there] = [all.place('203.0.113.10:40000'), all.place('192.0.2.20:30000')];
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    offer: sdpAt(here),
    answer: sdpAt(there),
  });
  const { time } = all;
  all.rtp(there, here, { packets: 500 });
  all.time = time;
  all.rtp(here, there, { packets: 500, late: of });
  hangUp(call);
  return all.diagnose();
}

test('packets that are late by turns (RFC 3550 A.8)', () => {
  const diagnosis = late((i) => (i > 100 && i < 400 && i % 3 === 0 ? 100 : 0));
  assert.equal(diagnosis.root, 'rtp-jitter');
  const found = diagnosis.find('rtp-jitter')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^The sound from the caller alice@example\.com at 203\.0\.113\.10:5060 to the called side at 192\.0\.2\.20:5060 had a jitter above 30 ms for \d\d % of its 500 packets/,
  );
});

for (const [name, of] of [
  ['even packets', () => 0],
  ['a few milliseconds', (i: number) => (i % 2) * 8],
  ['one pause', (i: number) => (i > 250 ? 800 : 0)],
] as const)
  test(`${name} are no jitter`, () => assert.deepEqual(late(of).ids(), ['hung-up']));
