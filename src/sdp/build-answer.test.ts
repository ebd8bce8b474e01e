/** Answers of our own (RFC 3264 6, 8). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../message/index.ts';
import { type AnswerOptions, type BuiltAnswer, buildAnswer } from './build-answer.ts';
import { checkAnswer } from './check-description.ts';
import { type Codec } from './codec.ts';
import { type Direction } from './direction.ts';
import { type LocalSession, type LocalStream } from './local-session.ts';
import { localOrigin } from './origin.ts';
import { parseSession } from './parse-session.ts';
import { type SessionDescription } from './session-description.ts';

const pcmu: Codec = { name: 'PCMU', clockRate: 8000 };
const pcma: Codec = { name: 'PCMA', clockRate: 8000 };
const opus: Codec = { name: 'opus', clockRate: 48000, channels: 2 };
const audio: LocalStream = { kind: 'audio', port: 40000, codecs: [pcma, pcmu], telephoneEvents: '0-15' };

function offerOf(...lines: string[]): SessionDescription {
  const head = ['v=0', 'o=bob 1 1 IN IP4 h', 's=-', 'c=IN IP4 192.0.2.2', 't=0 0'];
  const value = parseSession([...head, ...lines].join('\r\n'));
  assert.ok(!(value instanceof Failure), JSON.stringify(value));
  return value;
}

const local = (...streams: LocalStream[]): LocalSession => ({
  origin: localOrigin('1', '192.0.2.1'),
  address: '192.0.2.1',
  streams,
});

function answer(offer: SessionDescription, streams: LocalStream[], options?: AnswerOptions): BuiltAnswer {
  const built = buildAnswer(offer, local(...streams), {}, options);
  assert.deepEqual(checkAnswer(offer, built.description), []);
  return built;
}

const formats = (built: BuiltAnswer) => built.description.media.map((media) => media.formats.join(' '));
const reasons = (built: BuiltAnswer) => built.rejections.map((rejection) => rejection?.reason);

describe('formats (6.1)', () => {
  test("are those that both know, in the offer's order and under its numbers", () => {
    const offer = offerOf(
      'm=audio 5000 RTP/AVP 111 0 18 8 96',
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:96 telephone-event/8000',
    );
    const built = answer(offer, [{ ...audio, codecs: [pcma, pcmu, opus] }]);
    assert.deepEqual(formats(built), ['111 0 8 96']);
    assert.deepEqual(built.description.media[0].lines, [
      'm=audio 40000 RTP/AVP 111 0 8 96',
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:96 telephone-event/8000',
      'a=fmtp:96 0-15',
      'a=sendrecv',
    ]);
  });

  test('may stand in our order, where there is a reason', () => {
    const offer = offerOf('m=audio 5000 RTP/AVP 0 101 8', 'a=rtpmap:101 telephone-event/8000');
    assert.deepEqual(formats(answer(offer, [audio], { prefer: 'local' })), ['8 0 101']);
  });

  test('telephone events need a codec with their clock rate (RFC 4733 2.1)', () => {
    const both = ['a=rtpmap:111 opus/48000/2', 'a=rtpmap:96 telephone-event/48000', 'a=rtpmap:97 telephone-event/8000'];
    const offer = offerOf('m=audio 5000 RTP/AVP 111 0 96 97', ...both);
    assert.deepEqual(formats(answer(offer, [{ ...audio, codecs: [opus] }])), ['111 96']);
    assert.deepEqual(formats(answer(offer, [{ ...audio, codecs: [pcmu] }])), ['0 97']);
    assert.deepEqual(formats(answer(offer, [{ ...audio, codecs: [pcmu], telephoneEvents: undefined }])), ['0']);
  });

  test('events without a codec in common are no answer, unless nothing else was offered', () => {
    const events = 'a=rtpmap:101 telephone-event/8000';
    const built = answer(offerOf('m=audio 5000 RTP/AVP 18 101 13', events), [audio]);
    assert.deepEqual([formats(built), reasons(built)], [['18'], ['no format in common']]);
    assert.deepEqual(formats(answer(offerOf('m=audio 5000 RTP/AVP 101', events), [audio])), ['101']);
  });

  test('comfort noise goes with a codec that we have', () => {
    const noise = { name: 'CN', clockRate: 8000 };
    assert.deepEqual(formats(answer(offerOf('m=audio 5000 RTP/AVP 0 13'), [{ ...audio, codecs: [pcmu, noise] }])), [
      '0 13',
    ]);
  });

  test('G.729 offered without Annex B is answered without it (RFC 4856 2.1.9, RFC 7261)', () => {
    const g729 = [{ ...audio, codecs: [{ name: 'G729', clockRate: 8000 }] }];
    const fmtp = (...lines: string[]) =>
      answer(offerOf('m=audio 5000 RTP/AVP 18', ...lines), g729).description.media[0].attribute('fmtp');
    assert.equal(fmtp('a=fmtp:18 annexb=no'), '18 annexb=no');
    assert.equal(fmtp(), undefined);
  });

  test('without RTP are words', () => {
    const fax: LocalStream = { kind: 'image', port: 4000, protocols: ['udptl'], formats: ['t38'] };
    assert.deepEqual(formats(answer(offerOf('m=image 5000 udptl x t38'), [fax])), ['t38']);
  });
});

describe('lines (6)', () => {
  test('are as many and in the same order, whatever the order of our streams', () => {
    const video: LocalStream = { kind: 'video', port: 40002, codecs: [{ name: 'VP8', clockRate: 90000 }] };
    const offer = offerOf(
      'm=video 5002 RTP/AVP 99',
      'a=rtpmap:99 VP8/90000',
      'm=text 5004 RTP/AVP 98',
      'm=audio 5000 RTP/AVP 8',
    );
    const built = answer(offer, [audio, video]);
    assert.deepEqual(
      built.description.media.map(({ lines }) => lines[0]),
      ['m=video 40002 RTP/AVP 99', 'm=text 0 RTP/AVP 98', 'm=audio 40000 RTP/AVP 8'],
    );
    assert.deepEqual(reasons(built), [undefined, 'media not wanted', undefined]);
  });

  test('of a stream in two variants: the one that we can do is taken', () => {
    const offer = offerOf('m=audio 5000 RTP/SAVP 8', 'm=audio 5000 RTP/AVP 8', 'm=audio 5002 RTP/AVP 0');
    const built = answer(offer, [audio]);
    assert.deepEqual(reasons(built), ['protocol not supported', undefined, 'no stream left']);
    assert.deepEqual(
      built.description.media.map(({ protocol }) => protocol),
      ['RTP/SAVP', 'RTP/AVP', 'RTP/AVP'],
    );
  });

  test('the protocol is that of the offer', () => {
    assert.deepEqual(answer(offerOf('m=audio 5000 RTP/AVPF 8'), [audio]).description.media[0].protocol, 'RTP/AVPF');
    const secure = { ...audio, protocols: ['RTP/SAVP'] };
    assert.deepEqual(reasons(answer(offerOf('m=audio 5000 RTP/AVP 8'), [secure])), ['protocol not supported']);
  });

  test('offered with port 0 stay at it (8.2)', () => {
    const built = answer(offerOf('m=audio 0 RTP/AVP 8 0'), [audio]);
    assert.deepEqual(built.description.media[0].lines, ['m=audio 0 RTP/AVP 8']);
    assert.equal(built.allRejected, false);
  });

  test('without an address, or with multicast, are refused', () => {
    const multicast = answer(offerOf('m=audio 5000 RTP/AVP 8', 'c=IN IP4 224.2.1.1/127'), [audio]);
    assert.deepEqual(reasons(multicast), ['multicast']);
    const nowhere = parseSession('v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 5000 RTP/AVP 8');
    assert.ok(!(nowhere instanceof Failure));
    assert.deepEqual(reasons(answer(nowhere, [audio])), ['no address']);
  });

  test('all refused: the caller may say 488, with the Warning that fits (6.1, RFC 3261 20.43)', () => {
    const built = answer(offerOf('m=audio 5000 RTP/AVP 18', 'm=video 5002 RTP/AVP 31'), [audio]);
    assert.ok(built.allRejected);
    assert.deepEqual(
      built.rejections.map((rejection) => rejection?.warning),
      [305, 304],
    );
    assert.equal(answer(offerOf(), [audio]).allRejected, false);
  });

  test('t= is that of the offer, o= is ours', () => {
    const value = parseSession(
      'v=0\r\no=bob 1 1 IN IP4 h\r\nc=IN IP4 192.0.2.2\r\nt=3034423619 3042462419\r\nm=audio 5000 RTP/AVP 8',
    );
    assert.ok(!(value instanceof Failure));
    const { description } = answer(value, [audio]);
    assert.equal(description.value('t'), '3034423619 3042462419');
    assert.equal(description.origin.username, '-');
  });

  test('rtcp-mux only where it was offered (RFC 5761 5.1.1)', () => {
    const mux = [{ ...audio, rtcpMux: true }];
    assert.equal(answer(offerOf('m=audio 5000 RTP/AVP 8'), mux).description.media[0].rtcpMux, false);
    assert.equal(answer(offerOf('m=audio 5000 RTP/AVP 8', 'a=rtcp-mux'), mux).description.media[0].rtcpMux, true);
    assert.equal(answer(offerOf('m=audio 5000 RTP/AVP 8', 'a=rtcp-mux'), [audio]).description.media[0].rtcpMux, false);
  });

  test('a stream stays at the line that it had before', () => {
    const two = [audio, { ...audio, port: 40002 }];
    const offer = offerOf('m=audio 5000 RTP/AVP 8', 'm=audio 5002 RTP/AVP 8');
    const before = answer(offer, two).description;
    const again = buildAnswer(offer, local(...two.reverse()), { local: before }).description;
    assert.deepEqual(
      again.media.map(({ port }) => port),
      [40000, 40002],
    );
  });
});

describe('direction (6.1, 8.4)', () => {
  const directed = (offered: Direction, wanted?: Direction) =>
    answer(offerOf('m=audio 5000 RTP/AVP 8', `a=${offered}`), [{ ...audio, direction: wanted }]).description.media[0]
      .direction;

  test('hold is answered with recvonly, its end with sendrecv', () => {
    assert.equal(directed('sendonly'), 'recvonly');
    assert.equal(directed('inactive'), 'inactive');
    assert.equal(directed('sendrecv'), 'sendrecv');
  });

  test('who holds too says inactive', () => {
    assert.equal(directed('sendonly', 'sendonly'), 'inactive');
    assert.equal(directed('recvonly', 'sendonly'), 'sendonly');
  });

  test('the 0.0.0.0 of RFC 2543 gets a normal answer (RFC 4317 5.2)', () => {
    const { description, rejections } = answer(offerOf('m=audio 5000 RTP/AVP 8', 'c=IN IP4 0.0.0.0'), [audio]);
    assert.deepEqual([description.media[0].direction, rejections], ['sendrecv', [undefined]]);
  });
});

test('to any offer there is an answer in which nothing is wrong', () => {
  const line = fc
    .record({
      kind: fc.constantFrom('audio', 'video', 'image'),
      port: fc.constantFrom(0, 5000, 5002),
      protocol: fc.constantFrom('RTP/AVP', 'RTP/AVPF', 'RTP/SAVP', 'udptl'),
      formats: fc.array(fc.constantFrom('0', '8', '18', '13', '96', '97', '98', 't38'), { minLength: 1, maxLength: 6 }),
      rest: fc.array(
        fc.constantFrom(
          'a=rtpmap:96 opus/48000/2',
          'a=rtpmap:97 telephone-event/8000',
          'a=rtpmap:98 telephone-event/48000',
          'a=sendonly',
          'a=inactive',
          'a=rtcp-mux',
          'a=fmtp:18 annexb=no',
          'c=IN IP4 0.0.0.0',
          'c=IN IP4 224.1.1.1/1',
        ),
      ),
    })
    .map(({ kind, port, protocol, formats: words, rest }) => [
      `m=${kind} ${port} ${protocol} ${words.join(' ')}`,
      ...rest,
    ]);
  const stream: fc.Arbitrary<LocalStream> = fc.record({
    kind: fc.constantFrom('audio', 'video', 'image'),
    port: fc.integer({ min: 1, max: 65535 }),
    codecs: fc.uniqueArray(
      fc.constantFrom(pcmu, pcma, opus, { name: 'CN', clockRate: 8000 }, { name: 'G729', clockRate: 8000 }),
    ),
    telephoneEvents: fc.constantFrom(undefined, '0-15'),
    formats: fc.constantFrom(undefined, ['t38']),
    protocols: fc.constantFrom(undefined, ['RTP/SAVP', 'RTP/AVP'], ['udptl']),
    direction: fc.constantFrom(undefined, 'sendonly', 'recvonly', 'inactive'),
    rtcpMux: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 5 }),
      fc.array(stream, { maxLength: 4 }),
      fc.constantFrom('offer', 'local'),
      (lines, streams, prefer) => {
        const offer = offerOf(...lines.flat());
        const { description, rejections } = buildAnswer(offer, local(...streams), {}, { prefer });
        assert.deepEqual(checkAnswer(offer, description), []);
        assert.deepEqual(
          rejections.map((rejection) => rejection !== undefined),
          description.media.map(({ port }) => port === 0),
        );
      },
    ),
    { numRuns: 2000 },
  );
});
