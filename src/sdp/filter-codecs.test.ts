/** Codecs kept and dropped in a description that passes through. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../message/index.ts';
import { checkAnswer } from './check-description.ts';
import { filterCodecs } from './filter-codecs.ts';
import { parseSession } from './parse-session.ts';
import { formatSession, type SessionDescription } from './session-description.ts';

function session(...lines: string[]): SessionDescription {
  const value = parseSession(['v=0', 'o=- 1 1 IN IP4 h', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...lines].join('\r\n'));
  assert.ok(!(value instanceof Failure), JSON.stringify(value));
  return value;
}

const phone = session(
  'm=audio 4000 RTP/AVP 111 9 8 0 18 13 110 101',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 useinbandfec=1',
  'a=rtcp-fb:111 transport-cc',
  'a=rtcp-fb:* nack',
  'a=fmtp:18 annexb=no',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=x-other:111 x',
  'a=sendrecv',
);

describe('kept and dropped', () => {
  test('codecs go with their attributes, and with the events of their clock rate', () => {
    assert.deepEqual(filterCodecs(phone, { drop: ['OPUS', 'G729'] }).media[0].lines, [
      'm=audio 4000 RTP/AVP 9 8 0 13 101',
      'a=rtcp-fb:* nack',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=x-other:111 x',
      'a=sendrecv',
    ]);
  });

  test('telephone events and comfort noise stay with what is kept, unless they are dropped', () => {
    assert.deepEqual(filterCodecs(phone, { keep: ['pcma'] }).media[0].formats, ['8', '13', '101']);
    assert.deepEqual(filterCodecs(phone, { keep: ['opus'] }).media[0].formats, ['111', '110']);
    assert.deepEqual(
      filterCodecs(phone, { keep: ['PCMA', 'PCMU'], drop: ['CN', 'telephone-event'] }).media[0].formats,
      ['8', '0'],
    );
  });

  test('a codec may be named with its clock rate and channels', () => {
    assert.deepEqual(filterCodecs(phone, { drop: ['telephone-event/48000'] }).media[0].formats.at(-2), '13');
    assert.deepEqual(filterCodecs(phone, { keep: ['opus/48000/2'] }).media[0].formats, ['111', '110']);
    assert.equal(filterCodecs(phone, { keep: ['opus/16000'] }).media[0].port, 0);
  });

  test('a stream without a codec left keeps its line with port 0', () => {
    const both = session('m=audio 4000 RTP/AVP 18 101', 'a=rtpmap:101 telephone-event/8000', 'm=audio 4002 RTP/AVP 8');
    assert.deepEqual(
      filterCodecs(both, { keep: ['PCMA'] }).media.map(({ lines }) => lines[0]),
      ['m=audio 0 RTP/AVP 18', 'm=audio 4002 RTP/AVP 8'],
    );
  });

  test('retransmission and redundancy go with the payload types that they name (RFC 4588, RFC 2198)', () => {
    const video = session(
      'm=video 4000 RTP/AVPF 96 97 98 99',
      'a=rtpmap:96 VP8/90000',
      'a=rtpmap:97 rtx/90000',
      'a=fmtp:97 apt=96',
      'a=rtpmap:98 VP9/90000',
      'a=rtpmap:99 rtx/90000',
      'a=fmtp:99 apt=98',
      'm=audio 4002 RTP/AVPF 63 111 0',
      'a=rtpmap:63 red/48000/2',
      'a=fmtp:63 111/111',
      'a=rtpmap:111 opus/48000/2',
    );
    assert.deepEqual(
      filterCodecs(video, { drop: ['VP8', 'opus'] }).media.map(({ formats }) => formats),
      [['98', '99'], ['0']],
    );
    assert.deepEqual(filterCodecs(video, { drop: ['VP9'] }).media[1].formats, ['63', '111', '0']);
  });

  test('what is not RTP, refused already or without a name is left as it is', () => {
    const odd = session('m=image 4000 udptl t38', 'm=audio 0 RTP/AVP 18', 'm=audio 4002 RTP/AVP 8 96');
    assert.equal(formatSession(filterCodecs(odd, { drop: ['G729'] })), formatSession(odd));
    assert.deepEqual(filterCodecs(odd, { keep: ['PCMA'] }).media[2].formats, ['8']);
  });
});

test('what is left is a description again, with the same lines, and answers itself', () => {
  const names = fc.subarray(['opus', 'G722', 'PCMA', 'PCMU', 'G729', 'CN', 'telephone-event']);
  fc.assert(
    fc.property(names, names, fc.boolean(), (keep, drop, keeps) => {
      const left = filterCodecs(phone, { keep: keeps ? keep : undefined, drop });
      assert.deepEqual(parseSession(formatSession(left)), left);
      assert.equal(left.media.length, 1);
      assert.deepEqual(checkAnswer(phone, left), []);
      assert.ok(left.media[0].formats.length > 0);
    }),
  );
});
