import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, request, response, TestWire } from './test-wire.ts';
import { alertText } from './tls-alerts.ts';
import { readHello } from './tls-hello.ts';

const number = (value: number, size: number) =>
  Array.from({ length: size }, (_, i) => String.fromCharCode(Math.floor(value / 256 ** (size - 1 - i)) % 256)).join('');
const vector = (size: number, text: string) => number(text.length, size) + text;
const record = (type: number, text: string, version = 0x0301) => number(type, 1) + number(version, 2) + vector(2, text);
const handshake = (type: number, body: string) => number(type, 1) + vector(3, body);
const extension = (type: number, body: string) => number(type, 2) + vector(2, body);

const serverName = (name: string) => extension(0, vector(2, number(0, 1) + vector(2, name)));
const alpn = (...names: string[]) => extension(16, vector(2, names.map((name) => vector(1, name)).join('')));
const offeredVersions = (...versions: number[]) =>
  extension(43, vector(1, versions.map((version) => number(version, 2)).join('')));

const clientHello = (extensions: string) =>
  handshake(
    1,
    number(0x0303, 2) +
      'r'.repeat(32) +
      vector(1, 'session') +
      vector(2, '\x13\x01\x13\x02') +
      vector(1, '\0') +
      vector(2, extensions),
  );
const serverHello = (extensions: string, version = 0x0303) =>
  handshake(
    2,
    number(version, 2) +
      'R'.repeat(32) +
      vector(1, 'session') +
      '\x13\x01\0' +
      (extensions === '' ? '' : vector(2, extensions)),
  );

const modernClient = clientHello(
  extension(0x2a2a, '') +
    serverName('sip.example.com') +
    offeredVersions(0x5a5a, 0x0304, 0x0303) +
    alpn('\x3a\x3a', 'sip'),
);
const modernServer = serverHello(extension(43, number(0x0304, 2)));
const changeCipherSpec = record(20, '\x01', 0x0303);
const data = record(23, '\x17\x03\x03secret', 0x0303);

test('TLS is told of once, with server name, version and ALPN (RFC 8446 4.2, 6066 3, 7301 3.1)', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, modernClient));
  wire.server.send(record(22, modernServer, 0x0303) + changeCipherSpec + data);
  wire.client.send(changeCipherSpec + data);
  for (let i = 0; i < 5; i++) {
    wire.client.send(data);
    wire.server.send(data);
    assert.equal(wire.streams.heldBytes, 0);
  }
  wire.client.fin();
  wire.server.rst();
  assert.deepEqual(wire.eventLines, [
    '5 C tls: TLS 1.3; server name sip.example.com; ALPN offered: sip',
    '17 C closed',
    '18 S reset',
  ]);
  assert.deepEqual(wire.messages, []);
});

test('what an older server chooses is told (RFC 5246 7.4.1.3)', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, clientHello(alpn('sip', 'http/1.1'))));
  wire.server.send(record(22, serverHello(alpn('sip')) + handshake(11, 'certificate')));
  assert.deepEqual(wire.eventLines, ['5 C tls: TLS 1.2; no server name; ALPN sip']);
  const bare = new TestWire().open();
  bare.client.send(record(22, clientHello('')));
  bare.server.send(record(22, serverHello('', 0x0301)));
  assert.deepEqual(bare.eventLines, ['5 C tls: TLS 1.0; no server name']);
});

test('a hello that nobody answers is told when the connection ends', () => {
  for (const finish of ['fin', 'rst', 'end'] as const) {
    const wire = new TestWire().open();
    wire.client.send(record(22, modernClient));
    if (finish === 'end') wire.end();
    else wire.server[finish]();
    wire.end();
    assert.equal(
      wire.eventLines.find((line) => line.includes(' tls')),
      '4 C tls: offers TLS 1.3, TLS 1.2; server name sip.example.com; ALPN offered: sip',
    );
  }
});

test('a hello in any segments and records is read (RFC 8446 5.1)', () => {
  const one = record(22, modernClient);
  const split = (modernClient.match(/[\s\S]{1,7}/g) ?? []).map((piece) => record(22, piece)).join('');
  for (const stream of [one, split]) {
    for (const size of [1, 2, 3, 50]) {
      const wire = new TestWire().open();
      for (let at = 0; at < stream.length; at += size) wire.client.send(stream.slice(at, at + size));
      wire.server.send(record(22, modernServer));
      assert.equal(wire.events[0]?.detail, 'TLS 1.3; server name sip.example.com; ALPN offered: sip');
      assert.equal(wire.events.length, 1);
    }
  }
});

test('a connection that is encrypted before the capture begins is told of at once', () => {
  const wire = new TestWire();
  wire.server.send(data);
  wire.client.send(data);
  wire.server.send(record(21, '\x02\x28'));
  assert.deepEqual(wire.eventLines, ['1 S tls: its handshake is not in the capture']);
});

