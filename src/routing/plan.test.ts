import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUri, type Uri } from '../message/index.ts';
import { isNumericHost, planTarget } from './plan.ts';

const plan = (uri: string) => {
  const target = planTarget(parseUri(uri) as Uri);
  return target === undefined ? undefined : `${target.transport} ${target.host} ${target.port}`;
};

const rows: readonly (readonly [uri: string, expected: string | undefined, rule: string])[] = [
  ['sip:alice@192.0.2.1', 'UDP 192.0.2.1 5060', '4.1: a numeric sip target goes by UDP'],
  ['sips:alice@192.0.2.1', 'TLS 192.0.2.1 5061', '4.1: a numeric sips target goes by TLS'],
  ['sip:alice@[2001:db8::1]', 'UDP 2001:db8::1 5060', '4.1: numeric, IPv6'],
  ['sip:alice@192.0.2.1:5080', 'UDP 192.0.2.1 5080', '4.2: an explicit port is used'],
  ['sips:alice@example.com:5081', 'TLS example.com 5081', '4.1: with a port there is no NAPTR'],
  ['sip:alice@example.com;transport=tcp', 'TCP example.com 5060', '4.1: transport is as the URI says'],
  ['sip:alice@example.com;transport=TCP', 'TCP example.com 5060', 'values have no case'],
  ['sips:alice@example.com;transport=tcp', 'TLS example.com 5061', '3261 26.2.2: TLS over the transport named'],
  ['sip:alice@example.com;transport=tls', 'TLS example.com 5061', 'deprecated, but in use'],
  ['sips:alice@example.com;transport=udp', undefined, 'nothing carries sips over UDP'],
  ['sip:alice@example.com;transport=sctp', undefined, 'a transport that we do not have'],
  ['sip:alice@example.com;transport=ws', 'WS example.com 80', '7118'],
  ['sips:alice@example.com;transport=ws', 'WSS example.com 443', '7118'],
  ['sip:alice@example.com;maddr=192.0.2.9', 'UDP 192.0.2.9 5060', '4: TARGET is maddr where there is one'],
  ['sip:alice@example.com:5070;maddr=[2001:DB8::9]', 'UDP 2001:db8::9 5070', '4: the port stays that of the URI'],
  ['sip:Alice@Example.COM', 'UDP example.com 5060', 'hosts have no case'],
  ['tel:+4912345', undefined, 'a number is not a place'],
  ['mailto:alice@example.com', undefined, 'another scheme'],
];
for (const [uri, expected, rule] of rows) test(`${uri} (${rule})`, () => assert.equal(plan(uri), expected));

test('a plan says what the URI left open, and whether a look-up is needed', () => {
  const open = planTarget(parseUri('sip:example.com') as Uri)!;
  assert.deepEqual([open.portGiven, open.transportGiven, open.numeric, open.secure], [false, false, false, false]);
  const closed = planTarget(parseUri('sips:192.0.2.1:5061;transport=tcp') as Uri)!;
  assert.deepEqual([closed.portGiven, closed.transportGiven, closed.numeric, closed.secure], [true, true, true, true]);
});

test('numeric hosts are told from names that look like them', () => {
  for (const host of ['192.0.2.1', '0.0.0.0', '255.255.255.255', '::1', 'fe80::1'])
    assert.ok(isNumericHost(host), host);
  for (const host of ['192.0.2', '192.0.2.256', '1.2.3.4.5', '192.0.2.', '.192.0.2', '1.2.3.a', '1..2.3', 'a', ''])
    assert.ok(!isNumericHost(host), host);
});
