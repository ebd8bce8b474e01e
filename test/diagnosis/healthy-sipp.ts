/** Healthy calls, registrations and subscriptions of phones and servers that sipp plays. */

import { type HealthyScene, byName, healthyScenes } from './bench-scene.ts';
import { play, rtpFile } from './rtp-file.ts';
import { Callee, Caller, G711, type Parts, audio } from './sipp-messages.ts';
import { pause, recv, scenario, sipp } from './sipp-scene.ts';
import { type Stage } from './stage.ts';

const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const BOTH = [ALICE, BOB];

const alice = new Caller();
const bob = new Callee();

/** What each side does between the answer and the BYE of the caller. */
interface Talk {
  readonly invite?: Parts;
  /** Of the called side, after the INVITE has come. */
  readonly callee: readonly string[];
  /** Of the caller, after the INVITE has left. */
  readonly caller: readonly string[];
  readonly more?: readonly string[];
}

/** One call from Alice to Bob. */
async function call(stage: Stage, { invite, callee, caller, more = [] }: Talk): Promise<void> {
  const taken = await sipp(stage, scenario('bob', Callee.invited, ...callee, REFERENCE), {
    at: BOB,
    more: ['-mi', BOB, ...more],
  });
  const made = await sipp(stage, scenario('alice', alice.invite(invite), ...caller), {
    at: ALICE,
    to: BOB,
    more: ['-mi', ALICE, ...more],
  });
  await made.ended(20_000);
  await taken.ended(5_000);
}

/** sipp wants each variable to be used. */
const REFERENCE = '<Reference variables="caller,called"/>';

/** Bob rings, answers, and is acknowledged. */
const answered = [bob.reply('100 Trying'), bob.reply('180 Ringing'), pause(500), bob.answer(), recv('ACK')];
/** Alice hears all that. */
const heard = [recv(100), recv(180), recv(200, 'rrs="true"'), alice.ack()];
/** Alice hangs up. */
const ends = { caller: (cseq: number) => [alice.bye(cseq), recv(200)], callee: [recv('BYE'), bob.within('200 OK')] };

const list: readonly HealthyScene[] = [
  {
    name: 'a reliable 183 with early media, acknowledged by PRACK, then the answer',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const tone = rtpFile(stage, 'ringback', { ms: 1_000 });
      const prack = alice.inDialog('PRACK', 2, { more: ['RAck: 88 1 INVITE'] });
      await call(stage, {
        invite: { more: ['Supported: 100rel'] },
        callee: [
          bob.reply('183 Session Progress', { more: ['Require: 100rel', 'RSeq: 88'], body: audio() }),
          recv('PRACK'),
          bob.within('200 OK'),
          play(tone),
          pause(1_000),
          // The INVITE is answered by its own Via and CSeq, and the last request was the PRACK.
          bob.reply('200 OK', { attributes: 'retrans="500"' }).replace('[last_CSeq:]', 'CSeq: 1 INVITE'),
          recv('ACK'),
          ...ends.callee,
        ],
        caller: [
          recv(183, 'rrs="true"'),
          prack,
          recv(200),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(800),
          ...ends.caller(3),
        ],
      });
    },
  },
];

export const scenes = byName(list);
export const healthySipp = healthyScenes('healthy-sipp.ts', list);
