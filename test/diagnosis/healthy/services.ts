/** What is healthy beside calls, and at a Kamailio that does what operators let it do: registrations, NAT, pings, voicemail, load. */

import { baresip } from '../baresip.ts';
import { type HealthyScene, byName, healthyScenes, succeeded } from '../bench-scene.ts';
import { type KamailioOptions, kamailio } from '../kamailio.ts';
import { soundBetween } from '../network.ts';
import { play, rtpFile } from '../rtp-file.ts';
import { Callee, Caller, type CallerOptions, G711, audio, reply } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const PROXY = '198.51.100.10';
const SECOND = '198.51.100.20';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const CAROL = '203.0.113.33';
const PASSWORD = 'r7-Pq.2x';
const EVERYBODY = [PROXY, SECOND, ALICE, BOB, CAROL];

/** A phone that registers once, and is then silent. */
async function registers(stage: Stage, options: CallerOptions, at: string): Promise<void> {
  const phone = new Caller(options);
  const device = await sipp(stage, scenario('register', phone.register(600), recv(200)), { at, to: PROXY });
  await succeeded(device);
}

/** Bob's phone takes one call, which the caller ends. */
async function answers(stage: Stage, at: string, callee: Callee, body = audio()): Promise<void> {
  const steps = [recv('INVITE', 'rrs="true"'), callee.reply('180 Ringing'), pause(500), callee.answer({ body })];
  await sipp(stage, scenario('bob', ...steps, recv('ACK'), recv('BYE'), callee.within('200 OK')), { at });
}

/** What a caller does when it rings and is answered. */
function talks(caller: Caller, ms = 900): readonly string[] {
  return [
    recv(100, 'optional="true"'),
    recv(180),
    recv(200, 'rrs="true"'),
    caller.ack(),
    pause(ms),
    caller.bye(),
    recv(200),
  ];
}

/** What Kamailio does with phones behind NAT, as nathelper's documentation has it. */
const NAT: Pick<KamailioOptions, 'first' | 'register' | 'within' | 'call' | 'routes'> = {
  first: 'force_rport();',
  register: 'fix_nated_register();\n    save("location");\n    exit;',
  within: 'force_rport();\n    if (is_method("INVITE|UPDATE")) set_contact_alias();\n    handle_ruri_alias();',
  call: `set_contact_alias();
  if (has_body("application/sdp")) fix_nated_sdp("2");
  t_on_reply("NAT");
  if (!lookup("location")) {
    sl_send_reply("480", "Temporarily Unavailable");
    exit;
  }
  t_relay();
  exit;`,
  routes: `onreply_route[NAT] {
  if (is_method("INVITE")) set_contact_alias();
  if (has_body("application/sdp")) fix_nated_sdp("2");
}`,
};

