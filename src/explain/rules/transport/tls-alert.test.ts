import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return {
    all,
    phone: all.place('192.0.2.10'),
    proxy: all.place('198.51.100.1'),
    callee: all.place('203.0.113.9'),
    ephemeral: all.place('198.51.100.1:43210'),
  };
};

/** A proxy opens a TLS connection for a call, and it ends with an alert of one of the two. */
function alerted(detail: string, by: 'client' | 'server', status = 503): Scene {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call('sip:alice@example.com', 'sip:bob@203.0.113.9;transport=tls');
  const invite = all.request(phone, proxy, 'INVITE');
  const [from, to] = by === 'server' ? [callee, ephemeral] : [ephemeral, callee];
  all.event('tls', ephemeral, callee, 'TLS 1.2', 'TLS').event('tls alert', from, to, detail, 'TLS');
  all.ack(invite, all.respond(invite, status));
  return all;
}

test('the client does not trust the server (RFC 8446 6.2)', () => {
  const diagnosis = alerted('fatal: unknown CA (48)', 'client').diagnose();
  assert.equal(diagnosis.root, 'tls-alert');
  const { summary, cause, evidence } = diagnosis.find('tls-alert')!;
  assert.match(
    summary,
    /opened a TLS connection to 203\.0\.113\.9:5060, and it broke the handshake off with the alert "fatal: unknown CA \(48\)"\. It had been asked to pass the INVITE on, and answered 503/,
  );
  assert.match(cause, /The client does not trust the certificate of the server/);
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 3, 4],
  );
});

for (const [detail, by, says] of [
  ['fatal: certificate required (116)', 'server', /asks for a certificate of the client/],
  ['fatal: certificate expired (45)', 'client', /The certificate of the server has run out/],
  ['fatal: bad certificate (42)', 'server', /The server does not accept the certificate of the client/],
  ['fatal: protocol version (70)', 'server', /no version of TLS in common/],
  ['fatal: handshake failure (40)', 'server', /no cipher, key type or version/],
  ['fatal: unrecognized name (112)', 'server', /no certificate for the name/],
  ['fatal: no application protocol (120)', 'server', /no application protocol \(ALPN\) in common/],
] as const)
  test(`${detail} of the ${by} says what to do`, () => {
    const { cause, summary } = alerted(detail, by).diagnose().find('tls-alert')!;
    assert.match(cause, says);
    assert.match(
      summary,
      by === 'server' ? /and the server broke the handshake off/ : /and it broke the handshake off/,
    );
  });

test('a phone that turns to UDP is a note', () => {
  const { all, phone, proxy } = scene();
  all.event('tls alert', all.place('192.0.2.10:50000'), proxy, 'fatal: unknown CA (48)', 'TLS').call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 200));
  assert.equal(all.diagnose().find('tls-alert')!.severity, 'note');
});

test('an alert that is only a warning, or in a call that fails for another reason, is nothing', () => {
  assert.equal(alerted('warning: close notify (0)', 'server').diagnose().find('tls-alert'), undefined);
  assert.equal(alerted('fatal: unknown CA (48)', 'client', 404).diagnose().find('tls-alert'), undefined);
});
