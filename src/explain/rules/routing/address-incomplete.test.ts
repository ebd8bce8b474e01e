import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1'), gateway: all.place('203.0.113.9') };
};

test('484 counts the digits (RFC 3261 21.4.22)', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:0301@example.com');
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 484, { reason: 'Address Incomplete' }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'address-incomplete');
  assert.match(
    diagnosis.find('address-incomplete')!.summary,
    /The Request-URI was sip:0301@example\.com there, a number of 4 digits\./,
  );
});

test('484 of a gateway behind a proxy that cut digits off', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call('sip:alice@example.com', 'sip:0301234567@example.com');
  const invite = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, gateway, 'INVITE', { via: invite, uri: 'sip:4567@203.0.113.9' });
  const refusal = all.respond(inner, 484);
  all.ack(inner, refusal);
  all.ack(invite, all.passOn(refusal, proxy, phone));
  assert.match(
    all.diagnose().find('address-incomplete')!.summary,
    /a number of 4 digits\. The caller had asked for sip:0301234567@example\.com; it was rewritten/,
  );
});

test('485 lists whom the name fits (RFC 3261 21.4.23)', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:lee@example.com');
  const invite = all.request(phone, proxy, 'INVITE');
  const headers = { Contact: ['Carol Lee <sip:carol.lee@example.com>', 'Ping Lee <sip:p.lee@example.com>'] };
  all.ack(invite, all.respond(invite, 485, { reason: 'Ambiguous', headers }));
  assert.match(
    all.diagnose().find('address-incomplete')!.cause,
    /sip:carol\.lee@example\.com, sip:p\.lee@example\.com/,
  );
});

test('overlap dialling that ends well is nothing (RFC 3578)', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:0301@example.com');
  for (const uri of ['sip:0301@example.com', 'sip:03012@example.com']) {
    const invite = all.request(phone, proxy, 'INVITE', { uri });
    all.ack(invite, all.respond(invite, 484, { headers: { To: '<sip:0301@example.com>' } }));
    all.inHand.calleeTag = '';
  }
  const last = all.request(phone, proxy, 'INVITE', { uri: 'sip:030123@example.com' });
  all.ack(last, all.respond(last, 200));
  assert.equal(all.diagnose().find('address-incomplete'), undefined);
});
