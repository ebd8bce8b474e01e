import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, DigestScene } from '../../../../test/digest-scene.ts';

const asked = { headers: { 'Proxy-Authenticate': challenge('one') } };

/** A call that its caller cancels, with the answers to CANCEL and INVITE. */
function cancelled(end: number | undefined): DigestScene {
  const scene = new DigestScene();
  const { phone, server } = scene;
  scene.call();
  const invite = scene.request(phone, server, 'INVITE', { branch: 'z9hG4bKone' });
  scene.respond(invite, 180);
  scene.wait(5_000);
  scene.respond(scene.request(phone, server, 'CANCEL', { branch: 'z9hG4bKone' }), 407, asked);
  if (end === undefined) return scene;
  scene.wait(4_000);
  scene.ack(invite, scene.respond(invite, end));
  return scene;
}

test('a CANCEL is challenged, and the call is answered after its caller gave up (RFC 3261 22.1)', () => {
  const diagnosis = cancelled(200).diagnose();
  assert.equal(diagnosis.root, 'ack-or-cancel-challenged');
  const found = diagnosis.find('ack-or-cancel-challenged')!;
  assert.equal(found.severity, 'failure');
  assert.equal(found.certainty, 'certain');
  assert.match(
    found.summary,
    /^The proxy .* asked for credentials for a CANCEL \(407 Proxy Authentication Required\)\. The call was answered afterwards, though its caller had given up\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 3, 4, 5],
  );
});

test('a call that ends with 487 all the same is a note, one without an end a warning', () => {
  assert.equal(cancelled(487).diagnose().find('ack-or-cancel-challenged')!.severity, 'note');
  assert.equal(cancelled(undefined).diagnose().find('ack-or-cancel-challenged')!.severity, 'warning');
});

test('an ACK is challenged, and the 200 comes again and again', () => {
  const scene = new DigestScene();
  scene.call();
  const invite = scene.invite();
  const ok = scene.respond(invite, 200);
  const ack = scene.ack(invite, ok);
  scene.respond(ack, 407, asked);
  scene.wait(500).again(ok);
  scene.wait(1_000).again(ok);
  const found = scene.diagnose().find('ack-or-cancel-challenged')!;
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /asked for credentials for an ACK .* The 200 was sent again afterwards: the ACK did not come through\.$/,
  );
});

test('a CANCEL that is accepted, and an INVITE that is challenged, are as they should be', () => {
  const scene = new DigestScene();
  const { phone, server } = scene;
  scene.call();
  scene.challenge407(scene.invite(), challenge('one'));
  const invite = scene.request(phone, server, 'INVITE', { branch: 'z9hG4bKone' });
  scene.respond(invite, 180);
  scene.respond(scene.request(phone, server, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
  scene.ack(invite, scene.respond(invite, 487));
  assert.equal(scene.diagnose().find('ack-or-cancel-challenged'), undefined);
});
