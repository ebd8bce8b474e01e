/** The sessions of RFC 3665 3: user agents alone, and through the real server, on the simulated network. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeHash } from '../../src/server/index.ts';
import { Simulation } from '../../src/testing/index.ts';
import { type Call, type CallEnd, type IncomingCall, type UserAgent } from '../../src/ua/index.ts';
import { mountServer, resolveBy } from './server-host.ts';

const ATLANTA = 'atlanta.example.com';
const BILOXI = 'biloxi.example.com';
const names = new Map([
  [ATLANTA, '192.0.2.10'],
  [BILOXI, '192.0.2.20'],
]);
const OFFER = { body: 'v=0\r\no=alice 1 1 IN IP4 192.0.2.101\r\n' };
const ANSWER = { body: 'v=0\r\no=bob 1 1 IN IP4 192.0.2.201\r\n' };

/** What one side sees of its call. */
interface Seen {
  readonly progress: number[];
  established: string | undefined;
  end: CallEnd | undefined;
}

function watch(call: Call): Seen {
  const seen: Seen = { progress: [], established: undefined, end: undefined };
  call.handlers = {
    ...call.handlers,
    onProgress: (_, { status }) => seen.progress.push(status),
    onEstablished: (_, body) => (seen.established = body),
    onEnd: (_, end) => (seen.end = end),
  };
  return seen;
}

interface Pair {
  readonly sim: Simulation;
  readonly alice: UserAgent;
  readonly bob: UserAgent;
  /** Bob's side, once it rings there. */
  readonly incoming: { call: IncomingCall; seen: Seen }[];
}

interface PairOptions {
  readonly bob?: (call: IncomingCall) => void;
  readonly proxyOfAlice?: string;
}

/** Alice and Bob with their credentials at their proxies, and nothing else. */
function pair(sim: Simulation, { bob: behave = ringAndAnswer, proxyOfAlice }: PairOptions = {}): Pair {
  const incoming: Pair['incoming'] = [];
  const resolve = resolveBy(names);
  const alice = sim.userAgent(
    'alice',
    { address: '192.0.2.101' },
    {
      identity: `Alice <sip:alice@${ATLANTA}>`,
      credentials: { username: 'alice', password: 'wonderland' },
      hash: nodeHash,
      outboundProxy: proxyOfAlice,
      resolve,
    },
  );
  const bob = sim.userAgent(
    'bob',
    { address: '192.0.2.201' },
    {
      identity: `Bob <sip:bob@${BILOXI}>`,
      credentials: { username: 'bob', password: 'zanzibar' },
      hash: nodeHash,
      resolve,
      onCall: (call) => {
        incoming.push({ call, seen: watch(call) });
        behave(call);
      },
    },
  );
  return { sim, alice, bob, incoming };
}

function ringAndAnswer(call: IncomingCall): void {
  call.ring();
  call.answer(ANSWER);
}

/** Two proxies; Bob is registered at his. */
async function trapezoid(options: Omit<PairOptions, 'proxyOfAlice'> = {}): Promise<Pair> {
  const sim = new Simulation();
  await mountServer(sim, 'atlanta', { address: '192.0.2.10', domain: ATLANTA, names, users: { alice: 'wonderland' } });
  const yaml = 'trusted: [192.0.2.10]\n';
  await mountServer(sim, 'biloxi', { address: '192.0.2.20', domain: BILOXI, names, users: { bob: 'zanzibar' }, yaml });
  const both = pair(sim, { ...options, proxyOfAlice: `sip:${ATLANTA}` });
  both.bob.register();
  await sim.runAsync(2_000);
  return both;
}

/** Both have seen one call, answered and ended. */
function assertAnswered(seen: Seen, bobs: Seen, by: { readonly alice: 'local' | 'remote' }): void {
  assert.deepEqual([seen.established, bobs.established], [ANSWER.body, OFFER.body]);
  assert.deepEqual([seen.end?.cause, seen.end?.by], ['bye', by.alice]);
  assert.deepEqual([bobs.end?.cause, bobs.end?.by], ['bye', by.alice === 'local' ? 'remote' : 'local']);
}

/** Nothing is left, but the timers of a registration. */
async function assertQuiet({ sim, alice, bob }: Pair, registrations = 0): Promise<void> {
  await sim.runAsync(40_000);
  assert.deepEqual(sim.leftovers(), registrations === 0 ? [] : [`bob: ${registrations} deadlines`]);
  assert.deepEqual([alice.dialogCount, bob.dialogCount], [0, 0]);
}

const BOBS_PHONE = 'sip:bob@192.0.2.201';

