import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall } from '../../../../test/scene-calls.ts';
import { type Headers, Scene } from '../../../../test/scene.ts';

function ended(after: number, by: 'caller' | 'callee', headers: Headers = {}) {
  const all = new Scene();
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'));
  all.wait(after);
  hangUp(call, by, headers);
  return all.diagnose().find('hung-up')!;
}

test('who hung up, and after how long, is a note (RFC 3261 15)', () => {
  const found = ended(65_000, 'caller', { Reason: 'Q.850;cause=16;text="Normal call clearing"' });
  assert.deepEqual([found.severity, found.certainty], ['note', 'likely']);
  assert.match(
    found.summary,
    /^The caller alice@example\.com \(203\.0\.113\.10:5060\) hung up 65 s after the answer\. Its Reason is Q\.850 16/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [3, 5],
  );
});

test('a Reason that names a fault makes it a failure (RFC 3326 2)', () => {
  const found = ended(65_000, 'callee', { Reason: 'Q.850;cause=38;text="Network out of order"' });
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /The called side \(192\.0\.2\.20:5060\) hung up 65 s after the answer\..* So the call was cut off: cause 38, Network out of order\./,
  );
  assert.equal(ended(1_000, 'callee', { Reason: 'SIP;cause=503;text="Gateway down"' }).severity, 'failure');
  assert.equal(
    ended(1_000, 'callee', { 'X-Asterisk-HangupCause': 'x', 'X-Asterisk-HangupCauseCode': '41' }).severity,
    'failure',
  );
});

for (const reason of [
  'Q.850;cause=16',
  'Q.850;cause=31',
  'Q.850;cause=127',
  'SIP;cause=200;text="Call completed elsewhere"',
  'SIP;cause=487',
  'garbage;;;',
  'preemption',
])
  test(`Reason: ${reason} names no fault`, () =>
    assert.equal(ended(65_000, 'callee', { Reason: reason }).severity, 'note'));

test('a call of a round length hints at a limit, one of no length at trouble', () => {
  assert.match(ended(3_600_000, 'callee').summary, /60 minutes to the second: a limit/);
  assert.match(ended(300, 'callee').summary, /too short for a talk/);
});

test('through a proxy, and where the capture begins in mid-call', () => {
  const all = new Scene();
  const [phone, proxy, callee] = [all.place('203.0.113.10'), all.place('198.51.100.1'), all.place('192.0.2.20')];
  proxiedCall(all, phone, proxy, callee);
  all.wait(9_000);
  const bye = all.request(callee, proxy, 'BYE', { back: true });
  all.respond(all.request(proxy, phone, 'BYE', { via: bye }), 200);
  assert.match(
    all.diagnose().find('hung-up')!.summary,
    /^The called side \(192\.0\.2\.20:5060\) hung up 9 s after the answer/,
  );

  const late = new Scene();
  late.call();
  late.respond(late.request(phone, callee, 'BYE', { headers: { To: '<sip:bob@example.com>;tag=x' } }), 200);
  assert.match(late.diagnose().find('hung-up')!.summary, /\(203\.0\.113\.10:5060\) hung up\.$/);
});
