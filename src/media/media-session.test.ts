import { parseRtpPacket, type RtpPacket } from '../rtp/index.ts';
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { G722, PCMA, PCMU } from './audio-codec.ts';
import { type AudioSink, ToneSource } from './audio-source.ts';
import { toneShare } from './goertzel.ts';
import type { MediaParameters } from './media-parameters.ts';
import { type MediaSession, type MediaSessionOptions, openMediaSession } from './media-session.ts';
import type { ReceivedPayload } from './playout.ts';

const receive = new Map<number, ReceivedPayload>([
  [0, PCMU],
  [8, PCMA],
  [9, G722],
  [101, 'telephone-event'],
]);
const parameters: MediaParameters = { send: { codec: PCMU, telephoneEvent: 101 }, receive };

const sessions: MediaSession[] = [];

/** A session that a failed test leaves open would keep the process alive. */
async function open(options: Partial<MediaSessionOptions> = {}, changes: Partial<MediaParameters> = {}) {
  const session = await openMediaSession({ address: '127.0.0.1', ...options }, { ...parameters, ...changes });
  sessions.push(session);
  return session;
}

after(() => Promise.all(sessions.map((session) => session.close())));

/** Keeps sound until there is enough of it. */
class Ear implements AudioSink {
  readonly #frames: Int16Array[] = [];
  #wake = () => {};

  write(frame: Int16Array): void {
    this.#frames.push(frame.slice());
    this.#wake();
  }

  /** The last so many frames, once they hold the tone. */
  async hears(hertz: number, frames: number): Promise<void> {
    for (;;) {
      const sound = Int16Array.from(this.#frames.slice(-frames).flatMap((frame) => [...frame]));
      if (this.#frames.length >= frames && toneShare(sound, hertz, 8000) > 0.95) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

test('two sessions hear each other’s tones, digits and BYE over sockets', async () => {
  const digits: string[] = [];
  let onDigits = () => {};
  const goodbye = Promise.withResolvers<void>();
  const a = await open({ onGoodbye: () => goodbye.resolve() });
  const b = await open({
    onDigit({ kind, digit }) {
      if (kind === 'pressed') digits.push(digit);
      if (digits.length === 3) onDigits();
    },
  });
  assert.equal(a.port % 2, 0);
  assert.notEqual(a.port, b.port);
  const ears = { a: new Ear(), b: new Ear() };
  a.play(new ToneSource(500, 8000));
  b.play(new ToneSource(800, 8000));
  a.record(ears.a);
  b.record(ears.b);
  a.update({ ...parameters, remote: { address: '127.0.0.1', port: b.port } });
  b.update({ ...parameters, remote: { address: '127.0.0.1', port: a.port } });
  await Promise.all([ears.a.hears(800, 25), ears.b.hears(500, 25)]);
  for (const codec of [PCMA, G722]) {
    a.update({ ...parameters, send: { codec, telephoneEvent: 101 }, remote: { address: '127.0.0.1', port: b.port } });
    a.play(new ToneSource(1000 + codec.payloadType * 100, 8000));
    await ears.b.hears(1000 + codec.payloadType * 100, 25);
  }
  const arrived = new Promise<void>((resolve) => (onDigits = resolve));
  a.sendDigits('1*#', 40);
  await arrived;
  assert.deepEqual(digits, ['1', '*', '#']);
  const { sent, received, ssrc, remoteSsrc } = a.statistics();
  assert.ok(sent.packets > 25 && received.packets > 25);
  assert.equal(sent.failed, 0);
  assert.equal(received.malformed + received.foreign + received.unknownPayload, 0);
  assert.equal(ssrc, b.statistics().remoteSsrc);
  assert.equal(remoteSsrc, b.statistics().ssrc);
  await b.close();
  await goodbye.promise;
  await a.close();
});

test('a session that was told a wrong address answers to where the packets come from (RFC 4961)', async () => {
  const moved = Promise.withResolvers<number>();
  const a = await open();
  const b = await open(
    { onRemoteAddress: ({ port }) => moved.resolve(port) },
    { remote: { address: '127.0.0.1', port: 9 }, rtcpMux: true },
  );
  const ear = new Ear();
  a.record(ear);
  b.play(new ToneSource(700, 8000));
  a.update({ ...parameters, rtcpMux: true, remote: { address: '127.0.0.1', port: b.port } });
  assert.equal(await moved.promise, a.port);
  assert.deepEqual(b.target, { address: '127.0.0.1', port: a.port });
  await ear.hears(700, 25);
});

test('sessions run over IPv6, whatever the spelling of the address', async (t) => {
  const a = await open({ address: '::1' }).catch(() => undefined);
  if (a === undefined) return t.skip('no IPv6 here');
  const b = await open({ address: '::1' });
  const ear = new Ear();
  b.record(ear);
  a.play(new ToneSource(600, 8000));
  a.update({ ...parameters, remote: { address: '0:0:0:0:0:0:0:1', port: b.port } });
  b.update({ ...parameters, remote: { address: '0:0::1', port: a.port }, direction: 'recvonly' });
  await ear.hears(600, 25);
  assert.deepEqual(b.target, { address: '::1', port: a.port });
});

test('packets leave from the port that was offered, to the port that was named', async (t) => {
  const peer = createSocket('udp4');
  t.after(() => peer.close());
  peer.bind(0, '127.0.0.1');
  await once(peer, 'listening');
  const session = await open({}, { remote: { address: '127.0.0.1', port: peer.address().port } });
  const packets: RtpPacket[] = [];
  for (let i = 0; i < 5; i++) {
    const [datagram, from] = (await once(peer, 'message')) as [Buffer, { port: number }];
    assert.equal(from.port, session.port);
    packets.push(parseRtpPacket(datagram) as RtpPacket);
  }
  assert.ok(packets.every(({ ssrc }) => ssrc === session.statistics().ssrc));
  assert.deepEqual(
    packets.map(({ sequence }) => (sequence - packets[0].sequence) & 0xffff),
    [0, 1, 2, 3, 4],
  );
});

test('what the system does not take is counted, and the session lives on', async () => {
  const session = await open();
  // An address of the other family, and a port that is none.
  session.update({ ...parameters, remote: { address: '::1', port: 4000 } });
  const until = async (failed: number) => {
    while (session.statistics().sent.failed < failed) await new Promise(setImmediate);
  };
  await until(1);
  session.update({ ...parameters, remote: { address: '127.0.0.1', port: 0 } });
  await until(session.statistics().sent.failed + 1);
  await session.close();
});

test('addresses that are not numeric are refused, and no port stays bound', async () => {
  await assert.rejects(open({ address: 'localhost' }), { code: 'SIP_MEDIA_ADDRESS' });
  const session = await open();
  const { port } = session;
  const wrong = { ...parameters, remote: { address: 'example.com', port: 4000 } };
  assert.throws(() => session.update(wrong), { code: 'SIP_MEDIA_ADDRESS' });
  await Promise.all([session.close(), session.close()]);
  const ports = { first: port, last: port };
  await assert.rejects(open({ ports }, wrong), { code: 'SIP_MEDIA_ADDRESS' });
  await assert.rejects(open({ ports, sampleRate: 11_025 }), { code: 'SIP_MEDIA_OPTIONS' });
  await (await open({ ports })).close();
});
