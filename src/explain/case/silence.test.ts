import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HopTransport } from '../../capture/index.ts';
import { Scene, type Sent } from '../../../test/scene.ts';
import { harmfulSilences, silences } from './silence.ts';

const scene = () => {
  const all = new Scene();
  all.call();
  return { all, phone: all.place('192.0.2.10'), proxy: all.place('198.51.100.1'), callee: all.place('203.0.113.9') };
};
const subject = (all: Scene) => all.diagnose().verdicts[0].case;

function repeat(all: Scene, sent: Sent, times: number): void {
  for (let i = 0; i < times; i++) {
    all.wait(500);
    all.again(sent);
  }
}

test('two repetitions prove a silence, one does not (RFC 3261 17.1.1.2)', () => {
  for (const [times, count] of [
    [1, 0],
    [2, 1],
  ]) {
    const { all, phone, proxy } = scene();
    repeat(all, all.request(phone, proxy, 'INVITE'), times);
    const found = silences(subject(all));
    assert.equal(found.length, count);
    if (count === 1) assert.deepEqual([found[0].asked.requests.length, found[0].lasted], [3, 1_020]);
  }
});

for (const [name, goOn] of [
  ['acknowledges', (all: Scene, sent: Sent) => void all.request(sent.from, sent.to, 'ACK', { cseq: 1 })],
  ['cancels', (all: Scene, sent: Sent) => void all.request(sent.from, sent.to, 'CANCEL', { branch: 'z9hG4bKone' })],
  [
    'answers a challenge',
    (all: Scene, sent: Sent) =>
      void all.request(sent.from, sent.to, 'INVITE', { headers: { Authorization: 'Digest realm="r"' } }),
  ],
] as const)
  test(`whoever ${name} has had an answer`, () => {
    const { all, phone, proxy } = scene();
    const invite = all.request(phone, proxy, 'INVITE', { branch: 'z9hG4bKone' });
    repeat(all, invite, 2);
    goOn(all, invite);
    assert.equal(silences(subject(all)).length, 0);
  });

for (const [transport, count] of [
  ['TCP', 1],
  ['UDP', 0],
] as readonly (readonly [HopTransport, number])[])
  test(`a request that was sent once over ${transport}, and what its proxy told of it`, () => {
    const { all, phone, proxy, callee } = scene();
    const invite = all.request(phone, proxy, 'INVITE');
    all.request(proxy, callee, 'INVITE', { via: { ...invite, transport } });
    all.wait(5_000);
    all.ack(invite, all.respond(invite, 408));
    const found = silences(subject(all));
    assert.deepEqual(
      found.map(({ told }) => told?.status),
      count === 1 ? [408] : [],
    );
  });

test('a silence is harmless where a later try or another branch was answered', () => {
  const { all, phone, proxy } = scene();
  repeat(all, all.request(phone, proxy, 'INVITE'), 3);
  const next = all.request(phone, all.place('198.51.100.2'), 'INVITE');
  all.ack(next, all.respond(next, 200));
  const one = subject(all);
  assert.equal(silences(one)[0].instead?.server.address, '198.51.100.2');
  assert.deepEqual(harmfulSilences(one), []);
});

test('without times, repetitions count all the same', () => {
  const { all, phone, proxy } = scene();
  all.time = Number.NaN;
  repeat(all, all.request(phone, proxy, 'INVITE'), 2);
  assert.equal(silences(subject(all)).length, 1);
});
