/** Blind and attended transfers between three agents on a network that loses messages (RFC 5589 6, 7). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Simulation } from '../../testing/index.ts';
import { type Call } from '../call/call.ts';
import { type IncomingCall } from '../call/incoming-call.ts';
import { type UserAgent } from '../user-agent.ts';

const CAROL = 'sip:carol@192.0.2.3';

interface Three {
  readonly sim: Simulation;
  readonly alice: UserAgent;
  readonly bob: UserAgent;
  readonly carol: UserAgent;
  /** What Bob and Carol were offered. */
  readonly bobs: IncomingCall[];
  readonly carols: IncomingCall[];
}

function three(seed: number, loss: number): Three {
  const sim = new Simulation({ seed, loss, delay: [5, 60] });
  const agent = (name: string, last: number) =>
    sim.userAgent(name, { address: `192.0.2.${last}` }, { identity: `sip:${name}@example.com` });
  const [alice, bob, carol] = [agent('alice', 1), agent('bob', 2), agent('carol', 3)];
  const serve = (of: UserAgent): IncomingCall[] => {
    const calls: IncomingCall[] = [];
    const read = async () => {
      for await (const call of of.calls) {
        calls.push(call);
        call.ring();
        void call.answer().catch(() => {});
      }
    };
    void read();
    return calls;
  };
  return { sim, alice, bob, carol, bobs: serve(bob), carols: serve(carol) };
}

/** Whoever is called accepts what it is asked to do in that call. */
function obey(call: Call): Call[] {
  const made: Call[] = [];
  const read = async () => {
    for await (const referral of call.referrals) made.push(referral.accept());
  };
  void read();
  return made;
}

async function assertOver({ sim, alice, bob, carol }: Three): Promise<void> {
  await sim.runAsync(400_000);
  assert.deepEqual(sim.leftovers(), [], sim.ladder.toString());
  for (const agent of [alice, bob, carol]) assert.deepEqual([agent.callCount, agent.dialogCount], [0, 0]);
}

const seeds = Array.from({ length: 12 }, (_, i) => i + 1);

for (const seed of seeds)
  test(`blind transfer between agents, though a quarter of the messages is lost (seed ${seed})`, async () => {
    const all = three(seed, 0.25);
    const { sim, alice, bobs, carols } = all;
    const call = alice.invite('sip:bob@192.0.2.2');
    await sim.wait(call.established, 200_000);
    const made = obey(bobs[0]);
    const transfer = await sim.wait(call.refer(CAROL), 100_000);
    assert.equal((await sim.wait(transfer.done, 400_000))?.status, 200);
    await sim.untilAsync(() => carols[0]?.state === 'Established', 100_000);
    assert.deepEqual(carols[0].request.named('Referred-By'), ['<sip:alice@example.com>']);
    await sim.wait(call.hangUp());
    await sim.runAsync(50_000);
    assert.deepEqual([made[0].state, carols[0].state], ['Established', 'Established']);
    await sim.wait(made[0].hangUp());
    await assertOver(all);
  });

for (const seed of seeds)
  test(`attended transfer between agents, though a quarter of the messages is lost (seed ${seed})`, async () => {
    const all = three(seed, 0.25);
    const { sim, alice, bobs, carols } = all;
    const withBob = alice.invite('sip:bob@192.0.2.2');
    const withCarol = alice.invite(CAROL);
    await sim.wait(Promise.all([withBob.established, withCarol.established]), 200_000);
    const made = obey(bobs[0]);
    const transfer = await sim.wait(withBob.refer(withCarol), 100_000);
    assert.equal((await sim.wait(transfer.done, 400_000))?.status, 200);
    // Carol ends her call with Alice by herself: Bob has taken Alice's place.
    await sim.wait(withCarol.ended, 100_000);
    await sim.untilAsync(() => carols[1]?.state === 'Established', 100_000);
    assert.equal(carols[1].replaces, carols[0]);
    assert.equal(carols[0].end?.cause, 'replaced');
    await sim.wait(withBob.hangUp());
    await sim.runAsync(50_000);
    assert.deepEqual([made[0].state, carols[1].state], ['Established', 'Established']);
    await sim.wait(made[0].hangUp());
    await assertOver(all);
  });
