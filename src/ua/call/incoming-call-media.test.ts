/** The media of a call that is offered: late, refusing, failing; and the caller that does not wait for them (RFC 3261 13.3, RFC 3264 6). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  agentBench,
  assertQuiet,
  type Bench,
  bobsMedia,
  BOB,
  PeerDialog,
  request,
  sdp,
  heard,
} from '../../../test/agent-bench.ts';
import { OfferRefused } from './call-session.ts';
import { Deferred } from '../deferred.ts';
import { type Media } from './media.ts';

function asyncMedia(it: { readonly sim: Bench['sim'] }) {
  const gate = new Deferred<void>();
  const real = bobsMedia(it.sim);
  const ended: string[] = [];
  const media: Media = {
    offer: async (session) => {
      await gate.promise;
      return real.offer(session);
    },
    answer: async (session, offer) => {
      await gate.promise;
      return real.answer(session, offer);
    },
    onEnd: () => ended.push('end'),
  };
  return { gate, media, ended };
}

test('media that take their time keep the answer back, and no more', async () => {
  const it = agentBench();
  const { gate, media, ended } = asyncMedia(it);
  it.peer.send(request({ body: sdp() }), BOB);
  await it.sim.runAsync(10);
  void it.calls[0].answer({ media });
  await it.peer.next(100, 1_000);
  assert.deepEqual(await heard(it, 10_000), []);
  gate.resolve();
  const { message } = await it.peer.next(200, 100);
  const dialog = new PeerDialog(it, 'c', 'p', message.to.tag, 1);
  dialog.send('ACK');
  await it.sim.wait(it.calls[0].established, 100);
  assert.deepEqual(ended, []);
  dialog.send('BYE');
  await it.sim.wait(it.calls[0].ended);
  assert.deepEqual(ended, ['end']);
});

test('a call that is cancelled, or given up, before the media are ready stays so', async () => {
  for (const status of [487, 480]) {
    const it = agentBench();
    const { gate, media, ended } = asyncMedia(it);
    it.peer.send(request({ body: sdp(), branch: `z9hG4bKm${status}` }), BOB);
    await it.sim.runAsync(10);
    const answered = it.calls[0].answer({ media });
    if (status === 487) it.peer.send(request({ method: 'CANCEL', branch: `z9hG4bKm${status}` }), BOB);
    else void it.calls[0].hangUp();
    const { message } = await it.peer.next(status, 100);
    gate.resolve();
    await assert.rejects(it.sim.wait(answered), { code: 'SIP_CALL_ENDED' });
    it.peer.send(request({ method: 'ACK', toTag: message.to.tag, branch: message.via.branch }), BOB);
    await assertQuiet(it);
    assert.deepEqual([it.ends.length, it.ends[0].status, ended], [1, status, ['end']]);
  }
});

test('media that refuse, or fail, refuse the call', async () => {
  const refusing = (answer: Media['answer']) => (it: Bench) => ({ ...asyncMedia(it).media, answer });
  const cases: readonly [media: (it: Bench) => Media, body: string, status: number, warning: RegExp][] = [
    [(it) => bobsMedia(it.sim), sdp({ formats: '3' }), 488, /nothing of the offer/],
    [(it) => bobsMedia(it.sim), 'v=0\r\nnonsense', 400, /./],
    [refusing(() => undefined), sdp(), 488, /nothing of the offer/],
    [refusing(() => Promise.resolve(undefined)), sdp(), 488, /nothing of the offer/],
    [refusing(() => Promise.reject(new OfferRefused(606, 'no', [['Warning', '399 b "n"']]))), sdp(), 606, /"n"/],
    [refusing(() => Promise.reject(new Error('a bug'))), sdp(), 500, /^$/],
  ];
  for (const [media, body, status, warning] of cases) {
    const it = agentBench();
    it.peer.send(request({ body }), BOB);
    await it.sim.runAsync(10);
    const answered = it.calls[0].answer({ media: media(it) });
    const { message } = await it.peer.next(status, 100);
    assert.match(message.named('Warning').join(), warning, String(status));
    await assert.rejects(it.sim.wait(answered), { code: 'SIP_CALL_ENDED' });
    assert.deepEqual([it.ends[0].cause, it.ends[0].by, it.ends[0].status], ['refused', 'local', status]);
    it.peer.send(request({ method: 'ACK', toTag: message.to.tag, branch: message.via.branch }), BOB);
    await assertQuiet(it);
  }
});
