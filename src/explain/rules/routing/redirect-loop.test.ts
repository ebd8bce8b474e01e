import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place } from '../../../capture/index.ts';
import { Scene } from '../../../../test/scene.ts';

/** Each URI in turn is redirected to the next. */
function redirected(uris: readonly string[]): { all: Scene; phone: Place; proxy: Place } {
  const all = new Scene();
  const [phone, proxy] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call('sip:alice@example.com', uris[0]);
  for (let at = 0; at + 1 < uris.length; at++) {
    all.inHand.calleeTag = '';
    const invite = all.request(phone, proxy, 'INVITE', { uri: uris[at] });
    all.ack(invite, all.respond(invite, 302, { headers: { Contact: `<${uris[at + 1]}>`, To: `<${uris[0]}>` } }));
  }
  return { all, phone, proxy };
}
const [a, b, c] = ['sip:bob@example.com', 'sip:carol@example.com', 'sip:dave@example.com'];

test('two forwardings that point at each other (RFC 3261 8.1.3.4)', () => {
  const diagnosis = redirected([a, b, a, b]).all.diagnose();
  assert.equal(diagnosis.root, 'redirect-loop');
  const { summary, evidence } = diagnosis.find('redirect-loop')!;
  assert.match(
    summary,
    /redirected 3 times: sip:bob@example\.com → sip:carol@example\.com → sip:bob@example\.com\. sip:bob@example\.com had been asked before/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [2, 5],
  );
});

test('a client that sees the circle and does not go round', () => {
  const diagnosis = redirected([a, b, c, b]).all.diagnose();
  assert.equal(diagnosis.root, 'redirect-loop');
  assert.match(
    diagnosis.find('redirect-loop')!.summary,
    /sip:carol@example\.com → sip:dave@example\.com → sip:carol@example\.com\./,
  );
});

test('a proxy that follows by itself goes round too', () => {
  const all = new Scene();
  const [phone, proxy, server] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.9')];
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  for (const [uri, next] of [
    [a, b],
    [b, a],
    [a, b],
  ]) {
    const inner = all.request(proxy, server, 'INVITE', { via: invite, uri });
    all.ack(inner, all.respond(inner, 302, { headers: { Contact: `<${next}>` } }));
  }
  all.ack(invite, all.respond(invite, 408));
  assert.equal(all.diagnose().find('redirect-loop')!.evidence.length, 2);
});

test('a chain of redirections that arrives is nothing', () => {
  const { all, phone, proxy } = redirected([a, b, c]);
  all.inHand.calleeTag = '';
  const last = all.request(phone, proxy, 'INVITE', { uri: c });
  all.ack(last, all.respond(last, 200));
  assert.equal(all.diagnose().find('redirect-loop'), undefined);
});

test('a chain that ends at somebody who is busy is no circle', () => {
  const { all, phone, proxy } = redirected([a, b, c]);
  all.inHand.calleeTag = '';
  const last = all.request(phone, proxy, 'INVITE', { uri: c });
  all.ack(last, all.respond(last, 486));
  assert.equal(all.diagnose().find('redirect-loop'), undefined);
});

test('a phone that follows each redirection with a call of its own goes round in many calls', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  for (let i = 0; i < 8; i++)
    for (const [uri, contact] of [
      ['sip:one@example.com', '<sip:two@example.com>'],
      ['sip:two@example.com', '<sip:one@example.com>'],
    ]) {
      scene.call('sip:alice@example.com', uri);
      const invite = scene.request(phone, server, 'INVITE');
      scene.ack(invite, scene.respond(invite, 302, { headers: { Contact: contact } }));
    }
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'redirect-loop');
  assert.match(diagnosis.find('redirect-loop')!.summary, /asked for sip:one@example\.com 8 times/);
});
