import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';
import { Case, type SeenDecision } from '../../case/case.ts';
import { judge } from '../../diagnosis/judge.ts';

/** A call that is refused with 403, and what our server decided about it. */
function judged(...decisions: readonly Omit<SeenDecision, 'time'>[]) {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call();
  const invite = scene.request(phone, server, 'INVITE');
  scene.ack(invite, scene.respond(invite, 403));
  const { case: subject } = scene.diagnose().verdicts[0];
  const dated = decisions.map((decision) => ({ ...decision, time: subject.beganAt }));
  return judge(new Case(subject.legs, subject.surroundings, dated)).findings;
}

test('a route that rejects is the cause, and its line is named', () => {
  const [root, ...others] = judged({ subject: 'route', text: 'reject: /etc/sipwright.yaml:31' });
  assert.equal(root.id, 'denied-by-route');
  assert.match(root.summary, /403 Forbidden: the route at \/etc\/sipwright\.yaml:31 says so/);
  assert.ok(others.every(({ id }) => id !== 'request-refused'));
});

test('a 403 of another server, or by another decision, is not', () => {
  for (const findings of [judged(), judged({ subject: 'route', text: 'proxy: sipwright.yaml:8' })])
    assert.ok(findings.every(({ id }) => id !== 'denied-by-route'));
});
