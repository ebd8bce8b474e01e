/** RFC 5407 3.3: offers that meet each other, and a REFER that meets a BYE. */

import assert from 'node:assert/strict';
import { type Call } from '../../src/ua/index.ts';
import { type Trace } from './race-trace.ts';
import { endOf, established, type Outcome, Pair, race, settled } from './race.ts';

const ended: Outcome = { alice: 'bye 200 by local', bob: 'bye 200 by remote' };

/** Both ask at once; when both have come through, Alice hangs up. */
async function bothAsk(it: Pair, alices: (call: Call) => Promise<void>, bobs: (call: Call) => Promise<void>) {
  const calls = await it.established();
  const asked = [settled(it, alices(calls.call)), settled(it, bobs(calls.bobs))];
  const [alice, bob] = await Promise.all(asked);
  const { heldByPeer } = calls.bobs;
  void calls.call.hangUp();
  return {
    changes: [alice, bob],
    bobIsHeld: heldByPeer,
    alice: await endOf(it, calls.call),
    bob: await endOf(it, calls.bobs),
  };
}

/** RFC 3261 14.1: Bob tries again within 2 s, and Alice, whose Call-ID it is, in 2.1 to 4 s; a timer may be late by 10 ms. */
function triesAgain(first: { bobs: string; alices: string }, again: { bobs: string; alices: string }) {
  return (trace: Trace) => {
    const bobWaits = trace.pause(`alice 491 ${first.bobs}`, `bob ${again.bobs}`);
    const aliceWaits = trace.pause(`bob 491 ${first.alices}`, `alice ${again.alices}`);
    assert.ok(bobWaits >= 0 && bobWaits <= 2_010, `${bobWaits} ms`);
    assert.ok(aliceWaits >= 2_100 && aliceWaits <= 4_010, `${aliceWaits} ms`);
  };
}

race({
  name: '3.3.1: re-INVITEs meet each other, get 491 each, and are tried again, Bob’s first',
  mount: (options) => new Pair(options),
  run: (it) =>
    bothAsk(
      it,
      (call) => call.hold(),
      (call) => call.modify(),
    ),
  drawing: [
    ...established,
    'alice INVITE 2 ->',
    'bob INVITE 1 ->',
    'alice INVITE 2 -> bob',
    'bob 491 INVITE 2 ->',
    'bob INVITE 1 -> alice',
    'alice 491 INVITE 1 ->',
    'bob 491 INVITE 2 -> alice',
    'alice ACK 2 ->',
    'alice 491 INVITE 1 -> bob',
    'bob ACK 1 ->',
    'alice ACK 2 -> bob',
    'bob ACK 1 -> alice',
    'bob INVITE 2 -> alice',
    'alice 200 INVITE 2 -> bob',
    'bob ACK 2 -> alice',
    'alice INVITE 3 -> bob',
    'bob 200 INVITE 3 -> alice',
    'alice ACK 3 ->',
    'alice BYE 4 ->',
    'alice ACK 3 -> bob',
    'alice BYE 4 -> bob',
    'bob 200 BYE 4 -> alice',
  ],
  asDrawn: triesAgain({ bobs: 'INVITE 1', alices: 'INVITE 2' }, { bobs: 'INVITE 2', alices: 'INVITE 3' }),
  occurred: (trace) =>
    trace.crossed('alice INVITE 2', 'bob INVITE 1') && trace.bothPending('alice INVITE 2', 'bob INVITE 1'),
  answers: { 'alice INVITE 2': [491], 'bob INVITE 1': [491] },
  outcome: { changes: ['done', 'done'], bobIsHeld: true, ...ended },
});

race({
  name: '3.3.2: an UPDATE with an offer meets a re-INVITE: each gets 491, and is tried again, Bob’s first',
  mount: (options) => new Pair(options),
  run: (it) =>
    bothAsk(
      it,
      (call) => {
        it.holdByMedia();
        return call.modify('UPDATE');
      },
      (call) => call.modify(),
    ),
  drawing: [
    ...established,
    'alice UPDATE 2 ->',
    'bob INVITE 1 ->',
    'alice UPDATE 2 -> bob',
    'bob 491 UPDATE 2 ->',
    'bob INVITE 1 -> alice',
    'alice 491 INVITE 1 ->',
    'bob 491 UPDATE 2 -> alice',
    'alice 491 INVITE 1 -> bob',
    'bob ACK 1 -> alice',
    'bob INVITE 2 -> alice',
    'alice 200 INVITE 2 -> bob',
    'bob ACK 2 -> alice',
    'alice UPDATE 3 -> bob',
    'bob 200 UPDATE 3 -> alice',
    'alice BYE 4 -> bob',
    'bob 200 BYE 4 -> alice',
  ],
  asDrawn: triesAgain({ bobs: 'INVITE 1', alices: 'UPDATE 2' }, { bobs: 'INVITE 2', alices: 'UPDATE 3' }),
  occurred: (trace) =>
    trace.crossed('alice UPDATE 2', 'bob INVITE 1') && trace.bothPending('alice UPDATE 2', 'bob INVITE 1'),
  answers: { 'alice UPDATE 2': [491], 'bob INVITE 1': [491] },
  outcome: { changes: ['done', 'done'], bobIsHeld: true, ...ended },
});

