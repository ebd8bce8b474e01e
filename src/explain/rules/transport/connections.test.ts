import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeenEventName } from '../../../capture/index.ts';
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
const kinds = [
  [
    'tcp-refused',
    'refused',
    'RST after 1 SYN in 0.2 ms',
    'TCP',
    /wanted to open a TCP connection to 203\.0\.113\.9:5060 and was refused \(RST after 1 SYN/,
  ],
  [
    'tcp-unanswered',
    'unanswered',
    '1 SYN in 7.0 s, no answer',
    'TCP',
    /wanted to open a TCP connection to 203\.0\.113\.9:5060 and got no answer \(1 SYN in 7\.0 s/,
  ],
  [
    'tls-alert',
    'tls alert',
    'fatal: unknown CA (48)',
    'TLS',
    /opened a TLS connection to 203\.0\.113\.9:5060, and it broke the handshake off with the alert "fatal: unknown CA \(48\)"/,
  ],
  [
    'websocket-refused',
    'websocket refused',
    '403 Forbidden',
    'WS',
    /asked 203\.0\.113\.9:5060 for a WebSocket and was refused: HTTP 403 Forbidden/,
  ],
] as const;

for (const [id, event, detail, transport, says] of kinds) {
  const befalls = (all: Scene, from = all.place('198.51.100.1:43210'), to = all.place('203.0.113.9')) =>
    event === 'websocket refused'
      ? all.event(event, to, from, detail, transport)
      : all.event(event, from, to, detail, transport);

  test(`${id}: a proxy cannot pass the call on, and says 503`, () => {
    const { all, phone, proxy } = scene();
    all.call('sip:alice@example.com', 'sip:bob@203.0.113.9;transport=tcp');
    const invite = all.request(phone, proxy, 'INVITE');
    all.respond(invite, 100);
    befalls(all);
    all.wait(1_000);
    all.ack(invite, all.respond(invite, 503));
    const diagnosis = all.diagnose();
    assert.equal(diagnosis.root, id);
    const found = diagnosis.find(id)!;
    assert.match(found.summary, says);
    assert.match(found.summary, /It had been asked to pass the INVITE on, and answered 503 Service Unavailable\./);
    assert.deepEqual([found.severity, found.certainty], ['failure', 'likely']);
    assert.deepEqual(
      found.evidence.map(({ frame }) => frame),
      [1, 3, 4],
    );
  });

  test(`${id}: a registered phone cannot be reached any more`, () => {
    const { all, phone, proxy, callee } = scene();
    all.call('sip:bob@example.com', 'sip:bob@example.com');
    all.respond(all.request(callee, proxy, 'REGISTER', { transport: 'TCP' }), 200, {
      headers: { Contact: '<sip:bob@203.0.113.9;transport=tcp>;expires=3600' },
    });
    all.wait(60_000).call();
    const invite = all.request(phone, proxy, 'INVITE');
    befalls(all);
    all.ack(invite, all.respond(invite, 480));
    const verdict = all.diagnose().verdicts.at(-1)!;
    assert.equal(verdict.findings[0].id, id);
    assert.equal(verdict.findings[0].certainty, 'likely');
  });

  test(`${id}: what was got around is a note`, () => {
    const { all, phone, proxy } = scene();
    befalls(all, all.place('192.0.2.10:50000'), proxy);
    all.call();
    const invite = all.request(phone, proxy, 'INVITE');
    all.ack(invite, all.respond(invite, 200));
    const found = all.diagnose().find(id)!;
    assert.equal(found.severity, 'note');
    assert.match(found.summary, /It then sent the INVITE over UDP, and was answered/);
  });

  test(`${id}: a call that fails for another reason, or before, is not blamed on it`, () => {
    const { all, phone, proxy, callee } = scene();
    all.call();
    const busy = all.request(phone, proxy, 'INVITE');
    befalls(all);
    all.ack(busy, all.respond(busy, 486));
    all.wait(600_000).call();
    const late = all.request(phone, proxy, 'INVITE');
    all.ack(late, all.respond(late, 503));
    all.call();
    const passed = all.request(phone, proxy, 'INVITE');
    const inner = all.request(proxy, callee, 'INVITE', { via: passed });
    const refusal = all.respond(inner, 503);
    all.ack(passed, all.passOn(refusal, proxy, phone));
    befalls(all);
    assert.equal(all.diagnose().find(id), undefined);
  });
}

test('two dead targets at the same time: nobody knows which the call was for', () => {
  const { all, phone, proxy, ephemeral } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.event('refused', ephemeral, all.place('203.0.113.9'), '', 'TCP');
  all.event('refused', ephemeral, all.place('203.0.113.10'), '', 'TCP');
  all.ack(invite, all.respond(invite, 503));
  assert.equal(all.diagnose().find('tcp-refused'), undefined);
});

test('an alert that is only a warning is none', () => {
  const { all, phone, proxy, callee, ephemeral } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE');
  all.event('tls alert', ephemeral, callee, 'warning: close notify (0)', 'TLS');
  all.ack(invite, all.respond(invite, 503));
  assert.equal(all.diagnose().find('tls-alert'), undefined);
});

for (const [name, byServer, code, says] of [
  ['the server', true, 116, /asks for a certificate of the client/],
  ['the client', false, 45, /The certificate of the server has run out/],
  ['the server', true, 70, /no version of TLS in common/],
  ['the server', true, 112, /no certificate for the name/],
] as const)
  test(`alert ${code} of ${name} says what to do`, () => {
    const { all, phone, proxy, callee, ephemeral } = scene();
    all.call('sip:alice@example.com', 'sip:bob@203.0.113.9');
    const invite = all.request(phone, proxy, 'INVITE');
    const [from, to] = byServer ? [callee, ephemeral] : [ephemeral, callee];
    all.event('tls', ephemeral, callee, '', 'TLS').event('tls alert', from, to, `fatal: alert (${code})`, 'TLS');
    all.ack(invite, all.respond(invite, 503));
    const found = all.diagnose().find('tls-alert')!;
    assert.match(found.cause, says);
    assert.match(found.summary, byServer ? /the server broke the handshake off/ : /and it broke the handshake off/);
  });

test('connections of somebody who never spoke SIP are told of the capture as a whole', () => {
  const { all } = scene();
  const [client, server] = [all.place('192.0.2.10:50000'), all.place('198.51.100.1:5061')];
  all.event('refused', client, server, 'RST after 1 SYN in 0.2 ms', 'TCP').wait(5_000);
  all.event('refused', all.place('192.0.2.10:50001'), server, 'RST after 1 SYN in 0.3 ms', 'TCP');
  const [found] = all.diagnose().capture;
  assert.equal(found.id, 'connection-failed');
  assert.equal(found.severity, 'failure');
  assert.match(
    found.summary,
    /^2 connections from 192\.0\.2\.10 to 198\.51\.100\.1:5061 were refused with a reset\. No message of SIP came from there/,
  );
  assert.match(found.cause, /Nothing listens for TCP on that port/);
});

test('among other traffic it is a warning; an alert is told with its reason', () => {
  const { all, phone, proxy } = scene();
  all.call();
  all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
  all.event(
    'tls alert',
    all.place('203.0.113.77:50000'),
    all.place('198.51.100.1:5061'),
    'fatal: unknown CA (48)',
    'TLS',
  );
  const found = all.diagnose().capture.find(({ id }) => id === 'connection-failed')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.cause, /The client does not trust the certificate of the server/);
});

for (const [name, port, event, from] of [
  ['a web server', 80, 'refused', '203.0.113.77:50000'],
  ['a client that speaks SIP otherwise', 5060, 'refused', '192.0.2.10:50000'],
  ['a handshake that worked', 5061, 'tls', '203.0.113.77:50000'],
] as readonly (readonly [string, number, SeenEventName, string])[])
  test(`${name} is no failed connection for SIP`, () => {
    const { all, phone, proxy } = scene();
    all.call();
    all.respond(all.request(phone, proxy, 'OPTIONS'), 200);
    all.event(event, all.place(from), all.place(`198.51.100.99:${port}`), '', 'TCP');
    assert.equal(all.diagnose().find('connection-failed'), undefined);
  });

test('SYNs that began before the request are about another one', () => {
  for (const [detail, id] of [
    ['3 SYNs in 9.0 s, no answer', 'tcp-unanswered'],
    ['5 SYNs in 20.0 s, no answer', undefined],
  ] as const) {
    const { all, phone, proxy, callee, ephemeral } = scene();
    all.call('sip:alice@example.com', 'sip:bob@203.0.113.9');
    const invite = all.request(phone, proxy, 'INVITE');
    all.wait(4_000).event('unanswered', ephemeral, callee, detail, 'TCP');
    all.ack(invite, all.respond(invite, 503));
    assert.equal(all.diagnose().find('tcp-unanswered')?.id, id);
  }
});
