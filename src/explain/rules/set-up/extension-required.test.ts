import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

test('Require of the 421 names what Supported lacks (RFC 3261 21.4.16)', () => {
  const all = new Scene();
  all.call();
  const invite = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'INVITE', {
    headers: { Supported: 'replaces' },
  });
  all.ack(invite, all.respond(invite, 421, { reason: 'Extension Required', headers: { Require: '100rel' } }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'extension-required');
  const found = diagnosis.find('extension-required')!;
  assert.match(found.summary, /It wants "100rel" .* Supported of the request has only replaces\./);
  assert.match(found.fix[0], /^Switch "100rel" on at the client/);
});

test('an SBC that takes the tag away is named', () => {
  const call = new ProxiedCall({ headers: { Supported: 'timer' } }, { headers: { Supported: undefined } });
  call.refuse(421, { reason: 'Extension Required', headers: { Require: 'timer' } });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'extension-required');
  assert.match(
    diagnosis.find('extension-required')!.summary,
    /Supported of the request is missing or empty\. The client had offered "timer": the proxy at 198\.51\.100\.1:5060/,
  );
});

test('a client that then offers it is fine: a note', () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.ack(invite, all.respond(invite, 421, { headers: { Require: 'timer' } }));
  const again = all.request(phone, server, 'INVITE', { headers: { Supported: 'timer' } });
  all.ack(again, all.respond(again, 200));
  assert.equal(all.diagnose().find('extension-required')!.severity, 'note');
});

test('Require: 100rel in a 183 is no demand of this kind', () => {
  const call = new ProxiedCall();
  call.respond(183, { headers: { Require: '100rel', RSeq: '1' } });
  call.within('PRACK', 200, { headers: { RAck: '1 1 INVITE' } });
  call.accept();
  assert.equal(call.all.diagnose().find('extension-required'), undefined);
});
