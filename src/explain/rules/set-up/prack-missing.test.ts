import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene, sdp } from '../../../../test/scene.ts';

const reliable = { headers: { Require: '100rel', RSeq: '77' } };
const local = sdp('192.0.2.10', 4000);

/** The 183 is repeated as 3262 3 tells, on one hop. */
function repeated(times: number, headers: Record<string, string> = { Supported: '100rel' }) {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { body: local, headers });
  const progress = all.respond(invite, 183, reliable);
  for (let i = 0, pause = 500; i < times; i++, pause *= 2) {
    all.wait(pause);
    all.again(progress);
  }
  return { all, phone, server, invite };
}

test('a reliable 183 without PRACK ends in a 5xx (RFC 3262 3)', () => {
  const { all, invite } = repeated(5);
  all.wait(16_000);
  all.ack(invite, all.respond(invite, 504, { reason: 'Server Time-out' }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'prack-missing');
  const found = diagnosis.find('prack-missing')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /sent a reliable 183 Session Progress \(RSeq 77\) and repeated it 5 times within 16 s\. No PRACK came from the caller .*, though its INVITE supports 100rel\. The call ended with 504 Server Time-out 3\d s after it\.$/,
  );
});

test('a caller who does not support 100rel must not be asked for PRACK', () => {
  const { all } = repeated(3, {});
  const found = all.diagnose().find('prack-missing')!;
  assert.match(found.summary, /The INVITE does not offer 100rel/);
  assert.match(found.fix[0], /Switch 100rel off at the called side/);
});

test('a PRACK that is refused, through a proxy', () => {
  const call = new ProxiedCall({ body: local, headers: { Supported: '100rel' } });
  call.respond(183, reliable);
  call.within('PRACK', 481, { headers: { RAck: '77 1 INVITE' } });
  call.refuse(500, { reason: 'Server Internal Error' });
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'prack-missing');
  assert.match(diagnosis.find('prack-missing')!.summary, /answered the PRACK for it with 481/);
});

test('a PRACK with another number, and one without an answer', () => {
  const stray = repeated(3);
  stray.all.respond(stray.all.request(stray.phone, stray.server, 'PRACK', { headers: { RAck: '78 1 INVITE' } }), 481);
  assert.match(stray.all.diagnose().find('prack-missing')!.summary, /names RAck 78 1 INVITE, and not 77/);
  const lost = repeated(3);
  lost.all.request(lost.phone, lost.all.place('10.0.0.5'), 'PRACK', { headers: { RAck: '77 1 INVITE' } });
  assert.match(lost.all.diagnose().find('prack-missing')!.summary, /went to .* at 10\.0\.0\.5:5060 and got no answer/);
});

test('a call that is answered all the same is a warning', () => {
  const { all, invite } = repeated(4);
  all.ack(invite, all.respond(invite, 200, { body: sdp('198.51.100.1', 5000) }));
  assert.equal(all.diagnose().find('prack-missing')!.severity, 'warning');
});

test('a PRACK after one repetition, a challenged one, and unreliable repetitions are nothing', () => {
  const late = repeated(1);
  late.all.respond(late.all.request(late.phone, late.server, 'PRACK', { headers: { RAck: '77 1 INVITE' } }), 200);
  assert.equal(late.all.diagnose().find('prack-missing'), undefined);
  const asked = repeated(0);
  const rack = { RAck: '77 1 INVITE' };
  asked.all.respond(asked.all.request(asked.phone, asked.server, 'PRACK', { headers: rack }), 407);
  asked.all.respond(asked.all.request(asked.phone, asked.server, 'PRACK', { headers: rack }), 200);
  assert.equal(asked.all.diagnose().find('prack-missing'), undefined);
  const ringing = new ProxiedCall({ body: local });
  const ring = ringing.respond(180);
  for (let i = 0; i < 4; i++) ringing.all.again(ring);
  assert.equal(ringing.all.diagnose().find('prack-missing'), undefined);
});
