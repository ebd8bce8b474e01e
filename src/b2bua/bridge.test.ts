/** The B2BUA between user agents: what crosses, what stays on its leg, and that nothing is left (RFC 7092, 3261, 3326, 4028, 7332). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexMessage, Request, type Response } from '../message/index.ts';
import { type NegotiatedStream } from '../sdp/index.ts';
import { Simulation, type SimulationOptions } from '../testing/index.ts';
import {
  audioStream,
  type Call,
  type IncomingCall,
  type InviteOptions,
  SessionMedia,
  type UserAgent,
  type UserAgentOptions,
} from '../ua/index.ts';
import { type Bridge, bridge, type BridgeOptions, type BridgeTarget, HeaderPolicy } from './index.ts';

const B2BUA = '192.0.2.100';
const CALLEE = 'sip:bob@192.0.2.2';

interface Setting extends SimulationOptions {
  readonly alice?: Partial<UserAgentOptions>;
  readonly bob?: Partial<UserAgentOptions>;
  readonly carol?: Partial<UserAgentOptions>;
  readonly bridge?: BridgeOptions;
  readonly targets?: readonly BridgeTarget[];
  readonly targetsOf?: (call: IncomingCall) => readonly BridgeTarget[];
  /** What bob does with a call; he rings and answers when left out. */
  readonly behave?: (call: IncomingCall) => unknown;
  readonly carolBehaves?: (call: IncomingCall) => unknown;
}

/** Alice calls the B2BUA, which takes her to Bob, or to Bob and Carol. */
class Office {
  readonly sim: Simulation;
  readonly alice: UserAgent;
  readonly bob: UserAgent;
  readonly carol: UserAgent;
  readonly b2bua: UserAgent;
  readonly bobs: IncomingCall[] = [];
  readonly carols: IncomingCall[] = [];
  readonly bridges: Bridge[] = [];
  readonly errors: unknown[] = [];

  constructor(setting: Setting = {}) {
    this.sim = new Simulation({ delay: [5, 5], ...setting });
    this.alice = this.agent('alice', '192.0.2.1', setting.alice);
    this.bob = this.agent('bob', '192.0.2.2', setting.bob);
    this.carol = this.agent('carol', '192.0.2.3', setting.carol);
    this.b2bua = this.sim.userAgent(
      'b2bua',
      { address: B2BUA },
      {
        identity: 'sip:b2bua@example.com',
        answersFor: 'anyone',
        log: { debug() {}, info() {}, warn() {}, error: (fields) => this.errors.push(fields) },
      },
    );
    const { behave = ringAndAnswer, carolBehaves = ringAndAnswer, targets = [{ uri: CALLEE }] } = setting;
    void this.serve(this.b2bua, (call) => {
      this.bridges.push(bridge(call, this.b2bua, setting.targetsOf?.(call) ?? targets, setting.bridge));
    });
    void this.serve(this.bob, (call) => {
      this.bobs.push(call);
      behave(call);
    });
    void this.serve(this.carol, (call) => {
      this.carols.push(call);
      carolBehaves(call);
    });
  }

  invite(options?: InviteOptions) {
    return this.alice.invite(`sip:bob@${B2BUA}`, options);
  }

  /** An established call, and both ends of it. */
  async call(options?: InviteOptions): Promise<{ alice: Call; bob: Call }> {
    const alice = this.invite(options);
    await this.sim.wait(alice.established);
    await this.sim.runAsync(100);
    return { alice, bob: this.bobs[this.bobs.length - 1] };
  }

  /** The text of every message that went from one to another. */
  sent(from: string, to: string): string[] {
    const { ladder } = this.sim;
    return ladder.between(from, to);
  }

  /** Lets everything end, and asserts that nothing is left. */
  async quiet(): Promise<void> {
    await this.sim.runAsync(200_000);
    assert.deepEqual(this.sim.leftovers(), []);
    for (const agent of [this.alice, this.bob, this.carol, this.b2bua])
      assert.deepEqual([agent.dialogCount, agent.callCount], [0, 0]);
    assert.deepEqual(this.errors, []);
  }

