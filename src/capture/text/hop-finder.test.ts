import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HopTable } from '../hop-table.ts';
import { type Announcement, unannounced } from './announcement.ts';
import { HopFinder } from './hop-finder.ts';
import { bye, hopText, invite, message, ok } from './test-texts.ts';

function hops(messages: readonly [wire: string, told?: Partial<Announcement>][]): string[] {
  const finder = new HopFinder(new HopTable());
  return messages.map(([wire, told]) => hopText(finder.find(wire, { ...unannounced, ...told })));
}

function request(via: string, uri = 'sip:bob@192.0.2.2', more: readonly string[] = []): string {
  return message(`OPTIONS ${uri} SIP/2.0`, [`Via: ${via}`, ...more, 'Call-ID: a', 'CSeq: 1 OPTIONS'], '');
}

const via = 'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1';

test('a pasted request and its responses are one hop and its reverse (RFC 3261 18.2.2)', () => {
  const finder = new HopFinder(new HopTable());
  const there = finder.find(invite, unannounced);
  const back = finder.find(ok, unannounced);
  assert.equal(hopText(there), 'UDP 192.0.2.1 5060 -> example.com 5060');
  assert.equal(back.source, there.destination);
  assert.equal(back.destination, there.source);
  assert.equal(finder.find(ok.replace('200 OK', '180 Ringing'), unannounced), back);
});

test('CANCEL and ACK go the way of their INVITE, since they have its branch and its Request-URI (RFC 3261 9.1, 17.1.1.3)', () => {
  const other = (method: string) => invite.replace('INVITE sip', `${method} sip`).replace('1 INVITE', `1 ${method}`);
  const [there, cancel, ack] = hops([[invite], [other('CANCEL')], [other('ACK')]]);
  assert.deepEqual([cancel, ack], [there, there]);
});

test('a response without its request goes where the topmost Via says, from nobody knows where', () => {
  assert.deepEqual(hops([[ok]]), ['UDP  0 -> 192.0.2.1 5060']);
  assert.deepEqual(hops([[bye], [ok]]), ['UDP 192.0.2.2 5060 -> 192.0.2.1 5060', 'UDP  0 -> 192.0.2.1 5060']);
});

test('received and rport count before sent-by (RFC 3581 4)', () => {
  assert.deepEqual(hops([[request('SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;received=192.0.2.9;rport=4711')]]), [
    'UDP 192.0.2.9 4711 -> 192.0.2.2 5060',
  ]);
  assert.deepEqual(hops([[request('SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1;rport')]]), [
    'UDP 192.0.2.1 5070 -> 192.0.2.2 5060',
  ]);
  assert.deepEqual(hops([[request('SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;received=[2001:db8::9]')]]), [
    'UDP 2001:db8::9 5060 -> 192.0.2.2 5060',
  ]);
});

test('a request goes to its first Route before its Request-URI (RFC 3261 8.1.2)', () => {
  const routed = request(via, 'sip:bob@example.com', ['Route: <sip:p1.example.com:5070;lr>, <sip:p2.example.com;lr>']);
  assert.deepEqual(hops([[routed]]), ['UDP 192.0.2.1 5060 -> p1.example.com 5070']);
  assert.deepEqual(hops([[request(via, 'sip:bob@example.com;maddr=192.0.2.7')]]), [
    'UDP 192.0.2.1 5060 -> 192.0.2.7 5060',
  ]);
  assert.deepEqual(hops([[request(via, 'tel:+1-201-555-0123')]]), ['UDP 192.0.2.1 5060 ->  0']);
});

test('the transport is that of the topmost Via, with its own port where none is written (RFC 3261 18.1.1, RFC 7118 5.2)', () => {
  const over = (transport: string) =>
    request(`SIP/2.0/${transport} a.example.com;branch=z9hG4bK1`, 'sip:b.example.com');
  assert.deepEqual(hops(['TCP', 'TLS', 'WS', 'WSS', 'SCTP', 'CARRIER-PIGEON'].map((one) => [over(one)])), [
    'TCP a.example.com 5060 -> b.example.com 5060',
    'TLS a.example.com 5061 -> b.example.com 5061',
    'WS a.example.com 80 -> b.example.com 80',
    'WSS a.example.com 443 -> b.example.com 443',
    'SCTP a.example.com 5060 -> b.example.com 5060',
    'UDP a.example.com 5060 -> b.example.com 5060',
  ]);
});

test('in a log that tells of no place, the writer is nowhere and the other side is told by the message', () => {
  assert.deepEqual(
    hops([
      [invite, { way: 'sent' }],
      [ok, { way: 'received' }],
      [bye, { way: 'received' }],
      [ok.replace('1 INVITE', '231 BYE').replace('z9hG4bK74bf9', 'z9hG4bKnashds7'), { way: 'sent' }],
    ]),
    [
      'UDP  0 -> example.com 5060',
      'UDP example.com 5060 ->  0',
      'UDP 192.0.2.2 5060 ->  0',
      'UDP  0 -> 192.0.2.2 5060',
    ],
  );
  // Without the request, a response came from where it wants to be reached.
  assert.deepEqual(hops([[ok, { way: 'received' }]]), ['UDP 192.0.2.2 5060 ->  0']);
  assert.deepEqual(hops([[ok, { way: 'sent' }]]), ['UDP  0 -> 192.0.2.1 5060']);
});

test('what a text tells of one message counts for the response that is pasted behind it', () => {
  const source = { address: '198.51.100.1', port: 4000 };
  const destination = { address: '198.51.100.2', port: 5060 };
  assert.deepEqual(hops([[invite, { way: 'between', source, destination, transport: 'TCP' }], [ok]]), [
    'TCP 198.51.100.1 4000 -> 198.51.100.2 5060',
    'TCP 198.51.100.2 5060 -> 198.51.100.1 4000',
  ]);
});

test('a message that tells nothing has a hop from nowhere to nowhere', () => {
  assert.deepEqual(
    hops([['nonsense'], ['SIP/2.0 200 OK\r\nVia: nonsense\r\n\r\n'], [request('nonsense', 'nonsense')]]),
    ['UDP  0 ->  0', 'UDP  0 ->  0', 'UDP  0 ->  0'],
  );
});

test('requests are forgotten when there are very many, the oldest first', () => {
  const finder = new HopFinder(new HopTable());
  const numbered = (wire: string, i: number) => wire.replace('Call-ID: ', `Call-ID: ${i}-`);
  for (let i = 0; i < 20_000; i++) finder.find(numbered(invite, i), unannounced);
  assert.equal(hopText(finder.find(numbered(ok, 19_999), unannounced)), 'UDP example.com 5060 -> 192.0.2.1 5060');
  assert.equal(hopText(finder.find(numbered(ok, 17_000), unannounced)), 'UDP example.com 5060 -> 192.0.2.1 5060');
  assert.equal(hopText(finder.find(numbered(ok, 1), unannounced)), 'UDP  0 -> 192.0.2.1 5060');
});
