/** Faults held out, at a Kamailio: how it was set up, what stands behind it, and which devices share it. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { baresip } from '../baresip.ts';
import { type FaultyScene, byName, faultsOf, succeeded } from '../bench-scene.ts';
import { kamailio } from '../kamailio.ts';
import { linphone } from '../linphone.ts';
import { soundBetween } from '../network.ts';
import { Callee, Caller } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const PROXY = '198.51.100.10';
const CARRIER = '198.51.100.40';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const ATTIC = '203.0.113.33';
const PASSWORD = 'Hf4-kk.91';

/** A phone of baresip, registered. */
async function registered(stage: Stage, user: string, at: string, answer: 'manual' | 'auto' = 'manual') {
  const account = { aor: `${user}@example.com`, password: PASSWORD, proxy: PROXY, regint: 600 };
  const phone = await baresip(stage, { at, ...account, answer });
  await phone.until('registered');
  return phone;
}

/** What goes to this address leaves by another interface than the one that is captured, and nothing comes back. */
function beyondTheCapture(address: string): void {
  for (const args of [
    'link add far0 type veth peer name far1',
    'link set far0 up',
    'link set far1 up',
    `route add ${address} dev far0`,
    // Nobody there answers ARP.
    `neigh add ${address} lladdr 02:00:00:00:00:63 dev far0`,
  ]) {
    const { status, stderr } = spawnSync('ip', args.split(' '), { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${args}: ${stderr}`);
  }
}

/** Subscribers in text files, as kamdbctl makes them. @returns the lines that make Kamailio use them */
function subscribers(stage: Stage, ...names: readonly string[]): readonly string[] {
  stage.file('version', 'table_name(string) table_version(int)\nsubscriber:7\n');
  const rows = names.map((name, index) => `${index + 1}:${name}:example.com:${PASSWORD}:x:x\n`);
  const head = 'id(int,auto) username(string) domain(string) password(string) ha1(string) ha1b(string)\n';
  stage.file('subscriber', head + rows.join(''));
  return [
    `modparam("auth_db", "db_url", "text://${stage.folder}")`,
    'modparam("auth_db", "calculate_ha1", 1)',
    'modparam("auth_db", "password_column", "password")',
  ];
}

/** What sipp cannot be: a phone that takes each nonce for good, and begins each answer with nc=00000001. */
class DoorPhone {
  readonly #socket = createSocket('udp4').bind(5060, BOB);

  /** @returns the response */
  async register(cseq: number, nonce?: string): Promise<string> {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const [ha1, ha2] = [md5(`bob:example.com:${PASSWORD}`), md5('REGISTER:sip:example.com')];
    const digest = `username="bob", realm="example.com", nonce="${nonce ?? ''}", uri="sip:example.com", algorithm=MD5`;
    const answer = md5(`${ha1}:${nonce ?? ''}:00000001:3f1c09aa:auth:${ha2}`);
    const lines = [
      'REGISTER sip:example.com SIP/2.0',
      `Via: SIP/2.0/UDP ${BOB}:5060;branch=z9hG4bK5d0c${cseq};rport`,
      'Max-Forwards: 70',
      'From: "Front door" <sip:bob@example.com>;tag=77a01',
      'To: <sip:bob@example.com>',
      `Call-ID: 20c1f6@${BOB}`,
      `CSeq: ${cseq} REGISTER`,
      `Contact: <sip:bob@${BOB}:5060>`,
      ...(nonce === undefined
        ? []
        : [`Authorization: Digest ${digest}, response="${answer}", qop=auth, nc=00000001, cnonce="3f1c09aa"`]),
      'Expires: 120',
      'User-Agent: DoorPhone 1.2',
      'Content-Length: 0',
    ];
    this.#socket.send(`${lines.join('\r\n')}\r\n\r\n`, 5060, PROXY);
    const [response] = (await once(this.#socket, 'message')) as [Buffer];
    return response.toString('latin1');
  }

  close(): void {
    this.#socket.close();
  }
}

const list: readonly FaultyScene[] = [
  {
    name: 'one contact per user: the softphone takes the place of the desk phone',
    symptom: 'Since the softphone is on, the desk phone of Bob does not ring any more, though it shows as registered.',
    expected: 'registration-replaced',
    firstSaid: 'hung-up',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB, ATTIC],
    async play(stage) {
      // 0x04: one contact per address-of-record.
      const register = 'save("location", "0x04");\n    exit;';
      await kamailio(stage, { at: [PROXY], password: PASSWORD, register });
      const alice = await registered(stage, 'alice', ALICE);
      const desk = await linphone(stage, { at: BOB, aor: 'bob@example.com', password: PASSWORD, proxy: PROXY });
      soundBetween(ALICE, BOB);
      alice.type('dial sip:bob@example.com');
      await desk.until('rings');
      await stage.wait(800);
      desk.type('answer');
      await alice.until('talks');
      await stage.wait(1_500);
      alice.type('hangup');
      await stage.wait(1_000);
      const softphone = await registered(stage, 'bob', ATTIC);
      soundBetween(ALICE, ATTIC);
      alice.type('dial sip:bob@example.com');
      await softphone.until('rings');
      await stage.wait(1_500);
      softphone.type('accept');
      await stage.wait(2_000);
      alice.type('hangup');
      await stage.wait(800);
    },
  },
  {
    name: 'a letter of the user name is transposed, and the subscriber table says so',
    symptom: 'The new phone does not register: 403. The password is right, I have typed it three times.',
    expected: 'unknown-user',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      // What www_authenticate() returns: -3 is a user that the table does not have.
      const register = `if (!www_authenticate("$td", "subscriber")) {
      switch ($rc) {
        case -3: sl_send_reply("403", "Unknown subscriber"); break;
        default: www_challenge("$td", "1");
      }
      exit;
    }
    save("location");
    exit;`;
      const head = subscribers(stage, 'alice', 'bob');
      await kamailio(stage, { at: [PROXY], modules: ['db_text', 'auth_db'], head, register });
      await linphone(stage, { at: BOB, aor: 'bob@example.com', password: PASSWORD, proxy: PROXY });
      await baresip(stage, { at: ALICE, aor: 'alcie@example.com', password: PASSWORD, proxy: PROXY, regint: 600 });
      await stage.wait(3_000);
    },
  },
  {
    name: 'two users forward their calls to each other',
    symptom: 'Calls to 200 or 201 fail at once with 483, all others work.',
    expected: 'too-many-hops',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      // Forwarded calls go through the routing anew, as a new request to itself.
      const call = `switch ($rU) {
    case "200": $rU = "201"; $du = "sip:${PROXY}:5060"; t_relay(); exit;
    case "201": $rU = "200"; $du = "sip:${PROXY}:5060"; t_relay(); exit;
  }
  if (!lookup("location")) {
    sl_send_reply("480", "Temporarily Unavailable");
    exit;
  }
  t_relay();
  exit;`;
      await kamailio(stage, { at: [PROXY], head: ['modparam("maxfwd", "max_limit", 16)'], call });
      const bob = await registered(stage, '202', BOB, 'auto');
      const alice = await registered(stage, 'alice', ALICE);
      soundBetween(ALICE, BOB);
      alice.type('dial sip:202@example.com');
      await bob.until('talks');
      await stage.wait(1_500);
      alice.type('hangup');
      await stage.wait(800);
      alice.type('dial sip:200@example.com');
      await stage.wait(2_000);
    },
  },
  {
    name: 'the proxy has no credentials for the carrier, and hands its challenge to the phone',
    symptom: 'Calls to the outside ask the users for a password, which nobody has.',
    expected: 'wrong-realm',
    firstSaid: 'no-credentials',
    maker: 'kamailio',
    addresses: [PROXY, CARRIER, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [CARRIER], domain: 'carrier.example.net', password: 'trunk-7781' });
      const call = `$du = "sip:${CARRIER}";\n  t_relay();\n  exit;`;
      await kamailio(stage, { at: [PROXY], password: PASSWORD, call });
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      alice.type('call sip:+4930123456@example.com');
      await stage.wait(4_000);
      await registered(stage, 'bob', BOB);
      await stage.wait(500);
    },
  },
  {
    name: 'the gateway behind the proxy is dead, and the capture is taken before the proxy',
    symptom: 'Calls to the outside: six seconds of nothing, then 408. Calls in the house work.',
    expected: 'hop-timeout',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      beyondTheCapture('198.51.100.99');
      const call = `if ($rU =~ "^0") {
    $du = "sip:198.51.100.99:5060";
    t_relay();
    exit;
  }
  if (!lookup("location")) {
    sl_send_reply("480", "Temporarily Unavailable");
    exit;
  }
  t_relay();
  exit;`;
      await kamailio(stage, { at: [PROXY], password: PASSWORD, head: ['modparam("tm", "fr_timer", 6000)'], call });
      const bob = await registered(stage, 'bob', BOB, 'auto');
      const alice = await registered(stage, 'alice', ALICE);
      soundBetween(ALICE, BOB);
      alice.type('dial sip:bob@example.com');
      await bob.until('talks');
      await stage.wait(1_500);
      alice.type('hangup');
      await stage.wait(800);
      alice.type('dial sip:030123456@example.com');
      await stage.wait(8_000);
    },
  },
  {
    name: 'the script answers REGISTER by itself and never saves the contact',
    symptom: 'All phones show as registered, and nobody can be called: 480.',
    expected: 'contact-not-granted',
    firstSaid: 'user-unavailable',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD, register: 'sl_send_reply("200", "OK");\n    exit;' });
      await registered(stage, 'bob', BOB);
      const alice = await registered(stage, 'alice', ALICE);
      await stage.wait(1_000);
      alice.type('dial sip:bob@example.com');
      await stage.wait(2_000);
    },
  },
  {
    name: 'an adapter clears all contacts of the user when it starts',
    symptom: 'Whenever the fax adapter is restarted, the desk phone of Bob gets no calls for an hour.',
    expected: 'unregistered-by-accident',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB, ATTIC],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const alice = await registered(stage, 'alice', ALICE);
      const desk = await registered(stage, 'bob', BOB, 'auto');
      soundBetween(ALICE, BOB);
      alice.type('dial sip:bob@example.com');
      await desk.until('talks');
      await stage.wait(1_500);
      alice.type('hangup');
      await stage.wait(1_000);
      const ata = new Caller({ from: 'sip:bob@example.com', agent: 'Cisco/SPA112-1.4.1(SR5)' });
      const signed = { more: [`[authentication username=bob password=${PASSWORD}]`] };
      const everything = (text: string) => text.replace(/^Contact: .*$/m, 'Contact: *');
      const steps = [
        everything(ata.register(0)),
        recv(401, 'auth="true"'),
        everything(ata.register(0, { cseq: 2, ...signed })),
        recv(200),
        pause(300),
        ata.register(3600, { cseq: 3 }),
        recv(401, 'auth="true"'),
        ata.register(3600, { cseq: 4, ...signed }),
        recv(200),
      ];
      const place = { at: ATTIC, to: PROXY, more: ['-auth_uri', 'example.com'] };
      await succeeded(await sipp(stage, scenario('adapter', ...steps), place));
      const line = new Callee({ agent: 'Cisco/SPA112-1.4.1(SR5)' });
      const answered = [recv('INVITE', 'rrs="true"'), line.reply('180 Ringing'), pause(1_200), line.answer()];
      await sipp(stage, scenario('fax', ...answered, recv('ACK'), recv('BYE'), line.within('200 OK')), {
        at: ATTIC,
        more: ['-rtp_echo', '-mi', ATTIC],
      });
      soundBetween(ALICE, ATTIC);
      await stage.wait(1_000);
      alice.type('dial sip:bob@example.com');
      await stage.wait(4_000);
      alice.type('hangup');
      await stage.wait(800);
    },
  },
  {
    name: 'a phone uses its nonce again and does not count',
    symptom: 'The phone registers when it starts, and is offline some minutes later.',
    expected: 'nonce-count-reused',
    maker: 'kamailio',
    addresses: [PROXY, BOB],
    async play(stage) {
      const head = ['modparam("auth", "nonce_count", 1)', 'modparam("auth", "qop", "auth")'];
      await kamailio(stage, { at: [PROXY], password: PASSWORD, head });
      const phone = new DoorPhone();
      const nonce = /nonce="([^"]+)"/.exec(await phone.register(1))?.[1] ?? '';
      await phone.register(2, nonce);
      await stage.wait(6_000);
      await phone.register(3, nonce);
      await stage.wait(4_000);
      await phone.register(4, nonce);
      phone.close();
    },
  },
  {
    name: 'a camera asks for a minute again and again, and the server wants five',
    symptom: 'The camera does not register: 423. The phones do.',
    expected: 'interval-too-brief',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      const register = `$var(seconds) = $(hdr(Expires){s.int});
    if ($var(seconds) > 0 && $var(seconds) < 300) {
      append_to_reply("Min-Expires: 300\\r\\n");
      sl_send_reply("423", "Interval Too Brief");
      exit;
    }
    save("location");
    exit;`;
      await kamailio(stage, { at: [PROXY], password: PASSWORD, register });
      await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      const camera = new Caller({ from: 'sip:bob@example.com', agent: 'IPCam SIP UA 2.3' });
      const signed = { more: [`[authentication username=bob password=${PASSWORD}]`] };
      const steps = [1, 3, 5].flatMap((cseq) => [
        camera.register(60, { cseq }),
        recv(401, 'auth="true"'),
        camera.register(60, { cseq: cseq + 1, ...signed }),
        recv(423),
        pause(4_000),
      ]);
      const place = { at: BOB, to: PROXY, more: ['-auth_uri', 'example.com'] };
      await succeeded(await sipp(stage, scenario('camera', ...steps), place));
    },
  },
];

export const scenes = byName(list);
export const heldOutServers = faultsOf('held out', 'held-out/servers.ts', list);
