import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, relayed } from '../../../../test/scene-calls.ts';
import { type Headers, Scene } from '../../../../test/scene.ts';

/** An answered call with a session timer that ends after so many seconds. */
function timed(
  seconds: number,
  by: 'caller' | 'callee',
  ok: string,
  {
    invite = { Supported: 'timer' },
    bye = {},
    refresh = false,
  }: { invite?: Headers; bye?: Headers; refresh?: boolean } = {},
) {
  const all = new Scene();
  const call = answeredCall(all, all.place('203.0.113.10'), all.place('192.0.2.20'), {
    invite,
    ok: { 'Session-Expires': ok, Require: 'timer' },
  });
  if (refresh) {
    all.wait(900_000);
    const update = all.request(call.phone, call.callee, 'UPDATE', {
      headers: { 'Session-Expires': '1800;refresher=uac', Supported: 'timer' },
    });
    all.respond(update, 200, { headers: { 'Session-Expires': '1800;refresher=uac' } });
  }
  // The answer is the third message; what follows it takes 20 ms.
  all.wait(seconds * 1000 - 20);
  hangUp(call, by, bye);
  return all.diagnose();
}

test('the called side hangs up 32 s before the end of the timer, since the caller did not refresh (RFC 4028 10)', () => {
  const diagnosis = timed(1768, 'callee', '1800;refresher=uac');
  assert.equal(diagnosis.root, 'session-timer-expired');
  const found = diagnosis.find('session-timer-expired')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /Frame 3 set the session timer to 1800 s, to be renewed by the caller alice@example\.com at 203\.0\.113\.10:5060/,
  );
  assert.match(found.summary, /No re-INVITE and no UPDATE came by/);
  assert.match(found.summary, /hung up 29 min 28 s later, 32 s before the timer would end/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [3, 5],
  );
  assert.equal(diagnosis.find('hung-up')!.becauseOf, 'session-timer-expired');
});

test('a Reason that names the session timer makes it certain', () => {
  const found = timed(1800, 'caller', '1800;refresher=uas', {
    bye: { Reason: 'SIP;cause=408;text="Session timeout"' },
  }).find('session-timer-expired')!;
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /at the end of the timer/);
});

test('after a refresh the time counts anew', () => {
  assert.equal(timed(1768, 'callee', '1800;refresher=uac', { refresh: true }).root, 'session-timer-expired');
  assert.equal(timed(868, 'callee', '1800;refresher=uac', { refresh: true }).find('session-timer-expired'), undefined);
});

test('a caller that knows no timers is made the refresher (RFC 4028 9, table 2)', () => {
  const { cause } = timed(1768, 'callee', '1800;refresher=uac', { invite: {} }).find('session-timer-expired')!;
  assert.match(cause, /does not say that it knows session timers/);
});

test('a 2xx without the refresher, and a refresher that hangs up itself', () => {
  assert.match(timed(1768, 'callee', '1800').find('session-timer-expired')!.cause, /without the refresher parameter/);
  assert.match(
    timed(1800, 'caller', '1800;refresher=uac').find('session-timer-expired')!.cause,
    /had to refresh the call itself, and hung up/,
  );
});

test('through a proxy that changes the refresher each side waits for the other (RFC 4028 8.2)', () => {
  const all = new Scene();
  const [phone, proxy, callee] = [all.place('203.0.113.10'), all.place('198.51.100.1'), all.place('192.0.2.20')];
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { headers: { Supported: 'timer' } });
  const inner = all.request(proxy, callee, 'INVITE', {
    via: invite,
    headers: { 'Record-Route': '<sip:198.51.100.1;lr>' },
  });
  const answer = all.respond(inner, 200, { headers: { 'Session-Expires': '600;refresher=uac' } });
  all.passOn(answer, proxy, phone, (text) => text.replace('refresher=uac', 'refresher=uas'));
  all.wait(568_000);
  const bye = all.request(callee, proxy, 'BYE', { back: true });
  all.respond(all.request(proxy, phone, 'BYE', { via: bye }), 200);
  const found = all.diagnose().find('session-timer-expired')!;
  assert.match(found.cause, /on the first hop the called side refreshes, on the last hop the caller refreshes/);
});

test('a short timer that people meet by chance is only a warning', () => {
  const found = timed(60, 'callee', '90;refresher=uac').find('session-timer-expired')!;
  assert.equal(timed(60, 'caller', '90;refresher=uac').find('session-timer-expired'), undefined);
  assert.deepEqual([found.severity, found.certainty], ['warning', 'possible']);
});

for (const [name, diagnosis] of [
  ['a call that ends long before', timed(500, 'caller', '1800;refresher=uac')],
  ['a call that goes on past the timer', timed(2400, 'caller', '1800;refresher=uac')],
] as const)
  test(`${name} has nothing to do with it`, () => assert.equal(diagnosis.find('session-timer-expired'), undefined));

test('a call without a timer, through a proxy', () => {
  const all = new Scene();
  const call = proxiedCall(all, all.place('203.0.113.10'), all.place('198.51.100.1'), all.place('192.0.2.20'));
  all.wait(1_768_000);
  all.respond(relayed(call, 'BYE'), 200);
  assert.equal(all.diagnose().find('session-timer-expired'), undefined);
});
