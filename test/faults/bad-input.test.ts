/** Whatever a peer sends: the right response or silence, the process stays up, and others are served meanwhile. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { SeededRandom } from '../../src/testing/index.ts';
import { until } from '../interop/until.ts';
import { type At, type UdpClient } from '../udp-client.ts';
import { startServer } from './fault-server.ts';

/** A connection in the hands of a test. */
function open({ address, port }: At) {
  const socket = connect({ port, host: address, noDelay: true });
  const state = { text: '', closed: false };
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => void (state.text += chunk.toString('latin1')));
  socket.on('close', () => (state.closed = true));
  return {
    socket,
    state,
    write: (text: string) => void socket.write(Buffer.from(text, 'latin1')),
    answered: (pattern: RegExp) => until(`${pattern}`, () => pattern.exec(state.text) ?? undefined),
    closed: () => until('the end of the connection', () => state.closed),
  };
}

const overTcp = (text: string) => text.replace('SIP/2.0/UDP', 'SIP/2.0/TCP');

/** Splits what is to be sent into datagrams that arrive before the next probe. */
async function flood(client: UdpClient, at: At, datagrams: Iterable<string>): Promise<void> {
  let count = 0;
  for (const datagram of datagrams) {
    client.send(datagram, at);
    if (++count % 100 === 0) await client.probe(at);
  }
  await client.probe(at);
}

