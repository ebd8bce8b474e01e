/** Faults at a Kamailio: what it is told to do, what it does by itself, and what reaches it wrong. */

import { baresip } from '../baresip.ts';
import { type FaultyScene, byName, faultsOf, succeeded } from '../bench-scene.ts';
import { kamailio } from '../kamailio.ts';
import { linphone } from '../linphone.ts';
import { silence } from '../network.ts';
import { Callee, Caller } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';

const PROXY = '198.51.100.10';
const SECOND = '198.51.100.20';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const PASSWORD = 'r7-Pq.2x';

const list: readonly FaultyScene[] = [
  {
    name: 'international calls are barred for a user whose password is right',
    symptom: 'Calls abroad give 403, all others work.',
    expected: 'not-permitted',
    maker: 'kamailio',
    addresses: [PROXY, ALICE],
    async play(stage) {
      const call = 'if ($rU =~ "^00") {\n    sl_send_reply("403", "Forbidden");\n    exit;\n  }';
      await kamailio(stage, { at: [PROXY], password: PASSWORD, call });
      const alice = await baresip(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        password: PASSWORD,
        proxy: PROXY,
        regint: 600,
      });
      await alice.until('registered');
      alice.type('dial sip:0033142685300@example.com');
      await stage.wait(1_500);
    },
  },
  {
    name: 'a second phone registers where the server allows one',
    symptom: 'My new phone does not register, the old one does.',
    expected: 'registration-limit',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        password: PASSWORD,
        head: ['modparam("registrar", "max_contacts", 1)'],
      });
      for (const at of [ALICE, BOB]) {
        await baresip(stage, { at, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 });
        await stage.wait(800);
      }
    },
  },
  {
    name: 'the phone does not renew its registration in time',
    symptom: 'I can be called for a moment after the phone has started, and then no more.',
    expected: 'registration-expired',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], head: ['modparam("registrar", "max_expires", 3)'] });
      const bob = new Caller({ from: 'sip:bob@example.com', agent: 'DoorPhone 1.2' });
      const phone = await sipp(stage, scenario('bob', bob.register(3600), recv(200)), { at: BOB, to: PROXY });
      await succeeded(phone);
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY });
      await stage.wait(5_500);
      alice.type('dial sip:bob@example.com');
      await stage.wait(1_000);
    },
  },
  {
    name: 'a phone behind NAT registers its private address',
    symptom: 'The phone can call, and cannot be called.',
    expected: 'contact-behind-nat',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      silence('192.168.1.20');
      await kamailio(stage, { at: [PROXY], head: ['modparam("tm", "fr_timer", 4000)'] });
      const bob = new Caller({ from: 'sip:bob@example.com', host: '192.168.1.20:5060' });
      const phone = await sipp(stage, scenario('bob', bob.register(3600), recv(200)), {
        at: `${BOB}:31877`,
        to: PROXY,
      });
      await succeeded(phone);
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY });
      alice.type('dial sip:bob@example.com');
      await stage.wait(6_000);
    },
  },
  {
    name: 'a gateway begins with Max-Forwards 1',
    symptom: 'Calls from the gateway to the second site give 483.',
    expected: 'max-forwards-low',
    maker: 'kamailio',
    addresses: [PROXY, SECOND, ALICE],
    async play(stage) {
      await kamailio(stage, { at: [SECOND], domain: 'branch.example.com' });
      await kamailio(stage, { at: [PROXY], call: `$du = "sip:${SECOND}";\n  t_relay();\n  exit;` });
      const caller = new Caller({
        from: 'sip:+4930555@example.com',
        to: 'sip:200@branch.example.com',
        agent: 'GSM-GW 3',
      });
      const gateway = await sipp(
        stage,
        scenario(
          'gateway',
          caller.invite({ maxForwards: 1 }),
          recv(100, 'optional="true"'),
          recv(483),
          caller.ackRefusal(),
        ),
        { at: ALICE, to: PROXY },
      );
      await succeeded(gateway);
    },
  },
  {
    name: 'the proxy gives up after its own short timer while the phone still rings',
    symptom: 'Callers are cut off after three rings.',
    expected: 'cancelled-by-timer',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], head: ['modparam("tm", "fr_inv_timer", 5000)'] });
      const bob = await baresip(stage, { at: BOB, aor: 'bob@example.com', proxy: PROXY, regint: 600 });
      await bob.until('registered');
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY });
      alice.type('dial sip:bob@example.com');
      await bob.until('rings');
      await stage.wait(6_500);
    },
  },
  {
    name: 'a caller does not try again after 422',
    symptom: 'Calls of the old PBX give 422.',
    expected: 'session-interval-too-small',
    maker: 'kamailio',
    addresses: [PROXY, ALICE],
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        call: `if ($(hdr(Session-Expires){s.int}) < 300) {
    append_to_reply("Min-SE: 300\\r\\n");
    sl_send_reply("422", "Session Interval Too Small");
  }
  exit;`,
      });
      const caller = new Caller({ agent: 'OldPBX 2.1' });
      const pbx = await sipp(
        stage,
        scenario(
          'pbx',
          caller.invite({ more: ['Supported: timer', 'Session-Expires: 120;refresher=uac', 'Min-SE: 90'] }),
          recv(100, 'optional="true"'),
          recv(422),
          caller.ackRefusal(),
        ),
        { at: ALICE, to: PROXY },
      );
      await succeeded(pbx);
      await stage.wait(1_000);
    },
  },
  {
    name: 'a registered phone has crashed',
    symptom: 'Calls to this phone give 408 although it shows as registered.',
    expected: 'port-unreachable',
    maker: 'kamailio',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], head: ['modparam("tm", "fr_timer", 3000)'] });
      const bob = new Caller({ from: 'sip:bob@example.com' });
      const phone = await sipp(stage, scenario('bob', bob.register(3600), recv(200)), { at: BOB, to: PROXY });
      await succeeded(phone);
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY });
      alice.type('dial sip:bob@example.com');
      await stage.wait(4_500);
    },
  },
  {
    name: 'a phone behind NAT does not ask for the source port',
    symptom: 'The phone sends REGISTER again and again and hears nothing.',
    expected: 'response-to-wrong-port',
    maker: 'kamailio',
    addresses: [PROXY, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      const bob = new Caller({
        from: 'sip:bob@example.com',
        host: '192.168.1.20:5060',
        rport: false,
        agent: 'ATA 186',
      });
      await sipp(stage, scenario('bob', bob.register(3600), recv(401)), { at: `${BOB}:31877`, to: PROXY });
      await stage.wait(7_800);
    },
  },
  {
    name: 'the border proxy changes the Request-URI, and the registrar checks the digest against it',
    symptom: 'Since the border proxy stands before the registrar no phone registers, with the right password.',
    expected: 'digest-uri-rewritten',
    maker: 'kamailio',
    addresses: [PROXY, SECOND, ALICE],
    async play(stage) {
      const registrar = new Callee({ user: 'registrar', agent: 'PBX 16.2' });
      const challenge = (nonce: string) =>
        registrar.reply('401 Unauthorized', {
          more: [`WWW-Authenticate: Digest realm="example.com", nonce="${nonce}", algorithm=MD5, qop="auth"`],
        });
      // The phone tries without end, and at once; the registrar takes its time.
      const steps = Array.from({ length: 20 }, (_, i) => [recv('REGISTER'), pause(300), challenge(`6b1f0e9a77c${i}`)]);
      await sipp(stage, scenario('registrar', ...steps.flat()), { at: SECOND });
      await kamailio(stage, {
        at: [PROXY],
        register: `$ru = "sip:pbx.internal.example.net";\n    $du = "sip:${SECOND}";\n    t_relay();\n    exit;`,
      });
      await baresip(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 });
      await stage.wait(1_600);
    },
  },
  {
    name: 'a phone dials a number of another domain, which the proxy does not relay to',
    symptom: 'Calls to partners by their address give 403.',
    expected: 'relay-denied',
    maker: 'kamailio',
    addresses: [PROXY, ALICE],
    async play(stage) {
      const call = 'if (uri != myself) {\n    sl_send_reply("403", "Relaying denied");\n    exit;\n  }';
      await kamailio(stage, { at: [PROXY], password: PASSWORD, call });
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY });
      alice.type('call sip:frank@partner.example.net');
      await stage.wait(2_000);
    },
  },
  {
    name: 'the domain of the account has a typing error',
    symptom: 'The phone does not register: 403.',
    expected: 'wrong-domain',
    maker: 'linphone',
    addresses: [PROXY, ALICE],
    async play(stage) {
      const register = `if (uri != myself) {
      sl_send_reply("403", "Domain not served here");
      exit;
    }
    save("location");
    exit;`;
      await kamailio(stage, { at: [PROXY], register });
      await linphone(stage, { at: ALICE, aor: 'alice@exampel.com', proxy: PROXY, waits: false });
      await stage.wait(3_000);
    },
  },
];

export const scenes = byName(list);
export const kamailioFaults = faultsOf('known', 'known/kamailio.ts', list);