test('an alert in plain is told; one that is encrypted is not (RFC 8446 6)', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, modernClient));
  wire.server.send(record(21, '\x02\x28'));
  wire.server.fin();
  assert.deepEqual(wire.eventLines, [
    '5 C tls: offers TLS 1.3, TLS 1.2; server name sip.example.com; ALPN offered: sip',
    '5 S tls alert: fatal: handshake failure (40)',
    '6 S closed',
  ]);
  const late = new TestWire().open();
  late.client.send(record(22, clientHello('')));
  late.server.send(record(22, serverHello('') + handshake(11, 'x'.repeat(3000))));
  late.client.send(record(21, '\x02\x30') + record(21, '\x01\0'));
  late.server.send(record(20, '\x01') + record(21, '\x02\x28'));
  assert.deepEqual(late.eventLines.slice(1), [
    '6 C tls alert: fatal: unknown CA (48)',
    '6 C tls alert: warning: close notify (0)',
  ]);
});

test('an alert of another length than two is encrypted (RFC 5246 6.2.3)', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, modernClient) + record(21, '\x02\x28 and a MAC'));
  wire.end();
  assert.deepEqual(
    wire.events.map(({ event }) => event),
    ['tls'],
  );
});

test('once a direction is encrypted, nothing of it waits for missing bytes', () => {
  const wire = new TestWire().open();
  const hello = record(22, modernClient) + changeCipherSpec;
  wire.client.at(hello.length + 500, data);
  wire.client.at(10, hello.slice(10));
  assert.ok(wire.streams.heldBytes > 0);
  wire.client.at(0, hello.slice(0, 10));
  assert.equal(wire.streams.heldBytes, 0);
  wire.client.at(hello.length + 1000, data);
  assert.equal(wire.streams.heldBytes, 0);
  wire.end();
  assert.deepEqual(
    wire.events.map(({ event }) => event),
    ['tls'],
  );
});

test('an alert may answer SIP in plain, and SIP in plain a hello', () => {
  const wire = new TestWire().open();
  wire.client.send(request());
  wire.server.send(record(21, '\x02\x0a'));
  assert.deepEqual(wire.texts, [request()]);
  assert.deepEqual(wire.eventLines, ['5 S tls alert: fatal: unexpected message (10)']);
  const other = new TestWire().open();
  other.client.send(record(22, modernClient));
  other.server.send(response());
  other.end();
  assert.deepEqual(other.texts, [response()]);
  assert.match(other.eventLines[0], /^4 C tls: offers/);
});

test('a gap ends what can be read of the handshake', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, modernClient).slice(0, 20));
  wire.client.sent += 10;
  wire.client.send('x'.repeat(50));
  wire.end();
  assert.deepEqual(wire.eventLines, ['5 C gap: 10 bytes missing', '4 C tls: its handshake is not in the capture']);
});

test('a hello beyond all bounds shows nothing and is not kept', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, `\x01\x7f\xff\xff${'x'.repeat(1000)}`));
  for (let i = 0; i < 40; i++) wire.client.send(record(22, 'x'.repeat(1000)));
  assert.equal(wire.streams.heldBytes, 0);
  wire.client.send(record(22, modernClient));
  wire.end();
  assert.deepEqual(wire.eventLines, ['45 C tls: its handshake is not in the capture']);
});

test('names of a peer do not reach a terminal as they are', () => {
  const wire = new TestWire().open();
  wire.client.send(record(22, clientHello(serverName(`a\x1b[2J${'x'.repeat(1000)}`))));
  wire.end();
  assert.match(wire.events[0].detail, /server name a\?\[2Jx+…$/);
  assert.ok(wire.events[0].detail.length < 300);
});

test('all registered alerts have names (RFC 8446 6, 5246 7.2)', () => {
  const codes = [
    0, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86, 90, 100, 109, 110, 111,
    112, 113, 114, 115, 116, 120,
  ];
  for (let code = 0; code < 256; code++) {
    assert.equal(alertText(2, code).includes('unregistered'), !codes.includes(code), String(code));
  }
  assert.equal(alertText(1, 90), 'warning: user canceled (90)');
  assert.equal(alertText(7, 200), 'level 7: unregistered alert (200)');
});

test('a hello that is cut off or garbled anywhere is read as far as it goes', () => {
  const bodies = [modernClient, modernServer].map((message) => bytesOf(message.slice(4)));
  fc.assert(
    fc.property(
      fc.constantFrom(...bodies),
      fc.nat(200),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255))),
      fc.boolean(),
      (body, length, changes, fromClient) => {
        const garbled = body.slice(0, length);
        for (const [at, value] of changes) if (at < garbled.length) garbled[at] = value;
        const hello = readHello(garbled, fromClient);
        assert.ok(hello.serverName.length <= garbled.length && hello.protocols.length <= garbled.length);
      },
    ),
  );
});
