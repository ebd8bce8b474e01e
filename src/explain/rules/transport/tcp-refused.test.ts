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

/** A proxy is asked for this URI, a connection of its is refused, and it answers so. */
function refused(uri: string, status: number): Scene {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call('sip:alice@example.com', uri);
  const invite = all.request(phone, proxy, 'INVITE');
  all.respond(invite, 100);
  all.event('refused', ephemeral, callee, 'RST after 1 SYN in 0.2 ms', 'TCP').wait(1_000);
  all.ack(invite, all.respond(invite, status));
  return all;
}

test('a proxy cannot pass the call on, and says 503 (RFC 3261 18.4)', () => {
  const diagnosis = refused('sip:bob@203.0.113.9;transport=tcp', 503).diagnose();
  assert.equal(diagnosis.root, 'tcp-refused');
  const { summary, severity, certainty, evidence } = diagnosis.find('tcp-refused')!;
  assert.match(
    summary,
    /\(198\.51\.100\.1:5060\) wanted to open a TCP connection to 203\.0\.113\.9:5060 and was refused \(RST after 1 SYN in 0\.2 ms\)\. It had been asked to pass the INVITE on, and answered 503 Service Unavailable\./,
  );
  assert.deepEqual([severity, certainty], ['failure', 'likely']);
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 3, 4],
  );
});

test('a registered phone that does not take the connection is the reason of a 480', () => {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call('sip:bob@example.com', 'sip:bob@example.com');
  all.respond(all.request(callee, proxy, 'REGISTER', { transport: 'TCP' }), 200, {
    headers: { Contact: '<sip:bob@203.0.113.9;transport=tcp>;expires=3600' },
  });
  all.wait(60_000).call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.event('refused', ephemeral, callee, '', 'TCP');
  all.ack(invite, all.respond(invite, 480));
  const [found] = all.diagnose().verdicts.at(-1)!.findings;
  assert.deepEqual([found.id, found.certainty], ['tcp-refused', 'likely']);
});

test('where the call does not name the place, the time alone makes it possible', () => {
  assert.equal(refused('sip:bob@example.com', 503).diagnose().find('tcp-refused')!.certainty, 'possible');
  assert.equal(refused('sip:bob@example.com', 480).diagnose().find('tcp-refused'), undefined);
});

test('two dead targets at the same time: nobody knows which the call was for', () => {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.event('refused', ephemeral, callee, '', 'TCP').event('refused', ephemeral, all.place('203.0.113.10'), '', 'TCP');
  all.ack(invite, all.respond(invite, 503));
  assert.equal(all.diagnose().find('tcp-refused'), undefined);
});

test('a phone that turns to UDP is a note', () => {
  const { all, phone, proxy } = scene();
  all.event('refused', all.place('192.0.2.10:50000'), proxy, '', 'TCP').call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.ack(invite, all.respond(invite, 200));
  const found = all.diagnose().find('tcp-refused')!;
  assert.equal(found.severity, 'note');
  assert.match(found.summary, /It then sent the INVITE over UDP, and was answered/);
});

test('a call that fails for another reason, before, or farther on is not blamed on it', () => {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call();
  const busy = all.request(phone, proxy, 'INVITE');
  all.event('refused', ephemeral, callee, '', 'TCP');
  all.ack(busy, all.respond(busy, 486));
  all.wait(600_000).call();
  const late = all.request(phone, proxy, 'INVITE');
  all.ack(late, all.respond(late, 503));
  all.call();
  const passed = all.request(phone, proxy, 'INVITE');
  const inner = all.request(proxy, callee, 'INVITE', { via: passed });
  all.event('refused', ephemeral, callee, '', 'TCP');
  all.ack(passed, all.passOn(all.respond(inner, 503), proxy, phone));
  assert.equal(all.diagnose().find('tcp-refused'), undefined);
});
