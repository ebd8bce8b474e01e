/** Subscriptions of others to something of ours, against a scripted subscriber and between two agents (RFC 6665 4.2, 4.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  type BenchOptions,
  BOB,
  callFromPeer,
  PEER,
  request,
  type RequestDraft,
} from '../../../test/agent-bench.ts';
import { type Message, type Request, type Response } from '../../message/index.ts';
import { type Received, Simulation } from '../../testing/index.ts';
import { type IncomingSubscription } from './incoming-subscription.ts';

interface Subscribed extends Bench {
  readonly subscriptions: IncomingSubscription[];
}

/** Bob's application reads the subscriptions, and does something with each. */
function bench(onSubscription: (one: IncomingSubscription) => void = () => {}, options: BenchOptions = {}): Subscribed {
  const it = agentBench(options);
  const subscriptions: IncomingSubscription[] = [];
  const read = async () => {
    for await (const one of it.bob.subscriptions) {
      subscriptions.push(one);
      onSubscription(one);
    }
  };
  void read();
  return { ...it, subscriptions };
}

const EVENT = ['Event: dialog', 'Accept: application/dialog-info+xml'];

function subscribe(it: Bench, draft: RequestDraft = {}): void {
  it.peer.send(request({ method: 'SUBSCRIBE', headers: [...EVENT, 'Expires: 600'], ...draft }), BOB);
}

const is = (method: string, sequence?: number) => (message: Message) =>
  'status' in message &&
  message.cseq.method === method &&
  (sequence ?? message.cseq.sequence) === message.cseq.sequence;

/** The answer to the SUBSCRIBE of that number. */
async function answer(it: Bench, sequence = 1): Promise<Response> {
  return (await it.peer.next(is('SUBSCRIBE', sequence), 10_000)).message as Response;
}

/** The next NOTIFY, which is answered with 200 unless told otherwise. */
async function notified(it: Bench, status = 200): Promise<{ state: string; body: string; received: Received }> {
  const received = await it.peer.next('NOTIFY', 700_000);
  it.peer.respond(received, status);
  await it.sim.runAsync(1);
  return { state: received.message.named('Subscription-State').join(), body: received.message.body, received };
}

test('while nobody reads, and for what nobody offers, it is 489 with what there is (4.2.1.1, 7.2)', async () => {
  const silent = agentBench({ events: ['dialog', 'presence'] });
  subscribe(silent);
  assert.deepEqual((await answer(silent)).named('Allow-Events'), ['dialog, presence, refer']);
  assert.equal(silent.peer.received.at(-1)?.message.text.slice(0, 11), 'SIP/2.0 489');

  const it = bench(undefined, { events: ['dialog'] });
  const cases: readonly (readonly [headers: string[], status: number])[] = [
    [['Event: presence'], 489],
    [['Event: Dialog'], 489],
    [[], 489],
    [['Event: refer'], 403],
    [['Event: dialog', 'Expires: 59'], 423],
    [['Event: dialog', 'Expires: 1'], 423],
  ];
  for (const [i, [headers, status]] of cases.entries()) {
    subscribe(it, { headers, callId: String(i) });
    const response = await answer(it);
    assert.equal(response.status, status, headers.join());
    if (status === 423) assert.deepEqual(response.named('Min-Expires'), ['60']);
  }
  it.peer.send(
    request({ method: 'SUBSCRIBE', headers: EVENT, callId: 'x' }).replace(`<${PEER}>\r\nEvent`, '<tel:1>\r\nEvent'),
    BOB,
  );
  assert.equal((await answer(it)).status, 400);
  assert.deepEqual(it.subscriptions, []);
  it.peer.send(request({ method: 'OPTIONS', callId: 'o' }), BOB);
  const { message } = await it.peer.next(200, 100);
  assert.deepEqual(message.named('Allow-Events'), ['dialog, refer']);
  assert.match(message.named('Allow').join(), /SUBSCRIBE/);
  await assertQuiet(it);
});

