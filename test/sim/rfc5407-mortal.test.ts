/** RFC 5407 3.2: messages that meet a user agent in the Mortal state. */

import { BOB, PEER, PeerDialog, reply, request, sdp } from '../agent-bench.ts';
import { answered, endOf, established, Pair, race, repeat, Scripted, settled } from './race.ts';

race({
  name: '3.2.1: both hang up at once, and each BYE gets 200',
  mount: (options) => new Pair(options),
  async run(it) {
    const { call, bobs } = await it.established();
    void call.hangUp();
    void bobs.hangUp();
    return { alice: await endOf(it, call), bob: await endOf(it, bobs) };
  },
  drawing: [
    ...established,
    'alice BYE 2 ->',
    'bob BYE 1 ->',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 ->',
    'bob BYE 1 -> alice',
    'alice 200 BYE 1 ->',
    'bob 200 BYE 2 -> alice',
    'alice 200 BYE 1 -> bob',
  ],
  occurred: (trace) => trace.crossed('alice BYE 2', 'bob BYE 1'),
  answers: { 'alice BYE 2': [200], 'bob BYE 1': [200] },
  outcome: { alice: 'bye 200 by local', bob: 'bye 200 by local' },
});

race({
  name: '3.2.2: a re-INVITE meets a BYE, and gets 481',
  mount: (options) => new Pair(options),
  async run(it) {
    const { call, bobs } = await it.established();
    void call.hangUp();
    const held = settled(it, bobs.hold());
    return { alice: await endOf(it, call), bob: await endOf(it, bobs), held: await held };
  },
  drawing: [
    ...established,
    'alice BYE 2 ->',
    'bob INVITE 1 ->',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 ->',
    'bob INVITE 1 -> alice',
    'alice 481 INVITE 1 ->',
    'bob 200 BYE 2 -> alice',
    'alice 481 INVITE 1 -> bob',
    'bob ACK 1 -> alice',
  ],
  occurred: (trace) => trace.crossed('alice BYE 2', 'bob INVITE 1'),
  answers: { 'alice BYE 2': [200], 'bob INVITE 1': [481] },
  outcome: { alice: 'bye 200 by local', bob: 'bye 200 by remote', held: 'SIP_CALL_ENDED' },
  orElse: [{ alice: 'bye 200 by local', bob: 'gone 200 by remote', held: 'SIP_REFUSED' }],
});

race({
  name: '3.2.3: the 200 to a re-INVITE meets a BYE, and is acknowledged all the same',
  mount: (options) => new Pair(options),
  async run(it) {
    const { call, bobs } = await it.established();
    it.trace.when('alice 200 INVITE 1', 1, () => void bobs.hangUp());
    const held = settled(it, bobs.hold());
    return { alice: await endOf(it, call), bob: await endOf(it, bobs), held: await held };
  },
  drawing: [
    ...established,
    'bob INVITE 1 -> alice',
    'alice 200 INVITE 1 ->',
    'bob BYE 2 ->',
    'alice 200 INVITE 1 -> bob',
    'bob ACK 1 ->',
    'bob BYE 2 -> alice',
    'alice 200 BYE 2 ->',
    'bob ACK 1 -> alice',
    'alice 200 BYE 2 -> bob',
  ],
  occurred: (trace) => trace.crossed('bob BYE 2', 'alice 200 INVITE 1'),
  answers: { 'bob BYE 2': [200], 'bob INVITE 1': [200] },
  outcome: { alice: 'bye 200 by remote', bob: 'bye 200 by local', held: 'SIP_CALL_ENDED' },
});

race({
  name: '3.2.4: an ACK meets the BYE of the callee',
  mount: (options) => new Scripted(options, ['alice', 'bob']),
  async run(it) {
    const { bench } = it;
    const { peer } = bench;
    const call = bench.bob.invite(PEER);
    const invite = await peer.next('INVITE');
    reply(bench, invite, 180);
    const acknowledged = () => peer.received.some(({ message }) => 'method' in message && message.method === 'ACK');
    it.sendUntil(acknowledged, () => reply(bench, invite, 200, { body: sdp() }));
    const bye = request(new PeerDialog(bench, call.callId, 'x', invite.message.from.tag, 0).draft('BYE'));
    const hangUp = () =>
      it.sendUntil(
        () => it.isAnswered('BYE'),
        () => peer.send(bye, BOB),
      );
    it.trace.when('alice ACK 1', 1, hangUp);
    return { alice: await endOf(it, call) };
  },
  drawing: [
    'alice INVITE 1 -> bob',
    'bob 180 INVITE 1 ->',
    'bob 200 INVITE 1 ->',
    'bob 180 INVITE 1 -> alice',
    'bob 200 INVITE 1 -> alice',
    'alice ACK 1 ->',
    'bob BYE 1 ->',
    'alice ACK 1 -> bob',
    'bob BYE 1 -> alice',
    'alice 200 BYE 1 -> bob',
  ],
  occurred: (trace) => trace.crossed('alice ACK 1', 'bob BYE 1'),
  answers: { 'bob BYE 1': [200] },
  outcome: { alice: 'bye 200 by remote' },
});

for (const lateOffer of [false, true])
  race({
    name: `3.2.4: an ACK ${lateOffer ? 'with the answer ' : ''}meets the BYE of a callee that has given the call up, and is ignored`,
    mount: (options) => new Pair(options),
    async run(it) {
      const { network } = it.sim;
      const { call, bobs } = await it.ringing({ lateOffer });
      // The callee has no BYE before the ACK, or else 64 T1 (RFC 3261 15).
      const held = network.hold(it.trace.is('alice ACK 1'), 1);
      network.lose(it.trace.is('alice ACK 1'));
      it.trace.when('bob BYE 1', 1, () => held.release());
      const taken = settled(it, bobs.answer());
      return {
        alice: await endOf(it, call),
        bob: await endOf(it, bobs),
        taken: await taken,
        session: bobs.streams.length > 0,
      };
    },
    drawing: [
      ...answered,
      'alice ACK 1 ->',
      ...repeat(10, 'bob 200 INVITE 1 -> alice', 'alice ACK 1 -> x'),
      'bob BYE 1 -> alice',
      'alice 200 BYE 1 ->',
      'alice ACK 1 -> bob',
      'alice 200 BYE 1 -> bob',
    ],
    occurred: (trace) => trace.crossed('alice ACK 1', 'bob BYE 1'),
    answers: { 'bob BYE 1': [200] },
    outcome: {
      alice: 'bye 200 by remote',
      bob: 'no ACK 200 by network',
      taken: 'SIP_CALL_ENDED',
      session: !lateOffer,
    },
  });
