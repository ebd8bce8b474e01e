import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, type Sent } from '../../../../test/scene.ts';

const begin = () => {
  const all = new Scene();
  const [phone, server] = [all.place('192.0.2.10'), all.place('198.51.100.1')];
  all.call();
  const invite = all.request(phone, server, 'INVITE', { branch: 'z9hG4bKone' });
  all.respond(invite, 100);
  return { all, phone, server, invite };
};

function giveUp({ all, phone, server }: ReturnType<typeof begin>, status = 200, branch = 'z9hG4bKone'): Sent {
  return all.respond(all.request(phone, server, 'CANCEL', { branch }), status);
}

test('the caller hangs up while it rings: a note, and nothing else (RFC 3261 9.1)', () => {
  const scene = begin();
  scene.all.respond(scene.invite, 180);
  scene.all.wait(7_300);
  giveUp(scene);
  scene.all.ack(scene.invite, scene.all.respond(scene.invite, 487));
  const diagnosis = scene.all.diagnose();
  assert.equal(diagnosis.root, 'cancelled-by-caller');
  const found = diagnosis.find('cancelled-by-caller')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /^The caller alice@example\.com \(192\.0\.2\.10:5060\) ended the call by CANCEL 7\.3 s after the INVITE, before it was answered\. It had been ringing for 7\.3 s\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 3, 4, 6],
  );
});

test('the caller hangs up in silence: nothing had rung', () => {
  const scene = begin();
  scene.all.wait(8_100);
  giveUp(scene);
  scene.all.ack(scene.invite, scene.all.respond(scene.invite, 487));
  const found = scene.all.diagnose().find('cancelled-by-caller')!;
  assert.match(found.summary, /Nothing had rung until then/);
  assert.match(found.cause, /nothing was to be heard/);
});

test('CANCEL and 200 cross: the call is ended by BYE', () => {
  const scene = begin();
  const { all, phone, server, invite } = scene;
  all.respond(invite, 180);
  all.wait(3_000);
  giveUp(scene);
  const ok = all.respond(invite, 200);
  all.ack(invite, ok);
  all.respond(all.request(phone, server, 'BYE'), 200);
  const found = all.diagnose().find('cancelled-by-caller')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /CANCEL 3 s after the INVITE\. .* The 200 OK crossed it on the way, so the call was up: it was ended by BYE in frame 8\./,
  );
});

test('a CANCEL that matches nothing stops nothing: the phone rings on', () => {
  const scene = begin();
  scene.all.respond(scene.invite, 180);
  scene.all.wait(4_000);
  giveUp(scene, 481, 'z9hG4bKother');
  scene.all.wait(20_000);
  scene.all.ack(scene.invite, scene.all.respond(scene.invite, 480));
  const found = scene.all.diagnose().find('cancelled-by-caller')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /answered 481 .*the call goes on ringing there/);
  assert.match(found.cause, /"z9hG4bKother" instead of "z9hG4bKone"/);
});

test('a refusal that came before the CANCEL is the reason, not the caller', () => {
  const scene = begin();
  const busy = scene.all.respond(scene.invite, 486);
  giveUp(scene, 200);
  scene.all.ack(scene.invite, busy);
  assert.equal(scene.all.diagnose().find('cancelled-by-caller'), undefined);
});

test('a call that is answered, and 481 to a CANCEL behind it, is nothing', () => {
  const scene = begin();
  scene.all.respond(scene.invite, 180);
  scene.all.ack(scene.invite, scene.all.respond(scene.invite, 200));
  giveUp(scene, 481);
  assert.equal(scene.all.diagnose().find('cancelled-by-caller'), undefined);
});
