/** Healthy calls of phones and servers that sipp plays: what happens before the answer, and changes after it. */

import { type HealthyScene, byName, healthyScenes, succeeded } from '../bench-scene.ts';
import { play, rtpFile } from '../rtp-file.ts';
import { Callee, Caller, G711, type Parts, audio, reply } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const BOTH = [ALICE, BOB];

const alice = new Caller();
const bob = new Callee();

interface Talk {
  readonly invite?: Parts;
  /** What Bob does after the INVITE has come. */
  readonly callee: readonly string[];
  /** What Alice does after the INVITE has left. */
  readonly caller: readonly string[];
  readonly more?: readonly string[];
}

/** One call from Alice to Bob. */
async function call(stage: Stage, { invite, callee, caller, more = [] }: Talk): Promise<void> {
  const taken = await sipp(stage, scenario('bob', Callee.invited, ...callee, Callee.forget), {
    at: BOB,
    more: ['-mi', BOB, ...more],
  });
  const made = await sipp(stage, scenario('alice', alice.invite(invite), ...caller), {
    at: ALICE,
    to: BOB,
    more: ['-mi', ALICE, ...more],
  });
  await succeeded(made);
  await succeeded(taken);
}

/** Bob rings, answers, and is acknowledged; Alice hears it. */
const answered = [bob.reply('100 Trying'), bob.reply('180 Ringing'), pause(500), bob.answer(), recv('ACK')];
const heard = [recv(100), recv(180), recv(200, 'rrs="true"'), alice.ack()];
/** Alice hangs up. */
const hangsUp = (cseq: number) => [alice.bye(cseq), recv(200)];
const hungUp = [recv('BYE'), bob.within('200 OK')];

