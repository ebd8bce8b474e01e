import { parseRtcp, type RtcpPacket, parseRtpPacket, type RtpPacket, writeRtpPacket } from '../rtp/index.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { G722, PCMA, PCMU } from './audio-codec.ts';
import { type AudioSource, SampleSource, ToneSource } from './audio-source.ts';
import type { DtmfReport } from './dtmf-receiver.ts';
import { rootMeanSquare, toneShare } from './goertzel.ts';
import type { MediaAddress } from './latch.ts';
import type { Channel, MediaParameters } from './media-parameters.ts';
import { MediaStream, type MediaStreamOptions } from './media-stream.ts';
import type { ReceivedPayload } from './playout.ts';

const receive = new Map<number, ReceivedPayload>([
  [0, PCMU],
  [8, PCMA],
  [9, G722],
  [13, 'comfort-noise'],
  [101, 'telephone-event'],
]);
const send = { codec: PCMU, telephoneEvent: 101 };
const alice: MediaAddress = { address: '10.0.0.1', port: 4000 };
const bob: MediaAddress = { address: '10.0.0.2', port: 5000 };

function seeded(seed: number): () => number {
  return () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0);
}

interface Datagram {
  readonly channel: Channel;
  readonly bytes: Uint8Array;
  readonly from: MediaAddress;
  readonly to: MediaAddress;
}

interface Fault {
  /** ms on the way; undefined for a loss. */
  delayOf(datagram: Datagram): number | undefined;
  /** 1 unless told. */
  copiesOf?(datagram: Datagram): number;
}

/** What is heard, for as long as a stream runs. */
class Recording {
  readonly frames: Int16Array[] = [];

  write(frame: Int16Array): void {
    this.frames.push(frame.slice());
  }

  /** The last seconds, in one piece. */
  last(seconds: number): Int16Array {
    return Int16Array.from(this.frames.slice(-seconds * 50).flatMap((frame) => [...frame]));
  }
}

/** Streams at addresses, on a network in virtual time. */
class Network {
  now = 0;
  readonly sent: Datagram[] = [];
  fault: Fault = { delayOf: () => 25 };
  readonly #streams: { stream: MediaStream; at: MediaAddress }[] = [];
  readonly #underWay: { readonly datagram: Datagram; readonly at: number }[] = [];

  add(
    at: MediaAddress,
    seed: number,
    parameters: Partial<MediaParameters>,
    options: Partial<Omit<MediaStreamOptions, 'send'>> = {},
  ) {
    const stream = new MediaStream(
      {
        random32: seeded(seed),
        ...options,
        send: (channel, bytes, to) => this.deliver({ channel, bytes, from: portOf(at, channel), to }),
      },
      { send, receive, ...parameters },
      this.now,
    );
    this.#streams.push({ stream, at });
    return stream;
  }

  deliver(datagram: Datagram): void {
    this.sent.push(datagram);
    for (let copies = this.fault.copiesOf?.(datagram) ?? 1; copies > 0; copies--) {
      const delay = this.fault.delayOf(datagram);
      if (delay !== undefined) this.#underWay.push({ datagram, at: this.now + delay });
    }
  }

  /** It sends and hears nothing any more. */
  remove(stream: MediaStream): void {
    this.#streams.splice(
      this.#streams.findIndex((one) => one.stream === stream),
      1,
    );
  }

  run(seconds: number): void {
    for (const end = this.now + seconds * 1000; this.now < end; this.now += 5) {
      const arrived = this.#underWay.filter(({ at }) => at <= this.now);
      for (const one of arrived) this.#underWay.splice(this.#underWay.indexOf(one), 1);
      for (const { datagram } of arrived.sort((a, b) => a.at - b.at)) this.#arrive(datagram);
      if (this.now % 20 === 0) for (const { stream } of this.#streams) stream.tick(this.now, 1e12 + this.now);
    }
  }

  rtpFrom({ port }: MediaAddress): RtpPacket[] {
    return this.sent
      .filter(
        ({ channel, from, bytes }) => channel === 'rtp' && from.port === port && bytes[1] !== 200 && bytes[1] !== 201,
      )
      .map(({ bytes }) => parseRtpPacket(bytes) as RtpPacket);
  }

  rtcpFrom({ port }: MediaAddress): RtcpPacket[][] {
    return this.sent
      .filter(({ channel, from }) => channel === 'rtcp' && from.port === port + 1)
      .map(({ bytes }) => parseRtcp(bytes) as RtcpPacket[]);
  }

  #arrive({ bytes, from, to }: Datagram): void {
    for (const { stream, at } of this.#streams) {
      if (at.address !== to.address) continue;
      if (to.port === at.port) stream.receive('rtp', bytes, from, this.now);
      if (to.port === at.port + 1) stream.receive('rtcp', bytes, from, this.now);
    }
  }
}

