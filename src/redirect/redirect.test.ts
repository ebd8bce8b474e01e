import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerId } from '../catalogue/index.ts';
import { indexMessage, type Response } from '../message/index.ts';
import { OWN_LIMITS, type Clock, type Core, Stack } from '../stack/index.ts';
import { type Binding } from '../store/index.ts';
import { type Flow, type Transport } from '../transport/index.ts';
import { redirect, type Redirection } from './redirect.ts';

const caller: Flow = {
  transport: 'UDP',
  localAddress: '192.0.2.1',
  localPort: 5060,
  remoteAddress: '198.51.100.7',
  remotePort: 5060,
  connection: 0,
};
const NOW = 1_700_000_000_000;

/** A stack that redirects whatever comes. */
function bench(redirection: Redirection) {
  const sent: Response[] = [];
  const clock: Clock = { now: () => 1000, wall: () => NOW, after: () => () => {} };
  const core: Core = {
    onRequest: (request, flow) => void redirect(request, flow, stack, redirection),
    onAck: () => assert.fail('the transaction takes the ACK'),
  };
  let random = 1;
  const stack = new Stack({ core, clock, random: { bits32: () => random++ } });
  const transport: Transport = {
    listeners: [],
    flowTo: () => undefined,
    isOpen: () => true,
    send: (_flow, text) => sent.push(indexMessage(text, OWN_LIMITS) as Response),
    close: () => Promise.resolve(),
  };
  stack.attach(transport);
  const send = (method: string, uri: string, to = '<sip:bob@example.com>') =>
    stack.receive(
      [
        `${method} ${uri} SIP/2.0`,
        'Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1',
        'From: <sip:alice@example.com>;tag=1',
        `To: ${to}`,
        'Call-ID: one',
        `CSeq: 1 ${method}`,
        'Max-Forwards: 70',
        '\r\n',
      ].join('\r\n'),
      caller,
    );
  return { send, sent, stack };
}

function answer(redirection: Redirection, uri = 'sip:bob@example.com', method = 'INVITE'): Response {
  const { send, sent } = bench(redirection);
  send(method, uri);
  assert.equal(sent.length, 1);
  return sent[0];
}

const contactsOf = (response: Response) => response.headers(headerId('Contact'));

for (const [code, phrase] of [
  [300, 'Multiple Choices'],
  [301, 'Moved Permanently'],
  [302, 'Moved Temporarily'],
  [305, 'Use Proxy'],
  [380, 'Alternative Service'],
] as const) {
  test(`a target set is answered as ${code} with its contacts as they were given (21.3)`, () => {
    const contacts = ['<sip:bob@192.0.2.9>;q=0.7;expires=60', '"Bob" <sips:bob@example.net>'];
    const response = answer({ code, contacts });
    assert.equal(response.status, code);
    assert.equal(response.reason, phrase);
    assert.deepEqual(contactsOf(response), contacts);
    assert.notEqual(response.to.tag, '');
  });
}

test('bindings go out with their q and the seconds that they have left (8.3)', () => {
  const binding: Binding = {
    contact: 'sip:bob@192.0.2.9;ob',
    params: ';methods="INVITE"',
    q: 500,
    expiresAt: NOW + 10_001,
    callId: 'x',
    cseq: 1,
    path: [],
    flow: undefined,
    userAgent: '',
    updatedAt: NOW,
  };
  const response = answer({ code: 302, contacts: [binding, { ...binding, contact: 'sip:bob@example.com' }] });
  assert.deepEqual(contactsOf(response), ['<sip:bob@192.0.2.9;ob>;q=0.5;expires=11;methods="INVITE"']);
});

test('never back to the Request-URI; with nothing else left it is 404, or what the caller says (8.3)', () => {
  const contacts = ['<sip:%62ob@EXAMPLE.com>', 'sip:bob@example.com', '<sip:bob@other.example.com>'];
  assert.deepEqual(contactsOf(answer({ code: 302, contacts })), ['<sip:bob@other.example.com>']);
  const none = answer({ code: 302, contacts: contacts.slice(0, 2) });
  assert.equal(none.status, 404);
  assert.deepEqual(contactsOf(none), []);
  assert.equal(answer({ code: 302, contacts: [], otherwise: 480 }).status, 480);
});

test('a contact that is malformed is left out, and other schemes are for the caller to judge', () => {
  const contacts = ['<sip:', 'nonsense', '<sip:a@b>, <sip:c@d>', '<mailto:bob@example.com>', 'tel:+1'];
  assert.deepEqual(contactsOf(answer({ code: 300, contacts })), ['<mailto:bob@example.com>', 'tel:+1']);
});

test('305 names a proxy, so only SIP URIs (21.3.4)', () => {
  const response = answer({ code: 305, contacts: ['<tel:+1>', '<sip:proxy.example.com;lr>'] });
  assert.deepEqual(contactsOf(response), ['<sip:proxy.example.com;lr>']);
});

test('a display name goes out as UTF-8', () => {
  const [contact] = contactsOf(answer({ code: 302, contacts: ['"Bäcker" <sip:b@192.0.2.9>'] }));
  assert.equal(contact, '"B\u00c3\u00a4cker" <sip:b@192.0.2.9>');
});

test('380 may say more in a body (21.3.5)', () => {
  const response = answer({
    code: 380,
    contacts: ['<sip:b@192.0.2.9>'],
    body: 'ring later',
    contentType: 'text/plain',
  });
  assert.equal(response.body, 'ring later');
  assert.equal(response.header(headerId('Content-Type')), 'text/plain');
});

test('any method is redirected, whatever it requires (8.3)', () => {
  assert.equal(answer({ code: 302, contacts: ['<sip:b@192.0.2.9>'] }, 'sip:bob@example.com', 'MESSAGE').status, 302);
});

test('the transaction repeats the answer, takes the ACK, and answers a CANCEL that comes too late (17.2.1, 9.2)', () => {
  const { send, sent } = bench({ code: 302, contacts: ['<sip:b@192.0.2.9>'] });
  send('INVITE', 'sip:bob@example.com');
  send('INVITE', 'sip:bob@example.com');
  assert.deepEqual(
    sent.map(({ status }) => status),
    [302, 302],
  );
  send('CANCEL', 'sip:bob@example.com');
  assert.deepEqual([sent[2].status, sent[2].cseq.method], [200, 'CANCEL']);
  send('ACK', 'sip:bob@example.com', `<sip:bob@example.com>;tag=${sent[0].to.tag}`);
  send('INVITE', 'sip:bob@example.com');
  assert.equal(sent.length, 3, 'confirmed: nothing more is sent');
});
