/** Faults of authentication, registration and identity, made after the rules were frozen: sipp plays both sides. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { type FaultyScene, byName, faultsOf } from '../bench-scene.ts';
import { digest } from './credentials.ts';
import { HOME, PHONE, SERVER, answer, refused401, refused407, registration, turn } from './turns.ts';
import { Callee, Caller, audio } from '../sipp-messages.ts';
import { pause, recv } from '../sipp-scene.ts';

const LAPTOP = '203.0.113.42';
const GATEWAY = '192.0.2.140';
const BOB = 'sip:bob@example.com';

/** Which server, and what it says of itself. */
const ASTERISK = 'Asterisk PBX 18.24.2';
const FREESWITCH = 'FreeSWITCH-mod_sofia/1.10.11-release~64bit';
const OPENSIPS = 'OpenSIPS (3.4.8 (x86_64/linux))';

/** A PASSporT (RFC 8225, RFC 8588), signed with a key of this moment. @param iat s since 1970 */
function passport(iat: number): string {
  const info = 'https://certs.voice.example.net/shaken-2026.pem';
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    attest: 'A',
    dest: { tn: ['13035550142'] },
    iat,
    orig: { tn: '12125550199' },
    origid: '7f2b2c1e-6d0c-4a2e-9a51-0c5d6b7e8f90',
  };
  const signed = `${encode({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: info })}.${encode(claims)}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')};info=<${info}>;alg=ES256;ppt="shaken"`;
}

