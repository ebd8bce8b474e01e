import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1'), callee: all.place('203.0.113.9') };
};
const contact = { Contact: '<sip:carol@example.net>' };

test('a 302 that is acknowledged and not followed (RFC 3261 8.1.3.4)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 302, { headers: contact }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'redirect-not-followed');
  const { summary, evidence } = diagnosis.find('redirect-not-followed')!;
  assert.match(
    summary,
    /answered the INVITE for sip:bob@example\.com with 302 Moved Temporarily\. It names sip:carol@example\.net, and .* at 192\.0\.2\.10:5060 sent no request there/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2, 3],
  );
});

test('one that a proxy passes on is told of the phone that made it', () => {
  const { all, phone, proxy, callee } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', { via: invite, uri: 'sip:bob@203.0.113.9' });
  const redirect = all.respond(inner, 302, { headers: contact });
  all.ack(inner, redirect);
  all.ack(invite, all.passOn(redirect, proxy, phone));
  all.wait(5_000).call();
  all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
  const found = all.diagnose().find('redirect-not-followed')!;
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.9:5060\) answered the INVITE for sip:bob@203\.0\.113\.9/,
  );
  assert.equal(found.certainty, 'likely');
});

for (const [name, headers, cause] of [
  ['without Contact', {}, /a 3xx without Contact leads nowhere/],
  ['to a telephone number', { Contact: '<tel:+12025550143>' }, /no SIP URI \(tel:\+12025550143\)/],
] as const)
  test(`a redirection ${name} is the fault of who redirects`, () => {
    const { all, phone, proxy } = scene();
    all.call();
    const invite = all.request(phone, proxy, 'INVITE');
    all.ack(invite, all.respond(invite, 301, { headers }));
    assert.match(all.diagnose().find('redirect-not-followed')!.cause, cause);
  });

test('a redirection that is followed, with the same Call-ID or with another one, is nothing', () => {
  for (const other of [false, true]) {
    const { all, phone, proxy, callee } = scene();
    all.call();
    const invite = all.request(phone, proxy, 'INVITE');
    all.ack(invite, all.respond(invite, 302, { headers: { ...contact, To: '<sip:bob@example.com>' } }));
    if (other) all.call();
    all.inHand.calleeTag = '';
    const next = all.request(phone, callee, 'INVITE', { uri: 'sip:carol@example.net' });
    all.ack(next, all.respond(next, 200));
    assert.equal(all.diagnose().find('redirect-not-followed'), undefined);
  }
});

test('a proxy that follows for its caller, and a 302 without an ACK, are nothing', () => {
  const { all, phone, proxy, callee } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', { via: invite });
  all.ack(inner, all.respond(inner, 302, { headers: { ...contact, To: '<sip:bob@example.com>;tag=x' } }));
  const next = all.request(proxy, all.place('203.0.113.10'), 'INVITE', { via: invite, uri: 'sip:carol@example.net' });
  all.ack(invite, all.passOn(all.respond(next, 200), proxy, phone));
  all.call();
  all.respond(all.request(phone, proxy, 'INVITE'), 302, { headers: contact });
  assert.equal(all.diagnose().find('redirect-not-followed'), undefined);
});

test('a redirection to the voicemail of the same server would be seen', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 302, { headers: { Contact: '<sip:voicemail@example.com>' } }));
  all.wait(5_000).call();
  all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
  assert.equal(all.diagnose().find('redirect-not-followed')!.certainty, 'certain');
});

test('a new call to the address of the Contact, of the same user, follows', () => {
  const { all, phone, proxy, callee } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 302, { headers: { Contact: '<sip:bob@203.0.113.9>' } }));
  all.call();
  const next = all.request(phone, callee, 'INVITE', { uri: 'sip:bob@203.0.113.9' });
  all.ack(next, all.respond(next, 200));
  assert.equal(all.diagnose().find('redirect-not-followed'), undefined);
});