test('it is granted, notified at once, told of changes, and ended (4.2.1.2, 4.2.2)', async () => {
  const it = bench((one) => one.accept({ expires: 300, body: { body: '<first/>' } }));
  subscribe(it, { headers: [...EVENT, 'Expires: 600', 'Record-Route: <sip:192.0.2.9;lr>'] });
  const granted = await answer(it);
  assert.deepEqual([granted.status, granted.named('Expires')], [200, ['300']]);
  assert.deepEqual(granted.named('Record-Route'), ['<sip:192.0.2.9;lr>']);
  assert.match(granted.named('Contact').join(), /bob@192\.0\.2\.2/);
  const first = await notified(it);
  assert.deepEqual([first.state, first.body], ['active;expires=300', '<first/>']);
  const { message } = first.received;
  assert.deepEqual(message.named('Event'), ['dialog']);
  assert.deepEqual(message.named('Content-Type'), ['application/dialog-info+xml']);
  assert.deepEqual([message.to.tag, message.from.tag], ['p', granted.to.tag]);
  assert.deepEqual((message as Request).uriText, PEER);
  assert.deepEqual(message.named('Route'), ['<sip:192.0.2.9;lr>']);
  const [one] = it.subscriptions;
  assert.deepEqual([one.state, one.event, one.accepts], ['active', 'dialog', ['application/dialog-info+xml']]);
  assert.deepEqual([one.from.tag, one.to.uri.user, one.expires], ['p', 'bob', 300]);
  await it.sim.runAsync(100_000);
  one.notify({ body: '<ü/>', contentType: 'application/x' });
  const second = await notified(it);
  assert.deepEqual([second.state, second.body], ['active;expires=200', '<\xc3\xbc/>']);
  assert.deepEqual(second.received.message.named('Content-Type'), ['application/x']);
  one.terminate('probation', { retryAfter: 30 });
  assert.deepEqual((await notified(it)).state, 'terminated;reason=probation;retry-after=30');
  assert.deepEqual(await it.sim.wait(one.ended), { cause: 'terminated', failure: undefined });
  one.notify({ body: 'no more' });
  one.accept();
  one.reject();
  assert.equal(one.state, 'terminated');
  subscribe(it, { sequence: 2, toTag: granted.to.tag });
  assert.equal((await answer(it, 2)).status, 481);
  await assertQuiet(it);
});

test('one NOTIFY at a time is under way, and of the states that wait the newest is sent (4.2.2)', async () => {
  const it = bench((one) => one.accept({ body: { body: '0' } }));
  subscribe(it);
  const first = await it.peer.next('NOTIFY', 100);
  const [one] = it.subscriptions;
  for (const body of ['1', '2', '3']) one.notify({ body });
  await it.sim.runAsync(200);
  assert.equal(it.peer.received.filter(({ message }) => message.text.startsWith('NOTIFY')).length, 1);
  it.peer.respond(first, 200);
  const second = await it.peer.next('NOTIFY', 100);
  assert.equal(second.message.body, '3');
  one.notify({ body: '4' });
  one.terminate('noresource');
  it.peer.respond(second, 200);
  const last = await notified(it);
  assert.deepEqual([last.state, last.body], ['terminated;reason=noresource', '4']);
  await assertQuiet(it);
});

test('a refresh is granted and answered with the full state, a change of the target too (4.2.1.4, 4.4.1)', async () => {
  let asked = 0;
  const it = bench((one) => one.accept({ expires: 300, fullState: () => ({ body: `full ${++asked}` }) }));
  subscribe(it);
  const { to } = await answer(it);
  assert.equal((await notified(it)).body, 'full 1');
  const [one] = it.subscriptions;
  one.notify({ body: 'part' });
  assert.equal((await notified(it)).body, 'part');
  await it.sim.runAsync(200_000);
  const moved = request({ method: 'SUBSCRIBE', sequence: 2, toTag: to.tag, headers: [...EVENT, 'Expires: 100'] });
  it.peer.send(moved.replace(`Contact: <${PEER}>`, 'Contact: <sip:moved@192.0.2.9>'), BOB);
  const refreshed = await answer(it, 2);
  assert.deepEqual([refreshed.status, refreshed.named('Expires')], [200, ['100']]);
  const { state, body, received } = await notified(it);
  assert.deepEqual([state, body], ['active;expires=100', 'full 2']);
  assert.equal((received.message as Request).uriText, 'sip:moved@192.0.2.9');
  subscribe(it, { sequence: 3, toTag: to.tag, headers: [...EVENT, 'Expires: 10'] });
  assert.equal((await answer(it, 3)).status, 423);
  subscribe(it, { sequence: 4, toTag: to.tag, headers: [...EVENT] });
  assert.deepEqual((await answer(it, 4)).named('Expires'), ['300'], 'what it is without Expires');
  assert.equal((await notified(it)).body, 'full 3');
  subscribe(it, { sequence: 5, toTag: to.tag, headers: ['Event: dialog', 'Expires: 0'] });
  assert.deepEqual((await answer(it, 5)).named('Expires'), ['0']);
  assert.deepEqual((await notified(it)).state, 'terminated;reason=timeout');
  assert.equal((await it.sim.wait(one.ended)).cause, 'unsubscribed');
  await assertQuiet(it);
});