function portOf(at: MediaAddress, channel: Channel): MediaAddress {
  return channel === 'rtp' ? at : { ...at, port: at.port + 1 };
}

/** Two parties in a call: alice plays a tone of 500 Hz, bob one of 800 Hz. */
function call(
  a: Partial<MediaParameters> & Partial<Omit<MediaStreamOptions, 'send'>> = {},
  b: Partial<MediaParameters> & Partial<Omit<MediaStreamOptions, 'send'>> = {},
) {
  const network = new Network();
  const streams = {
    alice: network.add(alice, 1, { remote: bob, ...a }, a),
    bob: network.add(bob, 2, { remote: alice, ...b }, b),
  };
  const heard = { alice: new Recording(), bob: new Recording() };
  streams.alice.play(new ToneSource(500, streams.alice.sampleRate));
  streams.bob.play(new ToneSource(800, streams.bob.sampleRate));
  streams.alice.record(heard.alice);
  streams.bob.record(heard.bob);
  return { network, ...streams, heard };
}

const toneHeard = (recording: Recording, hertz: number, rate = 8000) => toneShare(recording.last(1), hertz, rate);

test('both hear each other, in every codec, and nothing is lost', () => {
  for (const codec of [PCMU, PCMA, G722]) {
    const { network, heard, alice: a } = call({ send: { codec } }, { send: { codec } });
    network.run(10);
    assert.ok(toneHeard(heard.alice, 800) > 0.98, codec.name);
    assert.ok(toneHeard(heard.bob, 500) > 0.98, codec.name);
    const statistics = a.statistics();
    assert.equal(statistics.sent.packets, 500);
    assert.equal(statistics.sent.octets, 80_000);
    assert.equal(statistics.received.lost, 0);
    assert.equal(statistics.concealedMs, 0);
    assert.ok(statistics.received.packets >= 495);
  }
});

test('a stream sends a packet of 20 ms each 20 ms, numbered and timed one after the other (RFC 3551 4.2)', () => {
  const { network } = call();
  network.run(2);
  const packets = network.rtpFrom(alice);
  assert.equal(packets.length, 100);
  for (const [at, packet] of packets.entries()) {
    assert.equal(packet.sequence, (packets[0].sequence + at) & 0xffff);
    assert.equal(packet.timestamp, (packets[0].timestamp + at * 160) >>> 0);
    assert.equal(packet.payload.length, 160);
    assert.equal(packet.payloadType, 0);
    assert.equal(packet.marker, at === 0);
  }
});

test('reports tell loss, jitter and the round trip of both ways (RFC 3550 6.4)', () => {
  const { network, alice: a, bob: b } = call();
  const random = seeded(3);
  let dropped = 0;
  network.fault = {
    delayOf({ channel, from }) {
      if (channel === 'rtp' && from.port === alice.port && random() % 10 === 0) {
        dropped++;
        return undefined;
      }
      return channel === 'rtp' ? 20 + (random() % 4) * 5 : 35;
    },
  };
  network.run(60);
  const received = b.statistics();
  assert.ok(Math.abs(received.received.lost - dropped) < 5, `${received.received.lost} lost of ${dropped} dropped`);
  assert.ok(received.jitterMs > 2 && received.jitterMs < 12, `${received.jitterMs}`);
  const { remote, roundTripMs } = a.statistics();
  assert.ok(remote !== undefined && roundTripMs !== undefined);
  assert.ok(Math.abs(remote.fractionLost - 0.1) < 0.06, `${remote.fractionLost}`);
  assert.ok(remote.lost > 0.8 * dropped);
  assert.ok(remote.jitterMs > 2 && remote.jitterMs < 12);
  assert.ok(Math.abs(roundTripMs - 70) <= 11, `${roundTripMs}`);
  for (const [opening, description] of network.rtcpFrom(alice)) {
    assert.equal(opening.type, 'SR');
    assert.ok(description.type === 'SDES');
    assert.match(description.chunks[0].items[0].text, /^[A-Za-z0-9+/]{16}$/, 'a random CNAME (RFC 7022 4.2)');
  }
  const reports = network.rtcpFrom(alice).length;
  assert.ok(reports >= 8 && reports <= 24, `${reports} in 60 s`);
});

