import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const tls = (all: Scene, from: string, to: string) =>
  all.event('tls', all.place(from), all.place(to), 'TLS 1.3; server name pbx.example.com', 'TLS');

test('a capture of nothing but TLS: nothing can be judged, and how to get a plain one', () => {
  const all = new Scene();
  tls(all, '192.0.2.10:50000', '198.51.100.1:5061');
  tls(all, '192.0.2.10:50001', '198.51.100.1:5061');
  const [found] = all.diagnose().capture;
  assert.equal(found.id, 'tls-encrypted');
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /^2 connections to 198\.51\.100\.1:5061 \(2\) carry TLS, .* no SIP in plain at all/);
  assert.match(found.fix[0], /HEP/);
});

test('beside SIP in plain it is a note', () => {
  const all = new Scene();
  all.call();
  all.respond(all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'OPTIONS'), 200);
  tls(all, '198.51.100.1:50000', '203.0.113.9:443');
  const found = all.diagnose().find('tls-encrypted')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /^1 connection to 203\.0\.113\.9:443 \(1\) carries TLS, .*Only the 2 messages in plain were judged/,
  );
});

test('web pages of others are nothing', () => {
  const all = new Scene();
  tls(all, '192.0.2.99:50000', '203.0.113.9:443');
  assert.deepEqual(all.diagnose().capture, []);
});
