/** Faults of sound: baresip and linphone hear nothing, too little or noise, and sipp sends what is wrong from a file. */

import { baresip } from '../baresip.ts';
import { type FaultyScene, byName, faultsOf, succeeded } from '../bench-scene.ts';
import { linphone } from '../linphone.ts';
import { silence, soundBetween } from '../network.ts';
import { play, rtpFile } from '../rtp-file.ts';
import { Callee, Caller, G711, audio } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const ALICE = '203.0.113.7';
const GATEWAY = '203.0.113.20';

/** A gateway that answers, does something, and waits for BYE. */
async function gateway(stage: Stage, body: string, steps: readonly string[]): Promise<void> {
  const callee = new Callee({ user: '+4930123456', agent: 'Cisco-SIPGateway/IOS-15.5' });
  await sipp(
    stage,
    scenario(
      'gateway',
      recv('INVITE', 'rrs="true"'),
      callee.reply('100 Trying'),
      callee.reply('180 Ringing'),
      pause(600),
      callee.answer({ body }),
      recv('ACK'),
      ...steps,
      recv('BYE'),
      callee.within('200 OK'),
    ),
    // While sound is played sipp takes what comes for unexpected.
    { at: GATEWAY, more: ['-mi', GATEWAY, '-mp', '16384'] },
  );
}

const PCMU = audio({ formats: [G711[0], G711[2]] });

/** baresip calls the gateway, talks for ms, and hangs up. */
async function talk(stage: Stage, ms: number): Promise<void> {
  soundBetween(ALICE, GATEWAY);
  const alice = await baresip(stage, { at: ALICE, aor: 'alice@example.com' });
  alice.type(`dial sip:+4930123456@${GATEWAY}`);
  await alice.until('talks');
  await stage.wait(ms);
  alice.type('hangup');
  await stage.wait(500);
}

const list: readonly FaultyScene[] = [
  {
    name: 'the gateway answers and sends no sound',
    symptom: 'They hear me, I hear nothing.',
    expected: 'one-way-rtp',
    maker: 'baresip',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      await gateway(stage, PCMU, []);
      await talk(stage, 5_000);
    },
  },
  {
    name: 'the gateway names its private address for sound',
    symptom: 'I hear them, they do not hear me.',
    expected: 'private-media-address',
    maker: 'sipp',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      silence('10.20.0.5');
      const sound = rtpFile(stage, 'sound', { ms: 5_000 });
      await gateway(stage, audio({ at: '10.20.0.5', formats: [G711[0], G711[2]] }), [play(sound), pause(4_500)]);
      await talk(stage, 5_000);
    },
  },
  {
    name: 'the sound of the caller stops in the midst of the call',
    symptom: 'After two seconds I hear the caller no more, and he still hears me.',
    expected: 'rtp-stopped',
    maker: 'sipp',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      soundBetween(ALICE, GATEWAY);
      await baresip(stage, { at: ALICE, aor: 'alice@example.com', answer: 'auto' });
      const caller = new Caller({ from: 'sip:+4930123456@carrier.example.net', to: `sip:alice@${ALICE}` });
      const phone = await sipp(
        stage,
        scenario(
          'caller',
          caller.invite({ body: PCMU }),
          recv(180, 'optional="true"'),
          recv(200, 'rrs="true"'),
          caller.ack(),
          play(rtpFile(stage, 'sound', { ms: 2_000 })),
          pause(9_000),
          caller.bye(),
          recv(200),
        ),
        { at: GATEWAY, to: ALICE, more: ['-mi', GATEWAY, '-mp', '16384'] },
      );
      await succeeded(phone);
    },
  },
  {
    name: 'the gateway sends G.729 though PCMU was agreed',
    symptom: 'Noise or silence on calls to one number.',
    expected: 'wrong-payload-type',
    maker: 'sipp',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      const sound = rtpFile(stage, 'sound', { ms: 5_000, payloadType: 18, bytes: 20 });
      await gateway(stage, PCMU, [play(sound), pause(4_000)]);
      await talk(stage, 5_000);
    },
  },
  {
    name: 'an eighth of the sound is lost on the way',
    symptom: 'The voice is chopped.',
    expected: 'rtp-loss',
    maker: 'sipp',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      const sound = rtpFile(stage, 'sound', { ms: 6_000, lost: (packet) => (packet * 7919) % 64 < 8 });
      await gateway(stage, PCMU, [play(sound), pause(5_500)]);
      await talk(stage, 6_000);
    },
  },
  {
    name: 'linphone sends its digits by INFO, which the gateway does not take',
    symptom: 'Key presses do not reach the voice menu.',
    expected: 'dtmf-mismatch',
    maker: 'linphone',
    addresses: [ALICE, GATEWAY],
    async play(stage) {
      soundBetween(ALICE, GATEWAY);
      const callee = new Callee({ user: '+4930123456', agent: 'Cisco-SIPGateway/IOS-15.5' });
      const digit = [recv('INFO'), callee.within('415 Unsupported Media Type', { more: ['Accept: application/sdp'] })];
      await sipp(
        stage,
        scenario(
          'menu',
          recv('INVITE', 'rrs="true"'),
          callee.reply('180 Ringing'),
          pause(500),
          callee.answer({ body: PCMU }),
          recv('ACK'),
          ...digit,
          recv('BYE'),
          callee.within('200 OK'),
        ),
        { at: GATEWAY, more: ['-rtp_echo', '-mi', GATEWAY] },
      );
      const alice = await linphone(stage, {
        at: ALICE,
        aor: 'alice@example.com',
        sip: ['use_info=1', 'use_rfc2833=0'],
      });
      alice.type(`call sip:+4930123456@${GATEWAY}`);
      await alice.until('talks');
      await stage.wait(1_000);
      alice.type('4');
      await stage.wait(2_000);
      alice.type('terminate');
      await stage.wait(800);
    },
  },
];

export const scenes = byName(list);
export const mediaFaults = faultsOf('known', 'known/media.ts', list);