test('the tone comes through loss, jitter, duplicates and reordering, over 6 seeds', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const { network, heard, bob: b } = call();
    const random = seeded(seed * 77);
    network.fault = {
      delayOf: () => (random() % 100 < 3 ? undefined : 20 + (random() % 60)),
      copiesOf: () => (random() % 100 < 5 ? 2 : 1),
    };
    network.run(20);
    const share = toneShare(heard.bob.last(10), 500, 8000);
    assert.ok(share > 0.8, `seed ${seed}: ${share}`);
    const { received } = b.statistics();
    assert.ok(received.late < 60, `seed ${seed}: ${received.late}`);
    assert.ok(received.duplicate > 20, `seed ${seed}: ${received.duplicate}`);
  }
});

test('digits arrive once and in order, and the tone goes on after them (RFC 4733)', () => {
  const reports: DtmfReport[] = [];
  const { network, alice: a, heard } = call({}, { onDigit: (report) => reports.push(report) });
  const random = seeded(5);
  network.fault = { delayOf: () => (random() % 10 === 0 ? undefined : 20 + (random() % 40)) };
  network.run(1);
  a.sendDigits('0123456789*#', 80);
  assert.ok(a.isSendingDigits);
  network.run(4);
  assert.ok(!a.isSendingDigits);
  assert.equal(reports.flatMap(({ kind, digit }) => (kind === 'pressed' ? digit : [])).join(''), '0123456789*#');
  network.fault = { delayOf: () => 25 };
  network.run(3);
  assert.ok(toneHeard(heard.bob, 500) > 0.95);
});

test('digits are refused where the peer takes no events, and a held key lasts until it is released', () => {
  const reports: DtmfReport[] = [];
  const { network, alice: a, bob: b } = call({ onDigit: (report) => reports.push(report) });
  a.update({ remote: bob, send: { codec: PCMU }, receive }, 0);
  assert.throws(() => a.sendDigits('1'), { code: 'SIP_DTMF_UNSUPPORTED' });
  network.run(1);
  b.sendDigits('7', Infinity);
  network.run(12);
  b.releaseDigit();
  network.run(1);
  assert.deepEqual(
    reports.map(({ kind }) => kind),
    ['pressed', 'released'],
  );
  assert.ok(Math.abs(reports[1].durationMs - 12_000) <= 40, `${reports[1].durationMs}`);
});

test('a peer behind NAT is answered where it sends from (RFC 4961)', () => {
  const moves: MediaAddress[] = [];
  const network = new Network();
  const heard = new Recording();
  const a = network.add(alice, 1, { remote: bob });
  const b = network.add(
    bob,
    2,
    { remote: { address: '192.168.1.1', port: 9 } },
    { onRemoteAddress: (to) => moves.push(to) },
  );
  a.record(heard);
  b.play(new ToneSource(800, 8000));
  network.run(2);
  assert.deepEqual(moves, [alice]);
  assert.deepEqual(b.target, alice);
  assert.ok(toneHeard(heard, 800) > 0.98);
  network.run(10);
  assert.ok(
    network.sent.some(
      ({ channel, from, to }) => channel === 'rtcp' && from.port === bob.port + 1 && to.port === alice.port + 1,
    ),
    'RTCP follows',
  );
});

