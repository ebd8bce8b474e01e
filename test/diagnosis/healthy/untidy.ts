/** Healthy calls that look like faults: attempts that fail before one succeeds, addresses that only seem wrong, many users at one place. */

import { baresip } from '../baresip.ts';
import { type HealthyScene, byName, healthyScenes, succeeded } from '../bench-scene.ts';
import { editCapture } from '../capture-edit.ts';
import { kamailio } from '../kamailio.ts';
import { linphone } from '../linphone.ts';
import { soundBetween } from '../network.ts';
import { play, rtpFile } from '../rtp-file.ts';
import { Callee, Caller, G711, audio } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const PROXY = '198.51.100.10';
const SECOND = '198.51.100.20';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const CAROL = '203.0.113.33';
const PASSWORD = 'r7-Pq.2x';
const EVERYBODY = [PROXY, SECOND, ALICE, BOB, CAROL];

/** What a caller does when it is answered. */
const talks = (caller: Caller, cseq = 1, ms = 900) => [
  recv(100, 'optional="true"'),
  recv(180, 'optional="true"'),
  recv(183, 'optional="true"'),
  recv(200, 'rrs="true"'),
  caller.ack(cseq),
  pause(ms),
  caller.bye(cseq + 1),
  recv(200),
];
/** What is called rings, answers and waits for the end. */
const taken = (callee: Callee, body = audio()) => [
  recv('INVITE', 'rrs="true"'),
  callee.reply('180 Ringing'),
  pause(300),
  callee.answer({ body }),
  recv('ACK'),
  recv('BYE'),
  callee.within('200 OK'),
];

/** Rows for [field0], [field1]. */
function rows(stage: Stage, list: readonly (readonly string[])[]): readonly string[] {
  return ['-inf', stage.file('rows.csv', ['SEQUENTIAL', ...list.map((row) => `${row.join(';')};`), ''].join('\n'))];
}

/** Two baresip talk by a proxy; all have addresses of private networks that reach each other. */
async function office(stage: Stage, proxy: string, alice: string, bob: string): Promise<void> {
  soundBetween(alice, bob);
  await kamailio(stage, { at: [proxy], password: PASSWORD });
  const account = { password: PASSWORD, proxy, regint: 600 };
  const called = await baresip(stage, { at: bob, aor: 'bob@example.com', ...account, answer: 'auto' });
  const caller = await baresip(stage, { at: alice, aor: 'alice@example.com', ...account });
  await called.until('registered');
  await caller.until('registered');
  caller.type('dial sip:bob@example.com');
  await caller.until('talks');
  await stage.wait(2_000);
  caller.type('hangup');
  await stage.wait(500);
}

