/** Subscriptions of ours against scripted notifiers: made, refreshed, forked, given up (RFC 6665 4.1, 4.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, BOB, callFromPeer, outcomeOf, PEER } from '../../../test/agent-bench.ts';
import { leave, ScriptedNotifier, subscribed, told } from '../../../test/scripted-notifier.ts';
import { type Subscription } from './subscription.ts';

test('SUBSCRIBE says what is wanted, NOTIFYs are read in order, and the last one ends it (4.1.2)', async () => {
  const it = agentBench();
  const subscription = it.bob.subscribe(PEER, 'dialog', {
    eventParams: { 'call-id': 'a b', id: '7' },
    headers: [['X-Lamp', '3']],
  });
  const bodies = told(subscription);
  assert.equal(subscription.state, 'notify_wait');
  const first = await it.peer.next('SUBSCRIBE', 100);
  const { message } = first;
  assert.deepEqual(message.named('Event'), ['dialog;call-id="a b";id=7']);
  assert.deepEqual(message.named('Accept'), ['application/dialog-info+xml']);
  assert.deepEqual([message.named('Expires'), message.named('X-Lamp')], [['3600'], ['3']]);
  assert.match(message.named('Contact')[0], /^<sip:bob@192\.0\.2\.2:5060/);
  assert.match(message.named('Supported')[0], /norefersub/);
  const notifier = new ScriptedNotifier(it, first);
  notifier.grant(first, 3600);
  assert.equal(await notifier.tell('pending;expires=3600', { event: 'dialog;id=7' }), 200);
  assert.equal(subscription.state, 'pending');
  assert.equal((await it.sim.wait(subscription.active)).state, 'pending');
  await notifier.tell('active;expires=3590', { event: 'dialog;id=7', body: '<a/>' });
  await notifier.tell('active;expires=3580', { event: 'dialog;id=7', body: '<\xc3\xbc/>' });
  assert.equal(subscription.state, 'active');
  await notifier.tell('terminated;reason=noresource', { event: 'dialog;id=7' });
  const end = await it.sim.wait(subscription.ended);
  assert.deepEqual([end.cause, end.reason, subscription.state], ['terminated', 'noresource', 'terminated']);
  assert.deepEqual(bodies, ['pending ', 'active <a/>', 'active <ü/>', 'terminatednoresource ']);
  await assertQuiet(it);
});

test('a NOTIFY may come before the 200, and makes the dialog (4.4.1)', async () => {
  const it = agentBench();
  const subscription = it.bob.subscribe(PEER, 'dialog');
  const first = await it.peer.next('SUBSCRIBE', 100);
  const notifier = new ScriptedNotifier(it, first);
  assert.equal(await notifier.tell('active;expires=600', { headers: ['Record-Route: <sip:192.0.2.9;lr>'] }), 200);
  assert.equal(subscription.state, 'active');
  assert.equal(it.bob.dialogCount, 1);
  notifier.grant(first, 600);
  const left = subscription.unsubscribe();
  const last = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual(last.message.named('Route'), ['<sip:192.0.2.9;lr>']);
  assert.deepEqual([last.message.to.tag, last.message.cseq.sequence], ['n', 2]);
  assert.deepEqual(last.message.named('From'), first.message.named('From'));
  notifier.grant(last, 0);
  await notifier.tell('terminated');
  await it.sim.wait(left);
  await assertQuiet(it);
});

test('what is no NOTIFY of the subscription is refused (4.1.3, 8.2.1)', async () => {
  const it = agentBench();
  const { subscription, notifier } = await subscribed(it);
  const bodies = told(subscription);
  assert.equal(await notifier.tell('active', { event: 'presence' }), 481);
  assert.equal(await notifier.tell('active', { event: 'Dialog' }), 481);
  assert.equal(await notifier.tell('active', { event: 'dialog;id=1' }), 481);
  assert.equal(await notifier.tell('active', { event: '' }), 481);
  assert.equal(await notifier.tell(''), 400);
  assert.equal(await notifier.tell('asleep'), 400);
  notifier.sequence -= 2;
  assert.equal(await notifier.tell('active', { body: 'old' }), 500, 'out of order');
  notifier.sequence += 2;
  assert.equal(await notifier.tell('active;expires=100', { body: 'new' }), 200);
  assert.deepEqual(bodies, ['active ', 'active new']);
  await leave(it, subscription, notifier);
  await assertQuiet(it);
});

test('it is refreshed before its end, as 200 or NOTIFY give it, the shorter of them too (4.1.2.2)', async () => {
  const it = agentBench();
  const { subscription, notifier, first } = await subscribed(it, {}, 'active;expires=200');
  const refresh = await it.peer.next('SUBSCRIBE', 600_000);
  assert.equal(Math.round((refresh.at - first.at) / 1000), 168);
  assert.deepEqual([refresh.message.to.tag, refresh.message.callId], ['n', first.message.callId]);
  notifier.grant(refresh, 40);
  await notifier.tell('active');
  const brief = await it.peer.next('SUBSCRIBE', 600_000);
  assert.equal(Math.round((brief.at - refresh.at) / 1000), 20);
  notifier.grant(brief, 1);
  await notifier.tell('active;expires=1');
  const before = it.peer.received.length;
  it.peer.onReceive = (received) => {
    if (!('method' in received.message) || received.message.method !== 'SUBSCRIBE') return;
    const again = new ScriptedNotifier(it, received);
    again.grant(received, 1);
    again.send('active;expires=1');
  };
  await it.sim.runAsync(600_000);
  const sent = it.peer.received.slice(before).filter(({ message }) => 'method' in message).length;
  assert.ok(sent < 15, `one second is no reason for a flood: ${sent}`);
  it.peer.onReceive = undefined;
  void subscription.unsubscribe();
  await assertQuiet(it, 140_000);
});

test('its NOTIFYs say where the notifier is, the 200 of another fork does not (4.4.1)', async () => {
  const it = agentBench();
  const subscription = it.bob.subscribe(PEER, 'dialog');
  const first = await it.peer.next('SUBSCRIBE', 100);
  const notifier = new ScriptedNotifier(it, first);
  await notifier.tell('active;expires=100', { contact: 'sip:first@192.0.2.9' });
  it.peer.respond(first, 200, {
    toTag: 'other',
    headers: [
      ['Contact', '<sip:other@192.0.2.9>'],
      ['Expires', '100'],
    ],
  });
  const refresh = await it.peer.next('SUBSCRIBE', 100_000);
  assert.match(refresh.message.text, /^SUBSCRIBE sip:first@192\.0\.2\.9 /);
  notifier.grant(refresh, 100);
  await notifier.tell('active;expires=100', { contact: 'sip:moved@192.0.2.9' });
  const left = subscription.unsubscribe();
  const last = await it.peer.next('SUBSCRIBE', 100);
  assert.match(last.message.text, /^SUBSCRIBE sip:moved@192\.0\.2\.9 /);
  notifier.grant(last, 0);
  await notifier.tell('terminated');
  await it.sim.wait(left);
  await assertQuiet(it);
});

test('423 makes it ask for longer, at first and within the dialog (4.1.2.1)', async () => {
  const it = agentBench();
  const subscription = it.bob.subscribe(PEER, 'dialog', { expires: 30 });
  const brief = await it.peer.next('SUBSCRIBE', 100);
  it.peer.respond(brief, 423, { toTag: 'n', headers: [['Min-Expires', '300']] });
  const longer = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual(longer.message.named('Expires'), ['300']);
  const notifier = new ScriptedNotifier(it, longer);
  notifier.grant(longer, 300);
  await notifier.tell('active;expires=300');
  const refresh = await it.peer.next('SUBSCRIBE', 600_000);
  it.peer.respond(refresh, 423, { headers: [['Min-Expires', '500']] });
  const again = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual([again.message.named('Expires'), again.message.to.tag], [['500'], 'n']);
  notifier.grant(again, 500);
  await notifier.tell('active;expires=500');
  await leave(it, subscription, notifier);
  await assertQuiet(it);
});

test('a refusal, and silence of two kinds, are told (4.1.2.1, 4.1.2.4)', async () => {
  const it = agentBench();
  const refused = it.bob.subscribe(PEER, 'dialog');
  const first = await it.peer.next('SUBSCRIBE', 100);
  it.peer.respond(first, 489, { toTag: 'n', headers: [['Allow-Events', 'presence']] });
  await assert.rejects(it.sim.wait(refused.active), { code: 'SIP_REFUSED', status: 489 });
  const { cause, failure } = await it.sim.wait(refused.ended);
  assert.deepEqual([cause, failure?.response?.named('Allow-Events')], ['refused', ['presence']]);
  assert.equal(await new ScriptedNotifier(it, first).tell('active'), 481);

  const silent = it.bob.subscribe('sip:nobody@192.0.2.77', 'dialog');
  await assert.rejects(it.sim.wait(silent.active), { code: 'SIP_NO_RESPONSE', status: 408 });

  const late = await subscribed(it, { resubscribe: false });
  await late.notifier.tell('active;expires=0');
  assert.equal((await it.sim.wait(late.subscription.ended)).cause, 'silence', 'the last NOTIFY is owed');

  const mute = it.bob.subscribe(PEER, 'dialog');
  const heard = await it.peer.next('SUBSCRIBE', 100);
  new ScriptedNotifier(it, heard).grant(heard, 600);
  const from = it.sim.clock.now();
  await assert.rejects(it.sim.wait(mute.active), { code: 'SIP_NO_RESPONSE', status: 408 });
  assert.equal((await it.sim.wait(mute.ended)).cause, 'silence');
  assert.equal(Math.round((it.sim.clock.now() - from) / 1000), 32, 'timer N');
  assert.equal(await new ScriptedNotifier(it, heard).tell('active'), 481, 'too late');
  await assertQuiet(it);
});

test('timer N does not cut short the search for a server that answers (RFC 3263 4.3)', async () => {
  const silent = Array.from(
    { length: 9 },
    (_, i) => ({ transport: 'UDP', address: `192.0.2.${100 + i}`, port: 5060 }) as const,
  );
  const it = agentBench({ resolve: (_uri, done) => done([...silent, { ...BOB, address: '192.0.2.9' }]) });
  const subscription = it.bob.subscribe('sip:peer@example.com', 'dialog');
  const first = await it.peer.next('SUBSCRIBE');
  assert.ok(first.at > 32_000, String(first.at));
  const notifier = new ScriptedNotifier(it, first);
  notifier.grant(first, 600);
  assert.equal(await notifier.tell('active;expires=600'), 200);
  assert.equal(subscription.state, 'active');
  it.bob.stop();
});

test('a SUBSCRIBE that is sent elsewhere is followed (RFC 3261 8.1.3.4)', async () => {
  const it = agentBench();
  const subscription = it.bob.subscribe(PEER, 'dialog');
  const first = await it.peer.next('SUBSCRIBE', 100);
  it.peer.respond(first, 302, { toTag: 'r', headers: [['Contact', '<sip:other@192.0.2.9>']] });
  const second = await it.peer.next('SUBSCRIBE', 100);
  assert.equal(second.message.text.startsWith('SUBSCRIBE sip:other@192.0.2.9 '), true);
  const notifier = new ScriptedNotifier(it, second);
  notifier.grant(second, 600);
  await notifier.tell('active;expires=600');
  await leave(it, subscription, notifier);
  await assertQuiet(it);
});

test('further notifiers of a fork are refused, or subscriptions of their own where somebody reads them (4.4.1)', async () => {
  const it = agentBench();
  const { subscription, first, notifier } = await subscribed(it);
  assert.equal(await new ScriptedNotifier(it, first, 'stranger').tell('active;expires=600'), 481);
  const forks: Subscription[] = [];
  const read = async () => {
    for await (const fork of subscription.forks) forks.push(fork);
  };
  void read();
  assert.equal(await new ScriptedNotifier(it, first, 'stranger').tell('active', { event: 'presence' }), 481);
  await it.sim.runAsync(1);
  assert.equal(forks.length, 0);
  const other = new ScriptedNotifier(it, first, 'other');
  assert.equal(await other.tell('active;expires=90', { body: 'there' }), 200);
  await it.sim.runAsync(1);
  const [fork] = forks;
  assert.deepEqual([fork.state, (await it.sim.wait(fork.active)).body, it.bob.dialogCount], ['active', 'there', 2]);
  const refresh = await it.peer.next('SUBSCRIBE', 100_000);
  assert.deepEqual([refresh.message.to.tag, Math.round((refresh.at - first.at) / 1000)], ['other', 58]);
  other.grant(refresh, 90);
  await other.tell('terminated;reason=deactivated');
  assert.equal((await it.sim.wait(fork.ended)).cause, 'terminated');
  // 64 T1 are over.
  assert.equal(await new ScriptedNotifier(it, first, 'late').tell('active;expires=600'), 481);
  await leave(it, subscription, notifier);
  await assertQuiet(it);
});

test('Expires: 0 fetches the state once (4.4.3)', async () => {
  const it = agentBench();
  const subscription = it.bob.subscribe(PEER, 'dialog', { expires: 0 });
  const first = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual(first.message.named('Expires'), ['0']);
  const notifier = new ScriptedNotifier(it, first);
  notifier.grant(first, 0);
  await notifier.tell('terminated;reason=timeout', { body: '<now/>' });
  assert.equal((await it.sim.wait(subscription.active)).body, '<now/>');
  assert.equal((await it.sim.wait(subscription.ended)).cause, 'fetched');
  await assertQuiet(it);

  const loose = it.bob.subscribe(PEER, 'dialog', { expires: 0 });
  const second = await it.peer.next('SUBSCRIBE', 100);
  const endless = new ScriptedNotifier(it, second);
  endless.grant(second, undefined);
  await endless.tell('active;expires=3600', { body: '<now/>' });
  assert.equal((await it.sim.wait(loose.ended)).cause, 'fetched', 'a notifier that does not end it');
  await assertQuiet(it);
});

test('it is given up whenever one likes: before the NOTIFY, while one waits, twice, and without an answer (4.1.2.3)', async () => {
  const early = agentBench();
  const first = early.bob.subscribe(PEER, 'dialog');
  const subscribe = await early.peer.next('SUBSCRIBE', 100);
  await early.sim.wait(first.unsubscribe(), 0);
  assert.equal(await new ScriptedNotifier(early, subscribe).tell('active'), 481);
  await assert.rejects(first.active, { code: 'SIP_UNSUBSCRIBED' });
  await assertQuiet(early);

  const waiting = agentBench();
  const second = await subscribed(waiting);
  await second.notifier.tell('terminated;reason=probation');
  assert.equal(second.subscription.state, 'waiting');
  await waiting.sim.wait(second.subscription.unsubscribe(), 0);
  await assertQuiet(waiting);

  const mute = agentBench();
  const third = await subscribed(mute);
  void third.subscription.unsubscribe();
  void third.subscription.unsubscribe();
  const last = await mute.peer.next('SUBSCRIBE', 100);
  third.notifier.grant(last, 0);
  await third.notifier.tell('active;expires=1', { body: 'crossed' });
  assert.equal((await mute.sim.wait(third.subscription.ended)).cause, 'unsubscribed');
  assert.equal(mute.peer.received.filter(({ message }) => message.text.startsWith('SUBSCRIBE')).length, 2);
  await assertQuiet(mute);

  const broken = agentBench();
  const { subscription } = await subscribed(broken);
  const left = subscription.unsubscribe();
  broken.peer.respond(await broken.peer.next('SUBSCRIBE', 100), 500);
  await broken.sim.wait(left, 100);
  await assertQuiet(broken);

  const gone = agentBench();
  const fourth = await subscribed(gone);
  void fourth.subscription.unsubscribe();
  gone.peer.respond(await gone.peer.next('SUBSCRIBE', 100), 481);
  assert.equal((await gone.sim.wait(fourth.subscription.ended)).cause, 'unsubscribed');
  await assertQuiet(gone);
});

test('given up while a refresh is under way, it ends after that one', async () => {
  const it = agentBench();
  const { subscription, notifier } = await subscribed(it, {}, 'active;expires=100');
  const refresh = await it.peer.next('SUBSCRIBE', 100_000);
  const left = subscription.unsubscribe();
  await it.sim.runAsync(200);
  assert.equal(it.peer.received.at(-1)?.message, refresh.message, 'one SUBSCRIBE at a time');
  notifier.grant(refresh, 100);
  notifier.send('active;expires=100');
  const last = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual(last.message.named('Expires'), ['0']);
  notifier.grant(last, 0);
  await notifier.tell('terminated');
  await it.sim.wait(left);
  await assertQuiet(it);
});

test('a signal gives it up, and one that was aborted before keeps it from beginning', async () => {
  const it = agentBench();
  const controller = new AbortController();
  const { subscription, notifier } = await subscribed(it, { signal: controller.signal });
  controller.abort();
  const last = await it.peer.next('SUBSCRIBE', 100);
  notifier.grant(last, 0);
  await notifier.tell('terminated');
  assert.equal((await it.sim.wait(subscription.ended)).cause, 'unsubscribed');
  assert.throws(() => it.bob.subscribe(PEER, 'dialog', { signal: controller.signal }), { name: 'AbortError' });
  await assertQuiet(it);
});

test('what cannot be asked for is told at once', () => {
  const { bob } = agentBench();
  assert.throws(() => bob.subscribe('tel:1', 'dialog'), { code: 'SIP_URI_INVALID' });
  assert.throws(() => bob.subscribe(PEER, 'dia log'), { code: 'SIP_EVENT' });
  assert.throws(() => bob.subscribe(PEER, 'dialog', { eventParams: { 'a\r\nb': '' } }), { code: 'SIP_EVENT' });
  for (const expires of [-1, 0.5, NaN, 2 ** 32])
    assert.throws(() => bob.subscribe(PEER, 'dialog', { expires }), { code: 'SIP_OPTIONS' });
});

test('within a call a subscription shares the dialog, and outlasts it (4.5.2, RFC 5057 4.2)', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const subscription = call.subscribe('talk', { expires: 600 });
  const first = await it.peer.next('SUBSCRIBE', 100);
  assert.deepEqual([first.message.callId, first.message.to.tag], [dialog.callId, dialog.ownTag]);
  it.peer.respond(first, 200, { headers: [['Expires', '600']] });
  const active = { headers: ['Event: talk', 'Subscription-State: active;expires=600'] };
  assert.equal((await dialog.ask('NOTIFY', active)).status, 200);
  assert.equal(subscription.state, 'active');
  assert.equal((await dialog.ask('BYE')).status, 200);
  assert.deepEqual([call.state, it.bob.dialogCount], ['Ended', 1]);
  assert.equal((await dialog.ask('NOTIFY', active)).status, 200);
  assert.equal((await dialog.ask('INFO')).status, 481, 'the call itself is over');
  const last = { headers: ['Event: talk', 'Subscription-State: terminated;reason=deactivated'] };
  assert.equal((await dialog.ask('NOTIFY', last)).status, 200);
  assert.equal((await it.sim.wait(subscription.ended)).cause, 'terminated', 'without the call it is not made anew');
  assert.throws(() => call.subscribe('talk'), { code: 'SIP_CALL_ENDED' });
  await assertQuiet(it);
});

test('after the network has changed, notifiers are told where we are', async () => {
  const it = agentBench();
  const { subscription, notifier } = await subscribed(it);
  it.bob.networkChanged();
  const refresh = await it.peer.next('SUBSCRIBE', 100);
  assert.equal(refresh.message.to.tag, 'n');
  notifier.grant(refresh, 600);
  await notifier.tell('active;expires=600');
  await leave(it, subscription, notifier);
  await assertQuiet(it);
});

test('nobody has to look at what becomes of it', async () => {
  const it = agentBench();
  const outcome = outcomeOf(it.bob.subscribe('sip:nobody@192.0.2.77', 'dialog').active);
  void it.bob.subscribe('sip:nobody@192.0.2.78', 'dialog');
  await assertQuiet(it);
  assert.equal(outcome.settled, 'SIP_NO_RESPONSE');
});
