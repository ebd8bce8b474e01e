import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Flow } from '../transport/index.ts';
import type { SocketOptions } from './options.ts';
import { openSockets, type Sockets } from './sockets.ts';

const address = '127.0.0.1';

function message(body: string): string {
  return `MESSAGE sip:b SIP/2.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

let cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

/** A listener whose every event is one line. */
class Listening {
  readonly lines: string[] = [];
  readonly flows: Flow[] = [];
  sockets!: Sockets;
  port = 0;
  answer: string | undefined;
  #wake = () => {};

  async open(options: Partial<SocketOptions> = {}): Promise<this> {
    const receiver = {
      receive: (text: string, flow: Flow) => {
        this.add(flow, `got ${text.slice(text.indexOf('\r\n\r\n') + 4)}`);
        if (this.answer !== undefined) setImmediate(() => this.sockets.send(flow, this.answer ?? ''));
      },
      unframeable: (text: string, flow: Flow, reason: string, status: number) =>
        this.add(flow, `unframeable ${status} ${reason} (${text.length})`),
      closed: (flow: Flow, error: string) => this.add(flow, `closed ${error}`),
    };
    this.sockets = await openSockets([{ transport: 'TCP', address, port: 0 }], receiver, {
      halfCloseMs: 40,
      ...options,
    });
    this.port = this.sockets.listeners[0].port;
    cleanups.push(() => this.sockets.close(0));
    return this;
  }

  add(flow: Flow, line: string): void {
    this.flows.push(flow);
    this.lines.push(line);
    this.#wake();
  }

  async until(count: number): Promise<string[]> {
    while (this.lines.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.lines;
  }

  async peer(): Promise<Socket> {
    const socket = connect({ host: address, port: this.port, allowHalfOpen: true, noDelay: true });
    socket.on('error', () => {});
    cleanups.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk.toString('latin1');
  return text;
}

test('a message in single bytes arrives, and so does the one glued to it (RFC 3261 18.3)', async () => {
  const listening = await new Listening().open();
  const peer = await listening.peer();
  for (const c of message('one') + message('two').slice(0, -1)) {
    peer.write(c, 'latin1');
    await new Promise(setImmediate);
  }
  peer.write(`o\r\n${message('three')}`, 'latin1');
  assert.deepEqual(await listening.until(3), ['got one', 'got two', 'got three']);
});

test('a double CRLF is answered with a single one (RFC 5626 4.4.1)', async () => {
  const listening = await new Listening().open();
  const peer = await listening.peer();
  peer.write(`${message('x')}\r\n\r\n`);
  const [pong] = await once(peer, 'data');
  assert.equal(pong.toString(), '\r\n');
  peer.write(message('y'));
  assert.deepEqual(await listening.until(2), ['got x', 'got y']);
});

test('10,000 headers break the connection at the limit, with what was read', async () => {
  const listening = await new Listening().open();
  const peer = await listening.peer();
  peer.write(`OPTIONS sip:b SIP/2.0\r\n${'Subject: one of very many\r\n'.repeat(10_000)}\r\n`);
  assert.equal((await listening.until(2))[0], 'unframeable 513 header too long (65536)');
  assert.deepEqual(listening.lines.slice(1), ['closed header too long']);
  assert.equal(listening.sockets.counters.unframeable, 1);
});

test('a Content-Length over the limit breaks the connection before its body is read', async () => {
  const listening = await new Listening().open({ framing: { maxHeaderBytes: 1000, maxBodyBytes: 100 } });
  const peer = await listening.peer();
  const header = message('').replace(': 0', ': 101');
  peer.write(header);
  assert.deepEqual(await listening.until(2), [
    `unframeable 413 Content-Length over the limit (${header.length})`,
    'closed Content-Length over the limit',
  ]);
});

test('a connection that dribbles is ended by the time for one message', async () => {
  const listening = await new Listening().open({ messageTimeoutMs: 60 });
  const peer = await listening.peer();
  peer.write(message('whole'));
  const dribble = setInterval(() => peer.write('x'), 5);
  cleanups.push(() => clearInterval(dribble));
  assert.deepEqual(await listening.until(2), ['got whole', 'closed a message was not completed in time']);
  assert.equal(listening.sockets.counters.connectionsTimedOut, 1);
});

test('a connection that only keeps itself alive is ended by the time for its first message', async () => {
  const listening = await new Listening().open({ firstMessageTimeoutMs: 60 });
  const peer = await listening.peer();
  peer.resume();
  const pings = setInterval(() => peer.write('\r\n\r\n'), 5);
  cleanups.push(() => clearInterval(pings));
  assert.deepEqual(await listening.until(1), ['closed no message in time']);
});

test('an idle connection is closed in order', async () => {
  const listening = await new Listening().open({ idleTimeoutMs: 60, halfCloseMs: 5000 });
  const peer = await listening.peer();
  peer.write(message('x'));
  peer.resume();
  await once(peer, 'end');
  peer.end();
  assert.deepEqual(await listening.until(2), ['got x', 'closed idle for too long']);
});

test('a peer that sends no more still gets its answer, and then the close', async () => {
  const listening = await new Listening().open();
  listening.answer = message('answer');
  const peer = await listening.peer();
  peer.end(message('question'));
  assert.equal(await readAll(peer), message('answer'));
  assert.deepEqual(await listening.until(2), ['got question', 'closed ']);
});

test('a connection that its peer has half closed is not used for new requests', async () => {
  const listening = await new Listening().open({ halfCloseMs: 5000 });
  const peer = await listening.peer();
  peer.write(message('x'));
  await listening.until(1);
  const [flow] = listening.flows;
  const back = { transport: 'TCP', address, port: flow.remotePort } as const;
  assert.equal(listening.sockets.flowTo(back)?.connection, flow.connection);
  peer.end();
  while (listening.sockets.flowTo(back)?.connection === flow.connection) await new Promise(setImmediate);
  assert.equal(listening.sockets.isOpen(flow), true);
});

test('a reset is told once, with its error', async () => {
  const listening = await new Listening().open();
  const peer = await listening.peer();
  peer.write(message('x'));
  await listening.until(1);
  peer.resetAndDestroy();
  assert.deepEqual(await listening.until(2), ['got x', 'closed read ECONNRESET']);
  const again = await listening.peer();
  again.write(message('y'));
  assert.deepEqual((await listening.until(3)).slice(2), ['got y']);
});

test('a peer that does not read is closed when too much waits for it', async () => {
  const listening = await new Listening().open({ maxQueuedBytes: 100_000 });
  const peer = await listening.peer();
  peer.write(message('x'));
  await listening.until(1);
  const [flow] = listening.flows;
  const large = message('z'.repeat(60_000));
  for (let sent = 0; listening.sockets.isOpen(flow); sent++) {
    assert.ok(sent < 2000, 'still open after 120 MB');
    listening.sockets.send(flow, large);
    await new Promise(setImmediate);
  }
  assert.deepEqual((await listening.until(2)).slice(1), ['closed the peer does not read what is sent to it']);
});

test('connections beyond the limits are refused, and taken again when there is room', async () => {
  const lines: string[] = [];
  const listening = await new Listening().open({
    maxConnectionsPerAddress: 2,
    maxConnections: 3,
    log: (_, line) => lines.push(line),
  });
  const first = await listening.peer();
  await listening.peer();
  const third = await listening.peer();
  third.resume();
  await once(third, 'end');
  assert.equal(listening.sockets.connectionCount, 2);
  assert.equal(listening.sockets.counters.connectionsRefused, 1);
  const port = listening.port;
  assert.deepEqual(lines, [`TCP port ${port}: limit of connections reached, ${address} refused; 1 refused so far`]);
  // Our own connections count only towards the limit of all.
  const other = await new Listening().open();
  const made = listening.sockets.flowTo({ transport: 'TCP', address, port: other.port });
  const tooMany = listening.sockets.flowTo({ transport: 'TCP', address, port: other.port + 1 });
  assert.ok(made && tooMany && !listening.sockets.isOpen(tooMany));
  assert.deepEqual(await listening.until(1), ['closed limit of 3 connections reached']);
  first.destroy();
  await listening.until(2);
  const fourth = await listening.peer();
  fourth.write(message('room'));
  assert.equal((await listening.until(3))[2], 'got room');
});

test('a connection attempt that nobody answers is given up after its time', async () => {
  // A listener whose thread sleeps: once its backlog is full, the system drops what else comes.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ host: '${address}', port: 0, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  cleanups.push(() => worker.terminate());
  const [port] = await once(worker, 'message');
  const crowd = Array.from({ length: 8 }, () => connect(port, address).on('error', () => {}));
  cleanups.push(() => {
    for (const socket of crowd) socket.destroy();
  });
  await Promise.race(crowd.map((socket) => once(socket, 'connect')));
  const listening = await new Listening().open({ connectTimeoutMs: 150 });
  // Those of the crowd that got through leave no room.
  const flow = listening.sockets.flowTo({ transport: 'TCP', address, port });
  assert.ok(flow);
  listening.sockets.send(flow, message('x'));
  assert.deepEqual(await listening.until(1), [`closed connect ETIMEDOUT ${address}:${port}`]);
  assert.equal(listening.sockets.isOpen(flow), false);
});
