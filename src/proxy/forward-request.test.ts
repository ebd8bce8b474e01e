import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, type Request } from '../message/index.ts';
import { forwardRequest, type Hop, maxForwardsOf, type RecordedSide, recordRouteLines } from './forward-request.ts';
import { type Flow } from '../transport/index.ts';

const VIA = 'Via: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-ours;rport\r\n';
const hop: Hop = {
  uri: 'sip:bob@10.0.2.1',
  routes: [],
  routesChanged: false,
  via: VIA,
  recordRoute: '',
  maxForwards: 69,
  maxBreadth: undefined,
  realms: new Set(['example.com']),
};

function request(...lines: string[]): Request {
  return indexMessage(
    ['INVITE sip:bob@example.com SIP/2.0', 'v: SIP/2.0/UDP 10.0.1.1;branch=z9hG4bK-1', ...lines, '', 'bo\xffdy'].join(
      '\r\n',
    ),
  ) as Request;
}

/** Odd in every way that a forwarded line may be. */
const ODD = ['f:<sip:a@x>;tag=1', 'X-Fold:  a\r\n \t b', 'UNKNOWN : ;;,,', 't: "\xd0\x91" <sip:b@x>', 'l: 5'];

test('what nobody touched leaves byte for byte, in its order (RFC 3261 16.6 step 1)', () => {
  const text = forwardRequest(request('Max-Forwards: 70', ...ODD), hop);
  assert.equal(
    text,
    `INVITE sip:bob@10.0.2.1 SIP/2.0\r\n${VIA}v: SIP/2.0/UDP 10.0.1.1;branch=z9hG4bK-1\r\nMax-Forwards: 69\r\n${ODD.join('\r\n')}\r\n\r\nbo\xffdy`,
  );
});

test('Max-Forwards is lowered, or given to a request that has none (RFC 3261 16.6 step 3)', () => {
  assert.match(
    forwardRequest(request('Max-Forwards:  1', ...ODD), { ...hop, maxForwards: 0 }),
    /^Max-Forwards: {2}0\r$/m,
  );
  assert.match(forwardRequest(request(...ODD), { ...hop, maxForwards: 70 }), /\r\nMax-Forwards: 70\r\n\r\n/);
  assert.equal(maxForwardsOf(request('Max-Forwards: 0068')), 68);
  assert.equal(maxForwardsOf(request()), undefined);
});

test('a datagram without Content-Length gets one, since it may go on over a stream (RFC 3261 18.3)', () => {
  assert.match(forwardRequest(request('Max-Forwards: 70'), hop), /\r\nContent-Length: 5\r\n\r\nbo\xffdy$/);
});

test('Route is left alone, or written anew', () => {
  const two = ['Route: <sip:p;lr>,<sip:q;lr>', ...ODD, 'Route: <sip:r;lr>'];
  const kept = forwardRequest(request(...two), { ...hop, routes: ['<sip:p;lr>', '<sip:q;lr>', '<sip:r;lr>'] });
  assert.ok(kept.includes('Route: <sip:p;lr>,<sip:q;lr>\r\n') && kept.includes('Route: <sip:r;lr>\r\n'));
  const fewer = forwardRequest(request(...two), { ...hop, routes: ['<sip:q;lr>', '<sip:r;lr>'], routesChanged: true });
  assert.deepEqual(
    [...fewer.matchAll(/^Route: (.*)\r$/gm)].map(([, value]) => value),
    ['<sip:q;lr>', '<sip:r;lr>'],
  );
  const none = forwardRequest(request(...two), { ...hop, routes: [], routesChanged: true });
  assert.ok(!none.includes('Route'));
});

test('a next hop that is a strict router finds itself in the Request-URI, and the target last in Route (RFC 3261 16.6 step 6)', () => {
  const text = forwardRequest(request('Route: <sip:strict.example>, <sip:q;lr>', ...ODD), {
    ...hop,
    routes: ['<sip:strict.example;x=y>;z', '<sip:q;lr>'],
  });
  assert.ok(text.startsWith('INVITE sip:strict.example;x=y SIP/2.0\r\n'));
  assert.deepEqual(
    [...text.matchAll(/^Route: (.*)\r$/gm)].map(([, value]) => value),
    ['<sip:q;lr>', '<sip:bob@10.0.2.1>'],
  );
});

test('credentials for our realms stay here, those for others go on (RFC 3261 22.3)', () => {
  const ours = 'Proxy-Authorization: Digest username="a", realm="example.com", nonce="n", uri="u", response="r"';
  const theirs = 'Proxy-Authorization: Digest username="a", realm="other.example", nonce="n", uri="u", response="r"';
  const registrar = 'Authorization: Digest username="a", realm="example.com", nonce="n", uri="u", response="r"';
  const text = forwardRequest(request(ours, 'Max-Forwards: 70', theirs, registrar, ours, 'l: 5'), hop);
  assert.ok(!text.includes(ours));
  assert.ok(text.includes(`\r\nMax-Forwards: 69\r\n${theirs}\r\n${registrar}\r\nl: 5\r\n\r\n`));
});

test('Max-Breadth is written where it is given (RFC 5393 5.3.3)', () => {
  assert.match(forwardRequest(request('Max-Breadth: 60', ...ODD), { ...hop, maxBreadth: 30 }), /^Max-Breadth: 30\r$/m);
  assert.match(forwardRequest(request(...ODD), { ...hop, maxBreadth: 60 }), /^Max-Breadth: 60\r$/m);
  assert.ok(!forwardRequest(request(...ODD), hop).includes('Max-Breadth'));
});

test('one Record-Route value, or two where the transport or the address changes (RFC 3261 16.6 step 4, RFC 5658)', () => {
  const flow = (transport: Flow['transport'], localAddress: string): Flow => ({
    transport,
    localAddress,
    localPort: 5060,
    remoteAddress: '10.9.9.9',
    remotePort: 5060,
    connection: 0,
  });
  const sentBy = (each: Flow) => ({ host: each.localAddress, port: each.localPort });
  const side = (each: Flow, dialogFlow = '') => ({ flow: each, token: 't', dialogFlow });
  const lines = (came: RecordedSide, goes: RecordedSide) => recordRouteLines(came, goes, sentBy);
  const udp = side(flow('UDP', '10.0.0.1'));
  assert.equal(lines(udp, udp), 'Record-Route: <sip:10.0.0.1:5060;lr;sw=t>\r\n');
  assert.equal(
    lines(udp, side(flow('TCP', '10.0.0.1'))),
    'Record-Route: <sip:10.0.0.1:5060;transport=tcp;lr;sw=t>\r\nRecord-Route: <sip:10.0.0.1:5060;lr;sw=t>\r\n',
  );
  assert.equal(
    lines(udp, side(flow('UDP', '2001:db8::1'))),
    'Record-Route: <sip:[2001:db8::1]:5060;lr;sw=t>\r\nRecord-Route: <sip:10.0.0.1:5060;lr;sw=t>\r\n',
  );
  // A side that is reached by its flow has a value of its own, which names it.
  assert.equal(
    lines(udp, side(udp.flow, 'f')),
    'Record-Route: <sip:10.0.0.1:5060;lr;sw=t;fl=f>\r\nRecord-Route: <sip:10.0.0.1:5060;lr;sw=t>\r\n',
  );
});
