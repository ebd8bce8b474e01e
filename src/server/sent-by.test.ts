import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { type Flow, type Listener } from '../transport/index.ts';
import { type ListenConfig } from './config.ts';
import { SentBy } from './sent-by.ts';

const listen = (
  address: string,
  advertise?: ListenConfig['advertise'],
  transport: 'UDP' | 'TCP' = 'UDP',
): ListenConfig => ({
  transport,
  address,
  port: 0,
  advertise,
});
const bound = ({ transport, address }: ListenConfig, port: number): Listener => ({ transport, address, port });
const flow = ({ transport, address, port }: Listener, remoteAddress: string): Flow => ({
  transport,
  localAddress: address,
  localPort: port,
  remoteAddress,
  remotePort: 5060,
  connection: 0,
});

test('the address as bound, or as the configuration advertises it, listener by listener', () => {
  const configured = [
    listen('10.0.0.1'),
    listen('10.0.0.2', { host: 'sip.example.com', port: 0 }),
    listen('10.0.0.2', { host: '203.0.113.5', port: 5090 }, 'TCP'),
  ];
  const listeners = [bound(configured[0], 5061), bound(configured[1], 5062), bound(configured[2], 5062)];
  const sentBy = new SentBy(listeners, configured);
  const expected = [
    { host: '10.0.0.1', port: 5061 },
    { host: 'sip.example.com', port: 5062 },
    { host: '203.0.113.5', port: 5090 },
  ];
  for (const round of [1, 2])
    for (const [at, listener] of listeners.entries())
      assert.deepEqual(sentBy.of(flow(listener, '10.9.9.9')), expected[at], `round ${round}`);
});

test('a wildcard is written as the address that the peer can reach', () => {
  const configured = [listen('0.0.0.0'), listen('::')];
  const listeners = [bound(configured[0], 5060), bound(configured[1], 5060)];
  const sentBy = new SentBy(listeners, configured);
  assert.deepEqual(sentBy.of(flow(listeners[0], '127.0.0.1')), { host: '127.0.0.1', port: 5060 });
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const { address, family, internal, cidr } of own) {
    if (internal || address.startsWith('fe80')) continue;
    const listener = listeners[family === 'IPv4' ? 0 : 1];
    assert.deepEqual(sentBy.of(flow(listener, address)), { host: address, port: 5060 }, String(cidr));
  }
  // Somewhere outside: any address of ours but no wildcard.
  const far = sentBy.of(flow(listeners[0], '203.0.113.77'));
  assert.ok(own.some(({ address }) => address === far.host) || far.host === '127.0.0.1');
  const six = own.some(({ family }) => family === 'IPv6');
  const far6 = sentBy.of(flow(listeners[1], '2001:db8::7'));
  assert.ok(far6.host.includes(':') && far6.host !== '::', `IPv6 ${six}`);
});
