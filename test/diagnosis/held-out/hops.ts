/** Faults held out, with somebody between the two sides: a proxy, a carrier, a border controller. */

import { byName, succeeded } from '../bench-scene.ts';
import {
  ALICE,
  BOB,
  CARRIER,
  COMMON,
  type HeldOutScene,
  PROXY,
  heldOut,
  perform,
  register,
  turnTo,
} from './peer-scene.ts';
import { kamailio } from '../kamailio.ts';
import { Callee, Caller, audio, reply } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';

/** `Callee.invited` keeps the topmost Via; behind a proxy an answer has to bring back that of the caller too. */
const invited = Callee.invited.replace(
  '</action>',
  '  <ereg regexp=".*" search_in="hdr" header="Via:" occurrence="2" assign_to="second"/>\n</action>',
);
const SECOND = 'Via:[$second]';

const list: readonly HeldOutScene[] = [
  {
    name: 'a phone hangs up past the proxy that counts the minutes',
    symptom: 'The bill shows calls of twelve hours that took a minute.',
    expected: 'record-route-ignored',
    maker: 'sipp',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY] });
      await register(stage, new Caller({ from: 'sip:bob@example.com', agent: 'IntercomPanel 3.1' }), BOB);
      await register(stage, new Caller(), ALICE, COMMON);
      const alice = new Caller();
      const bob = new Callee({ agent: 'IntercomPanel 3.1' });
      await perform(
        stage,
        {
          at: BOB,
          steps: [
            Callee.invited,
            bob.reply('180 Ringing'),
            pause(1_200),
            bob.answer(),
            recv('ACK'),
            pause(4_000),
            turnTo(ALICE),
            bob.request('BYE', 10).replace('[routes]\n', ''),
            recv(200),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: PROXY,
          steps: [
            alice.invite({ more: COMMON }),
            recv(100, 'optional="true"'),
            recv(180),
            recv(200, 'rrs="true"'),
            alice.ack(),
            recv('BYE'),
            turnTo(BOB),
            reply('200 OK'),
            pause(300),
          ],
        },
      );
    },
  },
  {
    name: 'the PBX of a branch names itself by a name of its own network',
    symptom: 'Calls to the branch get no sound and cannot be ended by us.',
    expected: 'contact-invalid',
    maker: 'sipp',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], call: `$du = "sip:${BOB}";\n  t_relay();\n  exit;` });
      const alice = new Caller({ to: 'sip:reception@example.com' });
      await register(stage, new Caller(), ALICE, COMMON);
      const pbx = new Callee({ user: 'reception', host: 'pbx-north.corp.local:5060', agent: 'Asterisk PBX 16.30.0' });
      // Until the ACK comes, which it never does (RFC 3261 13.3.1.4).
      const again = [500, 1000, 2000, 4000, 4000, 4000].flatMap((ms) => [pbx.answer({ attributes: '' }), pause(ms)]);
      await sipp(
        stage,
        scenario('pbx', Callee.invited, pbx.reply('180 Ringing'), pause(800), ...again, Callee.forget),
        {
          at: BOB,
        },
      );
      const phone = await sipp(
        stage,
        scenario(
          'alice',
          alice.invite({ more: COMMON }),
          recv(100, 'optional="true"'),
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(12_500),
          alice.bye(),
          recv(478),
        ),
        { at: ALICE, to: PROXY },
      );
      await succeeded(phone);
      await stage.wait(500);
    },
  },
  {
    name: 'a proxy that does not pass on the ACK',
    symptom: 'Every call is cut off after half a minute.',
    expected: 'ack-lost',
    maker: 'sipp',
    addresses: [PROXY, ALICE, BOB],
    async play(stage) {
      // As for the ACK of a refusal, which is for the proxy alone; that of an answer is not.
      await kamailio(stage, { at: [PROXY], within: 'if (is_method("ACK")) exit;' });
      await register(stage, new Caller({ from: 'sip:bob@example.com' }), BOB);
      const alice = new Caller();
      const bob = new Callee({ agent: 'Mitel-6867i 5.1.1.1023' });
      // Timer H; then whoever answered gives the call up (RFC 3261 13.3.1.4).
      const times = [500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 500];
      await perform(
        stage,
        {
          at: BOB,
          steps: [
            Callee.invited,
            bob.reply('180 Ringing'),
            pause(1_400),
            ...times.flatMap((ms) => [bob.answer({ attributes: '' }), pause(ms)]),
            bob.request('BYE', 1),
            recv(200),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: PROXY,
          steps: [
            alice.invite({ more: COMMON }),
            recv(100, 'optional="true"'),
            recv(180),
            recv(200, 'rrs="true"'),
            alice.ack(),
            recv('BYE'),
            reply('200 OK'),
            pause(200),
          ],
        },
      );
    },
  },
  {
    name: 'two phones of one user ring, and the second is answered',
    symptom: 'My desk phone rings twice and stops, though the caller has not given up.',
    expected: 'answered-elsewhere',
    maker: 'sipp',
    addresses: [PROXY, ALICE, BOB, '203.0.113.21'],
    async play(stage) {
      const mobile = '203.0.113.21';
      await kamailio(stage, { at: [PROXY] });
      for (const at of [BOB, mobile]) await register(stage, new Caller({ from: 'sip:bob@example.com' }), at);
      const desk = new Callee();
      const steps = [invited, desk.reply('100 Trying'), desk.reply('180 Ringing'), recv('CANCEL')];
      const stopped = [
        desk.reply('200 OK'),
        desk.later('487 Request Terminated', { more: [SECOND] }),
        recv('ACK'),
        Callee.forget,
      ];
      const first = await sipp(stage, scenario('desk', ...steps, ...stopped), { at: BOB });
      const app = new Callee({ agent: 'LinphoneAndroid/5.2.5' });
      const alice = new Caller();
      const rings = [app.reply('180 Ringing'), pause(4_000), app.answer(), recv('ACK'), pause(2_000)];
      await perform(
        stage,
        { at: mobile, steps: [recv('INVITE', 'rrs="true"'), app.reply('100 Trying'), ...rings] },
        {
          at: ALICE,
          to: PROXY,
          steps: [
            alice.invite({ more: COMMON }),
            recv(100, 'optional="true"'),
            recv(180),
            // One of each phone.
            recv(180, 'optional="true"'),
            recv(200, 'rrs="true"'),
            alice.ack(),
          ],
        },
      );
      await succeeded(first);
    },
  },
  {
    name: 'the carrier takes so long that the caller gives up, and the next call rings',
    symptom: 'I hear nothing for a while, hang up, and get through when I try again.',
    expected: 'cancelled-by-caller',
    maker: 'sipp',
    addresses: [PROXY, ALICE, CARRIER],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], call: `$du = "sip:${CARRIER}";\n  t_relay();\n  exit;` });
      const options = { to: 'sip:+39061234567@example.com', agent: 'PolycomVVX-VVX_411-UA/6.4.3.5156' };
      const trunk = new Callee({ user: '+39061234567', agent: 'CarrierSBC/7.4' });
      const patient = new Caller(options);
      await perform(
        stage,
        {
          at: CARRIER,
          steps: [
            invited,
            trunk.reply('100 Trying'),
            recv('CANCEL'),
            trunk.reply('200 OK'),
            trunk.later('487 Request Terminated', { more: [SECOND] }),
            recv('ACK'),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: PROXY,
          steps: [
            patient.invite({ more: COMMON }),
            recv(100),
            pause(9_400),
            patient.cancel(),
            recv(200),
            recv(487),
            patient.ackRefusal(),
            pause(200),
          ],
        },
      );
      const again = new Caller(options);
      const answers = [trunk.reply('180 Ringing'), pause(1_500), trunk.answer(), recv('ACK')];
      await perform(
        stage,
        {
          at: CARRIER,
          steps: [recv('INVITE', 'rrs="true"'), ...answers, recv('BYE'), trunk.within('200 OK')],
        },
        {
          at: ALICE,
          to: PROXY,
          steps: [
            again.invite({ more: COMMON }),
            recv(100, 'optional="true"'),
            recv(180),
            recv(200, 'rrs="true"'),
            again.ack(),
            pause(1_600),
            again.bye(),
            recv(200),
          ],
        },
      );
    },
  },
  {
    name: 'an old border controller writes its Record-Route without lr',
    symptom: 'Calls out drop after some seconds, and the phone shows "not found" on hanging up.',
    expected: 'strict-routing',
    firstSaid: 'hung-up',
    maker: 'sipp',
    addresses: [ALICE, CARRIER],
    async play(stage) {
      const alice = new Caller({ to: 'sip:08932168@example.com', agent: 'MicroSIP/3.21.3' });
      const border = new Callee({ user: '08932168', host: '10.77.0.4:5060', agent: 'BorderGate 2.0.1' });
      const more = [`Record-Route: <sip:${CARRIER}:5060>`];
      // The ACK names the border in its Request-URI, as for a strict router (RFC 3261 12.2.1.1), which it is not.
      const times = [500, 1000, 10];
      const answer = border.later('200 OK', { body: audio(), more });
      // Else sipp answers each repetition by itself, and at once.
      const plain = ['-nr'];
      await perform(
        stage,
        {
          at: CARRIER,
          more: plain,
          steps: [
            Callee.invited,
            reply('100 Trying'),
            border.reply('180 Ringing', { more }),
            pause(900),
            ...times.flatMap((ms) => [answer, recv('ACK'), pause(ms)]),
            recv('BYE'),
            reply('404 Not Found', { more: ['Server: BorderGate 2.0.1'] }),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: CARRIER,
          more: plain,
          steps: [
            alice.invite({ more: COMMON }),
            recv(100),
            recv(180),
            ...times.flatMap(() => [recv(200, 'rrs="true"'), alice.ack()]),
            pause(1_500),
            alice.bye(),
            recv(404),
          ],
        },
      );
    },
  },
];

export const scenes = byName(list);
export const heldOutHops = heldOut('held-out/hops.ts', list);
