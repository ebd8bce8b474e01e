import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, parseUri, type Request, Uri } from '../message/index.ts';
import { type Flow } from '../transport/index.ts';
import { DIALOG_FLOW, formatDialogFlow, needsFlow, parseDialogFlow } from './dialog-flow.ts';

const udp: Flow = {
  transport: 'UDP',
  localAddress: '::',
  localPort: 5060,
  remoteAddress: '2001:db8::7',
  remotePort: 40_000,
  connection: 0,
};
const tcp: Flow = { ...udp, transport: 'TCP', localAddress: '10.0.0.1', remoteAddress: '203.0.113.7', connection: 7 };

test('a flow comes back from the parameter of a URI as it went in', () => {
  for (const flow of [udp, tcp]) {
    const text = formatDialogFlow(flow, 'abc');
    const uri = parseUri(`sip:10.0.0.1;lr;${DIALOG_FLOW}=${text}`);
    assert.ok(uri instanceof Uri);
    assert.deepEqual(parseDialogFlow(uri.params.get(DIALOG_FLOW) ?? '', 'abc'), flow);
  }
});

test('a connection of an earlier start is no flow any more: its number may be another one now', () => {
  assert.equal(parseDialogFlow(formatDialogFlow(tcp, 'abc'), 'def'), undefined);
  assert.deepEqual(parseDialogFlow(formatDialogFlow(udp, 'abc'), 'def'), udp);
  for (const text of ['', 'UDP', 'UDP/1/2/3']) assert.equal(parseDialogFlow(text, 'abc'), undefined, text);
});

test('who is no proxy and comes from another address than its Via says is reached by its flow', () => {
  const request = (...vias: string[]) =>
    indexMessage(
      ['INVITE sip:b@x SIP/2.0', ...vias.map((via) => `Via: SIP/2.0/UDP ${via}`), '', ''].join('\r\n'),
    ) as Request;
  const flow = { ...tcp, remotePort: 5060 };
  const cases: [vias: string[], needed: boolean][] = [
    [['203.0.113.7:5060;branch=1'], false],
    [['203.0.113.7;branch=1'], false],
    [['203.0.113.7:5070;branch=1'], true],
    [['192.168.1.7:5060;branch=1'], true],
    [['phone.example;branch=1'], true],
    [['192.168.1.7;branch=1, 192.168.1.8;branch=2'], false],
    [['192.168.1.7;branch=1', '192.168.1.8;branch=2'], false],
  ];
  for (const [vias, needed] of cases) assert.equal(needsFlow(request(...vias), flow), needed, vias.join(' | '));
});
