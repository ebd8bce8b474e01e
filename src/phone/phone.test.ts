import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ear, SimulatedSound } from '../../test/simulated-sound.ts';
import { toneShare, ToneSource } from '../media/index.ts';
import { Simulation } from '../testing/index.ts';
import { type CallSound } from './call-sound.ts';
import { Phone } from './phone.ts';
import { type PhoneCall } from './phone-call.ts';
import { type PhoneCallEvent } from './phone-call-event.ts';
import { type PhoneOptions, type PhonePolicy } from './phone-options.ts';

interface Handset {
  readonly phone: Phone;
  /** What is heard in all its calls. */
  readonly ear: Ear;
  /** Calls that came in. */
  readonly rung: PhoneCall[];
  readonly closed: CallSound[];
}

class Office {
  readonly sim = new Simulation({ delay: [5, 5] });
  readonly sound = new SimulatedSound(this.sim.clock);
  #hosts = 1;

  /** A phone at 192.0.2.x that speaks with a tone; what comes in is noted, and not answered. */
  phone(name: string, hertz: number, policy?: Partial<PhonePolicy>, more: Partial<PhoneOptions> = {}): Handset {
    const { sim } = this;
    const address = `192.0.2.${this.#hosts++}`;
    const ear = new Ear();
    const closed: CallSound[] = [];
    const phone = new Phone({
      transport: sim.host(name, { address }),
      clock: sim.clock,
      random: sim.random.fork(),
      identity: `${name} <sip:${name}@${address}>`,
      address,
      rtp: { open: this.sound.openSession },
      sound: () => {
        const sound: CallSound = {
          source: new ToneSource(hertz, 8000),
          sink: ear,
          close: () => void closed.push(sound),
        };
        return sound;
      },
      policy,
      ...more,
    });
    sim.watch(name, phone.agent.stack);
    const rung: PhoneCall[] = [];
    void (async () => {
      for await (const call of phone.incoming) rung.push(call);
    })();
    return { phone, ear, rung, closed };
  }

  /** One calls another, who answers. */
  async connect(from: Handset, to: Handset): Promise<[PhoneCall, PhoneCall]> {
    const call = from.phone.call(to.phone.agent.uri.text);
    await this.sim.runAsync(100);
    const theirs = to.rung.at(-1);
    assert.ok(theirs !== undefined, 'it rings');
    if (theirs.state !== 'Established') await this.sim.wait(theirs.answer());
    await this.sim.wait(call.established);
    return [call, theirs];
  }

  run(ms = 500): Promise<void> {
    return this.sim.runAsync(ms);
  }
}

const hears = ({ ear }: Handset, hertz: number) => toneShare(ear.last(10), hertz, 8000) > 0.95;

async function eventsOf(call: PhoneCall): Promise<PhoneCallEvent[]> {
  const events: PhoneCallEvent[] = [];
  for await (const event of call.events) events.push(event);
  return events;
}

test('a call rings, is answered and heard both ways, and ends with a report on both sides', async () => {
  const office = new Office();
  const [alice, bob] = [office.phone('alice', 400), office.phone('bob', 600)];
  const [call, theirs] = await office.connect(alice, bob);
  const events = eventsOf(call);
  assert.equal(theirs.peerName, 'alice');
  assert.equal(theirs.peer, alice.phone.agent.uri.text);
  await office.run(2000);
  assert.ok(hears(alice, 600) && hears(bob, 400));
  await office.sim.wait(call.sendDigits('12,#'));
  await office.sim.wait(theirs.call.hangUp());
  await office.run();
  const [ours, other] = await Promise.all([call.ended, theirs.ended]);
  assert.deepEqual(
    (await events).map(({ kind }) => kind),
    ['progress', 'established', 'ended'],
  );
  assert.equal(ours.outcome?.by, 'remote');
  assert.equal(other.outcome?.by, 'local');
  assert.equal(ours.callId, other.callId);
  assert.deepEqual(
    [ours.digits, other.digits],
    [
      { sent: '12#', received: '' },
      { sent: '', received: '12#' },
    ],
  );
  for (const { sound, talkMs, answeredAfterMs, explanation } of [ours, other]) {
    assert.ok(sound !== undefined && sound.codec === 'PCMU' && sound.telephoneEvents);
    assert.equal(sound.received.lossPercent, 0);
    assert.ok(sound.received.packets > 90 && sound.sent.packets > 90);
    assert.deepEqual(sound.described, sound.remote);
    assert.ok(talkMs > 3000 && answeredAfterMs !== undefined);
    assert.equal(explanation, undefined);
  }
  assert.equal(alice.closed.length + bob.closed.length, 2, 'who opened the sound is told that it is over');
  await office.run(64_000);
  assert.deepEqual(office.sim.leftovers(), []);
  assert.equal(office.sound.open.size, 0);
});

