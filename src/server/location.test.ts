import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Binding, MemoryStore } from '../store/index.ts';
import { type Flow } from '../transport/index.ts';
import { locate } from './location.ts';

const udp: Flow = {
  transport: 'UDP',
  localAddress: '10.0.0.1',
  localPort: 5060,
  remoteAddress: '10.0.2.1',
  remotePort: 40_000,
  connection: 0,
};
const tcp: Flow = { ...udp, transport: 'TCP', connection: 7 };

async function located(...bindings: Partial<Binding>[]) {
  const store = new MemoryStore();
  await store.updateBindings('bob@example.com', 0, () =>
    bindings.map((binding, at) => ({
      contact: `sip:bob@10.0.2.${at + 1}`,
      params: '',
      q: 1000,
      expiresAt: 1000,
      callId: `c${at}`,
      cseq: 1,
      path: [],
      flow: undefined,
      userAgent: '',
      updatedAt: 0,
      ...binding,
    })),
  );
  return locate(store, 'bob@example.com', 500);
}

test('the targets are the bindings that have not expired, best q first (RFC 3261 16.5)', async () => {
  const targets = await located({ q: 100 }, { q: 900 }, { expiresAt: 400 });
  assert.deepEqual(
    targets.map(({ uri, q }) => [uri, q]),
    [
      ['sip:bob@10.0.2.2', 900],
      ['sip:bob@10.0.2.1', 100],
    ],
  );
  assert.deepEqual(locate(new MemoryStore(), 'nobody@example.com', 0), []);
});

test('a phone is reached by the flow that it registered by, unless its contact names its own address', async () => {
  const cases: [contact: string, flow: Flow | undefined, expected: Flow | undefined, pinned?: boolean][] = [
    ['sip:bob@192.168.1.7:5060', udp, udp, true],
    ['sip:bob@phone.example', udp, udp, true],
    ['sip:bob@10.0.2.1', udp, { ...udp, remotePort: 5060 }],
    ['sip:bob@10.0.2.1:5070', udp, { ...udp, remotePort: 5070 }],
    ['sip:bob@10.0.2.1:5070;transport=UDP', udp, { ...udp, remotePort: 5070 }],
    ['sip:bob@10.0.2.1:5070;transport=tcp', udp, undefined],
    ['sip:bob@10.0.2.1:5060;transport=tcp', tcp, tcp, true],
    ['sip:bob@10.0.2.1:40000;transport=tcp', tcp, tcp, false],
    ['sip:bob@10.0.2.1', undefined, undefined],
  ];
  for (const [contact, flow, expected, pinned = false] of cases) {
    const [target] = await located({ contact, flow });
    assert.deepEqual(target.flow, expected, contact);
    assert.equal(target.pinned ?? false, pinned, contact);
  }
});

test('a binding with Path goes by its path alone (RFC 3327 5.3)', async () => {
  const [target] = await located({ path: ['<sip:edge.example;lr>'], flow: udp });
  assert.deepEqual([target.path, target.flow], [['<sip:edge.example;lr>'], undefined]);
});

test('of the headers in a contact only Route has a meaning, and none may stand in a Request-URI (RFC 4475 3.3.14, RFC 3261 19.1.5)', async () => {
  const cases: [contact: string, uri: string, path: string[]][] = [
    ['sip:u@h.example?Route=%3Csip:p.example%3Blr%3E', 'sip:u@h.example', ['<sip:p.example;lr>']],
    ['sip:u@h.example;x=y?Subject=a&ROUTE=%3Csip:p.example%3E&b=c', 'sip:u@h.example;x=y', ['<sip:p.example>']],
    ['sip:u@h.example?Route=%0d%0aX:%20y', 'sip:u@h.example', []],
    ['sip:u@h.example?Route=%3Csip:p.example%3E%0d%0aX:%20y', 'sip:u@h.example', []],
    ['sip:u@h.example?Route', 'sip:u@h.example', []],
  ];
  for (const [contact, uri, path] of cases) {
    const [target] = await located({ contact, flow: udp });
    assert.deepEqual([target.uri, target.path], [uri, path], contact);
  }
});