  private agent(name: string, address: string, options: Partial<UserAgentOptions> = {}): UserAgent {
    const streams = [audioStream(4000 + Number(address.slice(-1)))];
    const { sim } = this;
    return sim.userAgent(
      name,
      { address },
      {
        identity: `${name[0].toUpperCase()}${name.slice(1)} <sip:${name}@example.com>`,
        media: () => new SessionMedia({ address, streams }, sim.random),
        ...options,
      },
    );
  }

  private async serve(agent: UserAgent, take: (call: IncomingCall) => void): Promise<void> {
    for await (const call of agent.calls) take(call);
  }
}

function ringAndAnswer(call: IncomingCall): void {
  call.ring();
  void call.answer();
}

/** The last request of a method, or response of a status, that was received from the network by a host. */
function watch(office: Office, address: string): (what: string | number) => Request | Response {
  const seen: (Request | Response)[] = [];
  office.sim.network.tap(({ event, to, text }) => {
    const message = event === 'delivered' && to.address === address ? indexMessage(text) : undefined;
    if (message !== undefined) seen.push(message);
  });
  return (what) => {
    const found = seen.findLast((message) =>
      message instanceof Request ? message.method === what : message.status === what,
    );
    assert.ok(found !== undefined, `${address} never got ${what}`);
    return found;
  };
}

