import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

function places(transport: 'UDP' | 'TCP' = 'UDP') {
  const scene = new Scene();
  scene.call();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  return { scene, phone, server, send: (method: string) => scene.request(phone, server, method, { transport }) };
}

test('a second final response that differs from the first (RFC 3261 17.2.2)', () => {
  const { scene, send } = places();
  const request = send('OPTIONS');
  scene.respond(request, 200);
  scene.respond(request, 404);
  const diagnosis = scene.diagnose();
  assert.equal(diagnosis.root, 'machine-breach');
  const found = diagnosis.find('machine-breach')!;
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /answered the OPTIONS with 200 OK \(OPTIONS\), and once more with 404 Not Found \(OPTIONS\)\. .*The non-INVITE server transaction in its state Completed has no row for "send 300-699"\.$/,
  );
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [2, 3],
  );
});

test('487 after the 200 of an INVITE (RFC 6026 7.1)', () => {
  const { scene, send } = places();
  const invite = send('INVITE');
  const accepted = scene.respond(invite, 200);
  scene.ack(invite, accepted);
  scene.respond(invite, 487);
  assert.match(scene.diagnose().find('machine-breach')!.summary, /with 200 OK, and once more with 487/);
});

test('180 after the 200, over TCP at once, over UDP later than packets overtake one another', () => {
  for (const [transport, ms] of [
    ['TCP', 0],
    ['UDP', 1_000],
  ] as const) {
    const { scene, send } = places(transport);
    const invite = send('INVITE');
    const accepted = scene.respond(invite, 200);
    scene.wait(ms);
    scene.respond(invite, 180);
    scene.ack(invite, accepted);
    assert.match(
      scene.diagnose().find('machine-breach')!.summary,
      /After the final response there is no provisional one/,
    );
  }
});

test('an INVITE that is sent again after its own ACK (RFC 3261 17.1.1.2)', () => {
  const { scene, send } = places();
  const invite = send('INVITE');
  scene.ack(invite, scene.respond(invite, 486));
  scene.wait(4_000);
  scene.again(invite);
  assert.match(
    scene.diagnose().find('machine-breach')!.summary,
    /sent the INVITE once more, with the same branch, 4 s after/,
  );
});

test('the same code with another To tag is a note: a server without state', () => {
  const { scene, send } = places();
  const request = send('OPTIONS');
  scene.respond(request, 404);
  scene.again(request);
  scene.respond(request, 404, { headers: { To: '<sip:bob@example.com>;tag=other' } });
  const found = scene.diagnose().find('machine-breach')!;
  assert.equal(found.severity, 'note');
});

test('180 and 200 that overtake one another on UDP, or whose times are not known, are nothing', () => {
  for (const time of [Date.UTC(2026, 0, 1), Number.NaN]) {
    const { scene, send } = places();
    scene.time = time;
    const invite = send('INVITE');
    const accepted = scene.respond(invite, 200);
    scene.respond(invite, 180);
    scene.ack(invite, accepted);
    assert.equal(scene.diagnose().find('machine-breach'), undefined);
  }
});

test('what a lost packet explains is nothing: repetitions of every kind', () => {
  const { scene, send } = places();
  const invite = send('INVITE');
  scene.again(invite);
  scene.respond(invite, 100);
  const ringing = scene.respond(invite, 180);
  scene.again(invite);
  scene.again(ringing);
  const refusal = scene.respond(invite, 486);
  scene.wait(500);
  scene.again(invite);
  scene.again(refusal);
  const ack = scene.ack(invite, refusal);
  scene.again(refusal);
  scene.again(ack);
  scene.again(refusal);
  const bye = send('OPTIONS');
  const answer = scene.respond(bye, 200);
  scene.again(bye);
  scene.again(bye);
  scene.again(answer);
  scene.again(ringing);
  assert.equal(scene.diagnose().find('machine-breach'), undefined);
});

test('several 2xx of a fork, and a late 2xx that a proxy passes on, are nothing (RFC 3261 16.7)', () => {
  const { scene, send } = places();
  const invite = send('INVITE');
  const first = scene.respond(invite, 200);
  scene.respond(invite, 200, { headers: { To: '<sip:bob@example.com>;tag=other' } });
  scene.ack(invite, first);
  scene.call();
  const second = send('INVITE');
  scene.ack(second, scene.respond(second, 408));
  scene.respond(second, 200);
  assert.equal(scene.diagnose().find('machine-breach'), undefined);
});

test('a capture that begins with the answers is nothing', () => {
  const { scene, phone, server } = places();
  const elsewhere = new Scene();
  elsewhere.call();
  const invite = elsewhere.request(phone, server, 'INVITE');
  scene.respond(invite, 180);
  scene.respond(invite, 200);
  assert.equal(scene.diagnose().find('machine-breach'), undefined);
});
