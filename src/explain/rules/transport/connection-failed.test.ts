import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeenEventName } from '../../../capture/index.ts';
import { Scene } from '../../../../test/scene.ts';

/** A capture in which somebody else speaks SIP in plain. */
function busy(): Scene {
  const all = new Scene();
  all.call();
  all.respond(all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'OPTIONS'), 200);
  return all;
}

test('connections of somebody who never spoke SIP are told of the capture as a whole (RFC 9293 3.5.2)', () => {
  const all = new Scene();
  const server = all.place('198.51.100.1:5061');
  all.event('refused', all.place('192.0.2.10:50000'), server, 'RST after 1 SYN in 0.2 ms', 'TCP').wait(5_000);
  all.event('refused', all.place('192.0.2.10:50001'), server, 'RST after 1 SYN in 0.3 ms', 'TCP');
  const [found] = all.diagnose().capture;
  assert.equal(found.id, 'connection-failed');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^2 connections from 192\.0\.2\.10 to 198\.51\.100\.1:5061 were refused with a reset\. No message of SIP came from there/,
  );
  assert.match(found.cause, /Nothing listens for TCP on that port/);
  assert.deepEqual(
    found.evidence.map(({ frame }) => frame),
    [1, 2],
  );
});

test('among other traffic it is a warning; an alert is told with its reason', () => {
  const all = busy();
  const [client, server] = [all.place('203.0.113.77:50000'), all.place('198.51.100.1:5061')];
  all.event('tls alert', client, server, 'fatal: unknown CA (48)', 'TLS');
  const found = all.diagnose().capture.find(({ id }) => id === 'connection-failed')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /ended in the TLS handshake with the alert "fatal: unknown CA \(48\)"/);
  assert.match(found.cause, /The client does not trust the certificate of the server/);
});

test('each kind and server is told once', () => {
  const all = new Scene();
  const client = all.place('192.0.2.10:50000');
  all.event('unanswered', client, all.place('198.51.100.1:5060'), '1 SYN in 9.0 s, no answer', 'TCP');
  all.event('websocket refused', all.place('198.51.100.1:8088'), client, '404 Not Found', 'TCP');
  assert.deepEqual(
    all.diagnose().capture.map(({ id, summary }) => [id, / (was .*?)\. /.exec(summary)![1]]),
    [
      ['connection-failed', 'was not answered'],
      ['connection-failed', 'was refused as a WebSocket: HTTP 404 Not Found'],
    ],
  );
});

for (const [name, port, event, from] of [
  ['a web server', 80, 'refused', '203.0.113.77:50000'],
  ['a client that speaks SIP otherwise', 5060, 'refused', '192.0.2.10:50000'],
  ['a handshake that worked', 5061, 'tls', '203.0.113.77:50000'],
] as readonly (readonly [string, number, SeenEventName, string])[])
  test(`${name} is no failed connection for SIP`, () => {
    const all = busy();
    all.event(event, all.place(from), all.place(`198.51.100.99:${port}`), '', 'TCP');
    assert.equal(all.diagnose().find('connection-failed'), undefined);
  });
