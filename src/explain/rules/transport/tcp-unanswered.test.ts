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

test('a proxy gets no connection to a registered phone, and says 408 (RFC 5626 5.3)', () => {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call('sip:bob@example.com', 'sip:bob@example.com');
  all.respond(all.request(callee, proxy, 'REGISTER', { transport: 'TCP' }), 200, {
    headers: { Contact: '<sip:bob@203.0.113.9;transport=tcp>;expires=3600' },
  });
  all.wait(60_000).call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  all.wait(3_000).event('unanswered', ephemeral, callee, '3 SYNs in 7.0 s, no answer', 'TCP');
  all.ack(invite, all.respond(invite, 408));
  const [found, ...others] = all.diagnose().verdicts.at(-1)!.findings;
  assert.equal(found.id, 'tcp-unanswered');
  assert.match(
    found.summary,
    /wanted to open a TCP connection to 203\.0\.113\.9:5060 and got no answer \(3 SYNs in 7\.0 s, no answer\)\. It had been asked to pass the INVITE on, and answered 408 Request Timeout\./,
  );
  assert.equal(others.find(({ id }) => id === 'hop-timeout')?.becauseOf, 'tcp-unanswered');
});

test('SYNs go on after the proxy has given up; those that began before the request are about another one', () => {
  for (const [detail, id] of [
    ['4 SYNs in 9.0 s, no answer', 'tcp-unanswered'],
    ['6 SYNs in 40.0 s, no answer', undefined],
  ] as const) {
    const { all, phone, proxy, callee, ephemeral } = scene();
    all.call('sip:alice@example.com', 'sip:bob@203.0.113.9');
    const invite = all.request(phone, proxy, 'INVITE');
    all.wait(1_000);
    all.ack(invite, all.respond(invite, 503));
    all.wait(6_500).event('unanswered', ephemeral, callee, detail, 'TCP');
    assert.equal(all.diagnose().find('tcp-unanswered')?.id, id);
  }
});

test('a phone that turns to UDP is a note', () => {
  const { all, phone, proxy } = scene();
  all.event('unanswered', all.place('192.0.2.10:50000'), proxy, '1 SYN in 5.0 s, no answer', 'TCP').wait(3_000).call();
  all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
  assert.equal(all.diagnose().find('tcp-unanswered')!.severity, 'note');
});

test('a call that is answered, or refused by the person called, is not blamed on it', () => {
  const { all, phone, proxy, callee, ephemeral } = scene();
  for (const status of [200, 486]) {
    all.call('sip:alice@example.com', 'sip:bob@203.0.113.9');
    const invite = all.request(phone, proxy, 'INVITE');
    all.event('unanswered', ephemeral, callee, '1 SYN in 5.0 s, no answer', 'TCP');
    all.ack(invite, all.respond(invite, status));
    all.wait(200_000);
  }
  assert.equal(all.diagnose().find('tcp-unanswered'), undefined);
});