test('topology is hidden: of Alice the callee learns her name, her number and where her sound is', async () => {
  const office = new Office();
  const got = watch(office, '192.0.2.2');
  const { alice, bob } = await office.call();
  const invite = got('INVITE');
  assert.equal(invite.from.uri.text, 'sip:alice@example.com');
  assert.equal(invite.from.displayName, 'Alice');
  assert.notEqual(invite.callId, alice.callId);
  assert.equal(invite.named('Via').length, 1);
  for (const secret of [alice.callId, alice.dialog?.localTag ?? '?', 'alice@192.0.2.1', 'sip:bob@192.0.2.100'])
    assert.ok(!invite.text.includes(secret), secret);
  assert.match(invite.named('Contact').join(), /^<sip:b2bua@192\.0\.2\.100:5060>$/);
  assert.deepEqual([bob.streams[0].remote?.address, bob.streams[0].remote?.port], ['192.0.2.1', 4001]);
  assert.deepEqual([alice.streams[0].remote?.address, alice.streams[0].remote?.port], ['192.0.2.2', 4002]);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('responses cross by their status, phrase and headers; what concerns one leg becomes 500', async () => {
  const cases: readonly (readonly [status: number, crossing: number])[] = [
    [486, 486],
    [603, 603],
    [404, 404],
    [480, 480],
    [488, 488],
    [401, 500],
    [407, 500],
    [503, 500],
    [482, 500],
  ];
  for (const [status, crossing] of cases) {
    const office = new Office({
      behave: (call) => call.reject(status, { reason: 'Gone Fishing', headers: [['Retry-After', '60']] }),
    });
    const call = office.invite();
    const { response } = await office.sim.wait(call.ended);
    assert.equal(response?.status, crossing, String(status));
    assert.deepEqual(response.named('Retry-After'), ['60']);
    assert.equal(response.reason === 'Gone Fishing', status === crossing, response.reason);
    await office.quiet();
  }
});

test('CANCEL and BYE cross with their Reason (RFC 3326)', async () => {
  const reason = 'Q.850;cause=16;text="Terminated"';
  const office = new Office({ behave: (call) => call.ring() });
  const ringing = office.invite();
  await office.sim.runAsync(100);
  void ringing.hangUp({ headers: [['Reason', reason]] });
  const cancelled = await office.sim.wait(office.bobs[0].ended);
  assert.deepEqual([cancelled.cause, cancelled.reasons], ['cancelled', [reason]]);
  assert.equal((await office.sim.wait(ringing.ended)).cause, 'cancelled');

  const other = new Office();
  const first = await other.call();
  void first.alice.hangUp({ headers: [['Reason', reason]] });
  assert.deepEqual((await other.sim.wait(first.bob.ended)).reasons, [reason]);
  const second = await other.call();
  void second.bob.hangUp({ headers: [['Reason', reason]] });
  assert.deepEqual((await other.sim.wait(second.alice.ended)).reasons, [reason]);
  const ends = await Promise.all(other.bridges.map(({ ended }) => ended));
  assert.deepEqual(
    ends.map(({ incoming, outgoing }) => [incoming.by, outgoing?.by]),
    [
      ['remote', 'local'],
      ['local', 'remote'],
    ],
  );
  await office.quiet();
  await other.quiet();
});

for (const [name, alice, bob] of [
  ['both legs', 'supported', 'supported'],
  ['the callee alone', 'off', 'supported'],
  ['the caller alone', 'supported', 'off'],
  ['neither leg', 'off', 'off'],
] as const) {
  test(`early media cross with PRACK on ${name} (RFC 3262)`, async () => {
    const office = new Office({
      alice: { reliable: alice },
      bob: { reliable: bob },
      behave: (call) => {
        call.ring();
        void call.progress();
        office.sim.clock.after(3_000, () => void call.answer());
      },
    });
    const previews: number[] = [];
    const media = new SessionMedia({ address: '192.0.2.1', streams: [audioStream(4001)] }, office.sim.random);
    const call = office.invite({
      media: Object.assign(media, {
        onPreview: (streams: readonly NegotiatedStream[]) => void previews.push(streams[0].remote?.port ?? 0),
      }),
    });
    await office.sim.runAsync(1_000);
    const heard = alice === 'off' ? previews : media.streams.map((stream) => stream.remote?.port);
    assert.deepEqual(heard, [4002], 'the caller knows where early media come from');
    await office.sim.wait(call.established);
    assert.equal(media.streams[0].remote?.port, 4002);
    assert.equal(office.sent('alice', 'b2bua').includes('PRACK'), alice !== 'off');
    assert.equal(office.sent('b2bua', 'bob').includes('PRACK'), bob !== 'off');
    await office.sim.wait(call.hangUp());
    await office.quiet();
  });

  test(`a late offer crosses, with PRACK on ${name} (RFC 3261 13.2.1)`, async () => {
    const office = new Office({
      alice: { reliable: alice },
      bob: { reliable: bob },
      behave: (call) => {
        void call.progress();
        office.sim.clock.after(2_000, () => void call.answer());
      },
    });
    const call = office.invite({ lateOffer: true });
    await office.sim.wait(call.established);
    await office.sim.runAsync(100);
    assert.deepEqual([call.streams[0].remote?.port, office.bobs[0].streams[0].remote?.port], [4002, 4001]);
    await office.sim.wait(call.hangUp());
    await office.quiet();
  });
}

test('what the caller has acknowledged is not described again, and its PRACK is answered first (RFC 3262 3, RFC 6337 3.1.1)', async () => {
  const office = new Office({
    behave: (call) => {
      void call.progress();
      call.ring();
      office.sim.clock.after(1_000, () => void call.answer());
    },
  });
  const got = watch(office, '192.0.2.1');
  const { alice } = await office.call();
  assert.match(got(183).text, /^m=audio/m);
  assert.equal(got(180).body, '');
  assert.deepEqual(office.sent('b2bua', 'alice').slice(0, 3), ['183 INVITE', '200 PRACK', '180 INVITE']);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('hold, resume, UPDATE and an INVITE without offer cross, from either side (RFC 3264 8.4, 3311, 3725)', async () => {
  const office = new Office();
  const { alice, bob } = await office.call();
  for (const [here, there] of [
    [alice, bob],
    [bob, alice],
  ]) {
    await office.sim.wait(here.hold());
    assert.deepEqual([there.heldByPeer, here.streams[0].direction], [true, 'sendonly']);
    await office.sim.wait(here.modify('UPDATE'));
    await office.sim.wait(here.resume());
    assert.deepEqual([there.heldByPeer, here.streams[0].direction], [false, 'sendrecv']);
    await office.sim.wait(here.askForOffer());
    assert.equal(there.streams[0].direction, 'sendrecv');
  }
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('an offer that the other side refuses is refused, and the session stands as it was (RFC 3261 14.1)', async () => {
  const office = new Office();
  const { alice, bob } = await office.call();
  const media = new SessionMedia({ address: '192.0.2.2', streams: [] }, office.sim.random);
  Object.assign((bob as unknown as { session: { media: unknown } }).session, { media });
  await assert.rejects(office.sim.wait(alice.hold()), { code: 'SIP_REFUSED', status: 488 });
  assert.deepEqual([alice.state, bob.state, alice.streams[0].direction], ['Established', 'Established', 'sendrecv']);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('both sides ask at once: both get through in the end (RFC 3261 14.1)', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const office = new Office({ seed });
    const { alice, bob } = await office.call();
    await office.sim.wait(Promise.all([alice.hold(), bob.hold()]));
    assert.deepEqual([alice.streams[0].direction, bob.streams[0].direction], ['inactive', 'inactive']);
    await office.sim.wait(Promise.all([alice.resume(), bob.resume()]));
    assert.deepEqual([alice.streams[0].direction, bob.streams[0].direction], ['sendrecv', 'sendrecv']);
    await office.sim.wait(bob.hangUp());
    await office.quiet();
  }
});

test('INFO, MESSAGE and methods that nobody knows cross with their body and headers, and their response', async () => {
  const office = new Office();
  const { alice, bob } = await office.call();
  void (async () => {
    for await (const request of bob.requests)
      request.respond(request.method === 'INFO' ? 200 : 488, [['Reason', request.method]], {
        body: `${request.body}!`,
        contentType: request.contentType,
      });
  })();
  await office.sim.runAsync(0);
  const info = await office.sim.wait(alice.info({ body: 'ü', contentType: 'text/x-test' }, 'test'));
  assert.deepEqual([info.status, info.body], [200, 'Ã¼!']);
  const other = await office.sim.wait(alice.send('BREAKFAST', { body: 'egg', contentType: 'text/plain' }));
  assert.deepEqual([other.status, other.named('Reason'), other.body], [488, ['BREAKFAST'], 'egg!']);
  const digits: string[] = [];
  void (async () => {
    for await (const { digit } of alice.digits) digits.push(digit);
  })();
  await office.sim.wait(bob.sendDigits('12#'));
  assert.deepEqual(digits, ['1', '2', '#']);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('each leg has a session timer of its own, also where the other has none (RFC 4028)', async () => {
  const office = new Office({
    bob: { sessionTimer: { supported: false } },
    alice: { sessionTimer: { sessionExpires: 600 } },
  });
  const { alice } = await office.call();
  const before = [office.sent('alice', 'b2bua').length, office.sent('b2bua', 'bob').length];
  await office.sim.runAsync(1_300_000);
  assert.equal(alice.state, 'Established');
  assert.equal(
    office
      .sent('alice', 'b2bua')
      .slice(before[0])
      .filter((method) => method === 'UPDATE').length,
    4,
  );
  assert.deepEqual(office.sent('b2bua', 'bob').slice(before[1]), []);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('a leg whose peer has died is ended by its session timer, and the other with it (RFC 4028 10)', async () => {
  const office = new Office();
  const { alice } = await office.call();
  office.sim.network.hostAt('192.0.2.2')?.kill();
  const { cause, by } = await office.sim.wait(alice.ended, 2_000_000);
  assert.deepEqual([cause, by], ['bye', 'remote']);
});

test('of several targets the first that answers gets the call, and the others hear why', async () => {
  const office = new Office({
    targets: [{ uri: CALLEE }, { uri: 'sip:carol@192.0.2.3' }],
    behave: (call) => call.ring(),
    carolBehaves: (call) => {
      call.ring();
      office.sim.clock.after(2_000, () => void call.answer());
    },
  });
  const call = office.invite();
  await office.sim.wait(call.established);
  const lost = await office.sim.wait(office.bobs[0].ended);
  assert.deepEqual([lost.cause, lost.reasons], ['cancelled', ['SIP;cause=200;text="Call completed elsewhere"']]);
  assert.equal(office.bridges[0].outgoing?.dialog?.remote.includes('carol'), true);
  await office.sim.wait(call.hangUp());
  await office.quiet();
});

test('when all targets fail, the failure that says most is told', async () => {
  const both = [{ uri: CALLEE }, { uri: 'sip:carol@192.0.2.3' }];
  for (const [bobs, carols, told] of [
    [503, 486, 486],
    [486, 500, 486],
    [404, 603, 603],
    [480, 486, 486],
  ]) {
    const office = new Office({
      targets: both,
      behave: (call) => call.reject(bobs),
      carolBehaves: (call) => void office.sim.clock.after(1_000, () => call.reject(carols)),
    });
    assert.equal((await office.sim.wait(office.invite().ended)).status, told);
    await office.quiet();
  }
  const nobody = new Office({ targets: [] });
  assert.equal((await nobody.sim.wait(nobody.invite().ended)).status, 480);
});

test('who is heard first and who answers may be two: then the caller is told anew', async () => {
  const office = new Office({
    targets: [{ uri: CALLEE }, { uri: 'sip:carol@192.0.2.3' }],
    behave: (call) => void call.progress(),
    carolBehaves: (call) => void office.sim.clock.after(2_000, () => void call.answer()),
  });
  const call = office.invite();
  await office.sim.wait(call.established);
  assert.equal(call.streams[0].remote?.port, 4002, 'the early media were those of Bob');
  await office.sim.runAsync(5_000);
  assert.deepEqual([call.streams[0].remote?.port, office.carols[0].streams[0].remote?.port], [4003, 4001]);
  await office.sim.wait(call.hangUp());
  await office.quiet();
});

test('headers cross as the policy says; what makes a dialog never does', async () => {
  const office = new Office({
    bridge: {
      headers: [
        { header: 'X-Secret', action: 'drop' },
        { header: 'X-*', action: 'keep' },
        { header: 'Subject', action: 'rewrite', match: /(\w+)$/, by: '[$1]' },
        { header: 'P-Asserted-Identity', action: 'rewrite', match: 'internal', by: 'example.com' },
        { header: 'X-Added', action: 'set', value: 'here' },
      ],
    },
  });
  const got = watch(office, '192.0.2.2');
  const { alice } = await office.call({
    headers: [
      ['X-Secret', '1'],
      ['X-Open', '2'],
      ['s', 'Lunch today'],
      ['P-Asserted-Identity', '<sip:alice@internal>'],
      ['Y-Other', '3'],
      ['Priority', 'urgent'],
    ],
  });
  const invite = got('INVITE');
  const values = (...names: string[]) => names.map((name) => invite.named(name).join());
  assert.deepEqual(values('X-Secret', 'X-Open', 'Subject', 'P-Asserted-Identity', 'Y-Other', 'Priority', 'X-Added'), [
    '',
    '2',
    'Lunch [today]',
    '<sip:alice@example.com>',
    '',
    'urgent',
    'here',
  ]);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
  for (const header of ['Via', 'call-id', 'Contact', 'Authorization', 'Content-Length'])
    assert.throws(() => new HeaderPolicy([{ header, action: 'keep' }]), { code: 'SIP_HEADER_RULE' });
});

test('codecs that are filtered reach neither side', async () => {
  const office = new Office({ bridge: { codecs: { keep: ['PCMA'] } } });
  const { alice, bob } = await office.call();
  assert.deepEqual([alice.streams[0].codec?.name, bob.streams[0].codec?.name], ['PCMA', 'PCMA']);
  assert.deepEqual(
    bob.streams[0].send.map(({ name }) => name),
    ['PCMA', 'telephone-event'],
  );
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('a redirection is followed, or told to the caller', async () => {
  const behave = (call: IncomingCall) => call.redirect(['sip:carol@192.0.2.3']);
  const follow = new Office({ behave });
  const call = follow.invite();
  await follow.sim.wait(call.established);
  assert.equal(follow.carols.length, 1);
  await follow.sim.wait(call.hangUp());
  await follow.quiet();

  const pass = new Office({ behave, bridge: { redirects: 'pass' }, alice: { redirects: 0 } });
  const { response } = await pass.sim.wait(pass.invite().ended);
  assert.deepEqual([response?.status, response?.named('Contact')], [302, ['<sip:carol@192.0.2.3>']]);
  await pass.quiet();
});

/** Whom a side talks to, by the port of its sound. */
const hears = (call: Call) => call.streams[0].remote?.port;

/** An office where calls to Carol go to Carol. */
function withCarol(setting: Setting = {}): Office {
  return new Office({
    ...setting,
    targetsOf: (call) => [{ uri: call.request.uri.user === 'carol' ? 'sip:carol@192.0.2.3' : CALLEE }],
  });
}

test('a REFER that is passed is answered by the other side, which calls by itself (RFC 3515, RFC 5589 6)', async () => {
  const office = withCarol();
  const { alice, bob } = await office.call();
  const followed: Call[] = [];
  void (async () => {
    for await (const referral of bob.referrals) followed.push(referral.accept());
  })();
  await office.sim.runAsync(0);
  const transfer = await office.sim.wait(alice.refer(`sip:carol@${B2BUA}`));
  assert.equal((await office.sim.wait(transfer.done))?.status, 200);
  await office.sim.wait(alice.hangUp());
  await office.sim.runAsync(1_000);
  assert.deepEqual([office.carols.length, hears(followed[0]), hears(office.carols[0])], [1, 4003, 4002]);
  await office.sim.wait(followed[0].hangUp());
  await office.quiet();

  const deaf = withCarol();
  const pair = await deaf.call();
  await assert.rejects(deaf.sim.wait(pair.alice.refer('sip:carol@192.0.2.3')), { status: 603 });
  await deaf.sim.wait(pair.alice.hangUp());
  await deaf.quiet();
});

test('a transfer that is attended crosses too: the new call takes the place of the leg that it names (RFC 5589 7, RFC 3891)', async () => {
  const office = withCarol();
  const first = await office.call();
  const second = office.alice.invite(`sip:carol@${B2BUA}`);
  await office.sim.wait(second.established);
  const followed: Call[] = [];
  void (async () => {
    for await (const referral of first.bob.referrals) followed.push(referral.accept());
  })();
  await office.sim.runAsync(100);
  const transfer = await office.sim.wait(first.alice.refer(second));
  assert.equal((await office.sim.wait(transfer.done))?.status, 200);
  assert.equal((await office.sim.wait(second.ended)).by, 'remote');
  await office.sim.wait(first.alice.hangUp());
  await office.sim.runAsync(1_000);
  assert.deepEqual([hears(followed[0]), hears(office.carols[0])], [4003, 4002]);
  assert.equal(office.carols.length, 1, 'Carol was not called a second time');
  await office.sim.wait(office.carols[0].hangUp());
  assert.equal((await office.sim.wait(followed[0].ended)).by, 'remote');
  await office.quiet();
});

test('a REFER that is carried out: the B2BUA calls, and the side that stays notices only other sound', async () => {
  for (const who of ['alice', 'bob'] as const) {
    const office = withCarol({ bridge: { refer: (target) => (target.includes('carol') ? [{ uri: target }] : []) } });
    const ends = await office.call();
    const stays = who === 'alice' ? ends.bob : ends.alice;
    await assert.rejects(office.sim.wait(ends[who].refer('sip:premium@192.0.2.9')), { status: 403 });
    const transfer = await office.sim.wait(ends[who].refer('sip:carol@192.0.2.3'));
    assert.equal((await office.sim.wait(transfer.done))?.status, 200);
    assert.equal((await office.sim.wait(ends[who].ended)).by, 'remote');
    await office.sim.runAsync(5_000);
    assert.deepEqual([hears(stays), hears(office.carols[0])], [4003, who === 'alice' ? 4002 : 4001]);
    assert.equal(office.bridges[0].incoming.state, who === 'alice' ? 'Ended' : 'Established');
    await office.sim.wait(office.carols[0].hangUp());
    assert.equal((await office.sim.wait(stays.ended)).by, 'remote');
    await office.sim.wait(office.bridges[0].ended);
    await office.quiet();
  }
});

test('a transfer that fails leaves the call as it was', async () => {
  const office = withCarol({
    bridge: { refer: (target) => [{ uri: target }] },
    carolBehaves: (call) => call.reject(486),
  });
  const { alice, bob } = await office.call();
  const transfer = await office.sim.wait(alice.refer('sip:carol@192.0.2.3'));
  assert.equal((await office.sim.wait(transfer.done))?.status, 486);
  assert.deepEqual([alice.state, bob.state, hears(alice), hears(bob)], ['Established', 'Established', 4002, 4001]);
  await office.sim.wait(bob.hangUp());
  await office.quiet();
});

test('an attended transfer that is carried out joins what is behind the two calls', async () => {
  const office = withCarol({ bridge: { refer: (target) => [{ uri: target }] } });
  const first = await office.call();
  const second = office.alice.invite(`sip:carol@${B2BUA}`);
  await office.sim.wait(second.established);
  await office.sim.runAsync(100);
  const transfer = await office.sim.wait(first.alice.refer(second));
  assert.equal((await office.sim.wait(transfer.done))?.status, 200);
  await office.sim.wait(Promise.all([first.alice.ended, second.ended]));
  await office.sim.runAsync(5_000);
  assert.deepEqual([hears(first.bob), hears(office.carols[0])], [4003, 4002]);
  await office.sim.wait(first.bob.hangUp());
  assert.equal((await office.sim.wait(office.carols[0].ended)).by, 'remote');
  await office.quiet();
});

test('a REFER that is refused, and one that names a call of others', async () => {
  const office = withCarol({ bridge: { refer: 'refuse' } });
  const { alice } = await office.call();
  await assert.rejects(office.sim.wait(alice.refer('sip:carol@192.0.2.3')), { status: 603 });
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('an INVITE with Replaces takes the place of either side, with an offer and without (RFC 3891 3)', async () => {
  for (const lateOffer of [false, true]) {
    for (const who of ['alice', 'bob'] as const) {
      const office = withCarol();
      const ends = await office.call();
      const gone = ends[who];
      const stays = who === 'alice' ? ends.bob : ends.alice;
      const { callId, localTag, remoteTag } = gone.dialog ?? assert.fail();
      const replaces = `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
      const carol = office.carol.invite(`sip:whoever@${B2BUA}`, { headers: [['Replaces', replaces]], lateOffer });
      await office.sim.wait(carol.established);
      assert.equal((await office.sim.wait(gone.ended)).by, 'remote');
      await office.sim.runAsync(5_000);
      assert.deepEqual([hears(carol), hears(stays)], [who === 'alice' ? 4002 : 4001, 4003]);
      await office.sim.wait(stays.hangUp());
      assert.equal((await office.sim.wait(carol.ended)).by, 'remote');
      await office.quiet();
    }
  }
  const office = withCarol();
  const stranger = office.carol.invite(`sip:bob@${B2BUA}`, { headers: [['Replaces', 'x;to-tag=1;from-tag=2']] });
  assert.equal((await office.sim.wait(stranger.ended)).status, 481);
  await office.quiet();
});

test('a call ends when its time is up, and both hear why', async () => {
  const office = new Office({ bridge: { maxSeconds: 30 } });
  const { alice, bob } = await office.call();
  const ends = await office.sim.wait(Promise.all([alice.ended, bob.ended]));
  assert.equal(Math.round(office.sim.clock.now() / 1000), 30);
  for (const { reasons, by } of ends)
    assert.deepEqual([by, reasons], ['remote', ['SIP;cause=480;text="Call time is up"']]);
  await office.quiet();
});

test('a call that runs in circles through B2BUAs ends (RFC 7332)', async () => {
  const office = new Office({ targets: [{ uri: `sip:bob@${B2BUA}` }] });
  const { response } = await office.sim.wait(office.invite({ maxForwards: 12 }).ended);
  assert.equal(response?.status, 483);
  assert.equal(office.bridges.length, 13);
  await office.quiet();
});

test('a fault in one call ends that call alone', async () => {
  const broken = {
    [Symbol.replace]() {
      throw new Error('a policy with a fault');
    },
  } as unknown as RegExp;
  const office = new Office({ bridge: { headers: [{ header: 'Subject', action: 'rewrite', match: broken, by: '' }] } });
  const { alice } = await office.call();
  const end = await office.sim.wait(office.invite({ headers: [['Subject', 'x']] }).ended);
  assert.ok(end.status >= 400);
  assert.equal(office.errors.splice(0).length, 1);
  assert.equal(alice.state, 'Established');
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('an AbortSignal ends both legs', async () => {
  const controller = new AbortController();
  const office = new Office({ bridge: { signal: controller.signal } });
  const { alice, bob } = await office.call();
  controller.abort();
  await office.sim.wait(Promise.all([alice.ended, bob.ended]));
  await office.quiet();
});

test('what is no text crosses as it is', async () => {
  const office = new Office();
  const { alice, bob } = await office.call();
  const binary = '\x01\xff\x80A';
  const got: string[] = [];
  void (async () => {
    for await (const request of bob.requests) {
      got.push(request.request.body);
      request.respond(200, [], { body: binary, binary: true, contentType: 'application/isup' });
    }
  })();
  await office.sim.runAsync(0);
  const response = await office.sim.wait(
    alice.send('INFO', { body: binary, binary: true, contentType: 'application/isup' }),
  );
  assert.deepEqual([got, response.body], [[binary], binary]);
  await office.sim.wait(alice.hangUp());
  await office.quiet();
});

test('what cannot be bridged: a call that has ended, one that was answered, no URI, an aborted signal', async () => {
  const sim = new Simulation();
  const agent = sim.userAgent('b2bua', { address: B2BUA }, { identity: 'sip:b@example.com', answersFor: 'anyone' });
  const caller = sim.userAgent('alice', { address: '192.0.2.1' }, { identity: 'sip:alice@example.com' });
  const calls: IncomingCall[] = [];
  void (async () => {
    for await (const call of agent.calls) calls.push(call);
  })();
  const made = caller.invite(`sip:x@${B2BUA}`);
  await sim.runAsync(100);
  assert.throws(() => bridge(calls[0], agent, 'http://x'), { code: 'SIP_URI_INVALID' });
  assert.throws(() => bridge(calls[0], agent, CALLEE, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  void made.hangUp();
  await sim.wait(calls[0].ended);
  const { outgoing } = await sim.wait(bridge(calls[0], agent, CALLEE).ended);
  assert.equal(outgoing, undefined);
  const again = caller.invite(`sip:x@${B2BUA}`);
  await sim.runAsync(100);
  await sim.wait(calls[1].answer());
  assert.throws(() => bridge(calls[1], agent, CALLEE), { code: 'SIP_CALL_ANSWERED' });
  await sim.wait(again.hangUp());
  await sim.runAsync(100_000);
  assert.deepEqual(sim.leftovers(), []);
  assert.equal(sim.ladder.flow.filter((step) => step.startsWith('b2bua INVITE')).length, 0);
});

test('on a network that loses a tenth, over 200 seeds: both ends agree, and nothing is left', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const office = new Office({
      seed,
      loss: 0.1,
      delay: [5, 60],
      behave: (call) => {
        call.ring();
        if (seed % 3 === 0) void call.progress();
        if (seed % 7 === 0) office.sim.clock.after(1_000, () => call.reject(486));
        else office.sim.clock.after(1_000, () => void call.answer());
      },
    });
    const { sim } = office;
    const call = office.invite({ lateOffer: seed % 5 === 0 });
    if (seed % 11 === 0) sim.clock.after(900, () => void call.hangUp());
    sim.clock.after(20_000, () => void call.hold().catch(() => {}));
    sim.clock.after(20_010, () => void office.bobs[0]?.hold().catch(() => {}));
    sim.clock.after(60_000, () => void (seed % 2 === 0 ? call : office.bobs[0])?.hangUp());
    const end = await sim.wait(call.ended, 200_000);
    await office.quiet();
    const bobs = office.bobs.map((other) => other.end);
    const answered = bobs.some((other) => other?.cause === 'bye');
    // The answer may have been faster than the CANCEL.
    if (end.cause === 'cancelled') continue;
    assert.equal(
      end.cause === 'bye',
      answered,
      `seed ${seed}: ${end.cause}, ${bobs.map((other) => other?.cause).join()}`,
    );
  }
});
