/** Faults held out, of servers and of the network between: connections that end, floods, broken messages. */

import { byName, succeeded } from '../bench-scene.ts';
import {
  ALICE,
  BOB,
  CARRIER,
  COMMON,
  type HeldOutScene,
  PROXY,
  healthyCall,
  heldOut,
  perform,
  register,
} from './peer-scene.ts';
import { kamailio } from '../kamailio.ts';
import { Callee, Caller } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';

const STRANGER = '192.0.2.66';
const LAPTOP = '192.168.1.20';

const list: readonly HeldOutScene[] = [
  {
    name: 'the trunk of a gateway has no channel left',
    symptom: 'In the busy hour calls out fail with 500 or 503.',
    expected: 'server-error',
    maker: 'sipp',
    addresses: [PROXY, ALICE, CARRIER],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], call: `$du = "sip:${CARRIER}";\n  t_relay();\n  exit;` });
      await register(stage, new Caller(), ALICE, COMMON);
      const gateway = new Callee({ user: '08932168', agent: 'Audiocodes-Sip-Gateway-Mediant 1000/v.6.60A.328' });
      const alice = new Caller({ to: 'sip:08932168@example.com' });
      const more = ['Retry-After: 30', 'Reason: Q.850;cause=34;text="No circuit/channel available"'];
      const refusal = gateway.reply('503 Service Unavailable', { more });
      await perform(
        stage,
        {
          at: CARRIER,
          steps: [recv('INVITE', 'rrs="true"'), gateway.reply('100 Trying'), pause(250), refusal, recv('ACK')],
        },
        {
          at: ALICE,
          to: PROXY,
          steps: [
            alice.invite({ more: COMMON }),
            recv(100, 'optional="true"'),
            // What a proxy makes of a lone 503 is its own affair (RFC 3261 16.7).
            '<recv response="500" optional="true" next="1"/>',
            recv(503),
            '<label id="1"/>',
            alice.ackRefusal(),
            pause(200),
          ],
        },
      );
    },
  },
  {
    name: 'the PBX crashes while a phone rings, and its TCP connections end',
    symptom: 'Now and then all calls that ring are gone at once.',
    expected: 'tcp-reset',
    maker: 'sipp',
    addresses: [ALICE, BOB],
    async play(stage) {
      const pbx = new Callee({ user: '300', agent: '3CX PhoneSystem 18.0.9.20' });
      const phone = new Caller({ to: `sip:300@${BOB}`, agent: 'Fanvil X5U 2.12.1' });
      const transport = 't1' as const;
      const server = await sipp(
        stage,
        scenario('pbx', recv('INVITE', 'rrs="true"'), pbx.reply('100 Trying'), pbx.reply('180 Ringing'), pause(20_000)),
        { at: BOB, transport },
      );
      await sipp(
        stage,
        scenario('phone', phone.invite({ more: COMMON, attributes: '' }), recv(100), recv(180), recv(200)),
        { at: ALICE, to: BOB, transport },
      );
      await stage.wait(4_000);
      await server.end();
      await stage.wait(1_500);
    },
  },
  {
    name: 'one address sends hundreds of INVITE in a second',
    symptom: 'Phones lose their registration for minutes; the server is at its limit.',
    expected: 'request-flood',
    maker: 'sipp',
    addresses: [PROXY, STRANGER, ALICE],
    async play(stage) {
      await kamailio(stage, { at: [PROXY] });
      await register(stage, new Caller(), ALICE, COMMON);
      const bot = new Caller({
        from: `sip:caller@${STRANGER}`,
        to: 'sip:service@example.com',
        agent: 'Asterisk PBX 1.8.7.0',
      });
      const flood = await sipp(
        stage,
        scenario('flood', bot.invite({ attributes: '' }), recv(100, 'optional="true"'), recv(480), bot.ackRefusal()),
        { at: `${STRANGER}:5078`, to: PROXY, calls: 500, rate: 400 },
      );
      await succeeded(flood);
    },
  },
  {
    name: 'a router puts its own address into the Via of answers as they come in',
    symptom: 'The softphone says "no answer from server"; at another line it works.',
    expected: 'alg-rewrite',
    firstSaid: 'responses-lost',
    maker: 'sipp',
    addresses: [LAPTOP, PROXY],
    async play(stage) {
      const registrar = new Callee({ user: 'registrar', agent: 'OpenSIPS (3.4.5 (x86_64/linux))' });
      const nonce = 'nonce="655cb1a200004f1d6c1d52a3e5a8cf0b"';
      const challenge = registrar
        .reply('401 Unauthorized', { more: [`WWW-Authenticate: Digest realm="example.com", ${nonce}, qop="auth"`] })
        // Not what the phone wrote: it drops an answer whose topmost Via is not its own (RFC 3261 18.1.2).
        .replace(
          '[last_Via:]',
          'Via: SIP/2.0/UDP 203.0.113.99:62014;branch=[$branch];rport=62014;received=203.0.113.99',
        )
        .replace(/Contact: .*\n/, '');
      const heard =
        '<recv request="REGISTER"><action>' +
        '<ereg regexp="z9hG4bK[^;]*" search_in="hdr" header="Via:" assign_to="branch"/></action></recv>';
      const phone = new Caller({ agent: 'Zoiper rv2.10.20.5' });
      const times = [500, 1000, 2000, 4000, 4000];
      const plain = ['-nr'];
      await perform(
        stage,
        { at: PROXY, more: plain, steps: times.flatMap(() => [heard, challenge]) },
        {
          at: LAPTOP,
          to: PROXY,
          more: plain,
          steps: times.flatMap((ms) => [phone.register(3600, { more: COMMON, attributes: '' }), recv(401), pause(ms)]),
        },
      );
    },
  },
  {
    name: 'the telephone network behind a gateway does not react',
    symptom: 'Calls to one country are silent for a quarter of a minute and then fail; calls within the country work.',
    expected: 'hop-timeout',
    maker: 'sipp',
    addresses: [ALICE, CARRIER],
    async play(stage) {
      const to = (user: string) => new Caller({ to: `sip:${user}@${CARRIER}`, agent: 'OfficePBX 12.0.3' });
      const gateway = (user: string) => new Callee({ user, agent: 'Cisco-SIPGateway/IOS-16.12.4' });
      await healthyCall(stage, to('08932168'), ALICE, gateway('08932168'), CARRIER);
      const abroad = to('0026377123456');
      const more = ['Reason: Q.850;cause=102;text="Recovery on timer expiry"', 'Allow-Events: telephone-event'];
      await perform(
        stage,
        {
          at: CARRIER,
          steps: [
            recv('INVITE', 'rrs="true"'),
            gateway('0026377123456').reply('100 Trying'),
            pause(15_000),
            gateway('0026377123456').reply('504 Server Time-out', { more }),
            recv('ACK'),
          ],
        },
        {
          at: ALICE,
          to: CARRIER,
          steps: [abroad.invite({ more: COMMON }), recv(100), recv(504), abroad.ackRefusal(), pause(100)],
        },
      );
    },
  },
  {
    name: 'a PBX writes a name with a comma, and no quotes around it',
    symptom: 'Calls from the reception are refused with 400, those from all other phones work.',
    expected: 'message-malformed',
    maker: 'sipp',
    addresses: [BOB, CARRIER],
    async play(stage) {
      const options = {
        from: 'sip:+4930555100@carrier.example.net',
        to: 'sip:+498932168@carrier.example.net',
        agent: 'OfficePBX 12.0.3',
      };
      const trunk = new Callee({ user: '+498932168', agent: 'CarrierSBC/7.4' });
      await healthyCall(stage, new Caller(options), BOB, trunk, CARRIER);
      const pbx = new Caller(options);
      // A display name without quotes is a row of tokens (RFC 3261 25.1), and a comma is none.
      const badly = (text: string) => text.replace('From: <', 'From: Empfang, EG <');
      await perform(
        stage,
        { at: CARRIER, steps: [recv('INVITE', 'rrs="true"'), trunk.reply('400 Bad From Header'), recv('ACK')] },
        {
          at: BOB,
          to: CARRIER,
          steps: [badly(pbx.invite({ more: COMMON })), recv(400), badly(pbx.ackRefusal()), pause(100)],
        },
      );
    },
  },
];

export const scenes = byName(list);
export const heldOutNetwork = heldOut('held-out/network.ts', list);
