import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Ear, type SentSound, SimulatedSound, type SimulatedSoundOptions } from '../../test/simulated-sound.ts';
import { SipError } from '../message/index.ts';
import { formatSession, OfferAnswer, parseSession, type SessionDescription } from '../sdp/index.ts';
import { Simulation, VirtualClock } from '../testing/index.ts';
import { type Call, type Digit, type IncomingCall, type UserAgent } from '../ua/index.ts';
import { G722, PCMA, PCMU } from './audio-codec.ts';
import { ToneSource } from './audio-source.ts';
import { toneShare } from './goertzel.ts';
import { type MediaAddress } from './latch.ts';
import { RtpMedia } from './rtp-media.ts';
import { type RtpMediaOptions } from './rtp-media-options.ts';

const contact = [['Contact', '<sip:peer@192.0.2.9>']] as const;
const A = '192.0.2.1';
const B = '192.0.2.2';

interface Side {
  readonly agent: UserAgent;
  readonly media: RtpMedia;
  readonly ear: Ear;
}

interface Bench {
  readonly sim: Simulation;
  readonly sound: SimulatedSound;
  readonly alice: Side;
  readonly bob: Side;
  readonly incoming: IncomingCall[];
}

/** Alice speaks 400 Hz, Bob 600 Hz; Bob answers at once. */
function bench(
  options: {
    readonly alice?: Partial<RtpMediaOptions>;
    readonly bob?: Partial<RtpMediaOptions>;
  } & SimulatedSoundOptions = {},
): Bench {
  const sim = new Simulation({ delay: [5, 5] });
  const sound = new SimulatedSound(sim.clock, options);
  const side = (name: 'alice' | 'bob', address: string, hertz: number): Side => {
    const ear = new Ear();
    const media = new RtpMedia({
      address,
      random: sim.random,
      open: sound.openSession,
      source: new ToneSource(hertz, 8000),
      sink: ear,
      ...options[name],
    });
    const agent = sim.userAgent(name, { address }, { identity: `sip:${name}@example.com`, media: () => media });
    return { agent, media, ear };
  };
  const [alice, bob] = [side('alice', A, 400), side('bob', B, 600)];
  const incoming: IncomingCall[] = [];
  void (async () => {
    for await (const call of bob.agent.calls) {
      incoming.push(call);
      call.answer().catch(() => {});
    }
  })();
  return { sim, sound, alice, bob, incoming };
}

async function establish(it: Bench): Promise<[Call, Call]> {
  const call = it.alice.agent.invite(`sip:bob@${B}`);
  await it.sim.wait(call.established);
  return [call, it.incoming[0]];
}

const hears = (ear: Ear, hertz: number) => toneShare(ear.last(10), hertz, 8000);
const isSilent = (ear: Ear) => ear.last(10).every((sample) => sample === 0);

test('sound goes both ways with the first codec of the offer, and the ports are given back at the end (RFC 3264)', async () => {
  const it = bench();
  const [call] = await establish(it);
  await it.sim.runAsync(1000);
  assert.ok(hears(it.alice.ear, 600) > 0.95 && hears(it.bob.ear, 400) > 0.95);
  for (const { media } of [it.alice, it.bob]) assert.equal(media.codec, PCMU);
  assert.deepEqual(it.alice.media.remote, { address: B, port: it.bob.media.local?.port });
  await it.sim.wait(call.hangUp());
  await it.sim.runAsync(100);
  assert.equal(it.sound.open.size, 0);
  for (const { media } of [it.alice, it.bob]) {
    const { statistics, remote, local, codec } = media;
    assert.ok(statistics !== undefined && statistics.sent.packets >= 45 && statistics.received.packets >= 45);
    assert.equal(statistics.received.lost, 0);
    assert.ok(remote !== undefined && local !== undefined && codec !== undefined, 'kept for the report');
    const before = statistics.sent.packets;
    await it.sim.runAsync(500);
    assert.equal(media.statistics?.sent.packets, before);
  }
});

