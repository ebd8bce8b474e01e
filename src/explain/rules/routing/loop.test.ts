import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), one: all.place('198.51.100.1'), two: all.place('203.0.113.9') };
};

test('a circle of two servers is drawn from Via, all hops captured (RFC 3261 16.3)', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const invite = all.request(phone, one, 'INVITE');
  const there = all.request(one, two, 'INVITE', { via: invite });
  const back = all.request(two, one, 'INVITE', { via: there });
  const refusal = all.respond(back, 482, { reason: 'Loop Detected' });
  all.ack(back, refusal);
  const second = all.passOn(refusal, two, one);
  all.ack(there, second);
  all.ack(invite, all.passOn(second, one, phone));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'loop');
  const { summary, cause } = diagnosis.find('loop')!;
  assert.match(summary, /It went in a circle: 198\.51\.100\.1:5060 → 203\.0\.113\.9:5060 → 198\.51\.100\.1:5060\./);
  assert.match(summary, /The Request-URI was sip:bob@example\.com there/);
  assert.match(cause, /in a circle, each believing/);
});

test('a circle is seen in the Via list of one captured hop, with names', () => {
  const { all, phone, one } = scene();
  all.call();
  const via = ['a.example.net', 'b.example.net', 'a.example.net'].map(
    (host, at) => `SIP/2.0/UDP ${host};branch=z9hG4bKh${at}`,
  );
  const invite = all.request(phone, one, 'INVITE', { headers: { Via: via } });
  all.ack(invite, all.respond(invite, 482, { reason: 'Loop Detected' }));
  assert.match(
    all.diagnose().find('loop')!.summary,
    /a\.example\.net:5060 → b\.example\.net:5060 → a\.example\.net:5060\./,
  );
});

test('a merged request is told apart (RFC 3261 8.2.2.2)', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const invite = all.request(phone, one, 'INVITE');
  const first = all.request(one, two, 'INVITE', { via: invite });
  const second = all.request(one, two, 'INVITE', { via: invite });
  const refusals = [second, first].map((branch) => all.respond(branch, 482, { reason: 'Request merged' }));
  all.ack(invite, all.passOn(refusals[1], one, phone));
  const found = all.diagnose().find('loop')!;
  assert.match(found.summary, /it is a merged request/);
  assert.match(found.cause, /two of its branches lead to the same phone/);
});

test('a merged copy of a call that is answered is nothing', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const invite = all.request(phone, one, 'INVITE');
  const first = all.request(one, two, 'INVITE', { via: invite });
  const second = all.request(one, two, 'INVITE', { via: invite });
  all.ack(second, all.respond(second, 482, { headers: { To: '<sip:bob@example.com>;tag=other' } }));
  all.ack(invite, all.passOn(all.respond(first, 200), one, phone));
  assert.equal(all.diagnose().find('loop'), undefined);
});
