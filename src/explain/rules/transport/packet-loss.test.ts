import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1') };
};

test('one repetition in a call is a note (RFC 3261 17.1.1.2)', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.wait(490);
  all.again(invite);
  all.respond(invite, 100);
  all.ack(invite, all.respond(invite, 200));
  const diagnosis = all.diagnose();
  assert.deepEqual(diagnosis.ids(), ['packet-loss']);
  const { severity, summary, evidence } = diagnosis.find('packet-loss')!;
  assert.equal(severity, 'note');
  assert.match(
    summary,
    /1 of 4 messages \(25 %\) were repetitions: INVITE once\. All were answered in the end\. Waiting for the answers took 510 ms\. 192\.0\.2\.10:5060 was the one that repeated/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [2],
  );
});

test('much of it is a warning, also on the hop behind the proxy', () => {
  const { all, phone, server } = scene();
  const callee = all.place('203.0.113.9');
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.respond(invite, 100);
  const inner = all.request(server, callee, 'INVITE', { via: invite });
  for (const ms of [500, 1_000, 2_000]) {
    all.wait(ms);
    all.again(inner);
  }
  all.passOn(all.respond(inner, 180), server, phone);
  const answer = all.respond(inner, 200);
  all.wait(500);
  all.passOn(all.again(answer), server, phone);
  all.request(phone, server, 'ACK');
  all.request(server, callee, 'ACK');
  const bye = all.request(server, callee, 'BYE');
  all.wait(500);
  all.again(bye);
  all.respond(bye, 200);
  const found = all.diagnose().find('packet-loss')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /5 of 10 messages \(50 %\) were repetitions: INVITE 3 times, 200 OK once and BYE once\. .* Both sides had to repeat/,
  );
});

test('what was never answered is silence, not loss; over TCP nothing is repeated; a packet captured twice is one', () => {
  const { all, phone, server } = scene();
  all.call();
  const options = all.request(phone, server, 'OPTIONS');
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(options);
  }
  all.call();
  const over = all.request(phone, server, 'OPTIONS', { transport: 'TCP' });
  all.wait(500);
  all.again(over);
  all.respond(over, 200);
  all.call();
  const twice = all.request(phone, server, 'OPTIONS');
  all.again(twice);
  all.respond(twice, 200);
  assert.equal(all.diagnose().find('packet-loss'), undefined);
});
