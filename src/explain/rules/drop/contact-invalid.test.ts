import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, unacknowledged } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return {
    all,
    phone: all.place('203.0.113.10'),
    proxy: all.place('198.51.100.1'),
    browser: all.place('192.0.2.20:50123'),
  };
};
const invalid = '<sip:k3j2h1@df7jal23ls0d.invalid;transport=ws>';

test('the ACK for a browser ends at a proxy that looks up the host of its Contact', () => {
  const { all, phone, proxy, browser } = scene();
  const { answer, ok, invite } = proxiedCall(all, phone, proxy, browser, { ack: false, ok: { Contact: invalid } });
  unacknowledged(all, () => {
    all.again(answer);
    all.again(ok);
    all.ack(invite, ok, {
      uri: 'sip:k3j2h1@df7jal23ls0d.invalid;transport=ws',
      headers: { Route: '<sip:198.51.100.1;lr>' },
    });
  });
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'contact-invalid');
  assert.match(
    diagnosis.find('contact-invalid')!.summary,
    /answered with Contact sip:k3j2h1@df7jal23ls0d\.invalid;transport=ws, and no DNS knows the host/,
  );
  assert.equal(diagnosis.find('ack-lost')!.becauseOf, 'contact-invalid');
});

test('a re-INVITE for a caller with such a Contact is refused by the proxy', () => {
  const { all, phone, proxy } = scene();
  answeredCall(all, phone, proxy, { invite: { Contact: '<sip:alice@phone.local>' } });
  all.wait(5_000);
  const again = all.request(proxy, all.place('198.51.100.7'), 'INVITE', { back: true, uri: 'sip:alice@phone.local' });
  all.ack(again, all.respond(again, 478, { reason: 'Unresolvable destination' }), { back: true });
  const found = all.diagnose().find('contact-invalid')!;
  assert.match(found.summary, /sent INVITE for sip:alice@phone\.local.*answered 478 Unresolvable destination/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 5, 6],
  );
});

test('a call to a registered browser that cannot be looked up', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { uri: 'sip:x@abc.invalid' });
  all.ack(invite, all.respond(invite, 503));
  assert.equal(all.diagnose().root, 'contact-invalid');
});

test('over a WebSocket such a Contact is as it should be (RFC 7118)', () => {
  const { all, proxy, browser } = scene();
  const call = answeredCall(all, browser, proxy, { transport: 'WSS', invite: { Contact: invalid } });
  all.wait(5_000);
  const info = all.request(proxy, browser, 'INFO', {
    back: true,
    transport: 'WSS',
    uri: 'sip:k3j2h1@df7jal23ls0d.invalid',
  });
  all.respond(info, 500);
  hangUp(call);
  assert.equal(all.diagnose().find('contact-invalid'), undefined);
});

test('a name of the inner network that works there', () => {
  const { all, phone, proxy } = scene();
  const call = answeredCall(all, phone, proxy, { ok: { Contact: '<sip:bob@asterisk:5060>' } });
  all.wait(5_000);
  const again = all.request(phone, proxy, 'INVITE', { uri: 'sip:bob@asterisk:5060' });
  all.ack(again, all.respond(again, 500));
  hangUp(call);
  assert.equal(all.diagnose().find('contact-invalid'), undefined);
});