test('3.1: a session between two user agents', async () => {
  const it = pair(new Simulation());
  const call = it.alice.invite(BOBS_PHONE, { offer: OFFER });
  const seen = watch(call);
  it.sim.run(1_000);
  it.incoming[0].call.hangUp();
  it.sim.run(1_000);
  assert.deepEqual(it.sim.ladder.flow, [
    'alice INVITE bob',
    'bob 180 INVITE alice',
    'bob 200 INVITE alice',
    'alice ACK bob',
    'bob BYE alice',
    'alice 200 BYE bob',
  ]);
  assertAnswered(seen, it.incoming[0].seen, { alice: 'remote' });
  await assertQuiet(it);
});

test('3.2: a session through two proxies, which stay on its path', async () => {
  const it = await trapezoid();
  const call = it.alice.invite(`sip:bob@${BILOXI}`, { offer: OFFER });
  const seen = watch(call);
  await it.sim.runAsync(1_000);
  it.incoming[0].call.hangUp();
  await it.sim.runAsync(1_000);
  assertAnswered(seen, it.incoming[0].seen, { alice: 'remote' });
  const { ladder } = it.sim;
  assert.deepEqual(ladder.between('alice', 'atlanta'), ['INVITE', 'ACK', 'INVITE', 'ACK', '200 BYE']);
  assert.deepEqual(ladder.between('atlanta', 'alice'), ['407 INVITE', '100 INVITE', '180 INVITE', '200 INVITE', 'BYE']);
  assert.deepEqual(ladder.between('atlanta', 'biloxi'), ['INVITE', 'ACK', '200 BYE']);
  assert.deepEqual(ladder.between('biloxi', 'atlanta'), ['100 INVITE', '180 INVITE', '200 INVITE', 'BYE']);
  await assertQuiet(it, 1);
});

