import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestText, type RequestFields } from '../../test/request-text.ts';
import { SERVER, SimulatedServer } from '../../test/simulated-server.ts';

async function answers(...requests: RequestFields[]) {
  const server = await SimulatedServer.start();
  const peer = server.peer('peer', '198.51.100.1');
  const found: { status: string; text: string }[] = [];
  for (const fields of requests) {
    peer.send(requestText(peer, { uri: `sip:${SERVER}`, method: 'OPTIONS', contact: '', ...fields }), server.at());
    await server.run(20);
    const { text } = peer.expect(() => true, 0).message;
    found.push({ status: text.slice(8, 11), text });
  }
  assert.equal(server.composition.stack.transactionCount, 0, 'strangers cost no memory');
  await server.finish();
  return found;
}

test('OPTIONS tells what the server can do, by whichever of its names it is asked (RFC 3261 11.2)', async () => {
  for (const { status, text } of await answers(
    {},
    { uri: 'sip:example.com' },
    { uri: `sip:${SERVER}:5060;transport=tcp` },
  )) {
    assert.equal(status, '200');
    for (const name of ['Allow', 'Accept', 'Accept-Encoding', 'Accept-Language', 'Supported'])
      assert.match(text, new RegExp(`^${name}: .+\r$`, 'm'));
  }
});

test('what the server cannot do is refused with the headers that go with it (RFC 3261 8.2)', async () => {
  const cases: [fields: RequestFields, status: string, header: RegExp][] = [
    [{ method: 'INVITE' }, '405', /^Allow: OPTIONS, REGISTER\r$/m],
    [{ method: 'MESSAGE' }, '405', /^Allow: OPTIONS, REGISTER\r$/m],
    [{ method: 'NEWMETHOD' }, '501', /^Allow: OPTIONS, REGISTER\r$/m],
    [{ headers: ['Require: foo, bar'] }, '420', /^Unsupported: foo, bar\r$/m],
    [{ headers: ['Proxy-Require: foo'] }, '420', /^Unsupported: foo\r$/m],
    [{ body: 'v=0\r\n' }, '415', /^Accept: \r$/m],
    [
      { body: 'v=0\r\n', headers: ['Content-Encoding: gzip', 'Content-Disposition: x;handling=optional'] },
      '415',
      /^Accept-Encoding: identity\r$/m,
    ],
    [{ body: 'v=0\r\n', headers: ['Content-Disposition: x;handling=optional'] }, '200', /^Allow: /m],
  ];
  const found = await answers(...cases.map(([fields]) => fields));
  for (const [at, [fields, status, header]] of cases.entries()) {
    assert.equal(found[at].status, status, JSON.stringify(fields));
    assert.match(found[at].text, header);
  }
});