test('a stranger that sends into the call is not heard, and does not draw it to itself', () => {
  const { network, bob: b, heard } = call();
  network.run(1);
  const stranger = { address: '203.0.113.9', port: 6666 };
  const buffer = new Uint8Array(172);
  const theirs = network.rtpFrom(alice).at(-1)!;
  for (let i = 0; i < 500; i++) {
    writeRtpPacket(
      { ...theirs, sequence: (theirs.sequence + i) & 0xffff, timestamp: i * 160, payload: buffer.subarray(0, 160) },
      buffer,
    );
    b.receive('rtp', buffer, stranger, network.now);
    if (i % 5 === 0) network.run(0.02);
  }
  assert.deepEqual(b.target, alice);
  assert.equal(b.statistics().received.foreign, 500);
  assert.ok(toneHeard(heard.bob, 500) > 0.98);
  const bye = Uint8Array.from(Buffer.from('80c9000100000001', 'hex'));
  b.receive('rtcp', bye, stranger, network.now);
  assert.equal(b.statistics().received.foreign, 501);
});

test('hold stops the sound of a direction, reports go on, and resume brings it back (RFC 3264 8.4)', () => {
  const { network, alice: a, heard } = call();
  network.run(2);
  a.update({ remote: bob, send, receive, direction: 'sendonly' }, network.now);
  network.run(2);
  assert.equal(rootMeanSquare(heard.alice.last(1)), 0);
  assert.ok(toneHeard(heard.bob, 500) > 0.98);
  const before = network.rtpFrom(alice).length;
  a.update({ remote: bob, send, receive, direction: 'inactive' }, network.now);
  network.run(20);
  assert.equal(network.rtpFrom(alice).length, before);
  assert.equal(rootMeanSquare(heard.bob.last(1)), 0);
  assert.ok(network.rtcpFrom(alice).length >= 2);
  assert.equal(network.rtcpFrom(alice).at(-1)![0].type, 'RR', 'nothing was sent for two intervals');
  a.update({ remote: bob, send, receive }, network.now);
  network.run(2);
  const resumed = network.rtpFrom(alice)[before];
  assert.equal(resumed.marker, true, 'a talkspurt begins (RFC 3551 4.1)');
  const last = network.rtpFrom(alice)[before - 1];
  assert.equal(resumed.sequence, (last.sequence + 1) & 0xffff);
  assert.equal((resumed.timestamp - last.timestamp) >>> 0, 20_000 * 8 + 160, 'time went on');
  assert.ok(toneHeard(heard.alice, 800) > 0.98);
  assert.ok(toneHeard(heard.bob, 500) > 0.98);
});

test('a source is not read while nothing is sent, and is read on while muted', () => {
  let reads = 0;
  const source: AudioSource = {
    read(frame) {
      reads++;
      frame.fill(1000);
      return frame.length;
    },
  };
  const { network, alice: a, heard } = call();
  a.play(source);
  a.mute(true);
  network.run(1);
  assert.equal(reads, 50);
  assert.equal(rootMeanSquare(heard.bob.last(0.5)), 0);
  assert.equal(network.rtpFrom(alice).length, 50, 'silence is sent');
  a.mute(false);
  network.run(1);
  assert.ok(rootMeanSquare(heard.bob.last(0.5)) > 900);
  a.update({ remote: bob, send, receive, direction: 'recvonly' }, network.now);
  reads = 0;
  network.run(1);
  assert.equal(reads, 0);
});

test('codec and address of the peer change in mid-session', () => {
  const { network, alice: a, heard } = call();
  network.run(2);
  a.update({ remote: bob, send: { codec: G722, payloadType: 9 }, receive }, network.now);
  network.run(2);
  assert.ok(toneHeard(heard.bob, 500) > 0.98);
  const carol: MediaAddress = { address: '10.0.0.3', port: 7000 };
  const heardByCarol = new Recording();
  const c = network.add(carol, 3, { remote: alice });
  c.record(heardByCarol);
  c.play(new ToneSource(1200, 8000));
  a.update({ remote: carol, send, receive }, network.now);
  network.run(3);
  assert.deepEqual(a.target, carol, 'though bob still sends');
  assert.ok(toneHeard(heard.alice, 1200) > 0.98);
  assert.ok(toneHeard(heardByCarol, 500) > 0.98);
  assert.ok(a.statistics().received.foreign > 100);
  assert.equal(a.statistics().received.lost, 0);
});

