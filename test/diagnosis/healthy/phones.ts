/** Healthy calls of baresip and linphone, most of them through a Kamailio. */

import { type Baresip, baresip } from '../baresip.ts';
import { type HealthyScene, byName, healthyScenes } from '../bench-scene.ts';
import { editCapture, isSip } from '../capture-edit.ts';
import { kamailio } from '../kamailio.ts';
import { linphone } from '../linphone.ts';
import { soundBetween } from '../network.ts';
import { Callee, G711, audio } from '../sipp-messages.ts';
import { recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const PROXY = '198.51.100.10';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const CAROL = '203.0.113.33';
const PASSWORD = 'r7-Pq.2x';
const EVERYBODY = [PROXY, ALICE, BOB, CAROL];

/** A baresip that is registered at the proxy. */
async function registered(
  stage: Stage,
  user: string,
  at: string,
  more: Partial<Parameters<typeof baresip>[1]> = {},
): Promise<Baresip> {
  const options = { at, aor: `${user}@example.com`, password: PASSWORD, proxy: PROXY, regint: 600, ...more };
  const phone = await baresip(stage, options);
  await phone.until('registered');
  return phone;
}

/** Alice calls Bob through the proxy, they talk, and Alice hangs up. */
async function talk(stage: Stage): Promise<void> {
  soundBetween(ALICE, BOB);
  await kamailio(stage, { at: [PROXY], password: PASSWORD });
  const bob = await registered(stage, 'bob', BOB);
  const alice = await registered(stage, 'alice', ALICE);
  alice.type('dial sip:bob@example.com');
  await bob.until('rings');
  await stage.wait(700);
  bob.type('accept');
  await alice.until('talks');
  await stage.wait(2_000);
  alice.type('hangup');
  await stage.wait(500);
}

const list: readonly HealthyScene[] = [
  {
    name: 'two phones register, are challenged, and talk through the proxy',
    maker: 'baresip',
    addresses: EVERYBODY,
    play: talk,
  },
  {
    name: 'the same, each packet captured twice',
    maker: 'baresip',
    addresses: EVERYBODY,
    play: talk,
    edit: (path) => editCapture(path, () => 2),
  },
  {
    name: 'the same, SIP captured only',
    maker: 'baresip',
    addresses: EVERYBODY,
    play: talk,
    edit: (path) => editCapture(path, (packet) => (isSip(packet) ? 1 : 0)),
  },
  {
    name: 'the same, captured from the midst of the call on',
    maker: 'baresip',
    addresses: EVERYBODY,
    play: talk,
    edit: (path) => editCapture(path, ({ index, count }) => (index < count / 2 ? 0 : 1)),
  },
  {
    name: 'the same, captured until the midst of the call',
    maker: 'baresip',
    addresses: EVERYBODY,
    play: talk,
    edit: (path) => editCapture(path, ({ index, count }) => (index > count / 2 ? 0 : 1)),
  },
  {
    name: 'hold and resume, by linphone',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const bob = await registered(stage, 'bob', BOB);
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      alice.type('call sip:bob@example.com');
      await bob.until('rings');
      bob.type('accept');
      await alice.until('talks');
      await stage.wait(1_200);
      alice.type('pause');
      await alice.until('paused');
      await stage.wait(1_500);
      alice.type('resume');
      await stage.wait(1_500);
      bob.type('hangup');
      await alice.until('ended');
    },
  },
  {
    name: 'a blind transfer',
    maker: 'baresip',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const bob = await registered(stage, 'bob', BOB);
      const carol = await registered(stage, 'carol', CAROL);
      const alice = await registered(stage, 'alice', ALICE);
      alice.type('dial sip:bob@example.com');
      await bob.until('rings');
      bob.type('accept');
      await alice.until('talks');
      await stage.wait(1_200);
      bob.type('transfer sip:carol@example.com');
      await carol.until('rings');
      soundBetween(ALICE, CAROL);
      await stage.wait(600);
      carol.type('accept');
      await carol.until('talks');
      await stage.wait(1_500);
      carol.type('hangup');
      await stage.wait(500);
    },
  },
  {
    name: 'two phones of one user ring, one answers, the other is cancelled',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const desk = await registered(stage, 'bob', BOB);
      const cordless = await registered(stage, 'bob', CAROL);
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      alice.type('call sip:bob@example.com');
      await Promise.all([desk.until('rings'), cordless.until('rings')]);
      await stage.wait(1_200);
      desk.type('accept');
      await alice.until('talks');
      await stage.wait(1_500);
      alice.type('terminate');
      await stage.wait(600);
    },
  },
  {
    name: 'the caller gives up while it rings',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const bob = await registered(stage, 'bob', BOB);
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      alice.type('call sip:bob@example.com');
      await bob.until('rings');
      await stage.wait(2_000);
      alice.type('terminate');
      await stage.wait(800);
    },
  },
  {
    name: 'a phone renews its registration again and again, and takes it back',
    maker: 'baresip',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD, head: ['modparam("registrar", "max_expires", 3)'] });
      await registered(stage, 'alice', ALICE, { regint: 3 });
      await stage.wait(7_000);
    },
  },
  {
    name: 'one phone by TCP, the other by UDP',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const bob = await registered(stage, 'bob', BOB);
      // Its connection comes from no address of its own else.
      soundBetween(ALICE, PROXY);
      const account = { aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, transport: 'tcp' } as const;
      const alice = await linphone(stage, { at: ALICE, ...account });
      soundBetween(ALICE, BOB);
      alice.type('call sip:bob@example.com');
      await bob.until('rings');
      bob.type('accept');
      await alice.until('talks');
      await stage.wait(1_500);
      bob.type('hangup');
      await stage.wait(800);
    },
  },
  {
    name: 'two phones talk over IPv6',
    maker: 'baresip',
    addresses: ['2001:db8::10', '2001:db8::7', '2001:db8::20'],
    async play(stage) {
      soundBetween('2001:db8::7', '2001:db8::20');
      await kamailio(stage, { at: ['2001:db8::10'], password: PASSWORD });
      const account = { password: PASSWORD, proxy: '[2001:db8::10]', regint: 600 };
      const bob = await baresip(stage, { at: '2001:db8::20', aor: 'bob@example.com', ...account, answer: 'auto' });
      const alice = await baresip(stage, { at: '2001:db8::7', aor: 'alice@example.com', ...account });
      await bob.until('registered');
      await alice.until('registered');
      alice.type('dial sip:bob@example.com');
      await alice.until('talks');
      await stage.wait(1_500);
      alice.type('hangup');
      await stage.wait(500);
    },
  },
  {
    name: 'a text message, then a call with digits as telephone-events',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      await registered(stage, 'bob', BOB, { answer: 'auto' });
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      alice.type('chat sip:bob@example.com I call you in a minute');
      await stage.wait(700);
      alice.type('call sip:bob@example.com');
      await alice.until('talks');
      for (const digit of '42#') {
        await stage.wait(600);
        alice.type(digit);
      }
      await stage.wait(800);
      alice.type('terminate');
      await stage.wait(600);
    },
  },
  {
    name: 'two phones talk by SRTP',
    maker: 'baresip',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const secure = { modules: ['srtp'], account: ['mediaenc=srtp-mand'] };
      await registered(stage, 'bob', BOB, { ...secure, answer: 'auto' });
      const alice = await registered(stage, 'alice', ALICE, secure);
      alice.type('dial sip:bob@example.com');
      await alice.until('talks');
      await stage.wait(1_800);
      alice.type('hangup');
      await stage.wait(500);
    },
  },
  {
    name: 'a redirection is followed, under a new Call-ID',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      const first = `append_to_reply("Contact: <sip:bob@${BOB}>\\r\\n");
  sl_send_reply("302", "Moved Temporarily");
  exit;`;
      await kamailio(stage, { at: [PROXY], first });
      await baresip(stage, { at: BOB, aor: 'bob@example.com', answer: 'auto' });
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com' });
      alice.type(`call sip:bob@${PROXY}`);
      await alice.until('talks');
      await stage.wait(1_500);
      alice.type('terminate');
      await stage.wait(600);
    },
  },
  {
    name: 'digits by INFO, which the voice menu takes',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      const menu = new Callee({ user: 'menu', agent: 'Asterisk PBX 20.5.0' });
      const taken = [recv('INFO'), menu.within('200 OK')];
      const answer = menu.answer({ body: audio({ formats: [G711[0]] }) });
      await sipp(
        stage,
        scenario(
          'menu',
          recv('INVITE', 'rrs="true"'),
          menu.reply('100 Trying'),
          answer,
          recv('ACK'),
          ...taken,
          recv('BYE'),
          menu.within('200 OK'),
        ),
        { at: BOB, more: ['-rtp_echo', '-mi', BOB] },
      );
      const alice = await linphone(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        sip: ['use_info=1', 'use_rfc2833=0'],
      });
      alice.type(`call sip:menu@${BOB}`);
      await alice.until('talks');
      await stage.wait(800);
      alice.type('1');
      await stage.wait(1_500);
      alice.type('terminate');
      await stage.wait(600);
    },
  },
  {
    name: 'one side speaks G.722 too, the other PCMA only',
    maker: 'linphone',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      await registered(stage, 'bob', BOB, { codecs: ['g722', 'g711'], answer: 'auto' });
      const account = { aor: 'alice@example.com', password: PASSWORD, proxy: PROXY };
      const alice = await linphone(stage, { at: ALICE, ...account, codecs: [['PCMA', 8000]] });
      alice.type('call sip:bob@example.com');
      await alice.until('talks');
      await stage.wait(1_500);
      alice.type('terminate');
      await stage.wait(600);
    },
  },
];

export const scenes = byName(list);
export const healthyPhones = healthyScenes('healthy/phones.ts', list);
