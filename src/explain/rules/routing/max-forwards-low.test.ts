import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), one: all.place('198.51.100.1'), two: all.place('203.0.113.9') };
};

test('a request that began with 1 ends at the second proxy (RFC 3261 8.1.1.6)', () => {
  const { all, phone, one, two } = scene();
  all.call();
  const invite = all.request(phone, one, 'INVITE', { headers: { 'Max-Forwards': '1' } });
  const inner = all.request(one, two, 'INVITE', { via: invite, headers: { 'Max-Forwards': '0' } });
  const refusal = all.respond(inner, 483, { reason: 'Too Many Hops' });
  all.ack(inner, refusal);
  all.ack(invite, all.passOn(refusal, one, phone));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'max-forwards-low');
  const { summary, evidence } = diagnosis.find('max-forwards-low')!;
  assert.match(
    summary,
    /sent the INVITE with Max-Forwards: 1: it began with 1 instead of about 70\. The called side \(203\.0\.113\.9:5060\) answered/,
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 2, 3],
  );
  assert.equal(diagnosis.verdicts[0].findings.find(({ id }) => id === 'too-many-hops')?.becauseOf, 'max-forwards-low');
});

test('what was taken off before the capture is added', () => {
  const { all, one, two } = scene();
  all.call();
  const via = [1, 2, 3].map((at) => `SIP/2.0/UDP h${at}.example.net;branch=z9hG4bKv${at}`);
  const invite = all.request(one, two, 'INVITE', { headers: { Via: via, 'Max-Forwards': '8' } });
  all.ack(invite, all.respond(invite, 483));
  assert.match(
    all.diagnose().find('max-forwards-low')!.summary,
    /Max-Forwards: 8, after 2 hops before: it began with 10/,
  );
});

for (const [name, headers] of [
  [
    'a circle',
    {
      'Max-Forwards': '0',
      Via: [
        'SIP/2.0/UDP a.net;branch=z9hG4bK1',
        'SIP/2.0/UDP b.net;branch=z9hG4bK2',
        'SIP/2.0/UDP a.net;branch=z9hG4bK3',
      ],
    },
  ],
  [
    'a long way that began with 70',
    { 'Max-Forwards': '0', Via: Array.from({ length: 70 }, (_, at) => `SIP/2.0/UDP h${at}.net;branch=z9hG4bK${at}`) },
  ],
  ['a value that cannot be read', { 'Max-Forwards': 'few' }],
] as const)
  test(`${name} is no low beginning`, () => {
    const { all, one, two } = scene();
    all.call();
    const invite = all.request(one, two, 'INVITE', { headers });
    all.ack(invite, all.respond(invite, 483));
    assert.equal(all.diagnose().find('max-forwards-low'), undefined);
  });

test('a low value in a call that works is nothing', () => {
  const { all, phone, one } = scene();
  all.call();
  const invite = all.request(phone, one, 'INVITE', { headers: { 'Max-Forwards': '5' } });
  all.ack(invite, all.respond(invite, 200));
  assert.equal(all.diagnose().find('max-forwards-low'), undefined);
});
