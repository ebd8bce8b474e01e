import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, proxiedCall, relayed, unacknowledged } from '../../../../test/scene-calls.ts';
import { Scene, type SceneDiagnosis } from '../../../../test/scene.ts';

const places = () => {
  const all = new Scene();
  return { all, phone: all.place('203.0.113.10'), proxy: all.place('198.51.100.1'), callee: all.place('192.0.2.20') };
};

/** Nothing is worse than a note. */
function assertHealthy(diagnosis: SceneDiagnosis): void {
  const grave = diagnosis.verdicts.flatMap(({ findings }) => findings).filter(({ severity }) => severity !== 'note');
  assert.deepEqual(
    grave.map(({ id }) => id),
    [],
  );
}

test('a private address in Contact of the answer: no ACK comes, and the call drops after 32 seconds (RFC 3261 13.3.1.4)', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee, { ack: false, ok: { Contact: '<sip:bob@10.0.0.5:5060>' } });
  unacknowledged(all, () => all.again(call.ok));
  all.wait(4_000);
  hangUp(call, 'callee');
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'ack-lost');
  const found = diagnosis.find('ack-lost')!;
  assert.equal(found.severity, 'failure');
  assert.equal(found.certainty, 'certain');
  assert.match(found.summary, /repeated that 9 times in 28 s, and hung up after 32 s/);
  assert.match(found.summary, /sends it to 10\.0\.0\.5:5060: its Contact names a private address/);
  assert.match(found.fix.join(' '), /external_signaling_address/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 3, 12, 13],
  );
  assert.equal(diagnosis.find('hung-up')!.becauseOf, 'ack-lost');
});

test('a private address in Record-Route of a proxy, over TCP', () => {
  const { all, phone, proxy, callee } = places();
  const {
    answer,
    ok,
    proxy: seen,
  } = proxiedCall(all, phone, proxy, callee, {
    ack: false,
    recordRoute: '<sip:172.16.0.1;lr>',
    transport: 'TCP',
  });
  unacknowledged(all, () => {
    all.again(answer);
    all.again(ok);
  });
  all.wait(4_000);
  const bye = all.request(callee, seen, 'BYE', { back: true });
  all.respond(all.request(seen, phone, 'BYE', { via: bye }), 200);
  const found = all.diagnose().find('ack-lost')!;
  assert.match(found.summary, /sends it to 172\.16\.0\.1:5060: its Record-Route names a private address/);
  assert.match(found.fix[0], /Kamailio.*advertise/);
});

test('a phone behind NAT whose Contact the proxy follows: the ACK goes to the private address', () => {
  const { all, phone, proxy, callee } = places();
  const { answer, ok, invite } = proxiedCall(all, phone, proxy, callee, {
    ack: false,
    ok: { Contact: '<sip:bob@192.168.1.20:5060>' },
  });
  const nowhere = all.place('192.168.1.20');
  const acknowledge = () => {
    const ack = all.ack(invite, ok, { uri: 'sip:bob@192.168.1.20:5060', headers: { Route: '<sip:198.51.100.1;lr>' } });
    all.request(proxy, nowhere, 'ACK', { via: ack, headers: { Route: undefined } });
  };
  acknowledge();
  unacknowledged(all, () => {
    all.again(answer);
    all.again(ok);
    acknowledge();
  });
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'contact-behind-nat');
  const found = diagnosis.find('ack-lost')!;
  assert.match(found.summary, /sent the ACK to 192\.168\.1\.20:5060, and it never came to 192\.0\.2\.20:5060/);
  assert.match(found.fix[0], /set_contact_alias\(\)/);
});

test('the ACK goes to the Request-URI of the INVITE, and the proxy drops it (RFC 3261 12.2.1.1)', () => {
  const { all, phone, proxy, callee } = places();
  const { answer, ok, invite } = proxiedCall(all, phone, proxy, callee, { ack: false });
  all.ack(invite, ok);
  unacknowledged(all, () => {
    all.again(answer);
    all.again(ok);
    all.ack(invite, ok);
  });
  const found = all.diagnose().find('ack-lost')!;
  assert.match(
    found.summary,
    /and none went on from there\. It is addressed to sip:bob@example\.com, the Request-URI of the INVITE/,
  );
});

test('the ACK has no Route where the answer has Record-Route (RFC 3261 12.1.2)', () => {
  const { all, phone, proxy, callee } = places();
  const { answer, ok, invite } = proxiedCall(all, phone, proxy, callee, { ack: false });
  unacknowledged(all, () => {
    all.again(answer);
    all.again(ok);
    all.ack(invite, ok, { uri: 'sip:bob@192.0.2.20:5060' });
  });
  assert.match(all.diagnose().find('ack-lost')!.summary, /It has no Route, though the answer has a Record-Route/);
});

test('the ACK has another To tag than the answer', () => {
  const { all, phone, callee } = places();
  const { ok, invite } = answeredCall(all, phone, callee, { ack: false });
  unacknowledged(all, () => {
    all.again(ok);
    all.ack(invite, ok, { headers: { To: '<sip:bob@example.com>;tag=other' } });
  });
  assert.match(all.diagnose().find('ack-lost')!.summary, /its To tag is "other" where that of the answer is "to1"/);
});

test('the ACK comes to the right host, and the answers go on', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee);
  unacknowledged(all, () => {
    all.again(call.ok);
    all.ack(call.invite, call.ok);
  });
  all.wait(4_000);
  hangUp(call, 'callee');
  const found = all.diagnose().find('ack-lost')!;
  assert.equal(found.certainty, 'likely');
  assert.match(found.summary, /sent the ACK to 192\.0\.2\.20:5060 10 times, and the answers went on all the same/);
});