test('a call that is refused says why, and what to do (RFC 3261 21.4.24)', async () => {
  const office = new Office();
  const [alice, bob] = [office.phone('alice', 400), office.phone('bob', 600)];
  const call = alice.phone.call(bob.phone.agent.uri.text);
  await office.run(100);
  bob.rung[0].reject(486, { headers: [['Warning', '399 bob "in a meeting"']] });
  await office.run(100);
  const { outcome, explanation, sound, answeredAfterMs } = await call.ended;
  assert.equal(outcome?.status, 486);
  assert.equal(outcome?.reason, 'Busy Here');
  assert.equal(answeredAfterMs, undefined);
  assert.equal(sound?.received.packets, 0);
  assert.equal(explanation?.title, '486 Busy Here');
  assert.ok(explanation.steps.length > 0 && explanation.steps.every(({ steps }) => steps.length <= 2));
  assert.ok(explanation.notes.some((note) => note.includes('in a meeting')));
  const { explanation: ofBob, outcome: there } = await bob.rung[0].ended;
  assert.deepEqual(
    [there?.by, there?.cause, ofBob],
    ['local', 'refused', undefined],
    'what one did oneself needs none',
  );
});

test('nobody answers: silence is explained as the 408 that it counts as (RFC 3261 8.1.3.1)', async () => {
  const office = new Office();
  const alice = office.phone('alice', 400);
  const call = alice.phone.call('sip:nobody@192.0.2.200');
  await office.run(100_000);
  const { outcome, explanation } = await call.ended;
  assert.deepEqual([outcome?.cause, outcome?.status], ['silence', 408]);
  assert.notEqual(outcome?.failure, '');
  assert.equal(explanation?.status, 408);
});

test('no ports for the sound: the call fails here, and says so', async () => {
  const office = new Office();
  const alice = office.phone('alice', 400);
  office.sound.ports = 0;
  const call = alice.phone.call('sip:nobody@192.0.2.200');
  await office.run(100);
  const { outcome, explanation, sound } = await call.ended;
  assert.deepEqual([outcome?.by, outcome?.cause, sound, explanation], ['local', 'fault', undefined, undefined]);
  assert.match(outcome?.failure ?? '', /port/);
});

test('no ports for a call that comes in: the caller hears busy, and the report what is missing', async () => {
  const office = new Office();
  const [alice, bob] = [office.phone('alice', 400), office.phone('bob', 600)];
  const call = alice.phone.call(bob.phone.agent.uri.text);
  await office.run(100);
  office.sound.ports = 1;
  await assert.rejects(office.sim.wait(bob.rung[0].answer()), { code: 'SIP_CALL_ENDED' });
  await office.run(100);
  assert.equal((await call.ended).outcome?.status, 486);
  assert.match((await bob.rung[0].ended).outcome?.failure ?? '', /port/);
});

test('hold: music for the other side, silence for the microphone; resume brings both back (RFC 3264 8.4)', async () => {
  const office = new Office();
  const alice = office.phone('alice', 400, {}, { holdMusic: () => new ToneSource(1000, 8000) });
  const bob = office.phone('bob', 600);
  const [call, theirs] = await office.connect(alice, bob);
  const events = eventsOf(theirs);
  await office.run();
  const count = alice.ear.count;
  await office.sim.wait(call.hold());
  await office.run();
  assert.ok(call.held && theirs.heldByPeer);
  assert.ok(hears(bob, 1000));
  assert.ok(alice.ear.count - count < 5, 'nothing is recorded while the other side is held');
  call.play(new ToneSource(700, 8000));
  await office.run();
  assert.ok(hears(bob, 1000), 'what is played waits for the resumption');
  await office.sim.wait(call.resume());
  await office.run();
  assert.ok(hears(bob, 700) && hears(alice, 600));
  await office.sim.wait(call.call.hangUp());
  await office.run();
  assert.deepEqual(
    (await events).filter(({ kind }) => kind === 'hold'),
    [
      { kind: 'hold', held: false, heldByPeer: true },
      { kind: 'hold', held: false, heldByPeer: false },
    ],
  );
});

test('a peer that refuses to be held is heard again (RFC 3261 14.1)', async () => {
  const office = new Office();
  const [alice, bob] = [office.phone('alice', 400), office.phone('bob', 600)];
  const [call, theirs] = await office.connect(alice, bob);
  theirs.media.answer = () => undefined;
  await assert.rejects(office.sim.wait(call.hold()), { code: 'SIP_REFUSED' });
  await office.run();
  assert.ok(hears(alice, 600) && hears(bob, 400));
});

