import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

function refused(request: Record<string, string>, response: Record<string, string>) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { headers: request });
  all.ack(invite, all.respond(invite, 420, { reason: 'Bad Extension', headers: response }));
  return { all, phone, server };
}

test('Unsupported names what the request requires (RFC 3261 21.4.15)', () => {
  const diagnosis = refused({ Require: '100rel, timer' }, { Unsupported: '100rel' }).all.diagnose();
  assert.equal(diagnosis.root, 'extension-not-supported');
  const found = diagnosis.find('extension-not-supported')!;
  assert.match(
    found.summary,
    /420 Bad Extension 10 ms after it came\. The request insists in Require on "100rel" \(reliable provisional responses \(PRACK\)\), and it does not have that\.$/,
  );
  assert.match(found.fix[1], /100rel= of the endpoint in Asterisk/);
});

test('a proxy that wrote the tag is named; it is told also of a REGISTER', () => {
  const call = new ProxiedCall({}, { headers: { 'Proxy-Require': 'com.example.feature' } });
  call.refuse(420, { reason: 'Bad Extension', headers: { Unsupported: 'com.example.feature' } });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'extension-not-supported');
  assert.match(
    diagnosis.find('extension-not-supported')!.summary,
    /in Proxy-Require on "com\.example\.feature".* The client had not asked for it: the proxy at 198\.51\.100\.1:5060/,
  );
  const all = new Scene();
  all.call();
  const register = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'REGISTER', {
    headers: { Require: 'path' },
  });
  all.respond(register, 420, { reason: 'Bad Extension', headers: { Unsupported: 'path' } });
  assert.equal(all.diagnose().root, 'extension-not-supported');
});

test('a tag that is only offered is no reason for 420 (RFC 3261 20.37)', () => {
  const found = refused({ Supported: 'timer' }, { Unsupported: 'timer' })
    .all.diagnose()
    .find('extension-not-supported')!;
  assert.match(found.summary, /though the request does not require it/);
  assert.match(found.cause, /merely offered in Supported/);
});

test('without Unsupported the tags of Require are told', () => {
  const found = refused({ Require: 'precondition' }, {}).all.diagnose().find('extension-not-supported')!;
  assert.match(found.summary, /does not say in Unsupported what it lacks; the request requires "precondition"/);
});

test('a client that asks again without the tag is fine: a note', () => {
  const { all, phone, server } = refused({ Require: '100rel' }, { Unsupported: '100rel' });
  const again = all.request(phone, server, 'INVITE');
  all.ack(again, all.respond(again, 200));
  assert.equal(all.diagnose().find('extension-not-supported')!.severity, 'note');
});