test('the codec of an answer is the first of the offer that both have, and both send with it (RFC 3264 6.1, 7)', async () => {
  for (const [own, theirs, expected] of [
    [[G722, PCMU], undefined, G722],
    [[PCMA, G722], [PCMU, PCMA], PCMA],
    [undefined, [G722], G722],
  ] as const) {
    const it = bench({ alice: { codecs: own }, bob: { codecs: theirs } });
    await establish(it);
    await it.sim.runAsync(1000);
    assert.equal(it.alice.media.codec, expected);
    assert.equal(it.bob.media.codec, expected);
    assert.ok(hears(it.alice.ear, 600) > 0.9 && hears(it.bob.ear, 400) > 0.9, expected.name);
    assert.equal(it.alice.media.statistics?.received.unknownPayload, 0);
  }
});

test('a call without a codec in common is refused with 488, and holds no ports (RFC 3261 21.4.26)', async () => {
  const it = bench({ alice: { codecs: [G722] }, bob: { codecs: [PCMU] } });
  const call = it.alice.agent.invite(`sip:bob@${B}`);
  const end = await it.sim.wait(call.ended);
  assert.equal(end.status, 488);
  await it.sim.runAsync(1000);
  assert.equal(it.sound.open.size, 0);
});

test('hold stops what the held side sends and keeps the port; resume starts it again (RFC 3264 8.4)', async () => {
  const it = bench();
  const [call, theirs] = await establish(it);
  await it.sim.runAsync(500);
  const port = it.alice.media.local?.port;
  await it.sim.wait(call.hold());
  await it.sim.runAsync(100);
  const sent = it.bob.media.statistics?.sent.packets;
  await it.sim.runAsync(1000);
  assert.equal(it.bob.media.statistics?.sent.packets, sent, 'who is held does not send');
  assert.equal(theirs.heldByPeer, true);
  assert.ok(isSilent(it.alice.ear));
  assert.ok(hears(it.bob.ear, 400) > 0.95, 'who holds may go on sending: music');
  it.alice.media.play(new ToneSource(1000, 8000));
  await it.sim.runAsync(500);
  assert.ok(hears(it.bob.ear, 1000) > 0.95);
  await it.sim.wait(call.resume());
  await it.sim.runAsync(500);
  assert.ok(hears(it.alice.ear, 600) > 0.95);
  assert.equal(it.alice.media.local?.port, port);
  assert.equal(it.sound.open.size, 2, 'no further ports for a re-INVITE');
  await it.sim.wait(theirs.hold());
  await it.sim.runAsync(200);
  const ours = it.alice.media.statistics?.sent.packets;
  await it.sim.runAsync(500);
  assert.equal(it.alice.media.statistics?.sent.packets, ours);
});

test('digits go as telephone events, each with its duration, in order, and none is lost by hanging up (RFC 4733)', async () => {
  const it = bench();
  const [call, theirs] = await establish(it);
  const heard: Digit[] = [];
  const heardAll = (async () => {
    for await (const digit of theirs.digits) heard.push(digit);
  })();
  const digits = '0123456789*#ABCD0123456789';
  await it.sim.wait(call.sendDigits(digits, 90));
  await it.sim.wait(call.hangUp());
  await it.sim.wait(heardAll);
  assert.equal(heard.map(({ digit }) => digit).join(''), digits);
  assert.ok(heard.every(({ by, durationMs }) => by === 'telephone-event' && durationMs === 90));
});

test('digits go by INFO where the peer knows no telephone events, not this one, or is not to hear us (RFC 6086)', async () => {
  const media = await agreed('m=audio 4000 RTP/AVP 0\r\n');
  assert.equal(media.sendDigit('1', 100), false);
  const few = await agreed('m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-11,16\r\n');
  assert.equal(few.sendDigit('#', 100), true);
  assert.equal(few.sendDigit('A', 100), false);
  const plain = await agreed('m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n');
  assert.equal(plain.sendDigit('D', 100), true, 'without a list, all digits (RFC 4733 2.4.1)');
  const held = await agreed('m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n');
  assert.equal(held.sendDigit('1', 100), false);
});

