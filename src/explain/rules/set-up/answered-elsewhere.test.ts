import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

/** A proxy rings two phones, the first answers, the second is cancelled. */
function forked(headers = {}) {
  const call = new ProxiedCall();
  const { all, proxy, caller, inner, outer } = call;
  const other = all.place('203.0.113.30');
  const second = all.request(proxy, other, 'INVITE', { via: outer, branch: 'z9hG4bKsecond' });
  call.respond(180);
  all.respond(second, 180, { headers: { To: '<sip:bob@example.com>;tag=other' } });
  all.wait(4_000);
  const ok = all.passOn(all.respond(inner, 200), proxy, caller);
  all.respond(all.request(proxy, other, 'CANCEL', { branch: 'z9hG4bKsecond', headers }), 200);
  all.ack(second, all.respond(second, 487, { headers: { To: '<sip:bob@example.com>;tag=other' } }));
  all.request(proxy, call.callee, 'ACK', { via: all.ack(outer, ok) });
  call.within('BYE', 200);
  return all.diagnose();
}

test('one phone answers, the other is cancelled: a note (RFC 3261 16.7)', () => {
  const diagnosis = forked({ Reason: 'SIP;cause=200;text="Call completed elsewhere"' });
  const found = diagnosis.find('answered-elsewhere')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060\) answered the call; 1 other branch was cancelled\.$/,
  );
  assert.equal(diagnosis.find('cancelled-by-timer'), undefined);
  assert.equal(diagnosis.find('cancelled-by-caller'), undefined);
});

test('without Reason in the CANCEL phones list a missed call (RFC 3326 3.1)', () => {
  const found = forked().find('answered-elsewhere')!;
  assert.match(found.summary, /has no Reason with SIP;cause=200/);
  assert.match(found.fix[1], /local_cancel_reason/);
});

test('at the phone that lost, Reason alone tells', () => {
  const all = new Scene();
  const [server, phone] = [all.place('198.51.100.1'), all.place('192.0.2.10')];
  all.call();
  const invite = all.request(server, phone, 'INVITE', { branch: 'z9hG4bKone' });
  all.respond(invite, 180);
  all.wait(5_020);
  const cancel = all.request(server, phone, 'CANCEL', {
    branch: 'z9hG4bKone',
    headers: { Reason: 'SIP;cause=200;text="Call completed elsewhere"' },
  });
  all.respond(cancel, 200);
  all.ack(invite, all.respond(invite, 487));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'answered-elsewhere');
  assert.match(diagnosis.find('answered-elsewhere')!.summary, /says in Reason that it was completed elsewhere/);
});

test('a caller who gives up is not answered elsewhere', () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { branch: 'z9hG4bKone' });
  all.respond(invite, 180);
  all.respond(all.request(phone, server, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
  all.ack(invite, all.respond(invite, 487));
  assert.equal(all.diagnose().find('answered-elsewhere'), undefined);
});