test('a peer that changes its SSRC is heard on, and the sums go on (RFC 3550 8)', () => {
  const ssrcs: number[] = [];
  const { network, heard, alice: a, bob: b } = call({}, { onRemoteSsrc: (ssrc) => ssrcs.push(ssrc) });
  network.run(2);
  const before = b.statistics().received;
  // Another program takes over the peer's port.
  network.remove(a);
  const successor = network.add(alice, 9, { remote: bob });
  successor.play(new ToneSource(1000, 8000));
  network.run(2);
  assert.deepEqual(ssrcs, [a.statistics().ssrc, successor.statistics().ssrc]);
  const { received, remoteSsrc } = b.statistics();
  assert.equal(remoteSsrc, successor.statistics().ssrc);
  assert.ok(received.packets > before.packets + 90);
  assert.equal(received.lost, 0);
  assert.ok(toneHeard(heard.bob, 1000) > 0.98);
});

test('who finds its SSRC in use takes another one and says BYE for the old, once for each offender (RFC 3550 8.2)', () => {
  const { network, alice: a, bob: b } = call();
  network.run(1);
  const own = a.statistics().ssrc;
  const copy = network.rtpFrom(alice).at(-1)!;
  const datagram = new Uint8Array(172);
  writeRtpPacket(copy, datagram);
  a.receive('rtp', datagram, bob, network.now);
  network.run(1);
  assert.notEqual(a.statistics().ssrc, own);
  const goodbye = network
    .rtcpFrom(alice)
    .flat()
    .find(({ type }) => type === 'BYE');
  assert.deepEqual(goodbye, { type: 'BYE', sources: [own] });
  assert.equal(a.statistics().sent.packets, 100, 'the sum goes on');
  assert.equal(b.statistics().remoteSsrc, a.statistics().ssrc);
  const second = a.statistics().ssrc;
  writeRtpPacket({ ...copy, ssrc: second }, datagram);
  a.receive('rtp', datagram, bob, network.now);
  network.run(1);
  assert.equal(a.statistics().ssrc, second, 'our own packets come back from there: a loop');
});

test('RTCP may share the port of RTP (RFC 5761)', () => {
  const { network, alice: a } = call({ rtcpMux: true }, { rtcpMux: true });
  network.run(15);
  assert.equal(network.sent.filter(({ channel }) => channel === 'rtcp').length, 0);
  assert.ok(a.statistics().roundTripMs !== undefined);
  assert.equal(a.statistics().received.malformed, 0);
});

test('BYE is told, and silence of 25 s too, once (RFC 3550 6.3.5, 6.6)', () => {
  const events: string[] = [];
  const { network, bob: b } = call({
    onGoodbye: () => events.push('bye'),
    onTimeout: () => events.push('timeout'),
  });
  network.run(2);
  b.update({ send, receive, remote: alice, direction: 'inactive' }, network.now);
  b.close(network.now, 1e12);
  network.run(1);
  assert.deepEqual(events, ['bye']);
  network.fault = { delayOf: () => undefined };
  network.run(24);
  assert.deepEqual(events, ['bye']);
  network.run(30);
  assert.deepEqual(events, ['bye', 'timeout']);
});

test('a source that ends is told, and silence follows; one that throws is taken out, and the call goes on', () => {
  const events: unknown[] = [];
  const {
    network,
    alice: a,
    heard,
  } = call({ onSourceEnd: () => events.push('end'), onError: (error) => events.push(error) });
  a.play(new SampleSource(new Int16Array(8100).fill(5000)));
  network.run(3);
  assert.deepEqual(events, ['end']);
  assert.equal(rootMeanSquare(heard.bob.last(1)), 0);
  const error = new Error('disk');
  const fails = () => {
    throw error;
  };
  a.play({ read: fails });
  a.record({ write: fails });
  network.run(1);
  assert.deepEqual(events, ['end', error, error]);
  assert.equal(network.rtpFrom(alice).length, 200);
});