test('a caller who cancels after the answer never got it', () => {
  const { all, phone, callee } = places();
  const { ok } = answeredCall(all, phone, callee, { ack: false });
  unacknowledged(all, () => all.again(ok), 4);
  all.request(phone, callee, 'CANCEL', { branch: 'z9hG4bK1x' });
  assert.match(
    all.diagnose().find('ack-lost')!.summary,
    /sent a CANCEL after the answer: the answer never arrived there/,
  );
});

test('a CANCEL that crosses the answer proves nothing, nor does a host name in Contact', () => {
  const { all, phone, callee } = places();
  const { ok } = answeredCall(all, phone, callee, { ack: false, ok: { Contact: '<sip:bob@pbx.example.com>' } });
  all.request(phone, callee, 'CANCEL', { branch: 'z9hG4bK1x' });
  unacknowledged(all, () => all.again(ok));
  const found = all.diagnose().find('ack-lost')!;
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /The answer sends it to pbx\.example\.com, as its Contact says; the capture does not show/,
  );
});

test('a public server that names its inner address, captured at the caller', () => {
  const { all, callee } = places();
  const { ok } = answeredCall(all, all.place('192.168.1.10'), callee, {
    ack: false,
    ok: { Contact: '<sip:bob@10.0.0.5:5060>' },
  });
  unacknowledged(all, () => all.again(ok));
  assert.match(all.diagnose().find('ack-lost')!.summary, /its Contact names a private address, which the caller/);
});

test('an answer that the proxy never passes on', () => {
  const { all, phone, proxy, callee } = places();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  const ok = all.respond(all.request(proxy, callee, 'INVITE', { via: invite }), 200);
  unacknowledged(all, () => all.again(ok));
  assert.match(
    all.diagnose().find('ack-lost')!.summary,
    /came as far as the proxy at 198\.51\.100\.1:5060 and was never seen on its way on/,
  );
});

test('a re-INVITE whose answer is never acknowledged drops the call too', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee);
  all.wait(60_000);
  const again = all.request(phone, callee, 'INVITE');
  const ok = all.respond(again, 200);
  unacknowledged(all, () => all.again(ok));
  all.wait(4_000);
  hangUp(call, 'callee');
  assert.match(all.diagnose().find('ack-lost')!.summary, /answered the INVITE within the call with 200 OK/);
});

test('without repetitions the time of the BYE tells', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee, { ack: false, transport: 'TCP' });
  all.wait(32_000);
  hangUp(call, 'callee');
  const found = all.diagnose().find('ack-lost')!;
  assert.equal(found.certainty, 'likely');
  assert.match(found.summary, /answered the INVITE with 200 OK and hung up after 32 s/);
});

test('a pasted text without times', () => {
  const { all, phone, callee } = places();
  all.time = Number.NaN;
  const call = answeredCall(all, phone, callee, { ack: false, ok: { Contact: '<sip:bob@10.0.0.5>' } });
  unacknowledged(all, () => all.again(call.ok));
  hangUp(call, 'callee');
  const { summary, severity } = all.diagnose().find('ack-lost')!;
  assert.equal(severity, 'failure');
  assert.match(summary, /repeated that 9 times, and hung up because no ACK had reached it/);
});

test('a caller who hangs up first is only warned of', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee, { ack: false });
  unacknowledged(all, () => all.again(call.ok), 5);
  hangUp(call);
  assert.equal(all.diagnose().find('ack-lost')!.severity, 'warning');
});

test('an ACK that comes after two lost ones is loss, and nothing more', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee, { ack: false });
  unacknowledged(all, () => all.again(call.ok), 2);
  all.ack(call.invite, call.ok);
  all.wait(40_000);
  hangUp(call, 'callee');
  assert.equal(all.diagnose().find('ack-lost'), undefined);
});

test('repetitions that cross their ACKs and then stop', () => {
  const { all, phone, callee } = places();
  const call = answeredCall(all, phone, callee);
  unacknowledged(
    all,
    () => {
      all.again(call.ok);
      all.ack(call.invite, call.ok);
    },
    4,
  );
  all.wait(120_000);
  hangUp(call, 'callee');
  assert.equal(all.diagnose().find('ack-lost'), undefined);
});

test('a proxy that is not on the path of the ACK', () => {
  const { all, phone, proxy, callee } = places();
  const { answer, ok } = proxiedCall(all, phone, proxy, callee, { recordRoute: '', ack: false });
  all.wait(490);
  all.again(answer);
  all.again(ok);
  all.wait(60_000);
  all.request(phone, proxy, 'OPTIONS', { call: all.call() });
  assert.equal(all.diagnose().find('ack-lost'), undefined);
});

test('answers alone, in a capture of one direction, tell nothing', () => {
  const { all, phone, callee } = places();
  const source = new Scene();
  const { ok } = answeredCall(source, phone, callee, { ack: false });
  const first = all.raw(ok.text, callee, phone);
  unacknowledged(all, () => all.again(first));
  assert.equal(all.diagnose().find('ack-lost'), undefined);
});

test('a call through a proxy, acknowledged', () => {
  const { all, phone, proxy, callee } = places();
  const call = proxiedCall(all, phone, proxy, callee);
  all.wait(60_000);
  all.respond(relayed(call, 'BYE'), 200);
  assertHealthy(all.diagnose());
});

test('two answers of a fork, each acknowledged by its own ACK', () => {
  const { all, phone, callee } = places();
  const { invite } = answeredCall(all, phone, callee);
  const other = { To: '<sip:bob@example.com>;tag=other' };
  all.ack(invite, all.respond(invite, 200, { headers: other }), { headers: other });
  all.respond(all.request(phone, callee, 'BYE', { headers: other }), 200, { headers: other });
  assertHealthy(all.diagnose());
});