const list: readonly FaultyScene[] = [
  {
    name: 'an analogue adapter repeats the CSeq of its INVITE with the credentials',
    symptom: 'The fax adapter cannot dial out: 482. It is registered.',
    expected: 'cseq-not-raised',
    maker: 'sipp',
    addresses: [SERVER, PHONE],
    async play(stage) {
      const agent = 'ATA-2FXS 1.0.4.17';
      const register = registration(new Caller({ agent }), 'alice', '0b5f1c2e-9a43', FREESWITCH);
      await turn(stage, register.server, register.phone);
      const to = 'sip:+4930901820@example.com';
      const fax = new Caller({ to, agent });
      const nonce = '5d3e0f7a-11c6-4f0e-8a77-6e1f3b0c9d21';
      const right = `Proxy-Authorization: ${digest({ nonce, method: 'INVITE', uri: to, count: 1 })}`;
      const branch = 'z9hG4bK[pid]n[call_number]again';
      const server = [
        recv('INVITE'),
        answer('100 Trying', FREESWITCH).replace(';tag=[pid]s[call_number]', ''),
        refused407(FREESWITCH, nonce),
        recv('ACK'),
        recv('INVITE'),
        answer('482 Request merged', FREESWITCH),
        recv('ACK'),
      ];
      const phone = [
        fax.invite(),
        recv(100),
        recv(407),
        fax.ackRefusal(),
        pause(20),
        // RFC 3261 22.2: one higher than before it should be
        fax.invite({ branch, more: [right] }),
        recv(482),
        fax.ackRefusal(1, { branch }),
      ];
      await turn(stage, server, phone);
    },
  },
  {
    name: 'an intercom answers the registrar as if it were a proxy',
    symptom: 'The intercom at the gate does not register, with the password that works in the phone beside it.',
    expected: 'wrong-credentials-field',
    maker: 'sipp',
    addresses: [SERVER, PHONE, LAPTOP],
    async play(stage) {
      const desk = registration(new Caller(), 'alice', '1748351020/4d0b71c2a6', ASTERISK);
      await turn(stage, desk.server, desk.phone);
      const gate = new Caller({ from: 'sip:gate@example.com', agent: 'GateCom IP 2.03' });
      const nonces = ['1748351033/9be20a1f55', '1748351033/07c6d9133e', '1748351034/c2f0b68841'];
      const answers = nonces.map(
        (nonce) => `Proxy-Authorization: ${digest({ user: 'gate', nonce, method: 'REGISTER', uri: HOME, count: 1 })}`,
      );
      await turn(
        stage,
        nonces.flatMap((nonce) => [recv('REGISTER'), refused401(ASTERISK, nonce)]),
        [
          gate.register(600),
          recv(401),
          gate.register(600, { cseq: 2, more: [answers[0]] }),
          recv(401),
          pause(4_000),
          gate.register(600, { cseq: 3, more: [answers[1]] }),
          recv(401),
        ],
        { from: LAPTOP },
      );
    },
  },
  {
    name: 'a phone begins to count anew with each call',
    symptom: 'Every second call fails, and works when it is dialled again.',
    expected: 'nonce-count-reused',
    firstSaid: 'no-credentials',
    maker: 'sipp',
    addresses: [SERVER, PHONE],
    async play(stage) {
      const [first, second] = ['66f1b0d8000064a1c9e7', '66f1b0e20000651b40ad'];
      const right = (nonce: string) =>
        `Proxy-Authorization: ${digest({ nonce, method: 'INVITE', uri: BOB, count: 1 })}`;
      const callee = new Callee({ agent: OPENSIPS });
      const alice = new Caller({ agent: 'DeskPhone 300 v4.1.9' });
      const goesWell = [
        callee.reply('100 Trying'),
        callee.reply('180 Ringing'),
        pause(900),
        callee.answer(),
        recv('ACK'),
        recv('BYE'),
        callee.within('200 OK'),
      ];
      const talks = (cseq: number) => [
        recv(100),
        recv(180),
        recv(200, 'rrs="true"'),
        alice.ack(cseq),
        pause(1_500),
        alice.bye(cseq + 1),
        recv(200),
      ];
      await turn(
        stage,
        [recv('INVITE'), refused407(OPENSIPS, first), recv('ACK'), recv('INVITE', 'rrs="true"'), ...goesWell],
        [alice.invite(), recv(407), alice.ackRefusal(), alice.invite({ cseq: 2, more: [right(first)] }), ...talks(2)],
      );
      // The nonce is kept, as RFC 2617 3.3 lets a client, and its count is not. 407 after credentials: it gives up.
      await turn(
        stage,
        [recv('INVITE'), refused407(OPENSIPS, second, ', stale=true'), recv('ACK')],
        [alice.invite({ more: [right(first)] }), recv(407), alice.ackRefusal()],
      );
      await stage.wait(2_000);
      await turn(
        stage,
        [recv('INVITE', 'rrs="true"'), ...goesWell],
        [alice.invite({ more: [right(second)] }), ...talks(1)],
      );
    },
  },
  {
    name: 'a proxy asks for credentials for CANCEL',
    symptom: 'I hang up while it rings, and the other phone rings on; if somebody takes it, nobody is there.',
    expected: 'ack-or-cancel-challenged',
    maker: 'sipp',
    addresses: [SERVER, PHONE],
    async play(stage) {
      const nonce = 'YdK2c2HStUerfyjQpCtPKYsNVfOkQx0b';
      const right = `Proxy-Authorization: ${digest({ nonce, method: 'INVITE', uri: BOB, count: 1 })}`;
      const bob = new Callee();
      const alice = new Caller({ agent: 'Yealink SIP-T31P 124.86.0.40' });
      const server = [
        recv('INVITE'),
        refused407(OPENSIPS, nonce),
        recv('ACK'),
        Callee.invited,
        answer('100 Giving it a try', OPENSIPS).replace(';tag=[pid]s[call_number]', ''),
        bob.reply('180 Ringing'),
        recv('CANCEL'),
        refused407(OPENSIPS, 'YdK2c2HStUwzXl1DEcSpwZr7R4f2mW9k'),
        pause(3_500),
        bob.later('200 OK', { body: audio(), attributes: 'retrans="500"' }),
        recv('ACK'),
        recv('BYE'),
        bob.within('200 OK'),
        Callee.forget,
      ];
      const phone = [
        alice.invite(),
        recv(407),
        alice.ackRefusal(),
        alice.invite({ cseq: 2, more: [right] }),
        recv(100),
        recv(180),
        pause(3_000),
        alice.cancel(2),
        recv(407),
        recv(200, 'rrs="true"'),
        alice.ack(2),
        alice.bye(3),
        recv(200),
      ];
      await turn(stage, server, phone);
    },
  },
  {
    name: 'a softphone takes back all contacts when it is closed',
    symptom: 'When I close the program on my laptop my desk phone cannot be called any more until it is restarted.',
    expected: 'unregistered-by-accident',
    maker: 'sipp',
    addresses: [SERVER, PHONE, LAPTOP, GATEWAY],
    async play(stage) {
      const from = BOB;
      const desk = registration(new Caller({ from, agent: 'snomD735/10.1.184.15' }), 'bob', '6a2f9c', OPENSIPS);
      await turn(stage, desk.server, desk.phone);
      const laptop = new Caller({ from, agent: 'SoftTalk 5.2 (Windows 11)' });
      const contacts = [`sip:bob@${PHONE}:5060`, `sip:bob@${LAPTOP}:5060`];
      const both = registration(laptop, 'bob', '6a2fa1', OPENSIPS, contacts);
      const leave = `Authorization: ${digest({ user: 'bob', nonce: '6a2fa1', method: 'REGISTER', uri: HOME, count: 2 })}`;
      const all = laptop.register(0, { cseq: 3, more: [leave] }).replace(`Contact: <${laptop.contact}>`, 'Contact: *');
      await turn(
        stage,
        [...both.server, recv('REGISTER'), answer('200 OK', OPENSIPS)],
        [...both.phone, pause(2_500), all, recv(200)],
        { from: LAPTOP },
      );
      const carrier = new Caller({ from: 'sip:+493055501@carrier.example.net', to: BOB, agent: 'CarrierSBC/7.4' });
      await turn(
        stage,
        [recv('INVITE'), answer('480 Temporarily Unavailable', OPENSIPS), recv('ACK')],
        [carrier.invite(), recv(480), carrier.ackRefusal()],
        { from: GATEWAY },
      );
    },
  },
  {
    name: 'the clock of the signing gateway is twenty minutes slow',
    symptom: 'Calls to one carrier are refused with 403 since the gateway was restarted.',
    expected: 'identity-stale',
    maker: 'sipp',
    addresses: [SERVER, GATEWAY],
    async play(stage) {
      const then = Date.now() - 20 * 60_000;
      const caller = new Caller({
        from: 'sip:+12125550199@gw.example.org',
        to: 'sip:+13035550142@carrier.example.net',
        agent: 'EdgeSBC 9.3',
      });
      const more = [
        `Date: ${new Date(then).toUTCString()}`,
        'P-Asserted-Identity: <sip:+12125550199@gw.example.org>',
        `Identity: ${passport(Math.floor(then / 1000))}`,
      ];
      await turn(
        stage,
        [
          recv('INVITE'),
          answer('100 Trying', 'CarrierSBC/7.4').replace(';tag=[pid]s[call_number]', ''),
          pause(120),
          // RFC 8224 6.2.2
          answer('403 Stale Date', 'CarrierSBC/7.4'),
          recv('ACK'),
        ],
        [caller.invite({ more }), recv(100), recv(403), caller.ackRefusal()],
        { from: GATEWAY },
      );
    },
  },
  {
    name: 'a meter asks for a minute again and again, though it was told five',
    symptom: 'The modem in the lift never registers: 423.',
    expected: 'interval-too-brief',
    maker: 'sipp',
    addresses: [SERVER, PHONE],
    async play(stage) {
      const lift = new Caller({ from: 'sip:lift7@example.com', agent: 'LiftLine M2M 0.8.3' });
      const nonce = '1748360411:e2a9d0c17b';
      const right = (count: number) =>
        `Authorization: ${digest({ user: 'lift7', nonce, method: 'REGISTER', uri: HOME, count })}`;
      const brief = answer('423 Interval Too Brief', OPENSIPS, ['Min-Expires: 300']);
      await turn(
        stage,
        [recv('REGISTER'), refused401(OPENSIPS, nonce), ...[1, 2, 3].flatMap(() => [recv('REGISTER'), brief])],
        [
          lift.register(60),
          recv(401),
          lift.register(60, { cseq: 2, more: [right(1)] }),
          recv(423),
          pause(5_000),
          lift.register(60, { cseq: 3, more: [right(2)] }),
          recv(423),
          pause(10_000),
          lift.register(60, { cseq: 4, more: [right(3)] }),
          recv(423),
        ],
      );
    },
  },
  {
    name: 'two nodes behind one address share a secret and not the time',
    symptom: 'Since the second node was added phones register on the third try or not at all.',
    expected: 'clock-wrong',
    maker: 'sipp',
    addresses: [SERVER, PHONE],
    async play(stage) {
      const ahead = 11 * 60_000;
      // As OpenSIPS makes them: when it was made, in hex, and a digest of that.
      const nonceAt = (ms: number, tail: string) => `${Math.floor(ms / 1000).toString(16)}${tail}`;
      const now = Date.now();
      const nodes = [now, now + ahead, now + 200, now + ahead + 5_300, now + 5_500];
      const nonces = nodes.map((ms, i) => nonceAt(ms, `${i}9f3c61d07be24a8e5`));
      const alice = new Caller({ agent: 'Cisco-CP8841-3PCC/12.0.4' });
      const right = (nonce: string) => `Authorization: ${digest({ nonce, method: 'REGISTER', uri: HOME, count: 1 })}`;
      await turn(
        stage,
        nodes.flatMap((ms, i) => [
          recv('REGISTER'),
          pause(30),
          refused401(OPENSIPS, nonces[i], i === 0 ? '' : ', stale=true', [`Date: ${new Date(ms).toUTCString()}`]),
        ]),
        [
          alice.register(3600),
          recv(401),
          ...nonces
            .slice(0, 2)
            .flatMap((nonce, i) => [alice.register(3600, { cseq: i + 2, more: [right(nonce)] }), recv(401)]),
          pause(5_000),
          ...nonces
            .slice(2, 4)
            .flatMap((nonce, i) => [alice.register(3600, { cseq: i + 4, more: [right(nonce)] }), recv(401)]),
        ],
      );
    },
  },
];

export const scenes = byName(list);
export const heldOutDigest = faultsOf('held out', 'held-out/digest.ts', list);
