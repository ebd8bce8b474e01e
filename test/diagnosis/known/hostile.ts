/** Attacks as sipp plays them on a Kamailio, and a gateway that damages what it rewrites. */

import { type FaultyScene, byName, faultsOf, succeeded } from '../bench-scene.ts';
import { kamailio } from '../kamailio.ts';
import { Callee, Caller, audio } from '../sipp-messages.ts';
import { pause, recv, scenario, sipp } from '../sipp-scene.ts';
import { type Stage } from '../stage.ts';

const PROXY = '198.51.100.10';
const STRANGER = '192.0.2.66';
const PHONE = '203.0.113.7';

/** One row for each call: what [field0], [field1], … stand for. */
function rows(stage: Stage, name: string, list: readonly (readonly string[])[]): readonly string[] {
  const text = ['SEQUENTIAL', ...list.map((row) => `${row.join(';')};`), ''].join('\n');
  return ['-inf', stage.file(`${name}.csv`, text)];
}

const list: readonly FaultyScene[] = [
  {
    name: 'a stranger tries passwords for one extension',
    symptom: 'The log of the server is full of failed registrations.',
    expected: 'password-guessing',
    maker: 'sipp',
    addresses: [PROXY, STRANGER],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], password: 'r7-Pq.2x' });
      const words = ['100', '1234', 'password', 'admin', '0000', 'secret', 'asterisk', 'sip', 'test', 'qwerty'];
      const guesses = words.flatMap((word) => [word, `${word}1`, `${word}100`]);
      const extension = new Caller({ from: 'sip:100@example.com', agent: 'eyeBeam release 3006o' });
      const attack = await sipp(
        stage,
        scenario(
          'guess',
          extension.register(300),
          recv(401, 'auth="true"'),
          extension.register(300, { cseq: 2, more: ['[field0]'] }),
          recv(401),
        ),
        {
          at: `${STRANGER}:5071`,
          to: PROXY,
          calls: guesses.length,
          rate: 12,
          // Else sipp signs its peer's address, whatever the Request-URI is.
          more: [
            '-auth_uri',
            'example.com',
            ...rows(
              stage,
              'guesses',
              guesses.map((guess) => [`[authentication username=100 password=${guess}]`]),
            ),
          ],
        },
      );
      await succeeded(attack);
    },
  },
  {
    name: 'a stranger looks for a prefix that leads out',
    symptom: 'Thousands of refused calls to numbers abroad that none of us made.',
    expected: 'toll-fraud',
    maker: 'sipp',
    addresses: [PROXY, STRANGER],
    async play(stage) {
      await kamailio(stage, {
        at: [PROXY],
        first: 'if (is_method("INVITE")) {\n    sl_send_reply("403", "Forbidden");\n    exit;\n  }',
      });
      const prefixes = ['', '0', '00', '9', '900', '011', '9011', '0011', '810', '8810', '000', '+', '*00', '100', '1'];
      const numbers = prefixes.flatMap((prefix) => [`${prefix}972592277524`, `${prefix}441519470478`]);
      const caller = new Caller({
        from: 'sip:100@198.51.100.10',
        to: 'sip:[field0]@198.51.100.10',
        agent: 'pplsip',
      });
      const attack = await sipp(
        stage,
        scenario('dial', caller.invite(), recv(100, 'optional="true"'), recv(403), caller.ackRefusal()),
        {
          at: `${STRANGER}:5082`,
          to: PROXY,
          calls: numbers.length,
          rate: 12,
          more: rows(
            stage,
            'numbers',
            numbers.map((number) => [number]),
          ),
        },
      );
      await succeeded(attack);
    },
  },
  {
    name: 'a scanner asks for one extension after the other',
    symptom: 'The log shows REGISTER of users that do not exist, all from one address.',
    expected: 'scanner',
    maker: 'kamailio',
    addresses: [PROXY, STRANGER],
    async play(stage) {
      await kamailio(stage, { at: [PROXY], register: 'sl_send_reply("404", "Not Found");\n    exit;' });
      const extensions = Array.from({ length: 40 }, (_, i) => [String(100 + i)]);
      const user = new Caller({ from: 'sip:[field0]@198.51.100.10', agent: 'friendly-scanner' });
      const scan = await sipp(stage, scenario('scan', user.register(300), recv(404)), {
        at: `${STRANGER}:5060`,
        to: PROXY,
        calls: extensions.length,
        rate: 20,
        more: rows(stage, 'extensions', extensions),
      });
      await succeeded(scan);
    },
  },
  {
    name: 'a router rewrites addresses in the description and not its length',
    symptom: 'Calls fail with 400 since the new router is there; the phone works elsewhere.',
    expected: 'content-length-damaged',
    maker: 'sipp',
    addresses: [PHONE, PROXY],
    async play(stage) {
      // As the phone wrote it, with its private address; what left the router is shorter.
      const before = audio({ at: '192.168.178.120', port: 16384 }).replaceAll('\n', '\r\n').length + 2;
      const server = new Callee({ user: 'pbx', agent: 'PBX 16.2' });
      const warning = `Warning: 399 pbx.example.com "Content-Length ${before} is larger than the body"`;
      const refusal = server.reply('400 Bad Request', { more: [warning] });
      await sipp(stage, scenario('server', recv('INVITE', 'rrs="true"'), refusal, recv('ACK')), { at: PROXY });
      const phone = new Caller();
      const invite = phone
        .invite({ body: audio({ at: PHONE, port: 16384 }) })
        .replace('Content-Length: [len]', `Content-Length: ${before}`);
      const caller = await sipp(stage, scenario('phone', invite, recv(400), phone.ackRefusal(), pause(100)), {
        at: PHONE,
        to: PROXY,
      });
      await succeeded(caller);
    },
  },
];

export const scenes = byName(list);
export const hostileFaults = faultsOf('known', 'known/hostile.ts', list);