test('loss, jitter and the round trip are told (RFC 3550 6.4)', async () => {
  const it = bench({ delayMs: 30 });
  let packets = 0;
  const isSoundOfBob = ({ from, datagram }: SentSound) => from.address === B && datagram.length === 172;
  const lossy = bench({ delayMs: 30, isLost: (_, sent) => isSoundOfBob(sent) && ++packets % 10 === 0 });
  for (const [one, loss] of [
    [it, 0],
    [lossy, 0.1],
  ] as const) {
    await establish(one);
    await one.sim.runAsync(20_000);
    const statistics = one.alice.media.statistics;
    assert.ok(statistics !== undefined);
    const { received, roundTripMs } = statistics;
    assert.ok(Math.abs(received.lost / (received.packets + received.lost) - loss) < 0.01);
    assert.equal(roundTripMs !== undefined && Math.round(roundTripMs), 60);
    assert.ok(Math.abs((one.bob.media.statistics?.remote?.lost ?? 0) - received.lost) <= 30);
  }
});

test('early media of a provisional response are heard; ours wait for the answer (RFC 3261 13.2.1, RFC 3960)', async () => {
  const it = bench();
  const peer = it.sim.peer('peer', { address: '192.0.2.9' });
  const call = it.alice.agent.invite('sip:peer@192.0.2.9');
  const invite = await peer.next('INVITE');
  const sdp = `v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n`;
  assert.equal(it.alice.media.codec, undefined);
  peer.respond(invite, 183, {
    headers: [['Contact', '<sip:peer@192.0.2.9>']],
    body: sdp,
    contentType: 'application/sdp',
    toTag: 'x',
  });
  await it.sim.runAsync(100);
  assert.equal(it.alice.media.codec, PCMA);
  assert.deepEqual(it.alice.media.remote, { address: '192.0.2.9', port: 4000 });
  void call.hangUp();
});

test('of a call that forked, the sound goes with the branch that answers, whichever was heard last (RFC 3261 13.2.2.4)', async () => {
  const it = bench();
  const peer = it.sim.peer('peer', { address: '192.0.2.9' });
  const call = it.alice.agent.invite('sip:peer@192.0.2.9');
  const invite = await peer.next('INVITE');
  for (const [toTag, port] of [
    ['a', 4000],
    ['b', 5000],
  ] as const) {
    const body = `v=0\r\no=- ${port} 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`;
    const headers = [...contact, ['Require', '100rel'], ['RSeq', '1']] as const;
    peer.respond(invite, 183, { headers, body, contentType: 'application/sdp', toTag });
    peer.respond(await peer.next('PRACK'), 200);
    assert.equal(it.alice.media.remote?.port, port);
  }
  peer.respond(invite, 200, { headers: contact, toTag: 'a' });
  await it.sim.wait(call.established);
  assert.equal(it.alice.media.remote?.port, 4000);
});

test('no free ports: a call of ours fails with SIP_MEDIA_PORTS, one that comes in is refused with 486', async () => {
  const it = bench();
  it.sound.ports = 1;
  const call = it.alice.agent.invite(`sip:bob@${B}`);
  const end = await it.sim.wait(call.ended);
  assert.equal(end.status, 486);
  it.sound.ports = 0;
  const other = bench();
  other.sound.ports = 0;
  const failing = other.alice.agent.invite(`sip:bob@${B}`);
  await assert.rejects(other.sim.wait(failing.established), { code: 'SIP_MEDIA_PORTS' });
});

test('ports that come too late for the call are given back at once', async () => {
  const it = bench();
  const call = it.alice.agent.invite(`sip:bob@${B}`);
  void call.hangUp();
  await it.sim.runAsync(1000);
  assert.equal(it.sound.open.size, 0);
  assert.equal(it.alice.media.statistics, undefined);
  await assert.rejects(Promise.resolve(it.alice.media.offer(new OfferAnswer())), { code: 'SIP_MEDIA_ENDED' });
});

test('a host name in c= is looked up; until then the peer is answered to where it is heard from (RFC 8866 5.7)', async () => {
  const asked: string[] = [];
  const media = await agreed('m=audio 4000 RTP/AVP 0\r\n', {
    address: 'phone.example.com',
    lookUp: (host) => {
      asked.push(host);
      return Promise.resolve(['2001:db8::1', '198.51.100.7']);
    },
  });
  assert.equal(media.remote, undefined);
  await Promise.resolve();
  await new Promise(setImmediate);
  assert.deepEqual(media.remote, { address: '198.51.100.7', port: 4000 }, 'of the family of ours');
  const unknown = await agreed('m=audio 4000 RTP/AVP 0\r\n', {
    address: 'nowhere.example.com',
    lookUp: () => Promise.reject(new Error('no such name')),
  });
  await new Promise(setImmediate);
  assert.equal(unknown.remote, undefined);
  assert.deepEqual(asked, ['phone.example.com']);
});