race({
  name: '3.3.2: an UPDATE without an offer meets a re-INVITE, and both succeed',
  mount: (options) => new Pair(options),
  run: (it) =>
    bothAsk(
      it,
      (call) => call.refresh(),
      (call) => call.modify(),
    ),
  drawing: [
    ...established,
    'alice UPDATE 2 ->',
    'bob INVITE 1 ->',
    'alice UPDATE 2 -> bob',
    'bob 200 UPDATE 2 ->',
    'bob INVITE 1 -> alice',
    'alice 200 INVITE 1 ->',
    'bob 200 UPDATE 2 -> alice',
    'alice 200 INVITE 1 -> bob',
    'bob ACK 1 -> alice',
    'alice BYE 3 -> bob',
    'bob 200 BYE 3 -> alice',
  ],
  occurred: (trace) =>
    trace.crossed('alice UPDATE 2', 'bob INVITE 1') && trace.bothPending('alice UPDATE 2', 'bob INVITE 1'),
  answers: { 'alice UPDATE 2': [200], 'bob INVITE 1': [200] },
  outcome: { changes: ['done', 'done'], bobIsHeld: false, ...ended },
});

race({
  name: '3.3.2: UPDATEs without an offer meet each other, and both succeed',
  mount: (options) => new Pair(options),
  run: (it) =>
    bothAsk(
      it,
      (call) => call.refresh(),
      (call) => call.refresh(),
    ),
  drawing: [
    ...established,
    'alice UPDATE 2 ->',
    'bob UPDATE 1 ->',
    'alice UPDATE 2 -> bob',
    'bob 200 UPDATE 2 ->',
    'bob UPDATE 1 -> alice',
    'alice 200 UPDATE 1 ->',
    'bob 200 UPDATE 2 -> alice',
    'alice 200 UPDATE 1 -> bob',
    'alice BYE 3 -> bob',
    'bob 200 BYE 3 -> alice',
  ],
  occurred: (trace) =>
    trace.crossed('alice UPDATE 2', 'bob UPDATE 1') && trace.bothPending('alice UPDATE 2', 'bob UPDATE 1'),
  answers: { 'alice UPDATE 2': [200], 'bob UPDATE 1': [200] },
  outcome: { changes: ['done', 'done'], bobIsHeld: false, ...ended },
});

race({
  name: '3.3.2: UPDATEs with offers meet each other, get 491 each, and are tried again, Bob’s first',
  mount: (options) => new Pair(options),
  run: (it) =>
    bothAsk(
      it,
      (call) => {
        it.holdByMedia();
        return call.modify('UPDATE');
      },
      (call) => call.modify('UPDATE'),
    ),
  drawing: [
    ...established,
    'alice UPDATE 2 ->',
    'bob UPDATE 1 ->',
    'alice UPDATE 2 -> bob',
    'bob 491 UPDATE 2 ->',
    'bob UPDATE 1 -> alice',
    'alice 491 UPDATE 1 ->',
    'bob 491 UPDATE 2 -> alice',
    'alice 491 UPDATE 1 -> bob',
    'bob UPDATE 2 -> alice',
    'alice 200 UPDATE 2 -> bob',
    'alice UPDATE 3 -> bob',
    'bob 200 UPDATE 3 -> alice',
    'alice BYE 4 -> bob',
    'bob 200 BYE 4 -> alice',
  ],
  asDrawn: triesAgain({ bobs: 'UPDATE 1', alices: 'UPDATE 2' }, { bobs: 'UPDATE 2', alices: 'UPDATE 3' }),
  occurred: (trace) =>
    trace.crossed('alice UPDATE 2', 'bob UPDATE 1') && trace.bothPending('alice UPDATE 2', 'bob UPDATE 1'),
  answers: { 'alice UPDATE 2': [491], 'bob UPDATE 1': [491] },
  outcome: { changes: ['done', 'done'], bobIsHeld: true, ...ended },
});

race({
  name: '3.3.3: a REFER meets a BYE, and gets 481',
  mount: (options) => new Pair(options),
  async run(it) {
    const { call, bobs } = await it.established();
    void call.hangUp();
    const referred = settled(it, bobs.refer('sip:carol@192.0.2.202'));
    return { alice: await endOf(it, call), bob: await endOf(it, bobs), referred: await referred };
  },
  drawing: [
    ...established,
    'alice BYE 2 ->',
    'bob REFER 1 ->',
    'alice BYE 2 -> bob',
    'bob 200 BYE 2 ->',
    'bob REFER 1 -> alice',
    'alice 481 REFER 1 ->',
    'bob 200 BYE 2 -> alice',
    'alice 481 REFER 1 -> bob',
  ],
  occurred: (trace) => trace.crossed('alice BYE 2', 'bob REFER 1'),
  answers: { 'alice BYE 2': [200], 'bob REFER 1': [481] },
  outcome: { ...ended, referred: 'SIP_REFUSED' },
  orElse: [{ ...ended, bob: 'gone 200 by remote', referred: 'SIP_REFUSED' }],
});