test('muted, silence is sent', async () => {
  const office = new Office();
  const [alice, bob] = [office.phone('alice', 400), office.phone('bob', 600)];
  const [call] = await office.connect(alice, bob);
  call.mute(true);
  await office.run();
  assert.ok(bob.ear.last(10).every((sample) => sample === 0));
  call.mute(false);
  await office.run();
  assert.ok(hears(bob, 400));
});

test('calls are taken by themselves, after a while where that is asked for', async () => {
  const office = new Office();
  const alice = office.phone('alice', 400);
  const bob = office.phone('bob', 600, { answer: 'auto', answerAfterMs: 2000 });
  const call = alice.phone.call(bob.phone.agent.uri.text);
  await office.run(1900);
  assert.equal(call.state, 'Ringing');
  await office.run(200);
  assert.equal(call.state, 'Established');
});

test('a further call is refused as busy where the policy says so (RFC 3261 21.4.24)', async () => {
  const office = new Office();
  const bob = office.phone('bob', 600, { furtherCall: 'busy' });
  const [alice, carol] = [office.phone('alice', 400), office.phone('carol', 800)];
  await office.connect(alice, bob);
  const call = carol.phone.call(bob.phone.agent.uri.text);
  await office.run(100);
  assert.equal((await call.ended).outcome?.status, 486);
  assert.equal(bob.rung.length, 1);
});

test('a further call waits, says so, and puts the first on hold when it is answered (RFC 7462, RFC 5359 2.1)', async () => {
  const office = new Office();
  const [alice, bob, carol] = [office.phone('alice', 400), office.phone('bob', 600), office.phone('carol', 800)];
  const [first, firstThere] = await office.connect(alice, bob);
  const ringing: string[] = [];
  office.sim.network.tap(({ text }) => text.startsWith('SIP/2.0 180') && ringing.push(text));
  const call = carol.phone.call(bob.phone.agent.uri.text);
  await office.run(100);
  assert.match(ringing[0], /^Alert-Info: <urn:alert:service:call-waiting>\r$/m);
  const [, waiting] = bob.rung;
  await office.sim.wait(waiting.answer());
  await office.run();
  assert.ok(firstThere.held && first.heldByPeer);
  assert.ok(hears(bob, 800) && hears(carol, 600));
  await office.sim.wait(firstThere.resume());
  await office.run();
  assert.ok(waiting.held && call.heldByPeer && !first.heldByPeer);
  assert.ok(hears(bob, 400) && hears(alice, 600));
});

test('a phone that takes calls by itself takes the one that waits when the first is over', async () => {
  const office = new Office();
  const bob = office.phone('bob', 600, { answer: 'auto' });
  const [alice, carol] = [office.phone('alice', 400), office.phone('carol', 800)];
  const [first] = await office.connect(alice, bob);
  const call = carol.phone.call(bob.phone.agent.uri.text);
  await office.run();
  assert.equal(call.state, 'Ringing');
  await office.sim.wait(first.call.hangUp());
  await office.run();
  assert.equal(call.state, 'Established');
  assert.ok(hears(carol, 600));
});

test('a call that nobody takes is refused with 480, at once where nobody would see it', async () => {
  const office = new Office();
  const alice = office.phone('alice', 400);
  const bob = office.phone('bob', 600, { noAnswerMs: 10_000 });
  const call = alice.phone.call(bob.phone.agent.uri.text);
  await office.run(9_000);
  assert.equal(call.state, 'Ringing');
  await office.run(2_000);
  assert.equal((await call.ended).outcome?.status, 480);
  bob.phone.incoming.end();
  await office.run(0);
  const other = alice.phone.call(bob.phone.agent.uri.text);
  await office.run(100);
  assert.equal((await other.ended).outcome?.status, 480);
});

test('an INVITE with Replaces takes the place of a call, its sound too, without asking (RFC 3891 3)', async () => {
  const office = new Office();
  const [alice, carol] = [office.phone('alice', 400), office.phone('carol', 800)];
  const bob = office.phone('bob', 600, { answerAfterMs: 60_000 });
  const [call, theirs] = await office.connect(alice, bob);
  const { dialog } = call.call;
  assert.ok(dialog !== undefined);
  const replaces = `${dialog.callId};to-tag=${dialog.remoteTag};from-tag=${dialog.localTag}`;
  const taken = carol.phone.call(bob.phone.agent.uri.text, { headers: [['Replaces', replaces]] });
  await office.run();
  assert.equal(taken.state, 'Established');
  assert.equal(bob.rung.at(-1)?.replaces, theirs);
  assert.equal((await call.ended).outcome?.by, 'remote');
  assert.equal((await theirs.ended).outcome?.cause, 'replaced');
  assert.ok(hears(bob, 800) && hears(carol, 600));
  assert.equal(bob.phone.calls.length, 1);
});

