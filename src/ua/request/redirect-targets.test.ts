/** Redirection: whom a 3xx sends the request to, in which order, and how often (RFC 3261 8.1.3.4, 21.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, type Bench, callToPeer, PEER, reply, sdp } from '../../../test/agent-bench.ts';
import { type Header, indexMessage, Response } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';
import { movedTo, RedirectTargets } from './redirect-targets.ts';

const contacts = (...values: string[]) => values.map((value): Header => ['Contact', value]);
const target = ({ message }: Received) => message.text.split(' ')[1];
const user = (name: string) => `sip:${name}@192.0.2.9`;

/** The peer refuses the next request, which goes to `expected`. */
async function refuse(it: Bench, expected: string, status: number, headers: readonly Header[] = []): Promise<Received> {
  const received = await it.peer.next('INVITE', 100);
  assert.equal(target(received), expected);
  it.peer.respond(received, status, { toTag: expected, headers });
  return received;
}

test('its targets are tried by q, each once, with the same call and a higher CSeq (8.1.3.4)', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  const first = await refuse(
    it,
    PEER,
    302,
    contacts(`<${user('low')}>;q=0.1, <${user('high')}>`, `<${user('middle')}?Subject=spam>;q=0.5`, '<tel:1>;q=0.9'),
  );
  const second = await refuse(it, user('high'), 486);
  await refuse(it, user('middle'), 480);
  const last = await it.peer.next('INVITE', 100);
  assert.equal(target(last), user('low'));
  assert.deepEqual([last.message.named('Subject'), last.message.named('To')], [[], [`<${PEER}>`]]);
  for (const { message } of [second, last]) {
    assert.deepEqual([message.callId, message.from.tag], [first.message.callId, first.message.from.tag]);
    assert.equal(message.body, first.message.body);
    assert.notEqual(message.via.branch, first.message.via.branch);
  }
  assert.equal(last.message.cseq.sequence, 4);
  reply(it, last, 200, { body: sdp() });
  await it.sim.wait(call.established);
});

test('when all have refused, the last refusal is that of the call', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  await refuse(it, PEER, 302, contacts(`<${user('a')}>, <${user('b')}>;q=0.5`));
  await refuse(it, user('a'), 486);
  await refuse(it, user('b'), 480);
  const { status, cause } = await it.sim.wait(call.ended);
  assert.deepEqual([status, cause], [480, 'refused']);
  await assertQuiet(it);
});

test('a target that says nothing is left for the next, also by requests other than INVITE', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  const sent = it.bob.message(PEER, 'hello');
  for (const method of ['INVITE', 'MESSAGE'])
    it.peer.respond(await it.peer.next(method, 100), 302, {
      toTag: 'r',
      headers: contacts(`<sip:gone@192.0.2.250>, <${user('here')}>;q=0.5`),
    });
  const again = [await it.peer.next('INVITE', 40_000), await it.peer.next('MESSAGE', 40_000)];
  assert.deepEqual(again.map(target), [user('here'), user('here')]);
  reply(it, again[0], 200, { body: sdp() });
  it.peer.respond(again[1], 200);
  await it.sim.wait(call.established);
  assert.equal((await it.sim.wait(sent)).status, 200);
});

test('a refusal for everyone ends the search (21.6)', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  await refuse(it, PEER, 302, contacts(`<${user('a')}>, <${user('b')}>;q=0.5`));
  await refuse(it, user('a'), 603);
  assert.equal((await it.sim.wait(call.ended)).status, 603);
  await assertQuiet(it);
});

test('what a target further down knows comes before the rest of the first list', async () => {
  const it = agentBench();
  void it.bob.invite(PEER);
  await refuse(it, PEER, 302, contacts(`<${user('a')}>, <${user('b')}>;q=0.5`));
  await refuse(it, user('a'), 302, contacts(`<${user('nearer')}>;q=0.1`));
  await refuse(it, user('nearer'), 486);
  assert.equal(target(await it.peer.next('INVITE', 100)), user('b'));
});

test('a loop ends where it began (8.1.3.4, 19.1.4)', async () => {
  const it = agentBench();
  const call = it.bob.invite(PEER);
  await refuse(it, PEER, 302, contacts(`<${user('a')}>`));
  await refuse(it, user('a'), 302, contacts(`<${PEER}>, <${user('a')};x=1>, <SIP:a@192.0.2.9>`));
  assert.equal((await it.sim.wait(call.ended)).status, 302);
  assert.deepEqual(it.sim.ladder.between('bob', 'peer'), ['INVITE', 'ACK', 'INVITE', 'ACK']);
});

/** Each request is redirected to so many targets that nobody has heard of before. */
function redirectAll(it: Bench, count: number): () => number {
  let asked = 0;
  it.peer.onReceive = (received) => {
    if (!('method' in received.message) || received.message.method === 'ACK') return;
    asked++;
    const lines = Array.from({ length: Math.ceil(count / 300) }, (_, line) =>
      Array.from({ length: Math.min(300, count) }, (__, i) => `<sip:${asked}x${300 * line + i}@192.0.2.9>`).join(','),
    );
    it.peer.respond(received, 302, { toTag: 'r', headers: contacts(...lines) });
  };
  return () => asked;
}

test('a chain without an end, and a bomb of contacts, end with the limit', async () => {
  for (const [redirects, count] of [
    [8, 1],
    [3, 1],
    [8, 2_100],
  ]) {
    const it = agentBench({ redirects });
    const asked = redirectAll(it, count);
    const call = it.bob.invite(`${PEER};transport=tcp`);
    assert.equal((await it.sim.wait(call.ended)).status, 302);
    assert.equal(asked(), redirects + 1);
    const response = await it.sim.wait(it.bob.message(`${PEER};transport=tcp`, 'hello'));
    assert.deepEqual([response.status, asked()], [302, 2 * (redirects + 1)]);
    await assertQuiet(it);
  }
});

