/** Faults of phones and servers that sipp plays: what no well-behaved program can be brought to do. */

import { type FaultyScene, byName, faultsOf, succeeded } from '../bench-scene.ts';
import { kamailio } from '../kamailio.ts';
import { dropFragments } from '../network.ts';
import { Callee, Caller, audio } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';

const PROXY = '198.51.100.10';
const PHONE = '203.0.113.7';
const OTHER = '203.0.113.20';

/** A description as conference rooms send it: more than one datagram holds. */
const LARGE = audio({
  more: Array.from(
    { length: 24 },
    (_, i) =>
      `a=candidate:${i + 1} 1 UDP ${2130706431 - i} ${PHONE} ${40000 + i} typ host generation 0 network-id ${i}`,
  ),
});

const list: readonly FaultyScene[] = [
  {
    name: 'a gateway sends a reliable 183 and the caller never acknowledges it',
    symptom: 'Calls to the carrier hang for a while and then fail with 504.',
    expected: 'prack-missing',
    maker: 'sipp',
    addresses: [PHONE, OTHER],
    async play(stage) {
      const caller = new Caller({ to: 'sip:+4930123456@carrier.example.net', agent: 'OldPBX 2.1' });
      const gateway = new Callee({ user: '+4930123456', agent: 'CarrierSBC/7.4' });
      const progress = gateway.reply('183 Session Progress', {
        more: ['Require: 100rel', 'RSeq: 4401'],
        body: audio(),
      });
      await sipp(
        stage,
        scenario(
          'gateway',
          recv('INVITE', 'rrs="true"'),
          gateway.reply('100 Trying'),
          // 3262 3: again and again, until 64 T1 have passed.
          ...[500, 1000, 2000, 3500].flatMap((ms) => [progress, pause(ms)]),
          gateway.reply('504 Server Time-out', { more: ['Warning: 399 carrier.example.net "No PRACK"'] }),
          recv('ACK'),
        ),
        { at: OTHER },
      );
      const phone = await sipp(
        stage,
        scenario(
          'caller',
          caller.invite({ more: ['Supported: 100rel, timer, replaces'] }),
          recv(100),
          // Repetitions of it are none to sipp.
          recv(183),
          recv(504),
          caller.ackRefusal(),
        ),
        { at: PHONE, to: OTHER },
      );
      await succeeded(phone);
    },
  },
  {
    name: 'a firewall drops the fragments of a large INVITE',
    symptom: 'Video calls never get through, small messages do.',
    expected: 'udp-fragmented',
    maker: 'sipp',
    addresses: [PHONE, PROXY],
    async play(stage) {
      await kamailio(stage, { at: [PROXY] });
      dropFragments();
      const caller = new Caller();
      const invite = caller.invite({ cseq: 2, body: LARGE });
      await sipp(stage, scenario('room', caller.register(600), recv(200), pause(200), invite, recv(100)), {
        at: PHONE,
        to: PROXY,
      });
      await stage.wait(9_000);
    },
  },
  {
    name: 'the phone leaves out the Route in its BYE',
    symptom: 'I hang up, the other side stays in the call.',
    expected: 'route-missing',
    maker: 'sipp',
    addresses: [PHONE, OTHER, PROXY],
    async play(stage) {
      await kamailio(stage, { at: [PROXY] });
      const bob = new Callee();
      const registered = new Caller({ from: 'sip:bob@example.com' });
      const device = await sipp(stage, scenario('register', registered.register(600), recv(200)), {
        at: OTHER,
        to: PROXY,
      });
      await succeeded(device);
      await sipp(
        stage,
        scenario(
          'bob',
          recv('INVITE', 'rrs="true"'),
          bob.reply('180 Ringing'),
          pause(800),
          bob.answer(),
          recv('ACK'),
          pause(8000),
        ),
        { at: OTHER },
      );
      const alice = new Caller({ agent: 'SoftPhone 0.9' });
      const phone = await sipp(
        stage,
        scenario(
          'alice',
          alice.invite(),
          recv(100, 'optional="true"'),
          recv(180),
          recv(200, 'rrs="true"'),
          alice.ack(),
          pause(1500),
          alice.request('BYE', { cseq: 2, within: true, uri: '[next_url]', attributes: 'retrans="500"' }),
          recv(404),
        ),
        { at: PHONE, to: PROXY },
      );
      await succeeded(phone);
      await stage.wait(500);
    },
  },
];

export const scenes = byName(list);
export const sippFaults = faultsOf('known', 'known/sipp.ts', list);
