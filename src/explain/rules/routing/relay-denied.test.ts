import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

function refused(reason: string, headers = {}): Scene {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call('sip:alice@192.0.2.10', 'sip:bob@other.example');
  const invite = all.request(phone, server, 'INVITE');
  all.ack(invite, all.respond(invite, 403, { reason, headers }));
  return all;
}

for (const reason of ['Not relaying', 'Relaying Denied', 'Relay Forbidden', 'Rely forbidden'])
  test(`403 ${reason}: both domains are named (RFC 3261 21.4.4)`, () => {
    const diagnosis = refused(reason).diagnose();
    assert.equal(diagnosis.root, 'relay-denied');
    assert.match(
      diagnosis.find('relay-denied')!.summary,
      /from the domain 192\.0\.2\.10 \(From\), for sip:bob@other\.example: it takes other\.example for no domain of its own/,
    );
  });

test('a Warning says it too, behind a proxy', () => {
  const all = new Scene();
  const [phone, proxy, server] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.9')];
  all.call('sip:alice@192.0.2.10', 'sip:bob@other.example');
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, server, 'INVITE', { via: invite });
  const refusal = all.respond(inner, 403, { headers: { Warning: '399 example.net "Relaying denied"' } });
  all.ack(inner, refusal);
  all.ack(invite, all.passOn(refusal, proxy, phone));
  const found = all.diagnose().find('relay-denied')!;
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2, 3],
  );
});

test('any other 403 is not about relaying', () => {
  assert.equal(refused('Forbidden').diagnose().find('relay-denied'), undefined);
  assert.equal(refused('Country barred').diagnose().find('relay-denied'), undefined);
});
