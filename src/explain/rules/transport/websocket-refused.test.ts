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

/** A proxy asks for a WebSocket to pass a call on, and gets this answer of HTTP. */
function refused(detail: string, status = 503): Scene {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call('sip:alice@example.com', 'sip:bob@203.0.113.9;transport=ws');
  const invite = all.request(phone, proxy, 'INVITE');
  all.event('websocket refused', callee, ephemeral, detail, 'TCP');
  all.ack(invite, all.respond(invite, status));
  return all;
}

test('the answer of HTTP is told (RFC 6455 4.2.2)', () => {
  const diagnosis = refused('403 Forbidden').diagnose();
  assert.equal(diagnosis.root, 'websocket-refused');
  const { summary, evidence } = diagnosis.find('websocket-refused')!;
  assert.match(
    summary,
    /asked 203\.0\.113\.9:5060 for a WebSocket and was refused: HTTP 403 Forbidden\. It had been asked to pass the INVITE on, and answered 503/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2, 3],
  );
});

for (const [detail, says] of [
  ['403 Forbidden', /does not allow this origin/],
  ['404 Not Found', /no WebSocket at that path/],
  ['400 Bad Request', /did not see a proper request for a WebSocket/],
  ['502 Bad Gateway', /does not reach the SIP server behind it/],
] as const)
  test(`HTTP ${detail} says what to do`, () =>
    assert.match(refused(detail).diagnose().find('websocket-refused')!.cause, says));

test('a client that gets through over UDP has a note', () => {
  const { all, phone, proxy } = scene();
  all.event('websocket refused', proxy, all.place('192.0.2.10:50000'), '404 Not Found', 'TCP').call();
  all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
  assert.equal(all.diagnose().find('websocket-refused')!.severity, 'note');
});

test('a call that the person called refuses is not blamed on it', () => {
  assert.equal(refused('403 Forbidden', 603).diagnose().find('websocket-refused'), undefined);
});
