/** Subscriptions of ours that end, and when they are made anew (RFC 6665 4.1.2.2, 4.1.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, PEER } from '../../../test/agent-bench.ts';
import { leave, ScriptedNotifier, subscribed } from '../../../test/scripted-notifier.ts';

test('a notifier that has lost it is asked anew at once, in a new dialog (4.1.2.2)', async () => {
  const it = agentBench();
  const { subscription, notifier, first } = await subscribed(it, {}, 'active;expires=100');
  const refresh = await it.peer.next('SUBSCRIBE', 100_000);
  it.peer.respond(refresh, 481);
  const anew = await it.peer.next('SUBSCRIBE', 1_000);
  assert.equal(anew.message.to.tag, '');
  assert.notEqual(anew.message.callId, first.message.callId);
  assert.equal(await notifier.tell('active'), 481, 'the old dialog is no more');
  const next = new ScriptedNotifier(it, anew);
  next.grant(anew, 600);
  await next.tell('active;expires=600');
  assert.equal(subscription.state, 'active');
  await leave(it, subscription, next);
  await assertQuiet(it);
});

test('the end of a subscription says when a new one is welcome (4.1.3)', async () => {
  const cases: readonly (readonly [state: string, least: number, most: number])[] = [
    ['terminated;reason=deactivated', 0, 1],
    ['terminated;reason=timeout', 0, 1],
    ['terminated;reason=probation;retry-after=100', 100, 101],
    ['terminated;reason=probation', 30, 61],
    ['terminated;reason=giveup;retry-after=7', 7, 8],
    ['terminated', 30, 61],
    ['terminated;reason=giveup;retry-after=4294967295', 86_400, 86_401],
  ];
  for (const [state, least, most] of cases) {
    const it = agentBench();
    const { subscription, notifier, first } = await subscribed(it);
    void subscription.forks[Symbol.asyncIterator]();
    await notifier.tell(state);
    assert.equal(subscription.state, 'waiting', state);
    assert.equal(await new ScriptedNotifier(it, first, 'stranger').tell('active'), 481, 'no fork of what is over');
    const from = it.sim.clock.now();
    const anew = await it.peer.next('SUBSCRIBE', 100_000_000);
    const seconds = (anew.at - from) / 1000;
    assert.ok(seconds >= least && seconds <= most, `${state}: ${seconds}`);
    it.peer.respond(anew, 404, { toTag: 'n' });
    assert.equal((await it.sim.wait(subscription.ended)).cause, 'refused');
    await assertQuiet(it);
  }
  for (const reason of ['rejected', 'noresource', 'invariant']) {
    const it = agentBench();
    const { subscription, notifier } = await subscribed(it);
    await notifier.tell(`terminated;reason=${reason};retry-after=1`);
    assert.deepEqual((await it.sim.wait(subscription.ended)).reason, reason);
    await assertQuiet(it);
  }
});

test('subscriptions that end in turn do not go in a circle', async () => {
  const it = agentBench();
  const at: number[] = [];
  it.peer.onReceive = (received) => {
    if (!('method' in received.message) || received.message.method !== 'SUBSCRIBE') return;
    at.push(received.at);
    const notifier = new ScriptedNotifier(it, received);
    notifier.grant(received, 600);
    notifier.send('terminated;reason=deactivated');
  };
  const subscription = it.bob.subscribe(PEER, 'dialog');
  await it.sim.runAsync(3_600_000);
  assert.ok(at.length >= 10 && at.length <= 16, `${at.length} in an hour`);
  await it.sim.wait(subscription.unsubscribe());
  await assertQuiet(it);
});

test('a notifier that is gone for a while is found again, one that never was is not sought', async () => {
  const it = agentBench();
  const { subscription, first } = await subscribed(it, {}, 'active;expires=100');
  // Silent until the subscription has expired, and then some.
  await it.sim.runAsync(400_000);
  it.peer.idle(0);
  const anew = await it.peer.next('SUBSCRIBE', 3_600_000);
  assert.notEqual(anew.message.callId, first.message.callId);
  const next = new ScriptedNotifier(it, anew);
  next.grant(anew, 600);
  await next.tell('active;expires=600');
  assert.equal(subscription.state, 'active');
  await leave(it, subscription, next);
  await assertQuiet(it);
});

test('where it is not to be made anew, its end is the end', async () => {
  const it = agentBench();
  const { subscription, notifier } = await subscribed(it, { resubscribe: false });
  await notifier.tell('terminated;reason=deactivated');
  assert.deepEqual(await it.sim.wait(subscription.ended), {
    cause: 'terminated',
    reason: 'deactivated',
    failure: undefined,
  });
  await assertQuiet(it);
});

test('a failed refresh leaves it as it was until it expires, and is tried again (4.1.2.2)', async () => {
  const it = agentBench();
  const { subscription, notifier } = await subscribed(it, {}, 'active;expires=100');
  const refresh = await it.peer.next('SUBSCRIBE', 100_000);
  it.peer.respond(refresh, 500, { headers: [['Retry-After', '9']] });
  const again = await it.peer.next('SUBSCRIBE', 100_000);
  assert.equal(subscription.state, 'active');
  assert.ok(again.at - refresh.at >= 9_000 && again.at - refresh.at < 30_000, String(again.at - refresh.at));
  assert.equal(again.message.to.tag, 'n');
  notifier.grant(again, 100);
  await notifier.tell('active;expires=100', { body: 'still' });
  await leave(it, subscription, notifier);
  await assertQuiet(it);
});
