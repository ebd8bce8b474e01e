import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1') };
};
const challenge = { 'WWW-Authenticate': 'Digest realm="example.com", nonce="n", algorithm=MD5' };

test('a REGISTER is challenged each time, and the client never hears it', () => {
  const { all, phone, server } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const register = all.request(phone, server, 'REGISTER');
  all.respond(register, 401, { headers: challenge });
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(register);
    all.respond(register, 401, { headers: challenge });
  }
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'responses-lost');
  const { summary, evidence } = diagnosis.find('responses-lost')!;
  assert.match(
    summary,
    /answered the REGISTER of .* with 401 Unauthorized \(REGISTER\) \(5 answers in all\)\. The client repeated the REGISTER 4 times after the answer had gone by here, for 7\.6 s, and did nothing else/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2, 9],
  );
});

test('an INVITE is repeated though 100 and 180 went by; the answers come from another address', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE');
  const other = all.place('198.51.100.2');
  all.respond(invite, 100, { from: other });
  for (const ms of [500, 1_000, 2_000]) {
    all.wait(ms);
    all.again(invite);
  }
  const found = all.diagnose().find('responses-lost')!;
  assert.match(
    found.summary,
    /The answers come from 198\.51\.100\.2:5060, and the request went to 198\.51\.100\.1:5060/,
  );
  assert.match(found.fix[0], /198\.51\.100\.1:5060/);
});

test('one answer that is lost, and a client that goes on, are only loss', () => {
  const { all, phone, server } = scene();
  all.call('sip:alice@example.com', 'sip:alice@example.com');
  const register = all.request(phone, server, 'REGISTER');
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.respond(register, 401, { headers: challenge });
    all.wait(ms);
    all.again(register);
  }
  all.respond(register, 401, { headers: challenge });
  const headers = {
    Authorization: `Digest username="alice", realm="example.com", nonce="n", uri="sip:example.com", response="${'0'.repeat(32)}"`,
  };
  all.respond(all.request(phone, server, 'REGISTER', { headers }), 200);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.find('responses-lost'), undefined);
  assert.equal(diagnosis.find('packet-loss')!.id, 'packet-loss');
});

test('repetitions before the first answer are no lost answers', () => {
  const { all, phone, server } = scene();
  all.call();
  const options = all.request(phone, server, 'OPTIONS');
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(options);
  }
  all.respond(options, 200);
  assert.equal(all.diagnose().find('responses-lost'), undefined);
});

test('an answer that cannot be read is not lost', () => {
  const { all, phone, server } = scene();
  all.call();
  const options = all.request(phone, server, 'OPTIONS');
  all.respond(options, 200, { headers: { CSeq: 'one OPTIONS' } });
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.again(options);
    all.respond(options, 200, { headers: { From: 'nobody <' } });
  }
  assert.equal(all.diagnose().find('responses-lost'), undefined);
});
