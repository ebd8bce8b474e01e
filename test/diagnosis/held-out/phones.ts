/** Faults held out, of baresip and linphone: what their settings, the network and their peers make of them. */

import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { baresip } from '../baresip.ts';
import { type FaultyScene, byName, faultsOf } from '../bench-scene.ts';
import { kamailio } from '../kamailio.ts';
import { linphone } from '../linphone.ts';
import { silence, soundBetween } from '../network.ts';
import { play, rtpFile } from '../rtp-file.ts';
import { Callee, G711, audio } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const PROXY = '198.51.100.10';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const CAROL = '203.0.113.33';
const GATEWAY = '203.0.113.40';
const PASSWORD = 'Hf4-kk.91';
const NUMBER = '+4930123456';

/** A firewall gets a rule, before the point of capture: datagrams to high ports leave for nowhere, SIP goes on. */
function dropSound(addresses: readonly string[]): void {
  for (const args of [
    'link add far0 type veth peer name far1',
    'link set far0 up',
    'link set far1 up',
    // The table of local addresses comes first, and can come later only when it is listed anew.
    'rule add pref 100 lookup local',
    'rule del pref 0',
    'rule add pref 10 ipproto udp dport 10000-65534 lookup 77',
    ...addresses.flatMap((address) => [
      `route add ${address} dev far0 table 77`,
      `neigh add ${address} lladdr 02:00:00:00:00:63 dev far0`,
    ]),
  ]) {
    const { status, stderr } = spawnSync('ip', args.split(' '), { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${args}: ${stderr}`);
  }
}

/** What the gateway answers linphone, whose telephone events are 96. */
const ANSWER = audio({ formats: [G711[0], '96 telephone-event/8000'] });

/** A gateway that answers after a ring, and then does what the steps say. */
async function gateway(stage: Stage, steps: (callee: Callee) => readonly string[]): Promise<void> {
  // RTCP, which sipp does not do.
  createSocket('udp4').bind(16_385, GATEWAY);
  const callee = new Callee({ user: NUMBER, host: `${GATEWAY}:5060`, agent: 'Mediant 1000B/v.7.20A.258.459' });
  await sipp(
    stage,
    scenario(
      'gateway',
      Callee.invited,
      callee.reply('100 Trying'),
      callee.reply('180 Ringing'),
      pause(700),
      callee.answer({ body: ANSWER }),
      recv('ACK'),
      ...steps(callee),
      Callee.forget,
    ),
    { at: GATEWAY, more: ['-mi', GATEWAY, '-mp', '16384'] },
  );
}

const list: readonly FaultyScene[] = [
  {
    name: 'the server was moved to SHA-256, which baresip 1.0.0 does not do',
    symptom: 'Since the server was hardened the old softphones are offline, the new ones work.',
    expected: 'algorithm-not-understood',
    // The capture ended with the 401 then, and could not show that no answer came; the scene goes on now.
    firstSaid: 'nothing',
    maker: 'baresip',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      const head = ['modparam("auth", "algorithm", "SHA-256")', 'modparam("registrar", "max_expires", 6)'];
      await kamailio(stage, { at: [PROXY], password: PASSWORD, head });
      await linphone(stage, { at: BOB, aor: 'bob@example.com', password: PASSWORD, proxy: PROXY, waits: false });
      await baresip(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 });
      // Until Bob's phone has renewed its registration.
      await stage.wait(9_000);
    },
  },
  {
    name: 'the password of the account is changed at the server during the day',
    symptom: 'My phone worked this morning, and is offline since noon.',
    expected: 'wrong-password',
    firstSaid: 'nonce-count-reused',
    maker: 'baresip',
    addresses: [PROXY, ALICE],
    async play(stage) {
      // A short time, so that the phone soon comes again.
      const head = ['modparam("registrar", "max_expires", 8)'];
      const morning = await kamailio(stage, { at: [PROXY], password: PASSWORD, head });
      const account = { aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 };
      const alice = await baresip(stage, { at: ALICE, ...account });
      await alice.until('registered');
      await stage.wait(2_000);
      await morning.end();
      await kamailio(stage, { at: [PROXY], password: 'new-one-2026', head });
      await stage.wait(9_000);
      // It would try to unregister when the stage is cleared.
      await alice.crash();
    },
  },
  {
    name: 'the called softphone sits behind NAT and offers its private candidate only',
    symptom: 'Calls to the home office are up and silent.',
    expected: 'ice-not-finished',
    maker: 'baresip',
    addresses: [ALICE, BOB],
    async play(stage) {
      silence('192.168.178.31');
      const body = audio({
        at: '192.168.178.31',
        port: 40_212,
        formats: [G711[0], G711[2]],
        more: [
          'a=ice-ufrag:7cM2',
          'a=ice-pwd:jUd9fA0lqzT4mRb1kWvX5e',
          'a=candidate:1 1 UDP 2130706431 192.168.178.31 40212 typ host',
          'a=candidate:1 2 UDP 2130706430 192.168.178.31 40213 typ host',
          'a=sendrecv',
        ],
      });
      const bob = new Callee({ host: `${BOB}:31877`, agent: 'Linphone/4.4.10 (Windows)' });
      await sipp(
        stage,
        scenario(
          'bob',
          recv('INVITE', 'rrs="true"'),
          bob.reply('180 Ringing'),
          pause(900),
          bob.answer({ body }),
          recv('ACK'),
          recv('BYE'),
          bob.within('200 OK'),
        ),
        { at: `${BOB}:31877` },
      );
      const alice = await baresip(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        modules: ['ice'],
        account: ['medianat=ice'],
      });
      alice.type(`dial sip:bob@${BOB}:31877`);
      await stage.wait(12_000);
      alice.type('hangup');
      await stage.wait(1_000);
    },
  },
  {
    name: 'a firewall is told to drop sound between two calls',
    symptom: 'Until noon calls were fine; now they are answered, and both sides hear nothing.',
    expected: 'no-rtp',
    firstSaid: 'hung-up',
    maker: 'baresip',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      // Else some of its ports are lower than those that are dropped.
      const config = ['rtp_ports 10000-20000'];
      const account = { password: PASSWORD, proxy: PROXY, regint: 600, config };
      const bob = await baresip(stage, { at: BOB, aor: 'bob@example.com', ...account });
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', ...account });
      await bob.until('registered');
      await alice.until('registered');
      for (const call of ['morning', 'noon']) {
        if (call === 'noon') dropSound([ALICE, BOB]);
        alice.type('dial sip:bob@example.com');
        await stage.wait(1_500);
        bob.type('accept');
        await stage.wait(6_000);
        alice.type('hangup');
        await stage.wait(1_000);
      }
    },
  },
  {
    name: 'linphone takes encrypted calls only, and gets a plain one',
    symptom: 'Nobody from outside can call this phone, it can call everybody in the house.',
    expected: 'srtp-mismatch',
    firstSaid: 'no-common-codec',
    maker: 'linphone',
    addresses: [PROXY, ALICE, BOB, CAROL],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const account = { password: PASSWORD, proxy: PROXY, regint: 600 };
      const inHouse = { modules: ['srtp'], account: ['mediaenc=srtp-mand'], answer: 'auto' } as const;
      const carol = await baresip(stage, { at: CAROL, aor: 'carol@example.com', ...account, ...inHouse });
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', ...account });
      await carol.until('registered');
      await alice.until('registered');
      const sip = ['media_encryption=srtp', 'media_encryption_mandatory=1'];
      const bob = await linphone(stage, { at: BOB, aor: 'bob@example.com', password: PASSWORD, proxy: PROXY, sip });
      soundBetween(BOB, CAROL);
      bob.type('call sip:carol@example.com');
      await bob.until('talks');
      await stage.wait(2_000);
      bob.type('terminate');
      await stage.wait(1_000);
      alice.type('dial sip:bob@example.com');
      await stage.wait(2_500);
    },
  },
  {
    name: 'the sound of linphone is cut off, and the gateway ends the call for it',
    symptom: 'Calls to the outside end by themselves when I walk through the house.',
    expected: 'media-timeout',
    firstSaid: 'rtp-stopped',
    maker: 'linphone',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      soundBetween(ALICE, GATEWAY);
      const reason = 'Reason: Q.850 ;cause=31 ;text="local, RTP Broken Connection"';
      const sound = play(rtpFile(stage, 'sound', { ms: 14_000 }));
      await gateway(stage, (callee) => [sound, pause(14_200), callee.request('BYE', 1, { more: [reason] }), recv(200)]);
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com' });
      alice.type(`call sip:${NUMBER}@${GATEWAY}`);
      await alice.until('talks');
      await stage.wait(4_000);
      dropSound([GATEWAY]);
      await stage.wait(12_000);
    },
  },
  {
    name: 'linphone sends each digit by INFO and as an event',
    symptom: 'The voice menu takes every key press twice.',
    expected: 'dtmf-mismatch',
    maker: 'linphone',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      soundBetween(ALICE, GATEWAY);
      const sound = play(rtpFile(stage, 'menu', { ms: 12_000 }));
      await gateway(stage, (callee) => [
        sound,
        ...Array.from({ length: 3 }, () => [recv('INFO'), callee.within('200 OK')]).flat(),
        recv('BYE'),
        callee.within('200 OK'),
      ]);
      const alice = await linphone(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        sip: ['use_info=1', 'use_rfc2833=1'],
      });
      alice.type(`call sip:${NUMBER}@${GATEWAY}`);
      await alice.until('talks');
      await stage.wait(2_000);
      for (const digit of ['1', '4', '9']) {
        alice.type(digit);
        await stage.wait(1_500);
      }
      alice.type('terminate');
      await stage.wait(1_000);
    },
  },
  {
    name: 'linphone is set to Opus only, the other phone has G.711',
    symptom: 'Calls to the old phone in the workshop are refused, all newer ones can be called.',
    expected: 'no-common-codec',
    maker: 'linphone',
    addresses: [PROXY, ALICE, BOB, CAROL],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const account = { password: PASSWORD, proxy: PROXY };
      const old = { ...account, regint: 600, answer: 'auto' } as const;
      const bob = await baresip(stage, { at: BOB, aor: 'bob@example.com', ...old });
      const carol = await baresip(stage, { at: CAROL, aor: 'carol@example.com', ...old });
      await bob.until('registered');
      await carol.until('registered');
      soundBetween(BOB, CAROL);
      bob.type('dial sip:carol@example.com');
      await bob.until('talks');
      await stage.wait(2_000);
      bob.type('hangup');
      await stage.wait(800);
      const alice = await linphone(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        ...account,
        codecs: [
          ['opus', 48_000],
          ['speex', 16_000],
        ],
      });
      alice.type('call sip:bob@example.com');
      await stage.wait(3_000);
      alice.type('terminate');
      await stage.wait(800);
    },
  },
];

export const scenes = byName(list);
export const heldOutPhones = faultsOf('held out', 'held-out/phones.ts', list);