test('descriptions that take the sound away end it, and nothing throws', async () => {
  for (const line of [
    'm=audio 0 RTP/AVP 0\r\n',
    'm=audio 4000 RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n',
    'm=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n',
  ]) {
    const { clock } = new Simulation();
    const media = await agreed(line, { clock });
    assert.equal(media.sendDigit('1', 100), false, line);
    clock.pass(1000);
    assert.equal(media.statistics?.sent.packets, 0, line);
  }
});

test('what is misconfigured is told at once', () => {
  assert.throws(() => new RtpMedia({ address: '0.0.0.0' }), { code: 'SIP_MEDIA_ADDRESS' });
  assert.throws(() => new RtpMedia({ address: '192.0.2.1', announced: 'example.com' }), { code: 'SIP_MEDIA_ADDRESS' });
  assert.throws(() => new RtpMedia({ address: '192.0.2.1', codecs: [] }), { code: 'SIP_MEDIA_OPTIONS' });
  assert.doesNotThrow(() => new RtpMedia({ address: '0.0.0.0', announced: '192.0.2.1' }));
});

test('another address is announced than is bound', async () => {
  const media = new RtpMedia({
    address: '0.0.0.0',
    announced: '198.51.100.1',
    open: new SimulatedSound(new Simulation().clock).openSession,
  });
  const text = formatSession(await media.offer(new OfferAnswer()));
  assert.match(text, /^c=IN IP4 198\.51\.100\.1\r$/m);
  assert.match(text, /^m=audio \d+ RTP\/AVP 0 8 9 101\r$/m);
  assert.deepEqual(media.local, { address: '198.51.100.1', port: 10_000 });
});

test('on sockets of this machine the port that is described is the one that is bound', async (t: TestContext) => {
  const [a, b] = [new RtpMedia({ address: '127.0.0.1' }), new RtpMedia({ address: '127.0.0.1' })];
  t.after(() => Promise.all([a.close(), b.close()]));
  const [ours, theirs] = [new OfferAnswer(), new OfferAnswer()];
  const ear = Promise.withResolvers<void>();
  b.record({ write: (frame) => void (toneShare(frame, 500, 8000) > 0.9 && ear.resolve()) });
  a.play(new ToneSource(500, 8000));
  const offer = parse(formatSession(ours.sendOffer(await a.offer(ours))));
  theirs.receiveOffer(offer);
  const answer = await b.answer(theirs, offer);
  assert.ok(answer !== undefined);
  const sent = theirs.sendAnswer(answer);
  b.onStreams(theirs.streams);
  ours.receiveAnswer(parse(formatSession(sent)));
  a.onStreams(ours.streams);
  await ear.promise;
  const local: MediaAddress | undefined = b.local;
  assert.deepEqual(a.remote, local);
});

interface Agreed {
  readonly address?: string;
  readonly lookUp?: RtpMediaOptions['lookUp'];
  readonly clock?: VirtualClock;
}

/** Media that have answered an offer of one m= line. */
async function agreed(
  line: string,
  { address = '192.0.2.9', lookUp, clock = new VirtualClock() }: Agreed = {},
): Promise<RtpMedia> {
  const media = new RtpMedia({ address: A, lookUp, clock, open: new SimulatedSound(clock).openSession });
  const offer = parse(`v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\n${line}`);
  const session = new OfferAnswer();
  session.receiveOffer(offer);
  const answer = await media.answer(session, offer);
  if (answer === undefined) return media;
  session.sendAnswer(answer);
  media.onStreams(session.streams);
  return media;
}

function parse(text: string): SessionDescription {
  const description = parseSession(text);
  if ('reason' in description) throw new SipError('SIP_TEST', description.reason);
  return description;
}
