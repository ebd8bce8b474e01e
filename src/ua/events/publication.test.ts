/** Publications of ours against a scripted compositor: entity-tags, refreshes, changes, refusals, the end (RFC 3903 4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentBench, assertQuiet, type Bench } from '../../../test/agent-bench.ts';
import { type Header, type Request } from '../../message/index.ts';
import { type Received } from '../../testing/index.ts';
import { type PublicationChange } from './publication.ts';

const TARGET = 'sip:bob@192.0.2.9';
const open = { body: '<open/>' };

/** What a PUBLISH says that matters: the tag of the state that it is about, the duration, and the body. */
function said({ message }: Received): string {
  return [message.named('SIP-If-Match').join() || '-', message.named('Expires').join(), message.body].join(' ').trim();
}

function answer({ peer }: Bench, to: Received, etag: string, expires?: number): void {
  const headers: Header[] = [['SIP-ETag', etag]];
  if (expires !== undefined) headers.push(['Expires', String(expires)]);
  peer.respond(to, 200, { toTag: 'c', headers });
}

const next = (it: Bench, ms = 100) => it.peer.next('PUBLISH', ms);

function follow(changes: AsyncIterable<PublicationChange>): string[] {
  const told: string[] = [];
  const read = async () => {
    for await (const change of changes) {
      if (change.state === 'published') told.push(`published ${change.expires}`);
      else
        told.push(
          change.state === 'failed' ? `failed ${change.failure.status} ${change.retryIn ?? 'for good'}` : change.state,
        );
    }
  };
  void read();
  return told;
}

test('a state is published, refreshed, changed and taken back, each by the tag of the last answer (4.1, 4.3 to 4.5)', async () => {
  const it = agentBench();
  const publication = it.bob.publish('presence', open, { target: TARGET, expires: 200, headers: [['X-A', 'b']] });
  const told = follow(publication.changes);
  const first = await next(it);
  const { message } = first;
  assert.deepEqual([(message as Request).uriText, message.named('Event')], [TARGET, ['presence']]);
  assert.deepEqual([message.named('Content-Type'), message.named('X-A')], [['application/pidf+xml'], ['b']]);
  assert.deepEqual(message.named('Contact'), [], 'PUBLISH makes no dialog');
  assert.equal(said(first), '- 200 <open/>');
  assert.equal(publication.active, false);
  answer(it, first, 'e1', 100);
  await it.sim.wait(publication.published);
  assert.equal(publication.active, true);
  const refresh = await next(it, 200_000);
  assert.equal(Math.round((refresh.at - first.at) / 1000), 68);
  assert.equal(said(refresh), 'e1 200');
  assert.deepEqual(refresh.message.named('Content-Type'), []);
  answer(it, refresh, 'e2', 200);
  await it.sim.runAsync(10);
  const updated = publication.update({ body: '<ü/>', contentType: 'application/x' });
  const changed = await next(it);
  assert.equal(said(changed), 'e2 200 <\xc3\xbc/>');
  assert.deepEqual(changed.message.named('Content-Type'), ['application/x']);
  answer(it, changed, 'e3', 200);
  await it.sim.wait(updated);
  const gone = publication.unpublish();
  const last = await next(it);
  assert.equal(said(last), 'e3 0');
  answer(it, last, 'e4', 0);
  await it.sim.wait(gone);
  assert.deepEqual(told, ['published 100', 'published 200', 'published 200', 'unpublished']);
  assert.equal(publication.active, false);
  await assert.rejects(publication.update(open), { code: 'SIP_UNPUBLISHED' });
  await assertQuiet(it);
});

test('one PUBLISH at a time is under way, and of the states that wait the newest is sent (4.1)', async () => {
  const it = agentBench();
  const publication = it.bob.publish('presence', open, { target: TARGET });
  const first = await next(it);
  const updates = ['1', '2', '3'].map((body) => publication.update({ body }));
  await it.sim.runAsync(200);
  answer(it, first, 'e1');
  const second = await next(it);
  assert.equal(said(second), 'e1 3600 3');
  answer(it, second, 'e2');
  await it.sim.wait(Promise.all(updates));
  void publication.unpublish();
  answer(it, await next(it), 'e3');
  await assertQuiet(it);
});

test('412: the compositor has forgotten it, and is told the whole state anew (4.1, 4.3)', async () => {
  const it = agentBench();
  const publication = it.bob.publish('presence', open, { target: TARGET, expires: 100 });
  answer(it, await next(it), 'e1');
  const refresh = await next(it, 100_000);
  assert.equal(said(refresh), 'e1 100');
  it.peer.respond(refresh, 412, { toTag: 'c' });
  const anew = await next(it);
  assert.equal(said(anew), '- 100 <open/>');
  answer(it, anew, 'e2');
  await it.sim.runAsync(10);
  const updated = publication.update({ body: 'other' });
  it.peer.respond(await next(it), 412, { toTag: 'c' });
  const again = await next(it);
  assert.equal(said(again), '- 100 other');
  answer(it, again, 'e3');
  await it.sim.wait(updated);
  const gone = publication.unpublish();
  it.peer.respond(await next(it), 412, { toTag: 'c' });
  await it.sim.wait(gone);
  await assertQuiet(it);
});

