/** RFC 5407 3.1: messages that meet a callee in the Moratorium state: it has answered, and has no ACK yet. */

import { PeerDialog, request, sdp, BOB } from '../agent-bench.ts';
import { answered, type Calls, endOf, Pair, race, Scripted, settled } from './race.ts';

/** When Bob answers in any case, should nothing of what he waits for happen. */
const AT_LAST_MS = 3_000;

race({
  name: '3.1.1: the INVITE comes again while its 200 is on the way, and is no new call',
  mount: (options) => new Pair(options),
  async run(it) {
    const { sim, trace } = it;
    sim.network.lose(trace.is('bob 180 INVITE 1'));
    const answer = () => void it.offered[0]?.answer().catch(() => {});
    trace.when('alice INVITE 1', 2, answer);
    const { call, bobs } = await it.calling();
    sim.clock.after(AT_LAST_MS, answer);
    await sim.wait(Promise.all([call.established, bobs.established]));
    void call.hangUp();
    return { alice: await endOf(it, call), bob: await endOf(it, bobs), calls: it.offered.length };
  },
  drawing: [
    'alice INVITE 1 -> bob',
    'bob 180 INVITE 1 -> x',
    'alice INVITE 1 ->',
    'bob 200 INVITE 1 ->',
    'alice INVITE 1 -> bob',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 -> bob',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 -> alice',
  ],
  occurred: (trace) => trace.crossed('alice INVITE 1', 'bob 200 INVITE 1'),
  answers: { 'alice INVITE 1': [200] },
  outcome: { alice: 'bye 200 by local', bob: 'bye 200 by remote', calls: 1 },
});

race({
  name: '3.1.2: a CANCEL meets the 200: it is answered, and BYE follows',
  mount: (options) => new Pair(options),
  async run(it) {
    const { call, bobs } = await it.ringing();
    void call.hangUp();
    bobs.answer().catch(() => {});
    return { alice: await endOf(it, call), bob: await endOf(it, bobs) };
  },
  drawing: [
    'alice INVITE 1 -> bob',
    'bob 180 INVITE 1 -> alice',
    'alice CANCEL 1 ->',
    'bob 200 INVITE 1 ->',
    'alice CANCEL 1 -> bob',
    'bob 200 CANCEL 1 ->',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'alice BYE 2 ->',
    'bob 200 CANCEL 1 -> alice',
    'alice ACK 1 -> bob',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 -> alice',
  ],
  occurred: (trace) => trace.crossed('alice CANCEL 1', 'bob 200 INVITE 1'),
  answers: { 'alice CANCEL 1': [200], 'alice INVITE 1': [200], 'alice BYE 2': [200] },
  outcome: { alice: 'cancelled 200 by local', bob: 'bye 200 by remote' },
});

race({
  name: '3.1.3: a BYE for the early dialog meets the 200, which is acknowledged all the same',
  mount: (options) => new Scripted(options, ['bob', 'alice']),
  async run(it) {
    const { bench } = it;
    const { peer } = bench;
    const invite = request({ body: sdp() });
    it.sendUntil(
      () => it.isAnswered('INVITE'),
      () => peer.send(invite, BOB),
    );
    const ringing = (await peer.next(180)).message;
    const dialog = new PeerDialog(bench, 'c', 'p', ringing.to.tag, 1);
    const bye = request(dialog.draft('BYE'));
    peer.onReceive = ({ message }) => {
      if ('status' in message && message.status === 200 && message.cseq.method === 'INVITE')
        dialog.send('ACK', { sequence: 1 });
    };
    const [call] = bench.calls;
    const taken = settled(it, call.answer());
    it.sendUntil(
      () => it.isAnswered('BYE'),
      () => peer.send(bye, BOB),
    );
    return { bob: await endOf(it, call), taken: await taken };
  },
  drawing: [
    'alice INVITE 1 -> bob',
    'bob 180 INVITE 1 -> alice',
    'bob 200 INVITE 1 ->',
    'alice BYE 2 ->',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 ->',
    'alice ACK 1 -> bob',
    'bob 200 BYE 2 -> alice',
  ],
  occurred: (trace) =>
    trace.crossed('alice BYE 2', 'bob 200 INVITE 1') && trace.arrival('alice BYE 2') < trace.arrival('alice ACK 1'),
  answers: { 'alice BYE 2': [200], 'alice INVITE 1': [200] },
  outcome: { bob: 'bye 200 by remote', taken: 'SIP_CALL_ENDED' },
});

/** The ACK is lost, and what Alice does next meets the 200 that comes again. */
async function withoutAck(it: Pair, lateOffer: boolean, act: (calls: Calls) => void): Promise<Calls> {
  const { sim, trace } = it;
  sim.network.lose(trace.is('alice ACK 1'), 1);
  const calls = await it.ringing({ lateOffer });
  const { call, bobs } = calls;
  trace.when('bob 200 INVITE 1', 2, () => {
    if (call.state === 'Established') act(calls);
  });
  bobs.answer().catch(() => {});
  await sim.wait(call.established);
  return calls;
}

