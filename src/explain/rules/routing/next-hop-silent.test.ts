import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, type Sent } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1'), gateway: all.place('203.0.113.9') };
};

/** The repetitions of timer A. */
function repeat(all: Scene, sent: Sent, times = 6): void {
  for (let i = 0; i < times; i++) {
    all.wait(500 * 2 ** i - 10);
    all.again(sent);
  }
}

test('an INVITE that nobody answers: how often, how long, and that nothing comes from there (RFC 3261 17.1.1.2)', () => {
  const { all, phone, proxy } = scene();
  all.call();
  repeat(all, all.request(phone, proxy, 'INVITE'));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'next-hop-silent');
  const { summary, certainty, evidence } = diagnosis.find('next-hop-silent')!;
  assert.match(
    summary,
    /sent the INVITE for sip:bob@example\.com to .* at 198\.51\.100\.1:5060 7 times within 32 s over UDP, and nothing came back, not even 100 Trying\. Nothing in the whole capture comes from 198\.51\.100\.1\./,
  );
  assert.equal(certainty, 'certain');
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 7],
  );
});

test('a dead gateway behind a proxy is the reason of its 408', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  repeat(all, all.request(proxy, gateway, 'INVITE', { via: invite }), 3);
  all.wait(500);
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'next-hop-silent');
  assert.match(
    diagnosis.find('next-hop-silent')!.summary,
    /^The proxy \(198\.51\.100\.1:5060\) sent the INVITE .* to the called side at 203\.0\.113\.9:5060 4 times within 3\.5 s .* The proxy then answered 408 Request Timeout\./,
  );
  assert.equal(diagnosis.verdicts[0].findings.find(({ id }) => id === 'hop-timeout')?.becauseOf, 'next-hop-silent');
});

test('over TCP, on one connection that was asked once', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { transport: 'TCP' });
  all.respond(invite, 100);
  all.request(proxy, gateway, 'INVITE', { via: invite });
  all.wait(30_000);
  all.ack(invite, all.respond(invite, 408));
  const found = all.diagnose().find('next-hop-silent')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /over TCP, and nothing came back/);
});

test('a dead gateway of a B2BUA is the reason of its 503', () => {
  const { all, phone, proxy, gateway } = scene();
  const one = all.call('sip:alice@example.com', 'sip:0301234@example.com', 'aaaabbbbccccdddd-1@x');
  const invite = all.request(phone, proxy, 'INVITE', { call: one });
  all.respond(invite, 100);
  const two = all.call('sip:alice@example.com', 'sip:0301234@example.com', 'aaaabbbbccccdddd-2@x');
  repeat(all, all.request(proxy, gateway, 'INVITE', { call: two }), 4);
  all.ack(invite, all.respond(invite, 503));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'next-hop-silent');
  assert.match(diagnosis.find('next-hop-silent')!.summary, /then answered 503 Service Unavailable/);
});

test('a dead first target is a note when the next one answers', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  repeat(all, all.request(proxy, gateway, 'INVITE', { via: invite }), 3);
  const two = all.request(proxy, all.place('203.0.113.10'), 'INVITE', { via: invite });
  all.passOn(all.respond(two, 180), proxy, phone);
  all.wait(2_000);
  const answer = all.passOn(all.respond(two, 200), proxy, phone);
  all.ack(invite, answer);
  const found = all.diagnose().find('next-hop-silent')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /203\.0\.113\.10:5060 answered in its place/);
});

test('a silent phone beside one that declines is not the reason', () => {
  const { all, phone, proxy, gateway } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  const silent = all.request(proxy, gateway, 'INVITE', { via: invite });
  const two = all.request(proxy, all.place('203.0.113.10'), 'INVITE', { via: invite });
  repeat(all, silent, 3);
  const refusal = all.respond(two, 486);
  all.ack(two, refusal);
  all.ack(invite, all.passOn(refusal, proxy, phone));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'callee-busy');
  assert.equal(diagnosis.find('next-hop-silent')!.severity, 'note');
});

test('an INVITE whose ACK was seen was answered outside of the capture', () => {
  const { all, phone, proxy } = scene();
  const call = all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  repeat(all, invite, 2);
  call.calleeTag = 'to1';
  all.request(phone, proxy, 'ACK');
  assert.equal(all.diagnose().find('next-hop-silent'), undefined);
});

test('a request at the end of the capture, and one that is answered late, are nothing', () => {
  const { all, phone, proxy } = scene();
  all.call();
  const options = all.request(phone, proxy, 'OPTIONS');
  repeat(all, options, 3);
  all.respond(options, 200);
  all.call();
  all.again(all.request(phone, proxy, 'INVITE'));
  assert.equal(all.diagnose().find('next-hop-silent'), undefined);
});

test('100 Trying and then nothing, while the capture goes on', () => {
  const { all, phone, proxy } = scene();
  all.call();
  all.respond(all.request(phone, proxy, 'INVITE'), 100);
  all.wait(90_000).call();
  all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'next-hop-silent');
  assert.match(
    diagnosis.find('next-hop-silent')!.summary,
    /said 100 Trying to the INVITE for sip:bob@example\.com, and nothing more came: .* goes on for 90 s/,
  );
});

test('100 Trying at the end of the capture, and a REGISTER that nobody answers, are told by others', () => {
  const { all, phone, proxy } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  repeat(all, all.request(phone, proxy, 'REGISTER'));
  all.wait(90_000).call();
  all.respond(all.request(phone, proxy, 'INVITE'), 100);
  assert.equal(all.diagnose().find('next-hop-silent'), undefined);
});