const list: readonly HealthyScene[] = [
  {
    name: 'a reliable 183 with early media, acknowledged by PRACK, then the answer',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const tone = rtpFile(stage, 'ringback', { ms: 1_000 });
      await call(stage, {
        invite: { more: ['Supported: 100rel'] },
        callee: [
          bob.reply('183 Session Progress', { more: ['Require: 100rel', 'RSeq: 88'], body: audio() }),
          recv('PRACK'),
          bob.within('200 OK'),
          play(tone),
          pause(1_000),
          bob.later('200 OK', { attributes: 'retrans="500"' }),
          recv('ACK'),
          ...hungUp,
        ],
        caller: [
          recv(183, 'rrs="true"'),
          alice.inDialog('PRACK', 2, { more: ['RAck: 88 1 INVITE'] }),
          recv(200),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(800),
          ...hangsUp(3),
        ],
      });
    },
  },
  {
    name: 'ringback as early media without PRACK, sound both ways after the answer',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const tone = rtpFile(stage, 'tone', { ms: 3_000 });
      const voice = rtpFile(stage, 'voice', { ms: 1_900 });
      await call(stage, {
        callee: [
          bob.reply('100 Trying'),
          bob.reply('183 Session Progress', { body: audio() }),
          play(tone),
          pause(1_000),
          bob.answer(),
          recv('ACK'),
          ...hungUp,
        ],
        caller: [recv(100), recv(183), recv(200, 'rrs="true"'), alice.ack(), play(voice), pause(1_900), ...hangsUp(2)],
      });
    },
  },
  {
    name: 'the offer is changed by UPDATE before the answer',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const narrow = audio({ formats: [G711[1], G711[2]], version: 2 });
      await call(stage, {
        invite: { more: ['Supported: 100rel', 'Allow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE'] },
        callee: [
          bob.reply('183 Session Progress', { more: ['Require: 100rel', 'RSeq: 7'], body: audio() }),
          recv('PRACK'),
          bob.within('200 OK'),
          recv('UPDATE'),
          bob.within('200 OK', { body: narrow }),
          bob.later('180 Ringing'),
          pause(700),
          bob.later('200 OK', { attributes: 'retrans="500"' }),
          recv('ACK'),
          ...hungUp,
        ],
        caller: [
          recv(183, 'rrs="true"'),
          alice.inDialog('PRACK', 2, { more: ['RAck: 7 1 INVITE'] }),
          recv(200),
          alice.inDialog('UPDATE', 3, { body: narrow }),
          recv(200),
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(600),
          ...hangsUp(4),
        ],
      });
    },
  },
  {
    name: 'the offer comes with the answer, the answer with the ACK',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      await call(stage, {
        invite: { body: '' },
        callee: [...answered, ...hungUp],
        caller: [
          recv(100),
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(1, { body: audio() }),
          pause(800),
          ...hangsUp(2),
        ],
      });
    },
  },
  {
    name: 'a session interval is too small, and asked for again as large as is wanted',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const more = (seconds: number) => ['Supported: timer', `Session-Expires: ${seconds};refresher=uac`];
      await call(stage, {
        invite: { more: more(90) },
        callee: [
          bob.reply('422 Session Interval Too Small', { more: ['Min-SE: 600'] }),
          recv('ACK'),
          recv('INVITE', 'rrs="true"'),
          bob.reply('180 Ringing'),
          pause(400),
          bob.answer({ more: ['Require: timer', 'Session-Expires: 600;refresher=uac'] }),
          recv('ACK'),
          ...hungUp,
        ],
        caller: [
          recv(422),
          alice.ackRefusal(),
          alice.invite({ cseq: 2, more: [...more(600), 'Min-SE: 600'] }),
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(2),
          pause(700),
          ...hangsUp(3),
        ],
      });
    },
  },
  {
    name: 'the session is refreshed by re-INVITE and by UPDATE',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const timer = (who: string) => ['Supported: timer', `Session-Expires: 90;refresher=${who}`];
      await call(stage, {
        invite: { more: timer('uac') },
        callee: [
          bob.reply('180 Ringing'),
          bob.answer({ more: ['Require: timer', ...timer('uac')] }),
          recv('ACK'),
          recv('INVITE'),
          bob.within('200 OK', { body: audio(), attributes: 'retrans="500"', more: timer('uac') }),
          recv('ACK'),
          recv('UPDATE'),
          bob.within('200 OK', { more: timer('uac') }),
          ...hungUp,
        ],
        caller: [
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(1_000),
          alice.inDialog('INVITE', 2, { body: audio(), more: timer('uac') }),
          recv(200),
          alice.ack(2),
          pause(1_000),
          alice.inDialog('UPDATE', 3, { more: timer('uac') }),
          recv(200),
          pause(500),
          ...hangsUp(4),
        ],
      });
    },
  },
  {
    name: 'hold as of old, with the address 0.0.0.0, and resume',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const change = (cseq: number, body: string) => [
        pause(700),
        alice.inDialog('INVITE', cseq, { body }),
        recv(200),
        alice.ack(cseq),
      ];
      const changed = [
        recv('INVITE'),
        bob.within('200 OK', { body: audio(), attributes: 'retrans="500"' }),
        recv('ACK'),
      ];
      await call(stage, {
        callee: [...answered, ...changed, ...changed, ...hungUp],
        caller: [
          ...heard,
          ...change(2, audio({ at: '0.0.0.0', version: 2 })),
          ...change(3, audio({ version: 3 })),
          pause(500),
          ...hangsUp(4),
        ],
      });
    },
  },
  {
    name: 'a fax: the call is switched to T.38',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      const fax = (address: string) =>
        [
          'v=0',
          `o=- 17043 2 IN IP4 ${address}`,
          's=-',
          `c=IN IP4 ${address}`,
          't=0 0',
          'm=image 16390 udptl t38',
          'a=T38FaxVersion:0',
          'a=T38MaxBitRate:14400',
          'a=T38FaxRateManagement:transferredTCF',
          'a=T38FaxUdpEC:t38UDPRedundancy',
        ].join('\n');
      await call(stage, {
        callee: [
          ...answered,
          pause(600),
          bob.request('INVITE', 10, { body: fax(BOB) }),
          recv(200),
          bob.request('ACK', 10),
          ...hungUp,
        ],
        caller: [
          ...heard,
          recv('INVITE'),
          alice.reply('200 OK', { body: fax(ALICE), attributes: 'retrans="500"' }),
          recv('ACK'),
          pause(1_200),
          ...hangsUp(2),
        ],
      });
    },
  },
  {
    name: 'the ACK comes late, so the answer is sent twice',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      await call(stage, {
        callee: [...answered, ...hungUp],
        caller: [recv(100), recv(180), recv(200, 'rrs="true"'), pause(650), alice.ack(), pause(800), ...hangsUp(2)],
      });
    },
  },
  {
    name: 'a slow PBX: the INVITE is sent twice before 100',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      await call(stage, {
        callee: [pause(800), ...answered, ...hungUp],
        caller: [...heard, pause(800), ...hangsUp(2)],
      });
    },
  },
  {
    name: 'the callee ends the call, with a Reason',
    maker: 'sipp',
    addresses: BOTH,
    async play(stage) {
      await call(stage, {
        callee: [
          ...answered,
          pause(1_200),
          bob.request('BYE', 10, { more: ['Reason: Q.850;cause=16;text="Normal call clearing"'] }),
          recv(200),
        ],
        caller: [...heard, recv('BYE'), reply('200 OK')],
      });
    },
  },
];

export const scenes = byName(list);
export const healthySipp = healthyScenes('healthy/sipp.ts', list);
