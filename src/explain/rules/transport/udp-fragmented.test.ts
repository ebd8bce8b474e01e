import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, type Sent } from '../../../../test/scene.ts';

const scene = () => {
  const all = new Scene();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1') };
};
const challenge = { 'Proxy-Authenticate': 'Digest realm="example.com", nonce="n", algorithm=MD5' };
const large = {
  'Proxy-Authorization': `Digest username="alice", realm="example.com", nonce="n", uri="sip:bob@example.com", response="${'0'.repeat(32)}"`,
  'X-Long': 'x'.repeat(1500),
};

function repeat(all: Scene, sent: Sent, fragments = 1): void {
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    all.wait(ms);
    all.raw(sent.text, sent.from, sent.to, 'UDP', sent, fragments);
  }
}

test('the small INVITE is answered, the large one with credentials is not (RFC 3261 18.1.1)', () => {
  const { all, phone, server } = scene();
  all.call();
  const first = all.request(phone, server, 'INVITE');
  all.ack(first, all.respond(first, 407, { headers: challenge }));
  const second = all.request(phone, server, 'INVITE', { headers: large, fragments: 2 });
  repeat(all, second, 2);
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'udp-fragmented');
  const { summary, certainty, evidence } = diagnosis.find('udp-fragmented')!;
  assert.equal(certainty, 'likely');
  assert.match(
    summary,
    new RegExp(
      `over UDP 5 times, ${second.text.length} octets each, in 2 fragments, and nothing came back\\. The INVITE of ${first.text.length} octets to the same host was answered`,
    ),
  );
  assert.deepEqual(
    evidence.map(({ frame }) => frame),
    [1, 4, 8],
  );
  assert.equal(diagnosis.verdicts[0].findings.find(({ id }) => id === 'next-hop-silent')?.becauseOf, 'udp-fragmented');
});

test('behind a proxy, with ICMP that asks for smaller packets', () => {
  const { all, phone, server } = scene();
  const gateway = all.place('203.0.113.9');
  all.call();
  const invite = all.request(phone, server, 'INVITE', { transport: 'TCP', headers: { 'X-Long': 'x'.repeat(1300) } });
  all.respond(invite, 100);
  const inner = all.request(server, gateway, 'INVITE', { via: { ...invite, transport: 'UDP' } });
  all.event('unreachable', server, gateway, 'fragmentation needed (code 4), MTU 1400, says 198.51.100.254');
  repeat(all, inner);
  all.ack(invite, all.respond(invite, 408));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'udp-fragmented');
  assert.match(diagnosis.find('udp-fragmented')!.summary, /The network says of a packet .*MTU 1400/);
  assert.equal(diagnosis.find('udp-fragmented')!.certainty, 'certain');
});

test('what answers the challenge never becomes whole: the case ends with 407', () => {
  const { all, phone, server } = scene();
  all.call();
  const first = all.request(phone, server, 'INVITE');
  all.ack(first, all.respond(first, 407, { headers: challenge }));
  all.wait(400);
  all.event(
    'fragment lost',
    all.place('192.0.2.10:0'),
    all.place('198.51.100.1:0'),
    'INVITE sip:bob@example.com SIP/2.0: 1480 octets came in 1 fragments',
  );
  all.wait(40_000).event('fragment lost', all.place('192.0.2.10:0'), all.place('198.51.100.1:0'), 'again');
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.root, 'udp-fragmented');
  assert.match(
    diagnosis.find('udp-fragmented')!.summary,
    /was challenged with 407\. What it sent next came in fragments and never became whole: 2 such packets/,
  );
});

test('fragments that arrive are a note', () => {
  const { all, phone, server } = scene();
  all.call();
  const invite = all.request(phone, server, 'INVITE', { headers: large, fragments: 2 });
  all.ack(invite, all.respond(invite, 200));
  const found = all.diagnose().find('udp-fragmented')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /^1 message of this case came in fragments over UDP; the largest is the INVITE of \d+ octets, in 2 fragments/,
  );
});

test('a small request that nobody answers, and a large one over TCP, are not about size', () => {
  const { all, phone, server } = scene();
  all.call();
  repeat(all, all.request(phone, server, 'INVITE'));
  all.call();
  const invite = all.request(phone, server, 'INVITE', { transport: 'TCP', headers: large });
  all.ack(invite, all.respond(invite, 200));
  assert.equal(all.diagnose().find('udp-fragmented'), undefined);
});

test('a large request that nobody answers, where nothing else was ever answered, is not known to be too large', () => {
  const { all, phone, server } = scene();
  all.call();
  repeat(all, all.request(phone, server, 'INVITE', { headers: large }));
  const diagnosis = all.diagnose();
  assert.equal(diagnosis.find('udp-fragmented'), undefined);
  assert.equal(diagnosis.root, 'next-hop-silent');
});
