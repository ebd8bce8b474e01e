import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SipError } from '../message/index.ts';
import { normaliseAddress } from './address.ts';
import { openSockets } from './sockets.ts';

const loopback = '127.0.0.1';

for (const transport of ['UDP', 'TCP'] as const) {
  for (const address of [loopback, '::1']) {
    test(`${transport} ${address}: a port in use is told in one line, and nothing stays open`, async () => {
      const first = await openSockets([{ transport, address, port: 0 }], undefined);
      const { port } = first.listeners[0];
      assert.ok(port > 0);
      const free = await openSockets([{ transport, address, port: 0 }], undefined);
      const other = free.listeners[0];
      await free.close();
      await assert.rejects(openSockets([other, { transport, address, port }], undefined), (error: unknown) => {
        assert.ok(error instanceof SipError);
        assert.equal(error.code, 'SIP_PORT_IN_USE');
        const where = address === '::1' ? '[::1]' : address;
        assert.equal(
          error.message,
          `cannot listen on ${transport} ${where}:${port}: another program uses it already; stop it, or listen on another port`,
        );
        return true;
      });
      const again = await openSockets([other], undefined);
      await Promise.all([first.close(), again.close()]);
    });
  }

  test(`${transport}: an address that is not ours is told`, async () => {
    await assert.rejects(openSockets([{ transport, address: '192.0.2.1', port: 0 }], undefined), {
      code: 'SIP_LISTEN_FAILED',
      message: `cannot listen on ${transport} 192.0.2.1:0: this machine has no such address`,
    });
  });

  test(`${transport}: both families can have the same port`, async () => {
    const four = await openSockets([{ transport, address: '0.0.0.0', port: 0 }], undefined);
    const { port } = four.listeners[0];
    const six = await openSockets([{ transport, address: '::', port }], undefined);
    assert.deepEqual(six.listeners, [{ transport, address: '::', port }]);
    assert.equal(six.flowTo({ transport, address: loopback, port: 9 }), undefined);
    await Promise.all([four.close(), six.close()]);
  });
}

test('a name is no address, and a transport that is not there is told', async () => {
  await assert.rejects(openSockets([{ transport: 'UDP', address: 'localhost', port: 0 }], undefined), {
    code: 'SIP_LISTEN_FAILED',
    message: 'cannot listen on UDP localhost:0: not a numeric address',
  });
  await assert.rejects(openSockets([{ transport: 'WSS', address: loopback, port: 0 }], undefined), {
    code: 'SIP_LISTEN_FAILED',
  });
});

test('a flow leaves from the listener that is asked for, or from one that reaches the destination', async () => {
  const sockets = await openSockets(
    [
      { transport: 'UDP', address: '127.0.0.2', port: 0 },
      { transport: 'UDP', address: loopback, port: 0 },
      { transport: 'UDP', address: '0.0.0.0', port: 0 },
    ],
    undefined,
  );
  const [first, second, wildcard] = sockets.listeners;
  const near = { transport: 'UDP', address: loopback, port: 5060 } as const;
  const from = (address: string, local?: typeof first) => sockets.flowTo({ ...near, address }, local)?.localPort;
  assert.equal(from(loopback), first.port);
  assert.equal(from(loopback, second), second.port);
  assert.equal(from('192.0.2.1'), wildcard.port);
  assert.equal(sockets.flowTo({ ...near, address: 'example.com' }), undefined);
  assert.equal(sockets.flowTo({ ...near, port: 0 }), undefined);
  await sockets.close();
  assert.equal(sockets.flowTo(near), undefined);
});

test('addresses have one spelling', () => {
  const cases: [string, string | undefined][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['192.0.2.01', undefined],
    ['[::1]', undefined],
    ['', undefined],
  ];
  for (const [from, to] of cases) assert.equal(normaliseAddress(from), to);
});