test('a blind transfer: the other side calls whom we name, and we hang up when that is answered (RFC 5589 6.1)', async () => {
  const office = new Office();
  const [alice, bob, carol] = [office.phone('alice', 400), office.phone('bob', 600), office.phone('carol', 800)];
  const [call, theirs] = await office.connect(alice, bob);
  const [ours, events] = [eventsOf(call), eventsOf(theirs)];
  const transfer = call.transfer(carol.phone.agent.uri.text);
  await office.run();
  assert.equal(carol.rung.length, 1);
  assert.equal(carol.rung[0].peerName, 'bob');
  assert.equal(call.state, 'Established', 'as long as it only rings there');
  const { count } = bob.ear;
  await office.run(500);
  assert.ok(bob.ear.count - count <= 26, 'one of the two calls is heard');
  await office.sim.wait(carol.rung[0].answer());
  assert.equal((await office.sim.wait(transfer))?.status, 200);
  await office.run();
  assert.ok(hears(bob, 800) && hears(carol, 600));
  assert.equal((await call.ended).outcome?.by, 'local');
  assert.deepEqual([alice.phone.calls.length, bob.phone.calls.length], [0, 1]);
  const kinds = (await events).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['established', 'hold', 'referral', 'transferred', 'ended']);
  const told = (await ours).flatMap((event) => (event.kind === 'transfer' ? [event.status] : []));
  assert.equal(told.at(-1), 200);
});

test('a transfer to somebody who does not want leaves both sides in their call', async () => {
  const office = new Office();
  const [alice, bob, carol] = [office.phone('alice', 400), office.phone('bob', 600), office.phone('carol', 800)];
  const [call] = await office.connect(alice, bob);
  const transfer = call.transfer(carol.phone.agent.uri.text);
  await office.run();
  carol.rung[0].reject(603);
  assert.equal((await office.sim.wait(transfer))?.status, 603);
  assert.ok(call.held);
  await office.sim.wait(call.resume());
  await office.run();
  assert.ok(hears(alice, 600) && hears(bob, 400));
});

test('an attended transfer joins the other sides of two calls (RFC 5589 7.1, RFC 3891)', async () => {
  const office = new Office();
  const [alice, bob, carol] = [office.phone('alice', 400), office.phone('bob', 600), office.phone('carol', 800)];
  const [first] = await office.connect(alice, bob);
  const [second] = await office.connect(alice, carol);
  await office.run();
  assert.ok(first.held && !second.held);
  const status = await office.sim.wait(first.transfer(second));
  await office.run();
  assert.equal(status?.status, 200);
  assert.ok(hears(bob, 800) && hears(carol, 600));
  assert.deepEqual(
    [alice, bob, carol].map(({ phone }) => phone.calls.length),
    [0, 1, 1],
  );
});

test('whom we are asked to call is called by the policy: not at all, or when somebody agrees (RFC 3515 5.2)', async () => {
  const office = new Office();
  const alice = office.phone('alice', 400);
  const carol = office.phone('carol', 800);
  const stubborn = office.phone('bob', 600, { referrals: 'decline' });
  const [call] = await office.connect(alice, stubborn);
  await assert.rejects(office.sim.wait(call.transfer(carol.phone.agent.uri.text)), {
    code: 'SIP_REFUSED',
    status: 603,
  });
  const careful = office.phone('dave', 700, { referrals: 'ask' });
  const [other, theirs] = await office.connect(alice, careful);
  const asked = Promise.withResolvers<PhoneCall>();
  void (async () => {
    for await (const event of theirs.events)
      if (event.kind === 'referral') asked.resolve(theirs.follow(event.referral));
  })();
  const transfer = other.transfer(carol.phone.agent.uri.text);
  const next = await office.sim.wait(asked.promise);
  await office.run();
  await office.sim.wait(carol.rung[0].answer());
  await office.sim.wait(transfer);
  assert.equal(next.state, 'Established');
});

