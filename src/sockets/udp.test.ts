import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Flow } from '../transport/index.ts';
import type { SocketOptions } from './options.ts';
import { openSockets } from './sockets.ts';

const address = '127.0.0.1';

async function open(options: Partial<SocketOptions> = {}) {
  const received: { text: string; flow: Flow }[] = [];
  const closed: { flow: Flow; error: string }[] = [];
  let wake = () => {};
  const sockets = await openSockets(
    [{ transport: 'UDP', address, port: 0 }],
    {
      receive(text, flow) {
        received.push({ text, flow });
        wake();
      },
      unframeable() {
        assert.fail('datagrams need no framing');
      },
      closed(flow, error) {
        closed.push({ flow, error });
        wake();
      },
    },
    options,
  );
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { sockets, received, closed, until, port: sockets.listeners[0].port };
}

async function peerSocket(): Promise<Socket> {
  const peer = createSocket('udp4');
  peer.bind(0, address);
  await once(peer, 'listening');
  return peer;
}

test('keep-alives, STUN and empty datagrams are counted and dropped', async () => {
  const { sockets, received, until, port } = await open();
  const peer = await peerSocket();
  for (const bytes of ['', '\r\n', '\r\n\r\n', '\0\0\0\0', '\0\x01\0\x08!\x12\xa4B']) {
    peer.send(Buffer.from(bytes, 'latin1'), port, address);
  }
  peer.send('OPTIONS', port, address);
  await until(() => received.length > 0);
  assert.deepEqual(
    received.map(({ text }) => text),
    ['OPTIONS'],
  );
  assert.equal(sockets.counters.datagramsIgnored, 5);
  peer.close();
  await sockets.close();
});

test('what cannot be sent is told with its flow, later, and the listener lives on', async () => {
  const { sockets, received, closed, until, port } = await open();
  const flow = sockets.flowTo({ transport: 'UDP', address, port });
  // A socket on a loopback address has no way to the world.
  const far = sockets.flowTo({ transport: 'UDP', address: '192.0.2.1', port: 5060 });
  assert.ok(flow && far);
  const badPort = { ...flow, remotePort: 70_000 };
  const badAddress = { ...flow, remoteAddress: 'nonsense' };
  const badListener = { ...flow, localPort: flow.localPort + 1 };
  sockets.send(flow, 'x'.repeat(65_508));
  sockets.send(far, 'far');
  sockets.send(badPort, 'x');
  sockets.send(badAddress, 'x');
  sockets.send(badListener, 'x');
  assert.equal(closed.length, 0);
  await until(() => closed.length === 5);
  const errorOf = (wanted: Flow) =>
    closed.find(
      ({ flow: { remoteAddress, remotePort, localPort } }) =>
        remoteAddress === wanted.remoteAddress && remotePort === wanted.remotePort && localPort === wanted.localPort,
    )?.error;
  assert.match(errorOf(flow) ?? '', /EMSGSIZE/);
  assert.match(errorOf(far) ?? '', /^send E[A-Z]+ 192\.0\.2\.1:5060$/);
  assert.match(errorOf(badPort) ?? '', /port/i);
  assert.match(errorOf(badAddress) ?? '', /nonsense/);
  assert.match(errorOf(badListener) ?? '', /EPIPE/);
  sockets.send(flow, 'y'.repeat(65_507));
  await until(() => received.length === 1);
  assert.equal(received[0].text, 'y'.repeat(65_507));
  await sockets.close();
});

test('a burst of different messages leaves with each its own bytes', async () => {
  const { sockets, received, until, port } = await open();
  const peer = await peerSocket();
  const flow = sockets.flowTo({ transport: 'UDP', address, port: peer.address().port });
  assert.ok(flow);
  peer.on('message', (datagram) => peer.send(datagram, port, address));
  const texts = Array.from({ length: 100 }, (_, i) => `number ${i} ${String.fromCharCode(i + 150).repeat(i)}`);
  for (const text of texts) sockets.send(flow, text);
  await until(() => received.length === texts.length);
  assert.deepEqual(
    received.map(({ text }) => text),
    texts,
  );
  peer.close();
  await sockets.close();
});

test('each peer gets its own flow, and the same one while it is remembered', async () => {
  const { sockets, received, until, port } = await open();
  const peers = await Promise.all([peerSocket(), peerSocket(), peerSocket()]);
  for (let round = 0; round < 2; round++) {
    for (const [i, peer] of peers.entries()) {
      peer.send(`from ${i}`, port, address);
      await until(() => received.length === round * 3 + i + 1);
    }
  }
  assert.deepEqual(
    received.map(({ text, flow }) => [text, flow.remotePort]),
    [0, 1, 2, 0, 1, 2].map((i) => [`from ${i}`, peers[i].address().port]),
  );
  for (const peer of peers) peer.close();
  await sockets.close();
});

test('the receive buffer that was granted is logged', async () => {
  const lines: string[] = [];
  const { sockets, port } = await open({ log: (level, message) => lines.push(`${level} ${message}`) });
  assert.equal(lines.length, 1);
  assert.match(
    lines[0],
    new RegExp(`^(info|warn) UDP 127.0.0.1 port ${port}: receive buffer of \\d+ bytes granted, 4194304 asked$`),
  );
  await sockets.close();
});
