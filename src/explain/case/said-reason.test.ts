import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../test/scene.ts';
import { reasonSentences, reasonsOf, retryAfterOf, saysCause, warningsOf } from './said-reason.ts';
import { type Step } from './step.ts';

/** A 503 with these header fields, as a step. */
function response(headers: Record<string, string | readonly string[]>): Step {
  const all = new Scene();
  all.call();
  all.respond(all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'INVITE'), 503, { headers });
  return all.diagnose().verdicts[0].case.steps[1];
}

test('several values of Reason, on one line or on several (RFC 3326 2)', () => {
  const step = response({ Reason: ['Q.850;cause=34;text="full", SIP;cause=503', 'preemption'] });
  assert.deepEqual(reasonsOf(step), [
    { protocol: 'Q.850', written: 'Q.850', cause: 34, text: 'full' },
    { protocol: 'SIP', written: 'SIP', cause: 503, text: '' },
    { protocol: 'PREEMPTION', written: 'preemption', cause: Number.NaN, text: '' },
  ]);
  assert.ok(saysCause(step, 'Q.850', 34));
  assert.equal(saysCause(step, 'SIP', 34), false);
});

test('what cannot be read is left out, and nothing throws', () => {
  const step = response({ Reason: ';;;', Warning: 'nonsense', 'Retry-After': 'soon' });
  assert.deepEqual([reasonsOf(step), warningsOf(step), retryAfterOf(step)], [[], [], undefined]);
  assert.equal(reasonSentences(step), '');
});

test('told in sentences, with the name of the cause (RFC 3261 20.33, 20.43)', () => {
  const step = response({
    Reason: 'Q.850;cause=34',
    Warning: '399 pbx "no line left"',
    'Retry-After': '30 (try then);duration=5',
  });
  assert.equal(
    reasonSentences(step),
    ' Its Reason is Q.850 34 (No circuit/channel available). Its Warning is 399: "no line left". It asks to wait 30 s before the next try (Retry-After).',
  );
});