test('datagrams that are no RTP, and payload types that were not negotiated, are counted', () => {
  const { network, bob: b } = call();
  network.run(1);
  for (const bytes of ['', '00', '80', 'ff'.repeat(40), '80c80001', '000100002112a442']) {
    b.receive('rtp', Uint8Array.from(Buffer.from(bytes, 'hex')), alice, network.now);
    b.receive('rtcp', Uint8Array.from(Buffer.from(bytes, 'hex')), alice, network.now);
  }
  assert.equal(b.statistics().received.malformed, 12);
  const datagram = new Uint8Array(172);
  const packet = network.rtpFrom(alice).at(-1)!;
  const sequence = (packet.sequence + 1) & 0xffff;
  writeRtpPacket({ ...packet, sequence, payloadType: 77 }, datagram);
  b.receive('rtp', datagram, alice, network.now);
  assert.equal(b.statistics().received.unknownPayload, 1);
});

test('a source of unknown payload types never becomes the peer (RFC 3550 A.1)', () => {
  const network = new Network();
  const b = network.add(bob, 2, {});
  const datagram = new Uint8Array(172);
  for (let sequence = 0; sequence < 10; sequence++) {
    const packet = { marker: false, payloadType: 50, sequence, timestamp: 0, ssrc: 5, payload: new Uint8Array(160) };
    writeRtpPacket(packet, datagram);
    b.receive('rtp', datagram, alice, 0);
  }
  assert.equal(b.target, undefined);
  assert.equal(b.statistics().remoteSsrc, undefined);
});

test('the packet that was on probation is heard too, once the next one proves its source (RFC 3550 A.1)', () => {
  const network = new Network();
  const heard = new Recording();
  const b = network.add(bob, 2, {});
  b.record(heard);
  const datagram = new Uint8Array(172);
  const payload = new Uint8Array(160).fill(0x80);
  for (const sequence of [7, 8]) {
    const packet = { marker: false, payloadType: 0, sequence, timestamp: sequence * 160, ssrc: 5, payload };
    writeRtpPacket(packet, datagram);
    b.receive('rtp', datagram, alice, 0);
  }
  assert.equal(b.statistics().received.packets, 1, 'though it does not count');
  assert.equal(b.statistics().received.octets, 320);
  network.run(0.5);
  const loud = heard.frames.filter((frame) => frame[80] > 30_000);
  assert.ok(loud.length >= 2, `${loud.length}`);
});

test('a flood of sources leaves nothing behind, and the peer is still found', () => {
  const network = new Network();
  const b = network.add(bob, 2, { remote: { address: '192.168.1.1', port: 9 } });
  const datagram = new Uint8Array(172);
  for (let ssrc = 0; ssrc < 20_000; ssrc++) {
    const packet = {
      marker: false,
      payloadType: 0,
      sequence: ssrc & 0xffff,
      timestamp: 0,
      ssrc,
      payload: new Uint8Array(160),
    };
    writeRtpPacket(packet, datagram);
    b.receive('rtp', datagram, { address: '203.0.113.9', port: (ssrc % 60_000) + 1 }, 0);
  }
  assert.equal(b.statistics().remoteSsrc, undefined);
  network.add(alice, 1, { remote: bob });
  network.run(1);
  assert.deepEqual(b.target, alice);
});

test('a session at 16 kHz keeps what G.722 carries above 4 kHz', () => {
  const network = new Network();
  const heard = new Recording();
  const a = network.add(alice, 1, { remote: bob, send: { codec: G722 } }, { sampleRate: 16_000 });
  const b = network.add(bob, 2, { remote: alice }, { sampleRate: 16_000 });
  a.play(new ToneSource(5500, 16_000, 6000));
  b.record(heard);
  network.run(4);
  assert.ok(toneShare(heard.last(1), 5500, 16_000) > 0.95, `${toneShare(heard.last(1), 5500, 16_000)}`);
});

test('options that make no stream are refused', () => {
  const options = { random32: () => 1, send() {} };
  const parameters = { send, receive };
  assert.throws(() => new MediaStream({ ...options, sampleRate: 11_025 }, parameters, 0), {
    code: 'SIP_MEDIA_OPTIONS',
  });
});
