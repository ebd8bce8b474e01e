import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, type Request } from '../message/index.ts';
import { responseTarget, stampVia } from './response-target.ts';

const source = { remoteAddress: '203.0.113.7', remotePort: 40_000 };
const requestWith = (via: string) => indexMessage(`OPTIONS sip:a SIP/2.0\r\nVia: ${via}\r\n\r\n`) as Request;
const stamped = (via: string, from = source) => stampVia(requestWith(via), from);
const targetOf = (via: string, reliable = false) => responseTarget(requestWith(via).via, source, reliable);

test('received is added where sent-by is not the source address (RFC 3261 18.2.1)', () => {
  assert.equal(
    stamped('SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1'),
    'SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1;received=203.0.113.7',
  );
  assert.equal(
    stamped('SIP/2.0/UDP phone.example.com:5070'),
    'SIP/2.0/UDP phone.example.com:5070;received=203.0.113.7',
  );
  assert.equal(stamped('SIP/2.0/UDP 203.0.113.7:5070;branch=z9hG4bK1'), undefined);
  assert.equal(stamped('SIP/2.0/UDP [2001:db8::7]', { remoteAddress: '2001:db8::7', remotePort: 1 }), undefined);
});

test('rport is filled in, and received goes with it even where it says nothing new (RFC 3581 4)', () => {
  assert.equal(
    stamped('SIP/2.0/UDP 203.0.113.7;rport;branch=z9hG4bK1'),
    'SIP/2.0/UDP 203.0.113.7;rport=40000;branch=z9hG4bK1;received=203.0.113.7',
  );
  assert.equal(
    stamped('SIP/2.0/UDP 10.0.0.1 ; branch=z9hG4bK1 ; RPORT'),
    'SIP/2.0/UDP 10.0.0.1 ; branch=z9hG4bK1 ;rport=40000;received=203.0.113.7',
  );
});

test('what the sender wrote into received and rport itself does not count: responses would go where it points', () => {
  assert.equal(
    stamped('SIP/2.0/UDP 10.0.0.1;received=192.0.2.66;rport=7;branch=z9hG4bK1'),
    'SIP/2.0/UDP 10.0.0.1;rport=40000;branch=z9hG4bK1;received=203.0.113.7',
  );
});

test('a response goes to the source address and the port of sent-by, or to the port of the source (RFC 3261 18.2.2, RFC 3581 4)', () => {
  assert.deepEqual(targetOf('SIP/2.0/UDP 10.0.0.1:5070'), { host: '203.0.113.7', port: 5070 });
  assert.deepEqual(targetOf('SIP/2.0/UDP 10.0.0.1'), { host: '203.0.113.7', port: 5060 });
  assert.deepEqual(targetOf('SIP/2.0/UDP 10.0.0.1:5070;rport'), { host: '203.0.113.7', port: 40_000 });
  assert.deepEqual(targetOf('SIP/2.0/UDP 10.0.0.1:5070;maddr=192.0.2.9'), { host: '192.0.2.9', port: 5070 });
  assert.deepEqual(
    targetOf('SIP/2.0/TCP 10.0.0.1:5070;rport', true),
    { host: '203.0.113.7', port: 5070 },
    'a new connection cannot go to the port that the old one left from',
  );
});