test('bad input', async (t) => {
  const { server, udp, tcp, client } = await startServer(t, 'limits: {messageTimeout: 1s}\n');
  const options = (callId: string, lines: readonly string[] = [], body = '') =>
    client.request('OPTIONS', `sip:127.0.0.1:${udp.port}`, callId, lines, body);

  await t.test('garbage datagrams get no answer, empty ones neither', async () => {
    const random = new SeededRandom(1);
    const before = client.received.length;
    function* garbage() {
      yield '';
      yield '\r\n\r\n';
      yield '\0';
      for (let at = 0; at < 500; at++)
        yield String.fromCharCode(...Array.from({ length: random.between(1, 1400) }, () => random.between(0, 255)));
    }
    await flood(client, udp, garbage());
    assert.equal(client.received.length, before);
    assert.deepEqual(client.foreign, []);
  });

  await t.test('a message with bytes flipped is answered by a SIP response or not at all', async () => {
    const random = new SeededRandom(2);
    function* flipped() {
      for (let at = 0; at < 500; at++) {
        const bytes = Array.from(options(`flip-${at}`, ['Supported: a, b'], 'body'), (each) => each.charCodeAt(0));
        for (let flips = random.between(1, 5); flips > 0; flips--)
          bytes[random.between(0, bytes.length - 1)] = random.between(0, 255);
        yield String.fromCharCode(...bytes);
      }
    }
    await flood(client, udp, flipped());
    assert.deepEqual(client.foreign, []);
  });

  await t.test(
    'a message cut off anywhere is a 400 as soon as it can be answered, never a 200 (RFC 3261 18.3)',
    async () => {
      const whole = options('cut', ['Content-Type: text/plain'], 'the body');
      const firstLine = whole.indexOf('\r\n') + 2;
      await flood(
        client,
        udp,
        Array.from({ length: whole.length - firstLine }, (_, at) =>
          whole.slice(0, firstLine + at).replace('Call-ID: cut', `Call-ID: cut-${at}`),
        ),
      );
      const answers = client.received.filter((message) => message.callId.startsWith('cut-'));
      assert.ok(answers.length > 50);
      assert.deepEqual([...new Set(answers.map((message) => message.text.slice(8, 11)))], ['400']);
    },
  );

  await t.test(
    'a datagram as large as there can be: 513, or 413 for its body, with the limit in the Warning',
    async () => {
      const filler = 'x'.repeat(7000);
      const lines = Array.from({ length: 9 }, (_, at) => `X-Filler-${at}: ${filler}`);
      client.send(options('large-header', lines), udp);
      client.send(options('large-body', ['Content-Type: text/plain'], 'y'.repeat(60_000)), udp);
      client.send(options('large-uri').replace('sip:127.0.0.1', `sip:${'u'.repeat(5000)}@127.0.0.1`), udp);
      client.send(options('large-value', [`Subject: ${'z'.repeat(9000)}`]), udp);
      assert.equal((await client.final('large-body')).status, 413);
      assert.equal((await client.final('large-uri')).status, 414);
      const value = await client.final('large-value');
      assert.equal(value.status, 400);
      assert.match(value.text, /^Warning: 399 \S+ "Subject at offset \d+: longer than 8192 bytes/m);
      assert.equal((await client.final('large-header')).status, 200, 'nine lines of 7,000 bytes are within the limits');
    },
  );

  await t.test('10,000 header lines: 513 (RFC 3261 21.5.7)', async () => {
    const many = Array.from({ length: 10_000 }, () => 'X: 1');
    client.send(options('many', many), udp);
    const answer = await client.final('many');
    assert.equal(answer.status, 513);
    assert.match(answer.text, /^Warning: 399 \S+ "headers at offset \d+: more than 256 header lines/m);
    const connection = open(tcp);
    connection.write(overTcp(options('many-tcp', many)));
    await connection.answered(/^SIP\/2\.0 513 /);
    connection.socket.destroy();
  });

  await t.test(
    'a Content-Length that lies over UDP: too long is a 400, too short leaves the rest out (RFC 3261 18.3)',
    async () => {
      const lie = (callId: string, length: string) =>
        client.send(
          options(callId, ['Content-Type: text/plain', 'Content-Disposition: x;handling=optional'], 'body').replace(
            'Content-Length: 4',
            `Content-Length: ${length}`,
          ),
          udp,
        );
      for (const [callId, length, status] of [
        ['lie-long', '5', 400],
        ['lie-short', '3', 200],
        ['lie-none', '0', 200],
        ['lie-minus', '-1', 400],
        ['lie-word', 'four', 400],
        ['lie-huge', '99999999999999999999', 413],
        ['lie-large', '49153', 413],
      ] as const) {
        lie(callId, length);
        assert.equal((await client.final(callId)).status, status, callId);
      }
    },
  );

  await t.test(
    'a Content-Length that lies over TCP: too long is waited for and given up, too short ends the connection',
    async () => {
      const lie = (length: string) =>
        overTcp(options(`lie-tcp-${length}`, ['Content-Type: text/plain'], 'body')).replace(
          'Content-Length: 4',
          `Content-Length: ${length}`,
        );
      const long = open(tcp);
      long.write(lie('5000'));
      await long.closed();
      assert.equal(long.state.text, '', 'a message that never was whole');
      const none = open(tcp);
      none.write(lie('x'));
      await none.answered(/^SIP\/2\.0 400 /);
      await none.closed();
      const huge = open(tcp);
      huge.write(lie('99999999'));
      await huge.answered(/^SIP\/2\.0 413 /);
      await huge.closed();
      // The rest of the body reads as the beginning of the next message, which never ends.
      const short = open(tcp);
      short.write(lie('0') + '\r\n\r\n');
      await short.closed();
      assert.ok(short.state.text.startsWith('SIP/2.0 200 '));
    },
  );

  await t.test('a stream of garbage ends its connection and no other', async () => {
    const random = new SeededRandom(3);
    const honest = open(tcp);
    for (let at = 0; at < 20; at++) {
      const bad = open(tcp);
      bad.write(String.fromCharCode(...Array.from({ length: 3000 }, () => random.between(0, 255))));
      bad.write('\r\n\r\n');
      await bad.closed();
    }
    honest.write(overTcp(options('honest')));
    await honest.answered(/^SIP\/2\.0 200 /);
    honest.socket.destroy();
  });

  await t.test('a connection that dribbles is served when it is done in time, and closed when it is not', async () => {
    const slow = open(tcp);
    await once(slow.socket, 'connect');
    for (const character of overTcp(options('dribble'))) {
      slow.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await slow.answered(/^SIP\/2\.0 200 /);
    slow.socket.destroy();

    const endless = open(tcp);
    const dribble = setInterval(() => endless.write('x'), 20);
    try {
      endless.write('OPTIONS sip:x SIP/2.0\r\nX: ');
      let served = 0;
      while (!endless.state.closed) {
        await client.probe(udp);
        served++;
      }
      assert.ok(served > 1, 'others are served meanwhile');
      assert.equal(endless.state.text, '');
    } finally {
      clearInterval(dribble);
    }
  });

  await t.test('hundreds of connections that say nothing do not keep others out', async () => {
    const idle = Array.from({ length: 300 }, () => open(tcp));
    await Promise.all(idle.map(({ socket }) => once(socket, 'connect')));
    const honest = open(tcp);
    honest.write(overTcp(options('beside the idle')));
    await honest.answered(/^SIP\/2\.0 200 /);
    for (const { socket } of [...idle, honest]) socket.destroy();
  });

  await t.test('after all of it the server is alive, has seen no fault of its own and ends with 0', async () => {
    await client.probe(udp);
    await server.stop();
  });
});