test('without a refresh it ends with a NOTIFY (4.2.1.4)', async () => {
  const it = bench((one) => one.accept({ body: { body: 'state' } }));
  subscribe(it, { headers: [...EVENT, 'Expires: 60'] });
  const first = await notified(it);
  const { state, received } = await notified(it);
  assert.equal(state, 'terminated;reason=timeout');
  assert.equal(Math.round((received.at - first.received.at) / 1000), 60);
  assert.equal((await it.sim.wait(it.subscriptions[0].ended)).cause, 'expired');
  await assertQuiet(it);
});

test('a state that is wanted once is told once (4.4.3)', async () => {
  const it = bench((one) => {
    assert.equal(one.expires, 0);
    one.accept({ body: { body: 'now' } });
  });
  subscribe(it, { headers: [...EVENT, 'Expires: 0'] });
  assert.deepEqual((await answer(it)).named('Expires'), ['0']);
  const { state, body } = await notified(it);
  assert.deepEqual([state, body], ['terminated;reason=timeout', 'now']);
  assert.equal((await it.sim.wait(it.subscriptions[0].ended)).cause, 'unsubscribed');
  await assertQuiet(it);
});

test('while it is pending the state is kept back, and comes with the grant (4.2.1.2, 4.2.1.3)', async () => {
  const it = bench((one) => one.accept({ state: 'pending', body: { body: 'secret' } }));
  subscribe(it);
  assert.equal((await answer(it)).status, 200);
  const first = await notified(it);
  assert.deepEqual([first.state, first.body], ['pending;expires=600', '']);
  const [one] = it.subscriptions;
  one.notify({ body: 'newer secret' });
  await it.sim.runAsync(1_000);
  one.accept();
  const second = await notified(it);
  assert.deepEqual([second.state.slice(0, 6), second.body], ['active', 'newer secret']);
  one.terminate();
  await notified(it);
  await assertQuiet(it);

  const refused = bench((two) => two.accept({ state: 'pending', body: { body: 'secret' } }));
  subscribe(refused);
  await notified(refused);
  refused.subscriptions[0].reject();
  const last = await notified(refused);
  assert.deepEqual([last.state, last.body], ['terminated;reason=rejected', '']);
  await assertQuiet(refused);
});

test('an application that takes its time is pending by itself, so that SUBSCRIBE has its answer (RFC 4320)', async () => {
  const it = bench();
  subscribe(it);
  const response = await answer(it);
  assert.ok(it.sim.clock.now() <= 3_100, String(it.sim.clock.now()));
  assert.equal(response.status, 200);
  assert.equal((await notified(it)).state, 'pending;expires=600');
  it.subscriptions[0].accept({ body: { body: 'at last' } });
  assert.equal((await notified(it)).body, 'at last');
  it.subscriptions[0].terminate();
  await notified(it);
  await assertQuiet(it);
});

test('it is refused with what the application likes', async () => {
  const it = bench((one) => one.reject(403, { reason: 'Zutritt ü', headers: [['X-Why', 'so']] }));
  subscribe(it);
  const response = await answer(it);
  assert.deepEqual([response.status, response.reason, response.named('X-Why')], [403, 'Zutritt \xc3\xbc', ['so']]);
  assert.equal((await it.sim.wait(it.subscriptions[0].ended)).cause, 'rejected');
  assert.throws(() => it.subscriptions[0].reject(200), { code: 'SIP_STATUS' });
  assert.equal(it.subscriptions[0].state, 'terminated');
  const early = bench((one) => one.terminate());
  subscribe(early);
  assert.equal((await answer(early)).status, 480);
  await assertQuiet(it);
  await assertQuiet(early);
});

test('a NOTIFY that fails ends it, one that is to be sent again later does not (4.2.2)', async () => {
  for (const status of [481, 404, 500]) {
    const it = bench((one) => one.accept());
    subscribe(it);
    await notified(it, status);
    // RFC 3261 12.2.2: 500 may only say that it was overtaken.
    if (status === 500) await notified(it, status);
    const { cause, failure } = await it.sim.wait(it.subscriptions[0].ended);
    assert.deepEqual([cause, failure?.status], ['failed', status]);
    await assertQuiet(it);
  }
  const silent = bench((one) => one.accept());
  subscribe(silent);
  const { cause, failure } = await silent.sim.wait(
    silent.sim.untilAsync(() => silent.subscriptions.length > 0).then(() => silent.subscriptions[0].ended),
  );
  assert.deepEqual([cause, failure?.status], ['failed', 408]);
  await assertQuiet(silent);

  const it = bench((one) => one.accept({ body: { body: 'a' } }));
  subscribe(it);
  const first = await it.peer.next('NOTIFY', 100);
  it.peer.respond(first, 500, { headers: [['Retry-After', '20']] });
  await it.sim.runAsync(10);
  it.subscriptions[0].notify({ body: 'b' });
  const second = await notified(it);
  assert.equal(second.body, 'b');
  it.subscriptions[0].terminate();
  await notified(it);
  await assertQuiet(it);
});