const list: readonly HealthyScene[] = [
  {
    name: 'an office: three private networks with routers between, and no NAT',
    maker: 'baresip',
    addresses: ['10.1.0.5', '192.168.10.21', '172.16.4.33'],
    play: (stage) => office(stage, '10.1.0.5', '192.168.10.21', '172.16.4.33'),
  },
  {
    name: 'the same, captured in one direction only',
    maker: 'baresip',
    addresses: ['10.1.0.5', '192.168.10.21', '172.16.4.33'],
    play: (stage) => office(stage, '10.1.0.5', '192.168.10.21', '172.16.4.33'),
    // What the caller sends, by the source address of IPv4.
    edit: (path) => editCapture(path, ({ bytes }) => (bytes.readUInt32BE(26) === 0xc0a8_0a15 ? 1 : 0)),
  },
  {
    name: 'a nonce has grown old, and the phone takes the new one',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        password: PASSWORD,
        head: ['modparam("auth", "nonce_expire", 2)', 'modparam("registrar", "max_expires", 4)'],
      });
      // It keeps the nonce, and signs its next request with it.
      const account = { aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, expires: 4 };
      await linphone(stage, { at: ALICE, ...account });
      await stage.wait(7_500);
    },
  },
  {
    name: 'the first carrier has no line free, and the proxy takes the second',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        call: `$du = "sip:${BOB}";\n  t_on_failure("NEXT");\n  t_relay();\n  exit;`,
        routes: `failure_route[NEXT] {
  if (t_check_status("503")) {
    $du = "sip:${CAROL}";
    t_relay();
  }
}`,
      });
      const full = new Callee({ agent: 'CarrierSBC/7.4' });
      const refusal = full.reply('503 Service Unavailable', { more: ['Retry-After: 30'] });
      await sipp(stage, scenario('full', recv('INVITE', 'rrs="true"'), refusal, recv('ACK')), { at: BOB });
      await sipp(stage, scenario('free', ...taken(new Callee({ agent: 'CarrierSBC/9.1' }))), { at: CAROL });
      const alice = new Caller({ to: 'sip:+4930123456@example.com' });
      const phone = await sipp(stage, scenario('alice', alice.invite(), ...talks(alice)), { at: ALICE, to: PROXY });
      await succeeded(phone);
    },
  },
  {
    name: 'a call comes to the same proxy twice, for another user each time: a spiral',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        call: `if ($rU == "sales") $du = "sip:${SECOND}";\n  else $du = "sip:${BOB}";\n  t_relay();\n  exit;`,
      });
      await kamailio(stage, {
        at: [SECOND],
        domain: 'branch.example.com',
        call: `$ru = "sip:bob@example.com";\n  $du = "sip:${PROXY}";\n  t_relay();\n  exit;`,
      });
      await sipp(stage, scenario('bob', ...taken(new Callee())), { at: BOB });
      const alice = new Caller({ to: 'sip:sales@example.com' });
      const phone = await sipp(stage, scenario('alice', alice.invite(), ...talks(alice)), { at: ALICE, to: PROXY });
      await succeeded(phone);
    },
  },
  {
    name: 'a number is dialled digit by digit: 484 until it is complete',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const gateway = new Callee({ user: '030123', agent: 'ISDN-GW 5' });
      const short = [recv('INVITE', 'rrs="true"'), gateway.reply('484 Address Incomplete'), recv('ACK')];
      await sipp(stage, scenario('gateway', ...short, ...short, ...taken(gateway)), { at: BOB });
      const alice = new Caller({ to: 'sip:030123@example.com' });
      const tries = ['sip:030@example.com', 'sip:03012@example.com'].flatMap((uri, i) => [
        alice.invite({ uri, cseq: i + 1 }),
        recv(484),
        alice.ackRefusal(i + 1, { uri }),
        pause(400),
      ]);
      const phone = await sipp(stage, scenario('alice', ...tries, alice.invite({ cseq: 3 }), ...talks(alice, 3)), {
        at: ALICE,
        to: BOB,
      });
      await succeeded(phone);
    },
  },
  {
    name: 'SRTP is refused with 488, and the phone calls again without',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const bob = new Callee();
      const refused = [recv('INVITE', 'rrs="true"'), bob.reply('488 Not Acceptable Here'), recv('ACK')];
      await sipp(stage, scenario('bob', ...refused, ...taken(bob)), { at: BOB });
      const alice = new Caller();
      const key = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
      const secure = alice.invite({ body: audio({ profile: 'RTP/SAVP', more: [key] }) });
      const plain = alice.invite({ cseq: 2 });
      const steps = [secure, recv(488), alice.ackRefusal(), plain, ...talks(alice, 2)];
      const phone = await sipp(stage, scenario('alice', ...steps), { at: ALICE, to: BOB });
      await succeeded(phone);
    },
  },
  {
    name: 'an anonymous caller, whose identity the trunk asserts',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], call: `$du = "sip:${BOB}";\n  t_relay();\n  exit;` });
      await sipp(stage, scenario('bob', ...taken(new Callee())), { at: BOB });
      const caller = new Caller({ from: 'sip:anonymous@anonymous.invalid', agent: 'CarrierSBC/7.4' });
      const more = ['Privacy: id', 'P-Asserted-Identity: <sip:+4930123456@carrier.example.net;user=phone>'];
      const trunk = await sipp(stage, scenario('trunk', caller.invite({ more }), ...talks(caller)), {
        at: ALICE,
        to: PROXY,
      });
      await succeeded(trunk);
    },
  },
  {
    name: 'a queue: 182 again and again, an announcement, and the answer from another device',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const queue = new Callee({ user: 'queue', agent: 'CallCenter 9' });
      const agent = new Callee({ user: 'agent7', agent: 'CallCenter 9' });
      const announcement = queue.reply('183 Session Progress', { body: audio() }).replaceAll(']b[', ']q[');
      const waiting = (before: number) => [queue.reply(`182 Queued, ${before} callers before you`), pause(500)];
      const music = play(rtpFile(stage, 'music', { ms: 1_500 }));
      const answer = agent.answer({ body: audio({ owner: 'agent' }) });
      await sipp(
        stage,
        scenario(
          'queue',
          recv('INVITE', 'rrs="true"'),
          queue.reply('100 Trying'),
          announcement,
          music,
          ...waiting(3),
          ...waiting(2),
          ...waiting(1),
          agent.reply('180 Ringing'),
          pause(500),
          answer,
          recv('ACK'),
          recv('BYE'),
          agent.within('200 OK'),
        ),
        { at: BOB, more: ['-mi', BOB] },
      );
      const alice = new Caller({ to: 'sip:queue@example.com' });
      const heard = [100, 183, 182, 182, 182, 180].map((status) => recv(status));
      const [, , , ...answered] = talks(alice);
      const phone = await sipp(stage, scenario('alice', alice.invite(), ...heard, ...answered), {
        at: ALICE,
        to: BOB,
        more: ['-mi', ALICE],
      });
      await succeeded(phone);
    },
  },
  {
    name: 'forty users register from one address, each with its password',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const gateway = new Caller({ from: 'sip:[field0]@example.com', agent: 'Mediant 1000/7.20A' });
      const users = Array.from({ length: 40 }, (_, i) => String(200 + i));
      const lines = await sipp(
        stage,
        scenario(
          'lines',
          gateway.register(600),
          recv(401, 'auth="true"'),
          gateway.register(600, { cseq: 2, more: ['[field1]'] }),
          recv(200),
        ),
        {
          at: ALICE,
          to: PROXY,
          calls: users.length,
          rate: 20,
          more: [
            '-auth_uri',
            'example.com',
            ...rows(
              stage,
              users.map((user) => [user, `[authentication username=${user} password=${PASSWORD}]`]),
            ),
          ],
        },
      );
      await succeeded(lines);
    },
  },
  {
    name: 'a busy trunk: three hundred calls in three seconds, to numbers all over the world',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const carrier = new Callee({ user: 'trunk', agent: 'CarrierSBC/7.4' });
      const answer = [
        recv('INVITE', 'rrs="true"'),
        carrier.answer(),
        recv('ACK'),
        recv('BYE'),
        carrier.within('200 OK'),
      ];
      await sipp(stage, scenario('carrier', ...answer), { at: BOB, calls: 300 });
      const numbers = ['+4930', '+1212', '+44151', '+97259', '+3906', '+8610'].flatMap((prefix) =>
        Array.from({ length: 50 }, (_, i) => [`${prefix}55501${String(i).padStart(2, '0')}`]),
      );
      const caller = new Caller({ to: 'sip:[field0]@carrier.example.net', agent: 'PBX 16.2' });
      const trunk = await sipp(stage, scenario('trunk', caller.invite(), ...talks(caller, 1, 300)), {
        at: ALICE,
        to: BOB,
        calls: 300,
        rate: 100,
        more: rows(stage, numbers),
      });
      await succeeded(trunk);
    },
  },
  {
    name: 'the sound goes over a media server with an address of its own, and then directly',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const bob = new Callee({ agent: 'Asterisk PBX 20.5.0' });
      const voice = play(rtpFile(stage, 'voice', { ms: 1_200 }));
      // As a PBX does when both sides can hear each other without it.
      const direct = audio({ at: CAROL, port: 16_384, version: 2, formats: [G711[0]] });
      await sipp(
        stage,
        scenario(
          'pbx',
          Callee.invited,
          bob.reply('180 Ringing'),
          pause(400),
          bob.answer({ body: audio({ formats: [G711[0]] }) }),
          recv('ACK'),
          voice,
          pause(1_200),
          bob.request('INVITE', 10, { body: direct }),
          recv(200),
          bob.request('ACK', 10),
          recv('BYE'),
          bob.within('200 OK'),
          Callee.forget,
        ),
        { at: BOB, more: ['-mi', SECOND] },
      );
      const alice = new Caller();
      const phone = await sipp(
        stage,
        scenario(
          'alice',
          alice.invite(),
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(),
          voice,
          recv('INVITE'),
          alice.reply('200 OK', { body: audio({ formats: [G711[0]], version: 2 }), attributes: 'retrans="500"' }),
          recv('ACK'),
          pause(1_000),
          alice.bye(),
          recv(200),
        ),
        { at: ALICE, to: BOB, more: ['-mi', ALICE] },
      );
      await succeeded(phone);
    },
  },
];

export const scenes = byName(list);
export const healthyUntidy = healthyScenes('healthy/untidy.ts', list);
