import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challenge, credentials, DigestScene } from '../../../test/digest-scene.ts';
import { answeredCall, hangUp, proxiedCall, relayed, sdpAt } from '../../../test/scene-calls.ts';
import { Scene } from '../../../test/scene.ts';
import { isPlain } from './plain.ts';

const scene = () => {
  const all = new Scene();
  const [phone, callee] = [all.place('192.0.2.10'), all.place('203.0.113.9')];
  return { all, phone, callee, here: all.place('192.0.2.10:4000'), there: all.place('203.0.113.9:5000') };
};
const plain = (all: Scene) => isPlain(all.diagnose().verdicts[0].case);

/** A call that goes well, and something beside it. */
function callWith(more: (all: Scene, one: ReturnType<typeof answeredCall>) => void): Scene {
  const { all, phone, callee, here, there } = scene();
  const call = answeredCall(all, phone, callee, { offer: sdpAt(here), answer: sdpAt(there) });
  all.wait(10_000);
  more(all, call);
  return all;
}

test('a call that is answered, acknowledged and hung up, directly or through a proxy', () => {
  for (const by of ['caller', 'callee'] as const) assert.ok(plain(callWith((_, call) => hangUp(call, by))), by);
  const { all, phone, callee } = scene();
  const proxied = proxiedCall(all, phone, all.place('198.51.100.1'), callee);
  const bye = relayed(proxied, 'BYE', { Route: '<sip:198.51.100.1;lr>' });
  all.passOn(all.respond(bye, 200), proxied.proxy, phone);
  assert.ok(plain(all));
});

test('a registration, at once or after one challenge (RFC 3261 22.2)', () => {
  const known = new DigestScene();
  known.respond(known.register(), 200);
  assert.ok(plain(known));
  const asked = new DigestScene();
  asked.challenge401(asked.register(), challenge('one'));
  asked.respond(asked.answer(credentials('one')), 200);
  assert.ok(plain(asked));
});

test('a second challenge, and one that is not answered, are not plain', () => {
  const twice = new DigestScene();
  twice.challenge401(twice.register(), challenge('one'));
  twice.challenge401(twice.answer(credentials('one')), challenge('two'));
  twice.respond(twice.answer(credentials('two')), 200);
  assert.ok(!plain(twice));
  const never = new DigestScene();
  never.challenge401(never.register(), challenge('one'));
  assert.ok(!plain(never));
});

for (const [name, more] of [
  [
    'a request that is repeated',
    (all, { phone, callee }) => {
      const bye = all.request(phone, callee, 'BYE');
      all.wait(500).again(bye);
      all.respond(bye, 200);
    },
  ],
  [
    'an answer that is repeated',
    (all, { ok }) => {
      all.again(ok);
    },
  ],
  [
    'a packet that was captured twice',
    (all, call) => {
      const bye = hangUp(call);
      // No timer of SIP is as short (RFC 3261 17.1.2.2).
      all.time -= 15;
      all.again(bye);
    },
  ],
  [
    'a request that is refused',
    (all, { phone, callee }) => {
      all.respond(all.request(phone, callee, 'BYE'), 481);
    },
  ],
  [
    'a request that nobody answers',
    (all, { phone, callee }) => {
      all.request(phone, callee, 'BYE');
    },
  ],
  [
    'an answer without its request',
    (all, { phone, callee }) => {
      const bye = all.request(phone, callee, 'BYE');
      const other = bye.text.replace(/branch=[^;]+/, 'branch=z9hG4bKother').replace(/^BYE .*/, 'SIP/2.0 200 OK');
      all.respond(bye, 200);
      all.raw(other, callee, phone);
    },
  ],
  [
    'a message that breaks a rule',
    (all, { phone, callee }) => {
      all.respond(all.request(phone, callee, 'BYE', { headers: { 'Max-Forwards': undefined } }), 200);
    },
  ],
  [
    'an ICMP message that the host cannot be reached',
    (all, call) => {
      const bye = hangUp(call);
      all.event('unreachable', bye.to, bye.from, 'port unreachable (code 3)');
    },
  ],
] as readonly (readonly [string, Parameters<typeof callWith>[0]])[])
  test(`${name}: the call is not plain`, () => {
    assert.ok(!plain(callWith(more)));
  });

test('a call that is cancelled, even if it is answered all the same, is not plain', () => {
  for (const status of [200, 487]) {
    const { all, phone, callee } = scene();
    all.call();
    const invite = all.request(phone, callee, 'INVITE', { branch: 'z9hG4bKone' });
    all.respond(invite, 180);
    all.respond(all.request(phone, callee, 'CANCEL', { branch: 'z9hG4bKone' }), 200);
    all.ack(invite, all.respond(invite, status));
    assert.ok(!plain(all), String(status));
  }
});

test('what befalls another way leaves a call plain', () => {
  const all = callWith((scene, call) => {
    hangUp(call);
    scene.event('unreachable', scene.place('192.0.2.77'), scene.place('203.0.113.77'), 'port unreachable (code 3)');
  });
  assert.ok(plain(all));
});

test('a call after one challenge is plain', () => {
  const asked = new DigestScene();
  asked.call();
  asked.challenge407(asked.invite(), challenge('one'));
  const invite = asked.invite({ 'Proxy-Authorization': credentials('one', { uri: 'sip:bob@example.com' }) });
  asked.ack(invite, asked.respond(invite, 200));
  assert.ok(isPlain(asked.diagnose().verdicts[0].case));
});