test('within a call it shares the dialog, and outlasts it (4.5.2, RFC 5057 4.2)', async () => {
  const it = bench((one) => one.accept({ body: { body: 'a' } }));
  const { call, dialog } = await callFromPeer(it);
  assert.equal((await dialog.ask('SUBSCRIBE', { headers: ['Event: kpml;id=x', 'Expires: 600'] })).status, 200);
  const { received } = await notified(it);
  assert.deepEqual([received.message.callId, received.message.named('Event')], [dialog.callId, ['kpml;id=x']]);
  assert.equal((await dialog.ask('SUBSCRIBE', { headers: ['Event: kpml;id=y', 'Expires: 600'] })).status, 200);
  await notified(it);
  assert.equal(it.subscriptions.length, 2);
  assert.equal((await dialog.ask('BYE')).status, 200);
  assert.deepEqual([call.state, it.bob.dialogCount], ['Ended', 1]);
  it.subscriptions[1].notify({ body: 'b' });
  assert.deepEqual((await notified(it)).received.message.named('Event'), ['kpml;id=y']);
  assert.equal((await dialog.ask('SUBSCRIBE', { headers: ['Event: kpml;id=x', 'Expires: 0'] })).status, 200);
  await notified(it);
  it.subscriptions[1].terminate();
  await notified(it);
  await assertQuiet(it);
});

test('a thousand are served, and then no more', async () => {
  const it = bench((one) => one.accept(), { simulation: { delay: [0, 0] } });
  it.peer.onReceive = (received) => {
    if ('method' in received.message) it.peer.respond(received, 200);
  };
  for (let i = 0; i < 1_001; i++) {
    subscribe(it, { callId: `c${i}` });
    await it.sim.runAsync(0);
  }
  const statuses = it.peer.received
    .filter(({ message }) => is('SUBSCRIBE')(message))
    .map(({ message }) => message as Response);
  assert.deepEqual([statuses.length, statuses.filter(({ status }) => status === 503).length], [1_001, 1]);
  for (const one of it.subscriptions) one.terminate();
  await it.sim.runAsync(1_000);
  subscribe(it, { callId: 'again' });
  await it.sim.runAsync(1_000);
  assert.equal(it.subscriptions.length, 1_001, 'there is room again');
  it.subscriptions.at(-1)?.terminate();
  await assertQuiet(it);
});

for (const seed of [1, 2, 3, 4, 5, 6])
  test(`between two agents, though a third of the messages is lost (seed ${seed})`, async () => {
    const sim = new Simulation({ seed, loss: 0.3, delay: [5, 50] });
    const alice = sim.userAgent('alice', { address: '192.0.2.1' }, { identity: 'sip:alice@example.com' });
    const bob = sim.userAgent('bob', { address: '192.0.2.2' }, { identity: 'sip:bob@example.com' });
    let state = 0;
    const subscriptions: IncomingSubscription[] = [];
    const serve = async () => {
      for await (const one of bob.subscriptions) {
        subscriptions.push(one);
        one.accept({ expires: 120, fullState: () => ({ body: `${state}` }) });
      }
    };
    void serve();
    const subscription = alice.subscribe('sip:bob@192.0.2.2', 'dialog');
    let seen = '';
    const read = async () => {
      for await (const { body, state: now } of subscription.notifications) if (now === 'active') seen = body;
    };
    void read();
    await sim.wait(subscription.active, 200_000);
    for (state = 1; state <= 20; state++) {
      for (const one of subscriptions) one.notify({ body: `${state}` });
      await sim.runAsync(20_000);
    }
    state = 99;
    for (const one of subscriptions) one.notify({ body: '99' });
    assert.ok(await sim.untilAsync(() => seen === '99', 400_000), `the last state arrives: ${seen}`);
    await sim.wait(subscription.unsubscribe(), 100_000);
    await sim.runAsync(400_000);
    assert.deepEqual([sim.leftovers(), alice.dialogCount, bob.dialogCount], [[], 0, 0]);
  });
