/** Offers of our own (RFC 3264 5, 8, 9). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure, SipError } from '../message/index.ts';
import { buildCapabilities, buildOffer } from './build-offer.ts';
import { type LocalSession, type LocalStream } from './local-session.ts';
import { OfferAnswer } from './offer-answer.ts';
import { localOrigin } from './origin.ts';
import { parseSession } from './parse-session.ts';
import { formatSession, type SessionDescription } from './session-description.ts';

const pcmu = { name: 'PCMU', clockRate: 8000 };
const pcma = { name: 'PCMA', clockRate: 8000 };
const g722 = { name: 'G722', clockRate: 8000 };
const opus = { name: 'opus', clockRate: 48000, channels: 2, fmtp: 'useinbandfec=1' };
const audio: LocalStream = {
  kind: 'audio',
  port: 40000,
  codecs: [opus, pcma, g722],
  telephoneEvents: '0-15',
  ptime: 20,
};
const video: LocalStream = { kind: 'video', port: 40002, codecs: [{ name: 'VP8', clockRate: 90000 }] };
const local = (...streams: LocalStream[]): LocalSession => ({
  origin: localOrigin('2890844526', '192.0.2.1'),
  address: '192.0.2.1',
  streams,
});
const lines = (session: SessionDescription) => formatSession(session).trimEnd().split('\r\n');
const mediaLines = (session: SessionDescription) => session.media.map((media) => media.lines[0]);
const throwsCode = (work: () => unknown, code: string) =>
  assert.throws(work, (error) => error instanceof SipError && error.code === code);

describe('the first offer (RFC 3264 5)', () => {
  test('has codecs in order of preference, with rtpmap for all, and events for each clock rate (RFC 4733)', () => {
    assert.deepEqual(lines(buildOffer(local(audio))), [
      'v=0',
      'o=- 2890844526 1 IN IP4 192.0.2.1',
      's=-',
      'c=IN IP4 192.0.2.1',
      't=0 0',
      'm=audio 40000 RTP/AVP 96 8 9 101 102',
      'a=rtpmap:96 opus/48000/2',
      'a=fmtp:96 useinbandfec=1',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:9 G722/8000',
      'a=rtpmap:101 telephone-event/48000',
      'a=fmtp:101 0-15',
      'a=rtpmap:102 telephone-event/8000',
      'a=fmtp:102 0-15',
      'a=ptime:20',
      'a=sendrecv',
    ]);
  });

  test('reads back as what was meant', () => {
    const offer = buildOffer(
      local({ ...audio, direction: 'sendonly', rtcpMux: true, rtcpPort: 50000, maxptime: 60 }, video),
    );
    const read = parseSession(formatSession(offer));
    assert.ok(!(read instanceof Failure));
    const [sound] = read.media;
    assert.deepEqual([sound.direction, sound.rtcpMux, sound.rtcp?.port, sound.maxptime], ['sendonly', true, 50000, 60]);
    assert.deepEqual(
      read.media.map(({ rtpFormats }) => rtpFormats),
      offer.media.map(({ rtpFormats }) => rtpFormats),
    );
  });

  test('has a c= of its own for a stream that is received elsewhere, and further attributes as they are', () => {
    const stream = {
      ...audio,
      address: '2001:db8::1',
      protocols: ['RTP/SAVP'],
      attributes: ['crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x'],
    };
    const [media] = buildOffer(local(stream)).media;
    assert.equal(media.lines[1], 'c=IN IP6 2001:db8::1');
    assert.equal(media.protocol, 'RTP/SAVP');
    assert.deepEqual(media.attributes('crypto'), ['1 AES_CM_128_HMAC_SHA1_80 inline:x']);
  });

  test('gives the numbers that are wished where they are free', () => {
    const codecs = [
      opus,
      { name: 'iLBC', clockRate: 8000, payload: 96 },
      { name: 'speex', clockRate: 8000, payload: 8 },
      pcma,
    ];
    assert.deepEqual(buildOffer(local({ ...audio, codecs, telephoneEvents: undefined })).media[0].formats, [
      '97',
      '96',
      '98',
      '8',
    ]);
  });

  test('has formats where the protocol is not RTP, and may have no stream at all', () => {
    const fax: LocalStream = {
      kind: 'image',
      port: 4000,
      protocols: ['udptl'],
      formats: ['t38'],
      attributes: ['T38FaxVersion:0'],
    };
    assert.deepEqual(buildOffer(local(fax)).media[0].lines, [
      'm=image 4000 udptl t38',
      'a=sendrecv',
      'a=T38FaxVersion:0',
    ]);
    assert.deepEqual(buildOffer(local()).media, []);
  });

  test('of nonsense is our misuse', () => {
    throwsCode(() => buildOffer(local({ ...audio, port: 0 })), 'SIP_SDP_PORT');
    throwsCode(() => buildOffer(local({ kind: 'audio', port: 4000 })), 'SIP_SDP_FORMATS');
    throwsCode(() => buildOffer({ ...local(audio), name: 'a\r\nb' }), 'SIP_SDP_TEXT');
    const codecs = Array.from({ length: 62 }, (_, i) => ({ name: `c${i}`, clockRate: 8000 }));
    throwsCode(() => buildOffer(local({ kind: 'audio', port: 4000, codecs })), 'SIP_SDP_PAYLOADS');
    assert.equal(
      new Set(buildOffer(local({ kind: 'audio', port: 4000, codecs: codecs.slice(1) })).media[0].formats).size,
      61,
    );
  });
});

describe('a later offer (RFC 3264 8)', () => {
  const first = buildOffer(local(audio, video));

  test('keeps the line of a stream that is gone, with port 0 (8.2)', () => {
    assert.deepEqual(mediaLines(buildOffer(local(video), { local: first })), [
      'm=audio 0 RTP/AVP 96',
      'm=video 40002 RTP/AVP 96',
    ]);
    assert.deepEqual(mediaLines(buildOffer(local(), { local: first })), [
      'm=audio 0 RTP/AVP 96',
      'm=video 0 RTP/AVP 96',
    ]);
  });

  test('keeps each stream at its line, whatever the order of the wish, and with a new port too (8.3.1)', () => {
    const moved = { ...audio, port: 50000 };
    assert.deepEqual(
      buildOffer(local(video, moved), { local: first }).media.map(({ kind, port }) => `${kind} ${port}`),
      ['audio 50000', 'video 40002'],
    );
    const second = { ...audio, port: 40004 };
    const two = buildOffer(local(audio, second));
    assert.deepEqual(
      buildOffer(local(second), { local: two }).media.map(({ port }) => port),
      [0, 40004],
    );
  });

  test('puts a new stream into the line of one that is gone, or below (8.1)', () => {
    const without = buildOffer(local(audio), { local: first });
    assert.deepEqual(buildOffer(local(audio, video), { local: without }).media.length, 2);
    const more = { ...video, port: 40008 };
    assert.deepEqual(
      buildOffer(local(audio, video, more), { local: first }).media.map(({ port }) => port),
      [40000, 40002, 40008],
    );
  });

  test('never gives a payload type another meaning, nor a codec another number (8.3.2)', () => {
    const session = new OfferAnswer();
    const peers = parseSession(
      ['v=0', 'o=bob 1 1 IN IP4 h', 'c=IN IP4 192.0.2.2', 't=0 0', 'm=audio 5000 RTP/AVP 96 97 8']
        .concat('a=rtpmap:96 iLBC/8000', 'a=rtpmap:97 telephone-event/8000')
        .join('\r\n'),
    );
    assert.ok(!(peers instanceof Failure));
    session.receiveOffer(peers);
    session.sendAnswer(peers.withOrigin(localOrigin('1', '192.0.2.1')));
    const [media] = buildOffer(local({ ...audio, codecs: [opus, pcma] }), session).media;
    assert.deepEqual(
      media.rtpFormats.map(({ payload, name, clockRate }) => `${payload} ${name}/${clockRate}`),
      ['98 opus/48000', '8 PCMA/8000', '101 telephone-event/48000', '97 telephone-event/8000'],
    );
  });
});

test('capabilities name all codecs and no port (RFC 3264 9)', () => {
  const able = buildCapabilities(local({ ...audio, codecs: [pcmu] }, video));
  assert.deepEqual(mediaLines(able), ['m=audio 0 RTP/AVP 0 101', 'm=video 0 RTP/AVP 96']);
});