/** The same with a change of the session; then Alice hangs up. */
async function change(it: Pair, lateOffer: boolean, act: (call: Calls['call']) => Promise<void>) {
  let changed: Promise<string> | undefined;
  const { call, bobs } = await withoutAck(it, lateOffer, ({ call }) => {
    changed = settled(it, act(call));
  });
  await it.sim.wait(bobs.established);
  await it.sim.runAsync(AT_LAST_MS);
  const outcome = { changed: await changed, held: bobs.heldByPeer };
  void call.hangUp();
  return { ...outcome, alice: await endOf(it, call), bob: await endOf(it, bobs) };
}

const meets200 = (request: string) => (trace: Pair['trace']) =>
  trace.crossed(request, 'bob 200 INVITE 1') && trace.arrival(request) < trace.arrival('alice ACK 1');

race({
  name: '3.1.4: a re-INVITE is faster than the ACK of an INVITE with an offer, and is answered with 200',
  mount: (options) => new Pair(options),
  run: (it) => change(it, false, (call) => call.hold()),
  drawing: [
    ...answered,
    'alice ACK 1 -> x',
    'bob 200 INVITE 1 ->',
    'alice INVITE 2 ->',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'alice INVITE 2 -> bob',
    'bob 200 INVITE 2 ->',
    'alice ACK 1 -> bob',
    'bob 200 INVITE 2 -> alice',
    'alice ACK 2 -> bob',
    'alice BYE 3 -> bob',
    'bob 200 BYE 3 -> alice',
  ],
  occurred: meets200('alice INVITE 2'),
  answers: { 'alice INVITE 1': [200], 'alice INVITE 2': [200] },
  outcome: { changed: 'done', held: true, alice: 'bye 200 by local', bob: 'bye 200 by remote' },
});

race({
  name: '3.1.5: a re-INVITE is faster than the ACK with the answer, gets 491, and is tried again',
  mount: (options) => new Pair(options),
  run: (it) => change(it, true, (call) => call.hold()),
  drawing: [
    ...answered,
    'alice ACK 1 -> x',
    'bob 200 INVITE 1 ->',
    'alice INVITE 2 ->',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'alice INVITE 2 -> bob',
    'bob 491 INVITE 2 ->',
    'alice ACK 1 -> bob',
    'bob 491 INVITE 2 -> alice',
    'alice ACK 2 -> bob',
    'alice INVITE 3 -> bob',
    'bob 200 INVITE 3 -> alice',
    'alice ACK 3 -> bob',
    'alice BYE 4 -> bob',
    'bob 200 BYE 4 -> alice',
  ],
  occurred: meets200('alice INVITE 2'),
  answers: { 'alice INVITE 1': [200], 'alice INVITE 2': [491] },
  outcome: { changed: 'done', held: true, alice: 'bye 200 by local', bob: 'bye 200 by remote' },
});

race({
  name: '3.1.5: an UPDATE with an offer is faster than the ACK with the answer, gets 491, and is tried again',
  mount: (options) => new Pair(options),
  run: (it) =>
    change(it, true, (call) => {
      it.holdByMedia();
      return call.modify('UPDATE');
    }),
  drawing: [
    ...answered,
    'alice ACK 1 -> x',
    'bob 200 INVITE 1 ->',
    'alice UPDATE 2 ->',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'alice UPDATE 2 -> bob',
    'bob 491 UPDATE 2 ->',
    'alice ACK 1 -> bob',
    'bob 491 UPDATE 2 -> alice',
    'alice UPDATE 3 -> bob',
    'bob 200 UPDATE 3 -> alice',
    'alice BYE 4 -> bob',
    'bob 200 BYE 4 -> alice',
  ],
  occurred: meets200('alice UPDATE 2'),
  answers: { 'alice INVITE 1': [200], 'alice UPDATE 2': [491] },
  outcome: { changed: 'done', held: true, alice: 'bye 200 by local', bob: 'bye 200 by remote' },
});

for (const lateOffer of [false, true])
  race({
    name: `3.1.6: a BYE is faster than the ACK ${lateOffer ? 'with the answer' : 'of an INVITE with an offer'}: nobody takes up the call again`,
    mount: (options) => new Pair(options),
    async run(it) {
      const { call, bobs } = await withoutAck(it, lateOffer, ({ call }) => void call.hangUp());
      it.sim.clock.after(AT_LAST_MS, () => void call.hangUp());
      return { alice: await endOf(it, call), bob: await endOf(it, bobs), session: bobs.streams.length > 0 };
    },
    drawing: [
      ...answered,
      'alice ACK 1 -> x',
      'bob 200 INVITE 1 ->',
      'alice BYE 2 ->',
      'bob 200 INVITE 1 -> alice',
      'alice ACK 1 ->',
      'alice BYE 2 -> bob',
      'bob 200 BYE 2 ->',
      'alice ACK 1 -> bob',
      'bob 200 BYE 2 -> alice',
    ],
    occurred: meets200('alice BYE 2'),
    answers: { 'alice INVITE 1': [200], 'alice BYE 2': [200] },
    outcome: { alice: 'bye 200 by local', bob: 'bye 200 by remote', session: !lateOffer },
  });
