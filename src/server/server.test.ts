import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { silentLogger } from '../stack/index.ts';
import { MemoryStore } from '../store/index.ts';
import { type Config } from './config.ts';
import { parseConfig } from './load-config.ts';
import { startServer } from './server.ts';

async function configOf(yaml: string): Promise<Config> {
  const loaded = await parseConfig(yaml, '/etc/sipwright/sipwright.yaml', { env: {}, cwd: '/etc/sipwright' });
  assert.ok(loaded.ok);
  return loaded.config;
}

const deps = () => ({ store: new MemoryStore(), realm: 'example.com', routing: undefined, log: silentLogger });
const LOOPBACK = 'domains: [example.com]\nlisten: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0"]\n';

/** A UDP socket that asks and waits for the next datagram. */
async function client() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const text = (method: string, uri: string, branch: string) =>
    `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${branch}\r\nMax-Forwards: 70\r\nFrom: <sip:a@127.0.0.1>;tag=1\r\nTo: <${uri}>\r\nCall-ID: ${branch}\r\nCSeq: 1 ${method}\r\nContent-Length: 0\r\n\r\n`;
  const next = async () => {
    const [datagram] = (await once(socket, 'message')) as [Buffer];
    return datagram.toString('latin1');
  };
  return { socket, port, text, next };
}

test('the server answers on the ports that the system gave, and counts', async () => {
  const server = await startServer(await configOf(LOOPBACK), deps());
  const { socket, text, next } = await client();
  try {
    assert.equal(server.ready(), true);
    assert.deepEqual(
      server.listeners.map(({ transport }) => transport),
      ['UDP', 'TCP'],
    );
    const [{ port }] = server.listeners;
    assert.ok(port > 0);
    socket.send(text('OPTIONS', `sip:127.0.0.1:${port}`, 'o1'), port, '127.0.0.1');
    assert.ok((await next()).startsWith('SIP/2.0 200 '));
    const stats = server.stats();
    assert.equal(stats.requestsReceived.get('OPTIONS'), 1);
    assert.equal(stats.responsesSent[200], 1);
  } finally {
    socket.close();
    await server.close(0);
  }
  assert.equal(server.ready(), false);
});

test('a port in use is told with the port in it, and nothing stays open', async () => {
  const first = await startServer(await configOf(LOOPBACK), deps());
  try {
    const [{ port }] = first.listeners;
    const config = await configOf(`domains: [x.example]\nlisten: ["udp://127.0.0.1:0", "udp://127.0.0.1:${port}"]\n`);
    await assert.rejects(startServer(config, deps()), (error: Error & { code: string }) => {
      assert.equal(error.code, 'SIP_PORT_IN_USE');
      assert.ok(error.message.includes(String(port)));
      return true;
    });
  } finally {
    await first.close(0);
  }
});

test('closing waits for what is unanswered, refuses what is new with 503, and ends when the grace is over', async () => {
  const server = await startServer(await configOf(`${LOOPBACK}trusted: [127.0.0.1]`), deps());
  const caller = await client();
  const callee = await client();
  const [{ port }] = server.listeners;
  try {
    caller.socket.send(caller.text('MESSAGE', `sip:x@127.0.0.1:${callee.port}`, 'm1'), port, '127.0.0.1');
    const forwarded = await callee.next();
    const closed = server.close(60_000);
    assert.equal(server.close(60_000), closed, 'closing twice is closing once');
    caller.socket.send(caller.text('MESSAGE', `sip:x@127.0.0.1:${callee.port}`, 'm2'), port, '127.0.0.1');
    assert.match(await caller.next(), /^SIP\/2\.0 503 .*[\s\S]*^Retry-After: 10\r$/m);
    const vias = forwarded.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
    callee.socket.send(`SIP/2.0 200 OK\r\n${vias.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, port, '127.0.0.1');
    assert.ok((await caller.next()).startsWith('SIP/2.0 200 '));
    await closed;
  } finally {
    caller.socket.close();
    callee.socket.close();
    await server.close(0);
  }
});