test('3.3: two proxies that both want credentials get those of their realm', async () => {
  const sim = new Simulation();
  await mountServer(sim, 'atlanta', { address: '192.0.2.10', domain: ATLANTA, names, users: { alice: 'wonderland' } });
  const biloxi = sim.peer('biloxi', { address: '192.0.2.20' });
  const { alice } = pair(sim, { proxyOfAlice: `sip:${ATLANTA}` });
  const seen = watch(alice.invite(`sip:bob@${BILOXI}`, { offer: OFFER }));
  await sim.runAsync(100);
  const challenge =
    'Digest realm="biloxi.example.com", nonce="f84f1cec41e6cbe5aea9c8e88d359", algorithm=MD5, qop="auth"';
  biloxi.respond(biloxi.expect('INVITE', 0), 407, { toTag: 'b1', headers: [['Proxy-Authenticate', challenge]] });
  await sim.runAsync(100);
  biloxi.expect('ACK', 0);
  const invite = biloxi.expect('INVITE', 0);
  const credentials = invite.message.named('Proxy-Authorization').join('\n');
  // 22.3: the credentials for Atlanta stayed there.
  assert.match(credentials, /realm="biloxi.example.com"/);
  assert.doesNotMatch(credentials, /realm="atlanta.example.com"/);
  biloxi.respond(invite, 486, { toTag: 'b2' });
  await sim.runAsync(100);
  assert.equal(seen.end?.status, 486);
  const sent = [...sim.ladder.toString().matchAll(/alice → atlanta .*\[CSeq (\d+) INVITE/g)].map((match) =>
    Number(match[1]),
  );
  assert.deepEqual(sent, [1, 2, 3]);
});

test('3.4: where the first proxy is dead, the second takes the call', async () => {
  const sim = new Simulation();
  await mountServer(sim, 'second', {
    address: '192.0.2.10',
    domain: ATLANTA,
    names,
    users: { alice: 'wonderland' },
    yaml: `trusted: [192.0.2.101]\n`,
  });
  const incoming: IncomingCall[] = [];
  sim.userAgent(
    'bob',
    { address: '192.0.2.201' },
    {
      identity: `sip:bob@${BILOXI}`,
      onCall: (call) => {
        incoming.push(call);
        ringAndAnswer(call);
      },
    },
  );
  const alice = sim.userAgent(
    'alice',
    { address: '192.0.2.101' },
    {
      identity: `sip:alice@${ATLANTA}`,
      outboundProxy: `sip:${ATLANTA}`,
      resolve: resolveBy(new Map([[ATLANTA, ['192.0.2.66', '192.0.2.10']]])),
    },
  );
  const seen = watch(alice.invite(BOBS_PHONE, { offer: OFFER }));
  await sim.runAsync(10_000);
  assert.equal(seen.established, ANSWER.body);
  assert.equal(incoming.length, 1);
  incoming[0].hangUp();
  await sim.runAsync(100_000);
  assert.deepEqual(sim.leftovers(), []);
});

test('3.5: a proxy between two transports stays on the path with an address on each side', async () => {
  const it = await trapezoid();
  const seen = watch(it.alice.invite(`sip:bob@${BILOXI};transport=tcp`, { offer: OFFER }));
  await it.sim.runAsync(1_000);
  it.incoming[0].call.hangUp();
  await it.sim.runAsync(1_000);
  assertAnswered(seen, it.incoming[0].seen, { alice: 'remote' });
  assert.match(it.sim.ladder.toString(), /atlanta → biloxi +TCP INVITE/);
  assert.match(it.sim.ladder.toString(), /biloxi → bob +UDP INVITE/);
  await assertQuiet(it, 1);
});

test('3.6: a redirection is followed by the caller, and the answer goes in the ACK', async () => {
  const sim = new Simulation();
  await mountServer(sim, 'redirector', {
    address: '192.0.2.10',
    domain: ATLANTA,
    names,
    users: { bob: 'x' },
    redirects: { bob: `<${BOBS_PHONE}>` },
    yaml: 'trusted: [192.0.2.101]\n',
  });
  const it = pair(sim);
  const first = watch(it.alice.invite(`sip:bob@${ATLANTA}`));
  await sim.runAsync(1_000);
  assert.equal(first.end?.status, 302);
  const contacts = first.end?.response?.named('Contact') ?? [];
  assert.deepEqual(contacts, [`<${BOBS_PHONE}>`]);
  const call = it.alice.invite(contacts[0].slice(1, -1), {
    handlers: { onOffer: (_, offer) => `${offer}answered\r\n` },
  });
  const seen = watch(call);
  await sim.runAsync(1_000);
  assert.equal(seen.established, ANSWER.body);
  assert.equal(it.incoming[0].seen.established, `${ANSWER.body}answered\r\n`);
  call.hangUp();
  await assertQuiet(it);
});

test('3.7: a re-INVITE changes the address, and the session goes on', async () => {
  const it = pair(new Simulation());
  const call = it.alice.invite(BOBS_PHONE, { offer: OFFER });
  const seen = watch(call);
  call.handlers.onOffer = (_, offer) => offer.replace('o=bob', 'o=alice');
  it.sim.run(1_000);
  let answered: string | undefined;
  const offer = { body: ANSWER.body.replace('192.0.2.201', '192.0.2.202') };
  assert.ok(
    it.incoming[0].call.sendReinvite(
      offer,
      (body) => (answered = body),
      () => assert.fail('refused'),
    ),
  );
  it.sim.run(1_000);
  assert.equal(answered, offer.body.replace('o=bob', 'o=alice'));
  assert.deepEqual(it.sim.ladder.flow.slice(4), ['bob INVITE alice', 'alice 200 INVITE bob', 'bob ACK alice']);
  call.hangUp();
  it.sim.run(1_000);
  assert.deepEqual([seen.end?.by, it.incoming[0].seen.end?.by], ['local', 'remote']);
  await assertQuiet(it);
});

test('3.8: nobody answers, and the caller cancels', async () => {
  const it = await trapezoid({ bob: (call) => call.ring() });
  const call = it.alice.invite(`sip:bob@${BILOXI}`, { offer: OFFER });
  const seen = watch(call);
  await it.sim.runAsync(5_000);
  call.hangUp();
  await it.sim.runAsync(1_000);
  assert.deepEqual([seen.end?.cause, seen.end?.status, seen.end?.by], ['cancelled', 487, 'local']);
  const bobs = it.incoming[0].seen;
  assert.deepEqual([bobs.end?.cause, bobs.end?.status, bobs.end?.by], ['cancelled', 487, 'remote']);
  assert.deepEqual(it.sim.ladder.between('biloxi', 'bob').slice(-3), ['INVITE', 'CANCEL', 'ACK']);
  await assertQuiet(it, 1);
});

test('3.9: the callee is busy', async () => {
  const it = await trapezoid({ bob: (call) => call.refuse(486) });
  const seen = watch(it.alice.invite(`sip:bob@${BILOXI}`, { offer: OFFER }));
  await it.sim.runAsync(1_000);
  assert.deepEqual([seen.end?.cause, seen.end?.status, seen.end?.by], ['refused', 486, 'remote']);
  await assertQuiet(it, 1);
});

test('3.10: the callee is silent, and the proxy says so', async () => {
  const it = await trapezoid();
  it.sim.network.hostAt('192.0.2.201')?.kill();
  const seen = watch(it.alice.invite(`sip:bob@${BILOXI}`, { offer: OFFER }));
  await it.sim.runAsync(40_000);
  assert.deepEqual([seen.end?.cause, seen.end?.status], ['refused', 408]);
});

test('3.11: the callee is not available', async () => {
  const it = await trapezoid({ bob: (call) => (call.ring(), it.sim.clock.after(500, () => call.refuse(480))) });
  const seen = watch(it.alice.invite(`sip:bob@${BILOXI}`, { offer: OFFER }));
  await it.sim.runAsync(2_000);
  assert.deepEqual(seen.progress, [180]);
  assert.deepEqual([seen.end?.cause, seen.end?.status], ['refused', 480]);
  await assertQuiet(it, 1);
});
