import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

const oneHop = () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  return { all, phone, server, invite: all.request(phone, server, 'INVITE') };
};

test('486 at once: the called side is busy (RFC 3261 21.4.24)', () => {
  const { all, invite } = oneHop();
  all.respond(invite, 100);
  all.ack(invite, all.respond(invite, 486, { headers: { Server: 'desk phone 1' } }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'callee-busy');
  const found = diagnosis.find('callee-busy')!;
  assert.equal(found.severity, 'failure');
  assert.equal(
    found.summary,
    'The called side (198.51.100.1:5060, desk phone 1) answered the INVITE with 486 Busy Here 20 ms after it came. Nothing is broken: it takes no further call now.',
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 3],
  );
});

test('486 after ringing, through a proxy: somebody rejected it', () => {
  const call = new ProxiedCall({ body: sdp('192.0.2.10', 4000) });
  call.respond(180);
  call.all.wait(6_000);
  call.refuse(486);
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'callee-busy');
  const found = diagnosis.find('callee-busy')!;
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060\) answered .* It had been ringing for 6 s, so the call was rejected there/,
  );
  assert.match(found.cause, /pressed Reject/);
});

test('486 with cause 17 comes from the telephone network; 600 speaks for all phones', () => {
  const gateway = oneHop();
  gateway.all.ack(
    gateway.invite,
    gateway.all.respond(gateway.invite, 486, { headers: { Reason: 'Q.850;cause=17;text="User busy"' } }),
  );
  assert.match(gateway.all.diagnose().find('callee-busy')!.cause, /telephone network/);
  const everywhere = oneHop();
  everywhere.all.ack(everywhere.invite, everywhere.all.respond(everywhere.invite, 600, { reason: 'Busy Everywhere' }));
  const found = everywhere.all.diagnose().find('callee-busy')!;
  assert.match(found.cause, /600, which speaks for all phones/);
});

test('without times nothing is said of them', () => {
  const { all, invite } = oneHop();
  all.time = Number.NaN;
  all.ack(invite, all.respond(invite, 486));
  const found = all.diagnose().find('callee-busy')!;
  assert.doesNotMatch(found.summary, /NaN|after it came/);
});

test('a fork in which one phone is busy and another one answers is no busy call', () => {
  const call = new ProxiedCall();
  const { all, proxy, caller } = call;
  const other = all.place('203.0.113.30');
  const second = all.request(proxy, other, 'INVITE', { via: call.outer, branch: 'z9hG4bKsecond' });
  all.ack(call.inner, all.respond(call.inner, 486));
  all.ack(call.outer, all.passOn(all.respond(second, 200), proxy, caller));
  assert.equal(all.diagnose().find('callee-busy'), undefined);
});

test('a second try that is answered is no busy call', () => {
  const { all, phone, server, invite } = oneHop();
  all.ack(invite, all.respond(invite, 486));
  const again = all.request(phone, server, 'INVITE');
  all.ack(again, all.respond(again, 200));
  assert.equal(all.diagnose().find('callee-busy'), undefined);
});
