import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACK, FIN, request, response, RST, SYN, TestWire } from './test-wire.ts';

const hello = request('Hello');
const bye = request('Bye', '2');

test('each direction is closed once, behind all that was sent before (RFC 9293 3.6)', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  wire.client.at(hello.length + bye.length, '', FIN | ACK);
  wire.client.at(hello.length, bye);
  assert.deepEqual(wire.texts, [hello, bye]);
  wire.client.at(hello.length + bye.length, '', FIN | ACK);
  wire.server.fin(response());
  wire.server.at(wire.server.sent, '', FIN | ACK);
  wire.client.rst();
  wire.end();
  assert.deepEqual(wire.eventLines, ['6 C closed', '8 S closed']);
  assert.equal(wire.messages.length, 3);
});

test('a FIN behind missing bytes ends the stream when they are given up', () => {
  const wire = new TestWire().open();
  wire.client.send(hello);
  wire.client.sent += 10;
  wire.client.fin();
  assert.deepEqual(wire.eventLines, []);
  wire.end();
  assert.deepEqual(wire.eventLines, ['5 C gap: 10 bytes missing', '5 C closed']);
});

const attempts: { name: string; run: (wire: TestWire) => void; events: string[] }[] = [
  {
    name: 'refused',
    run: ({ client, server }) => {
      client.syn();
      server.rst(RST | ACK);
      server.rst(RST | ACK);
    },
    events: ['2 C refused: RST after 1 SYN in 1.0 ms'],
  },
  {
    name: 'refused again and again: a client that repeats its SYN is told of once',
    run: (wire) => {
      for (let i = 0; i < 3; i++) {
        wire.client.syn();
        wire.server.rst(RST | ACK);
        wire.time += 500;
      }
    },
    events: ['2 C refused: RST after 1 SYN in 1.0 ms'],
  },
  {
    name: 'repeated, and refused',
    run: (wire) => {
      wire.client.syn();
      wire.time += 999;
      wire.client.syn();
      wire.server.rst();
    },
    events: ['3 C refused: RST after 2 SYNs in 1.0 s'],
  },
  {
    name: 'repeated without an answer',
    run: (wire) => {
      for (const pause of [999, 1999, 3999]) {
        wire.client.syn();
        wire.time += pause;
      }
      wire.client.syn();
    },
    events: ['4 C unanswered: 4 SYNs in 7.0 s, no answer'],
  },
  {
    name: 'without an answer for 3 s',
    run: (wire) => {
      wire.client.syn();
      wire.time += 2_999;
      wire.segment(wire.hops.hop('TCP', '192.0.2.9', 1, '192.0.2.8', 2), 1, ACK, '');
    },
    events: ['1 C unanswered: 1 SYN, no answer in 3.0 s'],
  },
  {
    name: 'without an answer for less than 3 s',
    run: (wire) => {
      wire.client.syn();
      wire.time += 2_998;
      wire.segment(wire.hops.hop('TCP', '192.0.2.9', 1, '192.0.2.8', 2), 1, ACK, '');
    },
    events: [],
  },
  {
    name: 'given up by the client, and tried anew from the same port',
    run: (wire) => {
      wire.client.syn();
      wire.client.syn();
      wire.time += 998;
      wire.segment(wire.client.hop, 99, SYN, '');
      wire.server.syn(SYN | ACK);
    },
    events: ['2 C unanswered: 2 SYNs in 1.0 ms, no answer'],
  },
  {
    name: 'repeated, then answered',
    run: (wire) => {
      wire.client.syn();
      wire.open();
      wire.time += 5_000;
      wire.client.send('');
    },
    events: [],
  },
  {
    name: 'answered by a side that is not in the capture',
    run: (wire) => {
      wire.client.syn();
      wire.client.send('');
      wire.time += 5_000;
      wire.client.send(hello);
      wire.client.rst();
    },
    events: ['4 C reset'],
  },
  {
    name: 'established, then reset before anything was said',
    run: (wire) => {
      wire.open();
      wire.server.rst();
      wire.server.rst();
    },
    events: ['4 S reset'],
  },
  {
    name: 'established, then closed before anything was said',
    run: (wire) => {
      wire.open();
      wire.client.fin();
      wire.server.fin();
    },
    events: [],
  },
  { name: 'a reset of what nobody knows', run: ({ server }) => server.rst(), events: [] },
];

for (const { name, run, events } of attempts) {
  test(`a connection: ${name} (RFC 9293 3.5)`, () => {
    const wire = new TestWire();
    run(wire);
    wire.end();
    assert.deepEqual(wire.eventLines, events);
  });
}

test('a new connection between the same ports ends the old one', () => {
  const wire = new TestWire().open();
  wire.client.send(hello.slice(0, -1));
  wire.segment(wire.client.hop, 99, SYN, '');
  wire.segment(wire.server.hop, 500, SYN | ACK, '');
  wire.segment(wire.client.hop, 100, ACK, bye);
  wire.segment(wire.server.hop, 501, ACK, response());
  assert.deepEqual(wire.texts, [hello.slice(0, -1), bye, response()]);
  assert.equal(wire.streams.connections, 1);
});

test('connections are bounded, and those that carry SIP are not pushed out by others', () => {
  const wire = new TestWire({ connections: 10 }).open();
  wire.client.send(hello.slice(0, 50));
  for (let i = 0; i < 1000; i++) {
    wire.segment(wire.hops.hop('TCP', '192.0.2.3', 1000 + i, '192.0.2.2', 5060), i, SYN, '');
    assert.ok(wire.streams.connections <= 20);
  }
  wire.client.send(hello.slice(50));
  assert.deepEqual(wire.texts, [hello]);
  for (let i = 0; i < 10; i++) {
    const hop = wire.hops.hop('TCP', '192.0.2.4', 1000 + i, '192.0.2.2', 5060);
    wire.segment(hop, 1, ACK, request('', String(i)).slice(0, -1));
    assert.ok(wire.streams.connections <= 20);
  }
  for (let i = 0; i < 20; i++) {
    wire.segment(wire.hops.hop('TCP', '192.0.2.3', 5000 + i, '192.0.2.2', 5060), i, SYN, '');
    assert.ok(wire.streams.connections <= 20);
  }
  wire.client.send(bye);
  assert.deepEqual(
    wire.texts,
    [hello, bye],
    'of those that carry SIP the one that was silent longest went, and is found again',
  );
});

test('a hop table that begins anew breaks no stream', () => {
  const wire = new TestWire().open();
  wire.client.send(hello.slice(0, 50));
  wire.segment({ ...wire.client.hop }, (4_294_967_001 + 50) >>> 0, ACK, hello.slice(50));
  wire.segment({ ...wire.server.hop }, 7_001, ACK, response());
  wire.segment({ ...wire.server.hop }, 7_001 + response().length, ACK, response());
  assert.deepEqual(wire.texts, [hello, response(), response()]);
  assert.equal(wire.streams.connections, 1);
  wire.end();
  wire.client.send(bye);
  wire.server.send(response());
  assert.equal(wire.messages.length, 5, 'what the objects stood for is forgotten with the connection');
  assert.equal(wire.streams.connections, 1);
});