test('a compositor that forgets for ever is not asked for ever', async () => {
  const it = agentBench();
  let count = 0;
  it.peer.onReceive = (received) => {
    count++;
    it.peer.respond(received, 412, { toTag: 'c' });
  };
  const publication = it.bob.publish('presence', open, { target: TARGET });
  await assert.rejects(it.sim.wait(publication.published), { code: 'SIP_REFUSED', status: 412 });
  await it.sim.runAsync(3_600_000);
  assert.ok(count < 40, String(count));
  await it.sim.wait(publication.unpublish());
  await assertQuiet(it);
});

test('423: it asks for what the compositor would take (6)', async () => {
  const it = agentBench();
  const publication = it.bob.publish('presence', open, { target: TARGET, expires: 10 });
  it.peer.respond(await next(it), 423, { toTag: 'c', headers: [['Min-Expires', '300']] });
  const longer = await next(it);
  assert.equal(said(longer), '- 300 <open/>');
  answer(it, longer, 'e1');
  await it.sim.wait(publication.published);
  assert.equal(said(await next(it, 400_000)), 'e1 300', 'from then on');
  it.bob.stop();
});

test('a compositor that is out of order is tried again later, one that refuses is not', async () => {
  const it = agentBench();
  const publication = it.bob.publish('presence', open, { target: TARGET, expires: 100 });
  const told = follow(publication.changes);
  const first = await next(it);
  it.peer.respond(first, 500, { toTag: 'c', headers: [['Retry-After', '70']] });
  await assert.rejects(it.sim.wait(publication.published), { status: 500 });
  const again = await next(it, 200_000);
  assert.ok(again.at - first.at >= 70_000);
  assert.equal(said(again), '- 100 <open/>');
  answer(it, again, 'e1');
  await it.sim.runAsync(10);
  const updated = publication.update({ body: 'x' });
  it.peer.respond(await next(it), 503, { toTag: 'c' });
  await assert.rejects(it.sim.wait(updated), { status: 503 });
  const third = await next(it, 200_000);
  assert.equal(said(third), 'e1 100 x', 'what failed is still to be told');
  it.peer.respond(third, 489, { toTag: 'c' });
  await it.sim.runAsync(10);
  assert.match(told.join(), /^failed 500 [\d.]+,published 100,failed 503 [\d.]+,failed 489 for good$/);
  assert.equal(publication.active, false);
  await it.sim.wait(publication.unpublish(), 0);
  await assertQuiet(it);

  const refused = it.bob.publish('presence', open, { target: TARGET });
  it.peer.respond(await next(it), 403, { toTag: 'c' });
  await assert.rejects(it.sim.wait(refused.published), { code: 'SIP_REFUSED', status: 403 });
  await assertQuiet(it);
});

test('an answer without a tag has to be published in full again (11.3.1)', async () => {
  const it = agentBench();
  it.bob.publish('presence', open, { target: TARGET, expires: 100 });
  it.peer.respond(await next(it), 200, { toTag: 'c' });
  assert.equal(said(await next(it, 100_000)), '- 100 <open/>');
  it.bob.stop();
});

test('without a target it is our own state, and a signal takes it back', async () => {
  const it = agentBench({ identity: `Bob <${TARGET}>` });
  const controller = new AbortController();
  const publication = it.bob.publish('presence', open, { signal: controller.signal });
  const first = await next(it);
  assert.deepEqual([(first.message as Request).uriText, first.message.to.uri.text], [TARGET, TARGET]);
  controller.abort();
  answer(it, first, 'e1');
  const last = await next(it);
  assert.equal(said(last), 'e1 0');
  answer(it, last, 'e1');
  await it.sim.wait(publication.unpublish());
  assert.throws(() => it.bob.publish('presence', open, { signal: controller.signal }), { name: 'AbortError' });
  await assertQuiet(it);
});

test('taken back before the first answer, or with a compositor that is gone, it ends all the same', async () => {
  const it = agentBench();
  const silent = it.bob.publish('presence', open, { target: 'sip:bob@192.0.2.77' });
  await it.sim.wait(silent.unpublish(), 100_000);
  await assert.rejects(silent.published, { code: 'SIP_NO_RESPONSE' });
  const publication = it.bob.publish('presence', open, { target: TARGET });
  answer(it, await next(it), 'e1');
  await it.sim.wait(publication.published);
  await it.sim.wait(publication.unpublish(), 100_000);
  await assertQuiet(it);
});

test('what cannot be published is told at once', () => {
  const { bob } = agentBench();
  assert.throws(() => bob.publish('pre sence', open), { code: 'SIP_EVENT' });
  assert.throws(() => bob.publish('presence', open, { target: 'tel:1' }), { code: 'SIP_URI_INVALID' });
  for (const expires of [0, -1, 1.5, 2 ** 32])
    assert.throws(() => bob.publish('presence', open, { expires }), { code: 'SIP_OPTIONS' });
});
