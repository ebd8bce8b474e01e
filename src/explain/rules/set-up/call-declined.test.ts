import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

/** A call that is refused after some ringing, on one hop. */
function refused(status: number, ringFor: number, reason: string, headers: Record<string, string> = {}) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  if (ringFor > 0) all.respond(invite, 180);
  all.wait(ringFor);
  all.ack(invite, all.respond(invite, status, { reason, headers }));
  return all.diagnose();
}

test('603 after some seconds of ringing: somebody declined (RFC 3261 21.6.2)', () => {
  const diagnosis = refused(603, 4_500, 'Decline');
  assert.equal(diagnosis.root, 'call-declined');
  assert.match(
    diagnosis.find('call-declined')!.summary,
    /603 Decline 4\.5 s after it came\. It had been ringing for 4\.5 s, so somebody declined it/,
  );
});

test('603 at once, through a proxy that tells it as 480: no person is as quick', () => {
  const call = new ProxiedCall();
  call.refuseAs(603, 480);
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'call-declined');
  const found = diagnosis.find('call-declined')!;
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060\) .* The proxy turned it into 480 Temporarily Unavailable on its way back\. Nothing rang/,
  );
  assert.match(found.cause, /Do not disturb/);
});

test('607 is the wish of the called person, 608 that of a machine (RFC 8197, RFC 8688)', () => {
  assert.match(refused(607, 3_000, 'Unwanted').find('call-declined')!.summary, /marks the caller as unwanted/);
  const found = refused(608, 0, 'Rejected', {
    'Call-Info': '<https://block.example.net/card>;purpose=jwscard',
  }).find('call-declined')!;
  assert.match(found.summary, /A machine of the network .*https:\/\/block\.example\.net\/card/);
});

test('603 with the phrase Network Blocked is a block by analytics (603+)', () => {
  const found = refused(603, 0, 'Network Blocked', {
    Reason: 'SIP;cause=603;text="v=analytics1;url=https://redress.example.net;id=77;location=TN"',
  }).find('call-declined')!;
  assert.match(found.summary, /blocked the call by its analytics \(603\+\).*url=https:\/\/redress\.example\.net/);
  assert.match(found.fix[0], /https:\/\/redress\.example\.net/);
});

test('without times it does not guess who declined', () => {
  const all = new Scene();
  all.time = Number.NaN;
  all.call();
  const invite = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'INVITE');
  all.ack(invite, all.respond(invite, 603));
  assert.match(
    all.diagnose().find('call-declined')!.summary,
    /603 Decline\. Nothing is broken on the way of the call\.$/,
  );
});

test('486 is busy, and not declined', () => {
  assert.equal(refused(486, 4_000, 'Busy Here').find('call-declined'), undefined);
});
