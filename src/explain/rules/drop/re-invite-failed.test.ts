import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredCall, hangUp, sdpAt } from '../../../../test/scene-calls.ts';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('203.0.113.10'), all.place('192.0.2.20')];
  const [here, there] = [all.place('203.0.113.10:40000'), all.place('192.0.2.20:30000')];
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  all.wait(20_000);
  return { all, phone, callee, call, here, there };
};

const fax = (address: string) =>
  ['v=0', `o=- 30000 2 IN IP4 ${address}`, 's=-', `c=IN IP4 ${address}`, 't=0 0', 'm=image 30002 udptl t38', ''].join(
    '\r\n',
  );

test('a switch to fax is refused, and the call is hung up (RFC 3261 14.1)', () => {
  const { all, phone, callee, call } = scene();
  const again = all.request(callee, phone, 'INVITE', { back: true, body: fax('192.0.2.20') });
  all.ack(again, all.respond(again, 488), { back: true });
  all.wait(300);
  hangUp(call, 'callee');
  const diagnosis = all.diagnose();
  const found = diagnosis.find('re-invite-failed')!;
  assert.equal(diagnosis.root, 're-invite-failed');
  assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
  assert.match(
    found.summary,
    /The called side \(192\.0\.2\.20:5060\) sent a re-INVITE within the call: a switch to fax \(T\.38\)\. .*refused it with 488/,
  );
  assert.match(found.fix[0], /t38_udptl/);
  assert.ok(diagnosis.find('hung-up')!.becauseOf !== undefined);
});

test('a hold that is refused is a warning where the call goes on', () => {
  const { all, phone, callee, call, here } = scene();
  const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { direction: 'sendonly' }) });
  all.ack(again, all.respond(again, 500));
  all.wait(60_000);
  hangUp(call);
  const found = all.diagnose().find('re-invite-failed')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /within the call: a hold\. .*The call went on as it was/);
});

test('a change of address that nobody answers', () => {
  const { all, phone, callee, call } = scene();
  const again = all.request(phone, callee, 'INVITE', { body: sdpAt(all.place('203.0.113.99:40000')) });
  for (const ms of [500, 1000, 2000, 4000]) {
    all.wait(ms);
    all.again(again);
  }
  all.wait(24_000);
  hangUp(call);
  const found = all.diagnose().find('re-invite-failed')!;
  assert.match(
    found.summary,
    /another address for the media\. It was sent 5 times to the called side at 192\.0\.2\.20:5060/,
  );
  assert.equal(found.severity, 'failure');
});

for (const status of [491, 401, 487, 481])
  test(`${status} belongs to another finding, or to another try`, () => {
    const { all, phone, callee, call, here } = scene();
    const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { direction: 'sendonly' }) });
    all.ack(again, all.respond(again, status));
    all.wait(60_000);
    hangUp(call);
    assert.equal(all.diagnose().find('re-invite-failed'), undefined);
  });

test('a hold that is taken, and resumed', () => {
  const { all, phone, callee, call, here, there } = scene();
  for (const direction of ['sendonly', 'sendrecv']) {
    const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here, { direction }) });
    all.ack(again, all.respond(again, 200, { body: sdpAt(there) }));
    all.wait(10_000);
  }
  hangUp(call);
  assert.deepEqual(all.diagnose().ids(), ['hung-up']);
});

test('a re-INVITE that crosses a BYE is nothing', () => {
  const { all, phone, callee, call, here } = scene();
  hangUp(call, 'callee');
  const again = all.request(phone, callee, 'INVITE', { body: sdpAt(here) });
  all.ack(again, all.respond(again, 488));
  assert.equal(all.diagnose().find('re-invite-failed'), undefined);
});
