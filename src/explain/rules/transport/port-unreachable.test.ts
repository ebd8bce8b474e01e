import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1'), callee: all.place('203.0.113.9') };
};

test('the host itself says that no program listens there (RFC 3261 18.4)', () => {
  const { all, phone, server } = scene();
  all.call();
  all.request(phone, server, 'INVITE');
  all.event('unreachable', phone, server, 'port unreachable (code 3)');
  all.wait(60_000).call();
  all.request(phone, server, 'OPTIONS');
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'port-unreachable');
  const { summary, cause, evidence, severity } = diagnosis.find('port-unreachable')!;
  assert.match(
    summary,
    /sent its INVITE to 198\.51\.100\.1:5060, and that host itself answered by ICMP: port unreachable \(code 3\)\./,
  );
  assert.match(cause, /no program listens on 198\.51\.100\.1:5060/);
  assert.equal(severity, 'failure');
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('a router says it of a phone behind the proxy, which then says 408', () => {
  const { all, phone, server, callee } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.respond(invite, 100);
  const inner = all.request(server, callee, 'INVITE', { via: invite });
  for (const ms of [500, 1_000, 2_000]) {
    all.event('unreachable', server, callee, 'host unreachable (code 1), says 203.0.113.1').wait(ms);
    all.again(inner);
  }
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'port-unreachable');
  const { summary, cause } = diagnosis.find('port-unreachable')!;
  assert.match(
    summary,
    /^The proxy \(198\.51\.100\.1:5060\) sent its INVITE to 203\.0\.113\.9:5060, and the router 203\.0\.113\.1 answered by ICMP: host unreachable \(code 1\), 3 times in all\. The proxy then answered 408/,
  );
  assert.match(cause, /the host is off, or has another address/);
});

test('the answers do not arrive, and the client asks again', () => {
  const { all, phone, server } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const register = all.request(phone, server, 'REGISTER');
  for (let i = 0; i < 3; i++) {
    all.respond(register, 200);
    all.event('unreachable', server, phone, 'port unreachable (code 3)').wait(1_000);
    all.again(register);
  }
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'port-unreachable');
  assert.match(diagnosis.find('port-unreachable')!.summary, /sent its 200 OK \(REGISTER\) to 192\.0\.2\.10:5060/);
});

test('a firewall that rejects is named as one; a BYE that is lost so is a warning', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.ack(invite, all.respond(invite, 200));
  all.wait(60_000);
  all.request(server, phone, 'BYE', { back: true });
  all.event('unreachable', server, phone, 'communication administratively prohibited (code 13), says 192.0.2.1');
  const found = all.diagnose().find('port-unreachable')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.cause, /A firewall at 192\.0\.2\.1/);
});

test('a dead branch of a call that another phone answers is a note', () => {
  const { all, phone, server, callee } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  all.request(server, callee, 'INVITE', { via: invite });
  all.event('unreachable', server, callee, 'port unreachable (code 3)');
  const two = all.request(server, all.place('203.0.113.10'), 'INVITE', { via: invite });
  all.ack(invite, all.passOn(all.respond(two, 200), server, phone));
  assert.equal(all.diagnose().find('port-unreachable')!.severity, 'note');
});

test('a client that has closed its port after the answer is nothing', () => {
  const { all, phone, server } = scene();
  all.call();
  all.respond(all.request(phone, server, 'OPTIONS'), 200);
  all.event('unreachable', server, phone, 'port unreachable (code 3)');
  assert.equal(all.diagnose().find('port-unreachable'), undefined);
});