test('messages are heard while somebody reads them, and only plain text (RFC 3428)', async () => {
  const office = new Office();
  const [alice, bob] = [office.phone('alice', 400), office.phone('bob', 600)];
  const to = bob.phone.agent.uri.text;
  const status = async (promise: Promise<{ readonly status: number }>) => (await office.sim.wait(promise)).status;
  assert.equal(await status(alice.phone.message(to, 'nobody reads')), 480);
  const read = bob.phone.messages[Symbol.asyncIterator]();
  const first = read.next();
  assert.equal(await status(alice.phone.message(to, 'Grüße, Bob')), 200);
  const { value } = await first;
  assert.deepEqual([value?.text, value?.name, value?.from], ['Grüße, Bob', 'alice', alice.phone.agent.uri.text]);
  assert.equal(await status(alice.phone.agent.send('MESSAGE', to, { body: '<b>', contentType: 'text/html' })), 415);
  assert.equal(await status(alice.phone.agent.send('BREAKFAST', to)), 405);
});

test('what a person types is understood as whom to call', () => {
  const office = new Office();
  const { phone } = office.phone('alice', 400);
  const cases: readonly (readonly [typed: string, uri: string])[] = [
    ['bob', 'sip:bob@192.0.2.1'],
    [' bob@example.com ', 'sip:bob@example.com'],
    ['sip:bob@example.com;transport=tcp', 'sip:bob@example.com;transport=tcp'],
    ['SIPS:bob@example.com', 'SIPS:bob@example.com'],
    ['+49 (30) 123-45', 'sip:+493012345@192.0.2.1'],
    ['tel:+49-30-12345', 'sip:+493012345@192.0.2.1'],
    ['*98#', 'sip:*98%23@192.0.2.1'],
    ['sip:192.0.2.7', 'sip:192.0.2.7'],
    ['192.0.2.7', 'sip:192.0.2.7'],
    ['192.0.2.7:5070', 'sip:192.0.2.7:5070'],
    ['030.123', 'sip:030123@192.0.2.1'],
    ['bob@example.com:5070', 'sip:bob@example.com:5070'],
  ];
  for (const [typed, uri] of cases) assert.equal(phone.uriOf(typed), uri, typed);
  for (const typed of ['', 'b ob', 'http://example.com', 'mailto:bob@example.com', 'sip:', '<bob@example.com>'])
    assert.throws(() => phone.uriOf(typed), { code: 'SIP_URI_INVALID' }, typed);
});

test('closing ends calls, takes the registration back and gives all ports back', async () => {
  const office = new Office();
  const registrar = office.sim.peer('registrar', { address: '192.0.2.1' });
  registrar.onReceive = (received) => {
    if ('method' in received.message && received.message.method === 'REGISTER')
      registrar.respond(received, 200, {
        toTag: 'r',
        headers: received.message.named('Contact').map((it) => ['Contact', it]),
      });
  };
  const address = '192.0.2.50';
  let isClosed = false;
  const alice = new Phone({
    transport: office.sim.host('alice', { address }),
    clock: office.sim.clock,
    random: office.sim.random,
    identity: 'sip:alice@192.0.2.1',
    rtp: { address, open: office.sound.openSession },
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  });
  await office.sim.wait(alice.register().registered);
  const call = alice.call('sip:bob@192.0.2.99');
  await office.run(100);
  assert.equal(office.sound.open.size, 1);
  const closed = alice.close();
  await office.sim.wait(closed);
  assert.equal((await call.ended).outcome?.cause, 'cancelled');
  assert.equal(alice.registration?.active, false);
  assert.equal(office.sound.open.size, 0);
  assert.deepEqual(alice.calls, []);
  assert.ok(isClosed, 'and the network too');
});

test('a registrar that does not answer keeps nobody from closing', async () => {
  const office = new Office();
  const { phone } = office.phone('alice', 400);
  void phone.register({ registrar: 'sip:192.0.2.200' }).registered.catch(() => {});
  await office.run(1000);
  await office.sim.wait(phone.close(500), 600);
});

test('sound that cannot be opened fails the call before it is made, and an answer before it is given', async () => {
  const office = new Office();
  const broken = () => {
    throw new Error('no such file');
  };
  const alice = office.phone('alice', 400, {}, { sound: broken });
  const bob = office.phone('bob', 600);
  assert.throws(() => alice.phone.call(bob.phone.agent.uri.text), /no such file/);
  await office.run(100);
  assert.equal(bob.rung.length, 0, 'nothing was sent');
  const call = bob.phone.call(alice.phone.agent.uri.text);
  await office.run(100);
  await assert.rejects(alice.rung[0].answer(), /no such file/);
  assert.equal(call.state, 'Ringing', 'it may still be refused, or answered without');
  assert.throws(() => new Phone({ ...alice.phone.options, rtp: { address: '0.0.0.0' } }), {
    code: 'SIP_MEDIA_ADDRESS',
  });
});