test('a 302 with 10,000 contacts is too large to be read, by whichever way it comes', async () => {
  for (const [transport, cause] of [
    ['tcp', 'fault'],
    ['udp', 'silence'],
  ]) {
    const it = agentBench();
    const asked = redirectAll(it, 10_000);
    const call = it.bob.invite(`${PEER};transport=${transport}`);
    assert.equal((await it.sim.wait(call.ended)).cause, cause);
    assert.ok(asked() < 10);
    await assertQuiet(it);
  }
});

test('of what a response names 32 targets are kept at most', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => `<sip:${i}@x>`).join(',');
  const response = indexMessage(`SIP/2.0 302 Moved\r\nContact: ${values}\r\n\r\n`);
  assert.ok(response instanceof Response);
  const targets = new RedirectTargets('sip:me@x', Infinity);
  for (let i = 0; i < 10; i++) targets.receive(response);
  const seen: string[] = [];
  for (let next = targets.next(); next !== undefined; next = targets.next()) seen.push(next);
  assert.deepEqual([seen.length, seen[0], new Set(seen).size], [31, 'sip:0@x', 31]);
});

test('a q that can’t be read is none, and what is no list of contacts redirects nowhere (20.10)', () => {
  const read = (text: string) => {
    const targets = new RedirectTargets('sip:me@x', 8);
    const response = indexMessage(`SIP/2.0 302 Moved\r\n${text}\r\n\r\n`);
    assert.ok(response instanceof Response);
    targets.receive(response);
    return [targets.next(), targets.next(), targets.next()].filter((uri) => uri !== undefined);
  };
  assert.deepEqual(read('Contact: <sip:a@x>;q=0.5, <sip:b@x>;q=nonsense, <sip:c@x>;q=0'), [
    'sip:b@x',
    'sip:a@x',
    'sip:c@x',
  ]);
  for (const none of ['X: y', 'Contact: *', 'Contact: <nonsense', 'Contact: <mailto:a@x>', 'Contact: <sip:me@x>'])
    assert.deepEqual(read(none), [], none);
});

test('redirects: 0 makes of a 3xx an outcome like any other, for all calls or for one', async () => {
  for (const [agent, call] of [
    [0, undefined],
    [undefined, 0],
  ]) {
    const it = agentBench({ redirects: agent });
    const made = it.bob.invite(PEER, { redirects: call });
    await refuse(it, PEER, 301, contacts(`<${user('a')}>`));
    const { status, response } = await it.sim.wait(made.ended);
    assert.deepEqual([status, response?.named('Contact')], [301, [`<${user('a')}>`]]);
    void it.bob.invite(PEER);
    assert.equal(target(await it.peer.next('INVITE', 100)), PEER, 'nor is it remembered');
  }
  const it = agentBench({ redirects: 0 });
  const sent = it.bob.message(PEER, 'hello');
  it.peer.respond(await it.peer.next('MESSAGE', 100), 302, { toTag: 'r', headers: contacts(`<${user('a')}>`) });
  assert.equal((await it.sim.wait(sent)).status, 302);
});

test('through an outbound proxy the new target goes the same way (8.1.2)', async () => {
  const it = agentBench({ outboundProxy: PEER });
  const call = it.bob.invite('sip:carol@example.org');
  await refuse(it, 'sip:carol@example.org', 302, contacts('<sip:carol@elsewhere.example>'));
  const again = await it.peer.next('INVITE', 100);
  assert.deepEqual([target(again), again.message.named('Route')], ['sip:carol@elsewhere.example', [`<${PEER};lr>`]]);
  void call;
});

test('a 301 is remembered for the calls to come, as long as it says (21.3.2)', async () => {
  const it = agentBench();
  const { invite } = await callToPeer(it);
  it.peer.respond(invite, 301, { toTag: 'r', headers: contacts(`<${user('new')}>;expires=60`) });
  assert.equal(target(await it.peer.next('INVITE', 100)), user('new'));
  const later = await callToPeer(it);
  assert.deepEqual([target(later.invite), later.invite.message.named('To')], [user('new'), [`<${PEER}>`]]);
  await it.sim.runAsync(60_000);
  void it.bob.invite(PEER, { to: 'sip:other@example.org' });
  const last = await it.peer.next((message) => 'method' in message && message.named('To')[0].includes('other'), 100);
  assert.equal(target(last), PEER);
});

test('what a 301 says of its time (20.10, 20.19)', () => {
  const read = (text: string, status = 301) => {
    const response = indexMessage(`SIP/2.0 ${status} Moved\r\n${text}\r\n\r\n`);
    assert.ok(response instanceof Response);
    return movedTo(response);
  };
  assert.deepEqual(read('Contact: <sip:a@x?Subject=y>'), { to: 'sip:a@x', expires: undefined });
  assert.deepEqual(read('Contact: <sip:a@x>;expires=60\r\nExpires: 30'), { to: 'sip:a@x', expires: 60 });
  assert.deepEqual(read('Contact: <sip:a@x>\r\nExpires: 30'), { to: 'sip:a@x', expires: 30 });
  for (const text of ['Contact: <sip:a@x>, <sip:b@x>', 'Contact: *', 'X: y', 'Contact: <tel:1>'])
    assert.equal(read(text), undefined, text);
  assert.equal(read('Contact: <sip:a@x>', 302), undefined);
});