const list: readonly HealthyScene[] = [
  {
    name: 'an interval is too brief, and asked for again as long as is wanted',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const registrar = new Callee({ user: 'alice', host: `${ALICE}:5060`, agent: 'PBX 16.2' });
      const brief = registrar.reply('423 Interval Too Brief', { more: ['Min-Expires: 600'] });
      const granted = registrar.reply('200 OK', { more: ['Expires: 600'] });
      await sipp(stage, scenario('registrar', recv('REGISTER'), brief, recv('REGISTER'), granted), { at: PROXY });
      const phone = new Caller();
      const steps = [phone.register(60), recv(423), phone.register(600, { cseq: 2 }), recv(200)];
      const device = await sipp(stage, scenario('phone', ...steps), { at: ALICE, to: PROXY });
      await succeeded(device);
    },
  },
  {
    name: 'message waiting: SUBSCRIBE, NOTIFY, a refresh, and the end',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const server = new Callee({ user: 'alice', agent: 'Voicemail 3' });
      const notify = (cseq: number, state: string) => [
        server.request('NOTIFY', cseq, {
          more: ['Event: message-summary', `Subscription-State: ${state}`, `Contact: <sip:alice@${BOB}:5060>`],
          body: `Messages-Waiting: yes\nVoice-Message: ${cseq - 40}/3`,
          type: 'application/simple-message-summary',
        }),
        recv(200),
      ];
      const subscribed = Callee.invited.replace('"INVITE"', '"SUBSCRIBE"');
      await sipp(
        stage,
        scenario(
          'server',
          subscribed,
          server.reply('200 OK', { more: ['Expires: 600'] }),
          ...notify(41, 'active;expires=600'),
          pause(400),
          ...notify(42, 'active;expires=599'),
          recv('SUBSCRIBE'),
          server.within('200 OK', { more: ['Expires: 600'] }),
          ...notify(43, 'active;expires=600'),
          recv('SUBSCRIBE'),
          server.within('200 OK', { more: ['Expires: 0'] }),
          ...notify(44, 'terminated;reason=timeout'),
          Callee.forget,
        ),
        { at: BOB },
      );
      const phone = new Caller({ to: 'sip:alice@example.com' });
      const asked = (expires: number) => ['Event: message-summary', `Expires: ${expires}`];
      const notified = [recv('NOTIFY'), reply('200 OK')];
      const client = await sipp(
        stage,
        scenario(
          'phone',
          phone.request('SUBSCRIBE', { more: asked(600), attributes: 'retrans="500"' }),
          recv(200, 'rrs="true"'),
          ...notified,
          ...notified,
          pause(500),
          phone.inDialog('SUBSCRIBE', 2, { more: asked(600) }),
          recv(200),
          ...notified,
          pause(500),
          phone.inDialog('SUBSCRIBE', 3, { more: asked(0) }),
          recv(200),
          ...notified,
        ),
        { at: ALICE, to: BOB },
      );
      await succeeded(client);
    },
  },
  {
    name: 'one user on three phones, and one of them goes',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const account = { aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 };
      const phones = [];
      for (const at of [ALICE, BOB, CAROL]) {
        const phone = await baresip(stage, { at, ...account });
        await phone.until('registered');
        phones.push(phone);
      }
      await stage.wait(500);
      phones[1].type('quit');
      await phones[1].running.ended();
      await stage.wait(500);
    },
  },
  {
    name: 'a phone behind NAT, and a proxy that knows what to do',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], ...NAT });
      // The NAT keeps the source port for SIP, and for sound.
      const host = '192.168.1.20:5060';
      await registers(stage, { from: 'sip:bob@example.com', host }, `${BOB}:31877`);
      const behind = { body: audio({ at: '192.168.1.20', port: 16384 }) };
      const bob = new Callee({ host });
      const voice = play(rtpFile(stage, 'voice', { ms: 1_500 }));
      const answer = bob.answer(behind);
      await sipp(
        stage,
        scenario(
          'bob',
          recv('INVITE', 'rrs="true"'),
          bob.reply('180 Ringing'),
          pause(400),
          answer,
          recv('ACK'),
          voice,
          recv('BYE'),
          bob.within('200 OK'),
        ),
        { at: `${BOB}:31877`, more: ['-mi', BOB, '-mp', '16384'] },
      );
      const alice = new Caller();
      const [early, ringing, answered, ack, , ...rest] = talks(alice);
      const steps = [alice.invite(), early, ringing, answered, ack, voice, pause(1_500), ...rest];
      const phone = await sipp(stage, scenario('alice', ...steps), { at: ALICE, to: PROXY, more: ['-mi', ALICE] });
      await succeeded(phone);
    },
  },
  {
    name: 'the called phone is busy, and voicemail takes the call',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        call: `t_on_failure("VOICEMAIL");
  if (!lookup("location")) {
    sl_send_reply("480", "Temporarily Unavailable");
    exit;
  }
  t_relay();
  exit;`,
        routes: `failure_route[VOICEMAIL] {
  if (t_check_status("486|408")) {
    $ru = "sip:bob@${CAROL}";
    append_hf("Diversion: <sip:bob@example.com>;reason=user-busy\\r\\n");
    t_relay();
  }
}`,
      });
      await registers(stage, { from: 'sip:bob@example.com' }, BOB);
      const bob = new Callee();
      await sipp(stage, scenario('bob', recv('INVITE'), bob.reply('486 Busy Here'), recv('ACK')), { at: BOB });
      await answers(stage, CAROL, new Callee({ user: 'bob', agent: 'Voicemail 3' }));
      const alice = new Caller();
      const phone = await sipp(stage, scenario('alice', alice.invite(), ...talks(alice)), { at: ALICE, to: PROXY });
      await succeeded(phone);
    },
  },
  {
    name: 'a proxy asks its carriers by OPTIONS whether they live',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      const carrier = new Callee({ user: 'trunk', agent: 'CarrierSBC/7.4' });
      await sipp(stage, scenario('carrier', recv('OPTIONS'), carrier.reply('200 OK')), { at: BOB, calls: 50 });
      const list = stage.file('dispatcher.list', `1 sip:${BOB}\n`);
      await kamailio(stage, {
        at: [PROXY],
        modules: ['dispatcher'],
        head: [
          `modparam("dispatcher", "list_file", "${list}")`,
          'modparam("dispatcher", "ds_ping_interval", 1)',
          'modparam("dispatcher", "ds_ping_from", "sip:ping@example.com")',
          'modparam("dispatcher", "ds_probing_mode", 1)',
        ],
      });
      await stage.wait(4_000);
    },
  },
  {
    name: 'a proxy keeps the way through the NAT open by OPTIONS',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        ...NAT,
        modules: ['kex'],
        register: 'fix_nated_register();\n    setbflag(7);\n    setbflag(8);\n    save("location");\n    exit;',
        head: [
          'modparam("nathelper", "natping_interval", 1)',
          'modparam("nathelper", "ping_nated_only", 0)',
          'modparam("nathelper", "sipping_bflag", 7)',
          'modparam("nathelper", "sipping_from", "sip:ping@example.com")',
          'modparam("registrar", "method_filtering", 0)',
        ],
      });
      await baresip(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY, regint: 600 });
      await stage.wait(4_000);
    },
  },
  {
    name: 'a call goes through two proxies, and one of them hides the topology',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      soundBetween(ALICE, BOB);
      const bob = await baresip(stage, { at: BOB, aor: 'bob@example.com', answer: 'auto', regint: 0 });
      await kamailio(stage, {
        at: [SECOND],
        domain: 'inner.example.com',
        call: `$ru = "sip:bob@${BOB}";\n  t_relay();`,
      });
      await kamailio(stage, {
        at: [PROXY],
        modules: ['topoh'],
        head: ['modparam("topoh", "mask_key", "k8")', 'modparam("topoh", "mask_ip", "192.0.2.1")'],
        call: `$du = "sip:${SECOND}";\n  t_relay();`,
      });
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY });
      alice.type('dial sip:bob@example.com');
      await alice.until('talks');
      await stage.wait(1_500);
      bob.type('hangup');
      await stage.wait(500);
    },
  },
  {
    name: 'a large INVITE comes in fragments, and all of them arrive',
    maker: 'kamailio',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY] });
      await registers(stage, { from: 'sip:bob@example.com' }, BOB);
      await answers(stage, BOB, new Callee());
      const candidates = Array.from(
        { length: 24 },
        (_, i) => `a=candidate:${i + 1} 1 UDP ${2_130_706_431 - i} ${ALICE} ${40_000 + i} typ host generation 0`,
      );
      const alice = new Caller();
      const invite = alice.invite({ body: audio({ more: candidates }) });
      const phone = await sipp(stage, scenario('alice', invite, ...talks(alice)), { at: ALICE, to: PROXY });
      await succeeded(phone);
    },
  },
  {
    name: 'thirty short calls in a row, through the proxy',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      await kamailio(stage, { at: [PROXY], call: `$du = "sip:${BOB}";\n  t_relay();\n  exit;` });
      const bob = new Callee({ agent: 'CallCenter 9' });
      await sipp(
        stage,
        scenario('bob', recv('INVITE', 'rrs="true"'), bob.answer(), recv('ACK'), recv('BYE'), bob.within('200 OK')),
        { at: BOB, calls: 30 },
      );
      const alice = new Caller({ agent: 'Dialer 4' });
      const dialer = await sipp(
        stage,
        scenario(
          'alice',
          alice.invite(),
          recv(100, 'optional="true"'),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(400),
          alice.bye(),
          recv(200),
        ),
        { at: ALICE, to: PROXY, calls: 30, rate: 10 },
      );
      await succeeded(dialer);
    },
  },
  {
    name: 'a call over TCP, with audio and a video that is declined',
    maker: 'sipp',
    addresses: EVERYBODY,
    async play(stage) {
      const video = (port: number) => [`m=video ${port} RTP/AVP 99`, 'a=rtpmap:99 H264/90000'];
      const bob = new Callee();
      const answer = bob.answer({ body: audio({ formats: [G711[1], G711[2]], more: video(0) }) });
      const steps = [bob.reply('100 Trying'), bob.reply('180 Ringing'), pause(400), answer, recv('ACK'), recv('BYE')];
      await sipp(stage, scenario('bob', recv('INVITE', 'rrs="true"'), ...steps, bob.within('200 OK')), {
        at: BOB,
        transport: 't1',
      });
      const alice = new Caller();
      const invite = alice.invite({ body: audio({ more: video(16_402) }), attributes: '' });
      const phone = await sipp(stage, scenario('alice', invite, ...talks(alice)), {
        at: ALICE,
        to: BOB,
        transport: 't1',
      });
      await succeeded(phone);
    },
  },
];

export const scenes = byName(list);
export const healthyServices = healthyScenes('healthy/services.ts', list);
