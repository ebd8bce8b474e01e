import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HopTransport } from '../../../capture/index.ts';
import { Scene, type Sent } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1') };
};

function repeat(all: Scene, sent: Sent): void {
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(sent);
  }
}

for (const transport of ['UDP', 'TCP'] as const)
  test(`sips over ${transport} is refused (RFC 3261 26.2.2)`, () => {
    const { all, phone, proxy } = scene();
    all.call('sips:alice@example.com', 'sips:bob@example.com');
    const invite = all.request(phone, proxy, 'INVITE', { transport });
    all.ack(invite, all.respond(invite, 416, { reason: 'Unsupported URI Scheme' }));
    const diagnosis = all.diagnose();
    assert.equal(diagnosis.root, 'scheme-or-transport-wrong');
    const found = diagnosis.find('scheme-or-transport-wrong')!;
    assert.equal(found.severity, 'failure');
    assert.match(
      found.summary,
      new RegExp(
        `sent the INVITE for sips:bob@example\\.com to 198\\.51\\.100\\.1:5060 over ${transport}\\. A sips URI asks for TLS`,
      ),
    );
  });

test('sips in plain that works is a warning', () => {
  const { all, phone, proxy } = scene();
  all.call('sips:alice@example.com', 'sips:bob@example.com');
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 200));
  assert.equal(all.diagnose().find('scheme-or-transport-wrong')!.severity, 'warning');
});

test('Warning 381 says that only sips will do (RFC 5630)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { transport: 'TLS' });
  all.ack(invite, all.respond(invite, 480, { headers: { Warning: '381 example.com "SIPS Required"' } }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'scheme-or-transport-wrong');
  assert.match(
    diagnosis.find('scheme-or-transport-wrong')!.summary,
    /Warning 381 says that only a sips URI will do; the request was for sip:bob@example\.com/,
  );
});

test('plain SIP to the port of TLS meets silence', () => {
  const { all, phone } = scene();
  all.call();
  repeat(all, all.request(phone, all.place('198.51.100.1:5061'), 'OPTIONS'));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'scheme-or-transport-wrong');
  assert.match(diagnosis.find('scheme-or-transport-wrong')!.summary, /Port 5061 is that of TLS, and this is plain SIP/);
});

test('a Contact that asks for TCP is tried over UDP, behind a proxy', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  const callee = all.place('203.0.113.9');
  repeat(all, all.request(proxy, callee, 'INVITE', { via: invite, uri: 'sip:bob@203.0.113.9;transport=tcp' }));
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'scheme-or-transport-wrong');
  assert.match(
    diagnosis.find('scheme-or-transport-wrong')!.summary,
    /^The proxy .* over UDP, 5 times, and nothing came back\. The URI asks for transport=tcp/,
  );
});

for (const [name, transport, uri, status] of [
  ['sips over TLS', 'TLS', 'sips:bob@example.com', 200],
  ['sips over WSS', 'WSS', 'sips:bob@example.com', 403],
  ['sips in plain that fails as nobody is there', 'UDP', 'sips:bob@example.com', 404],
  [
    'transport=tcp of the far side, sent to the outbound proxy over UDP',
    'UDP',
    'sip:bob@203.0.113.9;transport=tcp',
    200,
  ],
] as readonly (readonly [string, HopTransport, string, number])[])
  test(`${name} is nothing`, () => {
    const { all, phone, proxy } = scene();
    all.call('sip:alice@example.com', uri);
    const invite = all.request(phone, proxy, 'INVITE', { transport });
    all.ack(invite, all.respond(invite, status));
    assert.equal(all.diagnose().find('scheme-or-transport-wrong'), undefined);
  });
