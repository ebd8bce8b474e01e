/** What is wrong with an answer or a later description (RFC 3264 6, 8). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure } from '../message/index.ts';
import { checkAnswer, checkSuccessor, type DescriptionFault } from './check-description.ts';
import { parseSession } from './parse-session.ts';
import { type SessionDescription } from './session-description.ts';

function session(version: number, ...lines: string[]): SessionDescription {
  const value = parseSession(
    ['v=0', `o=- 7 ${version} IN IP4 h`, 'c=IN IP4 192.0.2.1', 't=0 0', ...lines].join('\r\n'),
  );
  assert.ok(!(value instanceof Failure), JSON.stringify(value));
  return value;
}

const brief = (faults: readonly DescriptionFault[]) =>
  faults.map(({ fault, line, spoils }) => `${fault} ${line ?? '-'} ${spoils}`);

describe('an answer', () => {
  const offer = session(1, 'm=audio 4000 RTP/AVP 0 96', 'a=rtpmap:96 opus/48000/2', 'a=sendonly');
  const faults = (...lines: string[]) => brief(checkAnswer(offer, session(1, ...lines)));

  test('that is right has no fault', () => {
    assert.deepEqual(faults('m=audio 5000 RTP/AVP 0', 'a=recvonly'), []);
    assert.deepEqual(faults('m=audio 0 RTP/AVP 0'), []);
  });

  test('with other lines than the offer is none', () => {
    assert.deepEqual(faults(), ['stream count - session']);
    assert.deepEqual(faults('m=audio 0 RTP/AVP 0', 'm=audio 0 RTP/AVP 0'), ['stream count - session']);
    assert.deepEqual(faults('m=video 0 RTP/AVP 0'), ['media type 0 stream']);
  });

  test('with another protocol spoils the stream, with another feedback nothing', () => {
    assert.deepEqual(faults('m=audio 5000 RTP/SAVP 0', 'a=recvonly'), ['protocol 0 stream']);
    assert.deepEqual(faults('m=audio 5000 RTP/AVPF 0', 'a=recvonly'), ['protocol 0 nothing']);
  });

  test('without a common format, in the wrong direction, without rtpmap, with rtcp-mux of its own', () => {
    assert.deepEqual(faults('m=audio 5000 RTP/AVP 8', 'a=recvonly'), ['no format in common 0 stream']);
    assert.deepEqual(faults('m=audio 5000 RTP/AVP 0'), ['direction 0 nothing']);
    assert.deepEqual(faults('m=audio 5000 RTP/AVP 0 96', 'a=recvonly'), ['rtpmap missing 0 nothing']);
    assert.deepEqual(faults('m=audio 5000 RTP/AVP 0', 'a=recvonly', 'a=rtcp-mux'), ['rtcp-mux 0 nothing']);
  });

  test('with multicast, or without an address', () => {
    assert.deepEqual(faults('m=audio 5000 RTP/AVP 0', 'c=IN IP4 224.1.1.1/1', 'a=recvonly'), ['multicast 0 stream']);
    const nowhere = parseSession('v=0\r\no=- 1 1 IN IP4 h\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\na=recvonly');
    assert.deepEqual(brief(checkAnswer(offer, nowhere as SessionDescription)), ['no address 0 stream']);
  });

  test('that revives a stream (8.2), or with another time', () => {
    const gone = session(1, 'm=audio 0 RTP/AVP 0');
    assert.deepEqual(brief(checkAnswer(gone, session(1, 'm=audio 5000 RTP/AVP 0'))), ['stream revived 0 nothing']);
    const late = parseSession('v=0\r\no=- 1 1 IN IP4 h\r\nt=1 2\r\nm=audio 0 RTP/AVP 0') as SessionDescription;
    assert.deepEqual(brief(checkAnswer(gone, late)), ['timing - nothing']);
    const timeless = parseSession('v=0\r\no=- 1 1 IN IP4 h\r\nm=audio 0 RTP/AVP 0') as SessionDescription;
    assert.deepEqual(brief(checkAnswer(gone, timeless)), []);
  });
});

describe('a later description (8)', () => {
  const before = session(5, 'm=audio 4000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2');
  const faults = (next: SessionDescription) => brief(checkSuccessor(before, next));

  test('the same, or one version on, or more where offers were refused', () => {
    assert.deepEqual(faults(before.withOrigin({ ...before.origin, version: '10' })), []);
    assert.deepEqual(faults(before), []);
    assert.deepEqual(
      faults(session(6, 'm=audio 4002 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2', 'm=video 1 RTP/AVP 31')),
      [],
    );
  });

  test('changed under its version, or with one from before', () => {
    assert.deepEqual(faults(session(5, 'm=audio 4002 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2')), ['version - nothing']);
    assert.deepEqual(faults(session(4, 'm=audio 4000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2')), ['version - nothing']);
    assert.deepEqual(faults(before.withOrigin({ ...before.origin, sessionId: '8' })), ['origin - nothing']);
  });

  test('without a line of before', () => {
    assert.deepEqual(faults(session(6)), ['stream count - session']);
  });

  test('with a payload type that meant something else (8.3.2)', () => {
    assert.deepEqual(faults(session(6, 'm=audio 4000 RTP/AVP 96', 'a=rtpmap:96 iLBC/8000')), [
      'payload type reused 0 nothing',
    ]);
  });
});
