/** Faults of baresip and linphone, real phones: what they do when the other side, or their own settings, are not as they should be. */

import { baresip } from '../baresip.ts';
import { type FaultyScene, byName, faultsOf, succeeded } from '../bench-scene.ts';
import { kamailio } from '../kamailio.ts';
import { linphone } from '../linphone.ts';
import { silence, soundBetween } from '../network.ts';
import { Callee, Caller, audio } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';

const PROXY = '198.51.100.10';
const ALICE = '203.0.113.7';
const BOB = '203.0.113.20';
const PASSWORD = 'r7-Pq.2x';

const list: readonly FaultyScene[] = [
  {
    name: 'baresip 1.0.0 meets a registrar that offers two algorithms',
    symptom: 'The phone sends REGISTER once, gets 401, and stays silent.',
    expected: 'two-challenges-ignored',
    maker: 'baresip',
    addresses: [PROXY, ALICE],
    async play(stage) {
      const registrar = new Callee({ user: 'registrar', agent: 'Asterisk PBX 20.5.0' });
      const challenge = (algorithm: string) =>
        `WWW-Authenticate: Digest realm="example.com", nonce="1700571/9f8a", algorithm=${algorithm}, qop="auth"`;
      const more = [challenge('SHA-256'), challenge('MD5')];
      await sipp(
        stage,
        scenario('registrar', recv('REGISTER'), registrar.reply('401 Unauthorized', { more }), pause(20_000)),
        { at: PROXY },
      );
      await baresip(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 });
      await stage.wait(5_000);
    },
  },
  {
    name: 'a registrar calls every nonce stale',
    symptom: 'The phone registers without end; the server says 401 each time.',
    expected: 'stale-loop',
    maker: 'baresip',
    addresses: [PROXY, ALICE],
    async play(stage) {
      const registrar = new Callee({ user: 'registrar', agent: 'PBX 16.2' });
      const challenge = (nonce: string, stale: boolean) =>
        registrar.reply('401 Unauthorized', {
          more: [
            `WWW-Authenticate: Digest realm="example.com", nonce="${nonce}"${stale ? ', stale=true' : ''}, algorithm=MD5, qop="auth"`,
          ],
        });
      const steps = Array.from({ length: 20 }, (_, i) => [
        recv('REGISTER'),
        pause(300),
        challenge(`655cb1a${i}`, i > 0),
      ]);
      await sipp(stage, scenario('registrar', ...steps.flat()), { at: PROXY });
      await baresip(stage, { at: ALICE, aor: 'alice@example.com', password: PASSWORD, proxy: PROXY, regint: 600 });
      await stage.wait(1_600);
    },
  },
  {
    name: 'linphone has no password for the account',
    symptom: 'The phone asks for a password, which nobody sees, and does not register.',
    expected: 'no-credentials',
    maker: 'linphone',
    addresses: [PROXY, ALICE],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: PASSWORD });
      await linphone(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY, waits: false });
      await stage.wait(6_000);
    },
  },
  {
    name: 'the registrar of linphone is switched off',
    symptom: 'The phone shows "registration in progress".',
    expected: 'registrar-silent',
    maker: 'linphone',
    addresses: [ALICE],
    async play(stage) {
      silence(PROXY);
      await linphone(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY, waits: false });
      await stage.wait(8_000);
    },
  },
  {
    name: 'linphone is set to TCP, the server listens to UDP only',
    symptom: 'The phone does not register since somebody chose TCP.',
    expected: 'connection-failed',
    maker: 'linphone',
    addresses: [PROXY, ALICE],
    async play(stage) {
      soundBetween(ALICE, PROXY);
      await kamailio(stage, { at: [PROXY], udpOnly: true });
      await linphone(stage, { at: ALICE, aor: 'alice@example.com', proxy: PROXY, transport: 'tcp', waits: false });
      await stage.wait(4_000);
    },
  },
  {
    name: 'baresip is restarted in the midst of a call',
    symptom: 'The other side has gone; when I hang up my phone shows 481.',
    expected: 'dialog-unknown',
    maker: 'baresip',
    addresses: [ALICE, BOB],
    async play(stage) {
      soundBetween(ALICE, BOB);
      const options = { at: BOB, aor: 'bob@example.com', answer: 'auto' } as const;
      const bob = await baresip(stage, options);
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com' });
      alice.type(`call sip:bob@${BOB}`);
      await alice.until('talks');
      await stage.wait(1_500);
      await bob.crash();
      await baresip(stage, options);
      await stage.wait(1_500);
      alice.type('terminate');
      await stage.wait(1_500);
    },
  },
  {
    name: 'a gateway refuses to be put on hold',
    symptom: 'Pressing hold does nothing on calls to the outside.',
    expected: 're-invite-failed',
    maker: 'linphone',
    addresses: [ALICE, BOB],
    async play(stage) {
      const gateway = new Callee({ user: '+4930123456', agent: 'GSM-GW 3' });
      await sipp(
        stage,
        scenario(
          'gateway',
          recv('INVITE', 'rrs="true"'),
          gateway.reply('180 Ringing'),
          pause(600),
          gateway.answer(),
          recv('ACK'),
          recv('INVITE'),
          gateway.within('488 Not Acceptable Here'),
          recv('ACK'),
          recv('BYE'),
          gateway.within('200 OK'),
        ),
        { at: BOB, more: ['-rtp_echo'] },
      );
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com' });
      alice.type(`call sip:+4930123456@${BOB}`);
      await alice.until('talks');
      await stage.wait(1_200);
      alice.type('pause');
      await stage.wait(1_500);
      alice.type('terminate');
      await stage.wait(800);
    },
  },
  {
    name: 'a phone insists on SRTP, the other does not do it',
    symptom: 'Calls to this phone give 488.',
    expected: 'srtp-mismatch',
    maker: 'baresip',
    addresses: [ALICE, BOB],
    async play(stage) {
      await baresip(stage, { at: BOB, aor: 'bob@example.com' });
      const alice = await baresip(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        modules: ['srtp'],
        account: ['mediaenc=srtp-mand'],
      });
      alice.type(`dial sip:bob@${BOB}`);
      await stage.wait(2_000);
    },
  },
  {
    name: 'a PBX behind NAT answers with its private Contact',
    symptom: 'Calls drop half a minute after the answer.',
    expected: 'contact-behind-nat',
    maker: 'baresip',
    addresses: [ALICE, BOB],
    async play(stage) {
      silence('10.20.0.5');
      soundBetween(ALICE, BOB);
      const pbx = new Callee({ user: 'office', host: '10.20.0.5:5060', agent: 'Asterisk PBX 18.9' });
      await sipp(
        stage,
        scenario(
          'pbx',
          recv('INVITE', 'rrs="true"'),
          pbx.reply('180 Ringing'),
          pause(500),
          // As long as Timer H lets it (RFC 3261 17.2.1).
          ...[500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000].flatMap((ms) => [
            pbx.answer({ attributes: '', body: audio({ owner: 'root' }) }),
            pause(ms),
          ]),
        ),
        { at: BOB, more: ['-rtp_echo'] },
      );
      const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com' });
      alice.type(`dial sip:office@${BOB}`);
      await stage.wait(9_000);
    },
  },
  {
    name: 'two servers redirect to each other',
    symptom: 'Calls to the old number take long and fail.',
    expected: 'redirect-loop',
    maker: 'linphone',
    addresses: [ALICE, BOB, PROXY],
    async play(stage) {
      for (const [at, other] of [
        [BOB, PROXY],
        [PROXY, BOB],
      ]) {
        const first = `append_to_reply("Contact: <sip:4711@${other}>\\r\\n");
  sl_send_reply("302", "Moved Temporarily");
  exit;`;
        await kamailio(stage, { at: [at], first });
      }
      const alice = await linphone(stage, { at: ALICE, aor: 'alice@example.com' });
      alice.type(`call sip:4711@${BOB}`);
      await stage.wait(3_000);
    },
  },
  {
    name: 'a chat program sends CPIM, and the phone takes plain text only',
    symptom: 'Text messages to this phone give 415.',
    expected: 'body-type-refused',
    maker: 'baresip',
    addresses: [ALICE, BOB],
    async play(stage) {
      await baresip(stage, { at: BOB, aor: 'bob@example.com' });
      const chat = new Caller({ to: `sip:bob@${BOB}`, agent: 'RcsClient 4.0' });
      const body = [
        'From: <sip:alice@example.com>',
        'To: <sip:bob@example.com>',
        'DateTime: 2026-01-05T09:00:00Z',
        '',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Are you there?',
      ].join('\n');
      const client = await sipp(
        stage,
        scenario(
          'chat',
          chat.request('MESSAGE', { body, type: 'message/cpim', attributes: 'retrans="500"' }),
          recv(415),
        ),
        { at: ALICE, to: BOB },
      );
      await succeeded(client);
    },
  },
  {
    name: 'a call server asks the phone for an offer and never answers it',
    symptom: 'Calls from the call server are silent and end after some seconds.',
    expected: 'late-offer-mishandled',
    maker: 'sipp',
    addresses: [ALICE, BOB],
    async play(stage) {
      await baresip(stage, { at: BOB, aor: 'bob@example.com', answer: 'auto' });
      const server = new Caller({ from: 'sip:8000@example.com', to: `sip:bob@${BOB}`, agent: 'CallServer 11.5' });
      const caller = await sipp(
        stage,
        scenario(
          'server',
          server.invite({ body: '' }),
          recv(100, 'optional="true"'),
          recv(180, 'optional="true"'),
          recv(200, 'rrs="true"'),
          server.ack(),
          pause(4_000),
          server.bye(),
          recv(200),
        ),
        { at: ALICE, to: BOB },
      );
      await succeeded(caller);
    },
  },
];

export const scenes = byName(list);
export const phoneFaults = faultsOf('known', 'known/phones.ts', list);
