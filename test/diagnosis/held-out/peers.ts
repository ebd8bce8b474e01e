/** Faults held out, between two sides which sipp plays: how a call is set up, what ends it, what a phone gets wrong. */

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
import { play, rtpFile } from '../rtp-file.ts';
import { Callee, Caller, G711, audio, message, reply } from '../sipp-messages.ts';
import { pause, recv, scenario, send, sipp } from '../sipp-scene.ts';

const PCMA = [G711[1], G711[2]];

const list: readonly HeldOutScene[] = [
  {
    name: 'the PBX is the refresher, refreshes once, and then forgets to',
    symptom: 'Long incoming calls are cut off after three quarters of an hour.',
    expected: 'session-timer-expired',
    maker: 'sipp',
    addresses: [CARRIER, BOB],
    // The second half of the interval, and then all of it but 32 s (RFC 4028 10).
    pauses: [900, 1768],
    async play(stage) {
      const carrier = new Caller({
        from: 'sip:+4989200300@carrier.example.net',
        to: `sip:+4930555100@${BOB}`,
        agent: 'CarrierSBC/7.4',
      });
      const pbx = new Callee({ user: '+4930555100', agent: 'OfficePBX 12.0.3' });
      const timer = (who: string) => [`Session-Expires: 1800;refresher=${who}`];
      await perform(
        stage,
        {
          at: BOB,
          steps: [
            Callee.invited,
            pbx.reply('100 Trying'),
            pbx.reply('180 Ringing'),
            pause(900),
            pbx.answer({ more: [...COMMON, 'Require: timer', ...timer('uas')] }),
            recv('ACK'),
            pause(2_300),
            pbx.request('UPDATE', 1, { more: ['Supported: timer', ...timer('uac')] }),
            recv(200),
            recv('BYE'),
            pbx.within('200 OK'),
            Callee.forget,
          ],
        },
        {
          at: CARRIER,
          to: BOB,
          steps: [
            carrier.invite({ more: ['Supported: timer, 100rel', 'Session-Expires: 1800', 'Min-SE: 90'] }),
            recv(100),
            recv(180),
            recv(200, 'rrs="true"'),
            carrier.ack(),
            recv('UPDATE'),
            carrier.reply('200 OK', { more: ['Require: timer', ...timer('uac')] }),
            pause(2_500),
            carrier.bye(),
            recv(200),
          ],
        },
      );
    },
  },
  {
    name: 'a switch ends a call on hold because it hears nothing',
    symptom: 'Whoever is put on hold is thrown out after a minute.',
    expected: 'media-timeout',
    maker: 'sipp',
    addresses: [ALICE, BOB],
    pauses: [60],
    async play(stage) {
      const phone = new Caller({ to: `sip:5002@${BOB}`, agent: 'snom715/8.9.3.80' });
      const user = { user: '5002', agent: 'FreeSWITCH-mod_sofia/1.10.9-release+git~20230125T200126Z~8a4ebcb3b7~64bit' };
      const freeswitch = new Callee(user);
      const voice = play(rtpFile(stage, 'voice', { ms: 3_000, payloadType: 8 }));
      const held = audio({ formats: PCMA, version: 2, more: ['a=sendonly'] });
      await perform(
        stage,
        {
          at: BOB,
          more: ['-mi', BOB, '-mp', '24680'],
          steps: [
            Callee.invited,
            freeswitch.reply('100 Trying'),
            freeswitch.reply('180 Ringing'),
            pause(600),
            freeswitch.answer({ body: audio({ formats: PCMA, owner: 'FreeSWITCH' }) }),
            recv('ACK'),
            voice,
            recv('INVITE'),
            freeswitch.within('200 OK', {
              body: audio({ formats: PCMA, owner: 'FreeSWITCH', version: 2, more: ['a=recvonly'] }),
              attributes: 'retrans="500"',
            }),
            recv('ACK'),
            pause(2_500),
            freeswitch.request('BYE', 1290042, { more: ['Reason: FreeSWITCH;cause=604;text="MEDIA_TIMEOUT"'] }),
            recv(200),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: BOB,
          more: ['-mi', ALICE, '-mp', '51422'],
          steps: [
            phone.invite({ body: audio({ formats: PCMA }), more: COMMON }),
            recv(100),
            recv(180),
            recv(200, 'rrs="true"'),
            phone.ack(),
            voice,
            pause(3_100),
            phone.inDialog('INVITE', 2, { body: held }),
            recv(200),
            phone.ack(2),
            recv('BYE'),
            reply('200 OK'),
          ],
        },
      );
    },
  },
  {
    name: 'a gateway gives its description with 183 only, and answers without one',
    symptom: 'I hear the ringing tone, somebody picks up, and at once the call is gone.',
    expected: 'answer-missing',
    maker: 'sipp',
    addresses: [ALICE, CARRIER],
    async play(stage) {
      const phone = new Caller({ to: `sip:0301234567@${CARRIER}`, agent: 'Cisco/SPA504G-7.6.2e' });
      const gateway = new Callee({ user: '0301234567', agent: 'VoIP-GW PRI2 rev.14' });
      const tone = play(rtpFile(stage, 'tone', { ms: 1_900, payloadType: 8 }));
      await perform(
        stage,
        {
          at: CARRIER,
          more: ['-mi', CARRIER, '-mp', '16384'],
          steps: [
            Callee.invited,
            gateway.reply('100 Trying'),
            gateway.reply('183 Session Progress', { body: audio({ formats: PCMA }) }),
            tone,
            pause(1_900),
            gateway.answer({ body: '' }),
            recv('ACK'),
            recv('BYE'),
            gateway.within('200 OK'),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: CARRIER,
          steps: [
            phone.invite({ more: COMMON }),
            recv(100),
            recv(183),
            recv(200, 'rrs="true"'),
            phone.ack(),
            pause(20),
            phone.bye(),
            recv(200),
          ],
        },
      );
    },
  },
  {
    name: 'calls to mobiles are announced by 183 without a description, those to the office by 180',
    symptom: 'When I call a mobile I hear nothing at all until somebody speaks.',
    expected: 'early-media-without-ringing',
    maker: 'sipp',
    addresses: [ALICE, CARRIER],
    async play(stage) {
      const sbc = (user: string) => new Callee({ user, agent: 'CarrierSBC/7.4' });
      await healthyCall(stage, new Caller({ to: `sip:030555@${CARRIER}` }), ALICE, sbc('030555'), CARRIER);
      const phone = new Caller({ to: `sip:01511234567@${CARRIER}` });
      const mobile = sbc('01511234567');
      await perform(
        stage,
        {
          at: CARRIER,
          steps: [
            recv('INVITE', 'rrs="true"'),
            mobile.reply('100 Trying'),
            pause(1_400),
            mobile.reply('183 Session Progress'),
            pause(9_000),
            mobile.answer(),
            recv('ACK'),
            recv('BYE'),
            mobile.within('200 OK'),
          ],
        },
        {
          at: ALICE,
          to: CARRIER,
          steps: [
            phone.invite({ more: COMMON }),
            recv(100),
            recv(183),
            recv(200, 'rrs="true"'),
            phone.ack(),
            pause(1_700),
            phone.bye(),
            recv(200),
          ],
        },
      );
    },
  },
  {
    name: 'hold and a change of the PBX cross each other, and the phone does not try again',
    symptom: 'Pressing hold right after the answer sometimes does nothing.',
    expected: 'glare',
    maker: 'sipp',
    addresses: [ALICE, BOB],
    async play(stage) {
      const phone = new Caller({ to: `sip:230@${BOB}`, agent: 'Yealink SIP-T54W 96.86.0.100' });
      const pbx = new Callee({ user: '230', agent: 'Asterisk PBX 18.20.0' });
      const own = { uri: '[next_url]', more: ['[routes]'] };
      const later = ['Via:[$via]', 'From:[$caller]', 'To:[$called]', 'Call-ID: [call_id]', 'CSeq:[$cseq]'];
      // The branch of an INVITE in the ACK for its refusal (RFC 3261 17.1.1.3).
      const refused = pbx.request('ACK', 14_231).replace('ack14231b', 'invite14231b');
      await perform(
        stage,
        {
          at: BOB,
          steps: [
            Callee.invited,
            pbx.reply('100 Trying'),
            pbx.reply('180 Ringing'),
            pause(1_100),
            pbx.answer({ more: COMMON }),
            recv('ACK'),
            // As the phone sees it, in whose network the capture was made: its own has left when that of the PBX comes.
            recv('INVITE'),
            pbx.request('INVITE', 14_231, { body: audio({ formats: PCMA, version: 2 }), attributes: '' }),
            pbx.within('491 Request Pending'),
            recv('ACK'),
            recv(491),
            refused,
            pause(1_300),
            pbx.request('INVITE', 14_232, { body: audio({ formats: PCMA, version: 2 }) }),
            recv(200),
            pbx.request('ACK', 14_232),
            recv('BYE'),
            pbx.within('200 OK'),
            Callee.forget,
          ],
        },
        {
          at: ALICE,
          to: BOB,
          steps: [
            phone.invite({ more: COMMON }),
            recv(100),
            recv(180),
            recv(200, 'rrs="true"'),
            phone.ack(),
            pause(400),
            // To sipp a request that it repeats is over before it sends another.
            phone.inDialog('INVITE', 2, { body: audio({ version: 2, more: ['a=sendonly'] }), attributes: '' }),
            Callee.invited,
            recv(491),
            phone.ackRefusal(2, own),
            send(message('SIP/2.0 491 Request Pending', later)),
            recv('ACK'),
            recv('INVITE'),
            phone.reply('200 OK', { body: audio({ formats: PCMA, version: 3 }), attributes: 'retrans="500"' }),
            recv('ACK'),
            pause(5_000),
            phone.bye(3),
            recv(200),
            Callee.forget,
          ],
        },
      );
    },
  },
  {
    name: 'the keys of a phone ask for the event package of dialogs, which the server does not have',
    symptom: 'The lamps of the busy keys stay dark; everything else on the phone works.',
    expected: 'not-acceptable',
    maker: 'sipp',
    addresses: [PROXY, ALICE],
    async play(stage) {
      const first = `if (is_method("SUBSCRIBE")) {
    append_to_reply("Allow-Events: message-summary, reg\\r\\n");
    sl_send_reply("489", "Bad Event");
    exit;
  }`;
      await kamailio(stage, { at: [PROXY], first });
      const agent = 'Grandstream GXP2170 1.0.11.64';
      await register(stage, new Caller({ agent }), ALICE, COMMON);
      for (const key of ['bob', 'carol']) {
        const lamp = new Caller({ to: `sip:${key}@example.com`, agent });
        const more = ['Event: dialog', 'Accept: application/dialog-info+xml', 'Expires: 3600'];
        const ask = lamp.request('SUBSCRIBE', { more, attributes: 'retrans="500"' });
        await succeeded(await sipp(stage, scenario('lamp', ask, recv(489)), { at: ALICE, to: PROXY }));
      }
    },
  },
];

export const scenes = byName(list);
export const heldOutPeers = heldOut('held-out/peers.ts', list);
