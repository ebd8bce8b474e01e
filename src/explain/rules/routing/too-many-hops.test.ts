import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const vias = (count: number, host: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => `SIP/2.0/UDP ${host(at)};branch=z9hG4bKv${at}`);

function refused(headers: Readonly<Record<string, string | string[]>>): Scene {
  const all = new Scene();
  const [proxy, server] = [all.place('198.51.100.1'), all.place('203.0.113.9')];
  all.call();
  const invite = all.request(proxy, server, 'INVITE', { headers });
  all.ack(invite, all.respond(invite, 483, { reason: 'Too Many Hops' }));
  return all;
}

test('the way is told by Via, and a circle that nobody noticed is named (RFC 3261 21.4.21)', () => {
  const all = refused({
    Via: vias(70, (at) => (at % 2 === 0 ? 'a.example.net' : 'b.example.net')),
    'Max-Forwards': '0',
  });
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'too-many-hops');
  const { summary, cause } = diagnosis.find('too-many-hops')!;
  assert.match(summary, /with Max-Forwards: 0\. By its Via it had come over 70 hops: /);
  assert.match(summary, /That is a circle: a\.example\.net:5060 → b\.example\.net:5060 → a\.example\.net:5060\./);
  assert.match(cause, /none of these recognises it/);
});

test('without a circle the code speaks for itself', () => {
  const all = refused({ Via: vias(60, (at) => `h${at}.example.net`), 'Max-Forwards': '0' });
  assert.match(all.diagnose().find('too-many-hops')!.summary, /over 60 hops: .*\(54 more\).* 483 means: /);
});

test('an OPTIONS that asks the first hop is no failure (RFC 3261 11)', () => {
  const all = new Scene();
  all.call();
  const options = all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'OPTIONS', {
    headers: { 'Max-Forwards': '0' },
  });
  all.respond(options, 483);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.find('too-many-hops'), undefined);
  assert.equal(diagnosis.find('max-forwards-low')!.severity, 'note');
});
