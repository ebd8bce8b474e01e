/** A media description: its formats by name, and changed copies (RFC 8866 5.14, 6.6, RFC 3551). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SipError } from '../message/index.ts';
import { connectionTo } from './connection.ts';
import { type MediaDescription } from './media-description.ts';
import { parseSession } from './parse-session.ts';
import { type SessionDescription } from './session-description.ts';

function media(...lines: string[]): MediaDescription {
  return (parseSession(['v=0', 'o=- 1 1 IN IP4 h', ...lines].join('\r\n')) as SessionDescription).media[0];
}

const named = (value: MediaDescription) =>
  value.rtpFormats.map(({ payload, name, clockRate, channels }) => `${payload} ${name}/${clockRate}/${channels}`);

describe('formats by name', () => {
  test('from rtpmap and fmtp, in the order of the m= line', () => {
    const value = media(
      'm=audio 4000 RTP/AVP 111 8 101',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 minptime=10;useinbandfec=1',
      'a=fmtp:101 0-15',
    );
    assert.deepEqual(named(value), ['111 opus/48000/2', '8 PCMA/8000/1', '101 telephone-event/8000/1']);
    assert.deepEqual(
      value.rtpFormats.map(({ fmtp }) => fmtp),
      ['minptime=10;useinbandfec=1', undefined, '0-15'],
    );
  });

  test('without rtpmap from the table of RFC 3551, where G722 has a clock rate of 8000', () => {
    const value = media('m=audio 4000 RTP/AVP 0 3 8 9 13 18 10');
    assert.deepEqual(named(value), [
      '0 PCMU/8000/1',
      '3 GSM/8000/1',
      '8 PCMA/8000/1',
      '9 G722/8000/1',
      '13 CN/8000/1',
      '18 G729/8000/1',
      '10 L16/44100/2',
    ]);
    assert.deepEqual(named(media('m=audio 4000 RTP/AVP 9', 'a=rtpmap:9 G722/16000')), ['9 G722/8000/1']);
  });

  test('dynamic payload types without rtpmap, broken rtpmaps and repeated numbers are passed over', () => {
    const value = media(
      'm=audio 4 RTP/AVP 96 97 98 99 200 x 0 0',
      'a=rtpmap:97 opus',
      'a=rtpmap:98 a/0',
      'a=rtpmap:99 b/16000',
    );
    assert.deepEqual(named(value), ['99 b/16000/1', '0 PCMU/8000/1']);
  });

  test('only RTP has payload types', () => {
    assert.deepEqual(media('m=image 4 udptl t38').rtpFormats, []);
    assert.deepEqual(media('m=application 9 UDP/DTLS/SCTP webrtc-datachannel').isRtp, false);
    for (const protocol of ['RTP/AVP', 'RTP/SAVPF', 'UDP/TLS/RTP/SAVPF', 'TCP/RTP/AVP'])
      assert.ok(media(`m=audio 4 ${protocol} 0`).isRtp, protocol);
  });
});

test('typed attributes, and what is no value of theirs', () => {
  const value = media(
    'm=audio 4 RTP/AVP 0',
    'a=ptime:20',
    'a=maxptime:62.5',
    'a=rtcp:53020 IN IP4 192.0.2.9',
    'a=rtcp-mux',
  );
  assert.deepEqual([value.ptime, value.maxptime, value.rtcpMux], [20, 62.5, true]);
  assert.equal(value.rtcp?.port, 53020);
  assert.equal(value.rtcp?.connection?.address, '192.0.2.9');
  const broken = media('m=audio 4 RTP/AVP 0', 'a=ptime:0', 'a=maxptime:x', 'a=rtcp:99999');
  assert.deepEqual(
    [broken.ptime, broken.maxptime, broken.rtcp, broken.rtcpMux],
    [undefined, undefined, undefined, false],
  );
});

test('crypto and candidate lines are given as they are', () => {
  const value = media(
    'm=audio 4 RTP/SAVP 0',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc',
    'a=crypto:2 x',
    'a=cryptology',
  );
  assert.deepEqual(value.attributes('crypto'), ['1 AES_CM_128_HMAC_SHA1_80 inline:abc', '2 x']);
  assert.equal(value.attribute('cryptology'), '');
  assert.equal(value.attribute('crypt'), undefined);
});

describe('changed copies', () => {
  const value = media('m=audio 4000 RTP/AVP 0 8', 'i=x', 'b=AS:64', 'a=sendonly', 'a=x', 'a=recvonly');

  test('change what they say and nothing else', () => {
    assert.deepEqual(value.with({ port: 0 }).lines, ['m=audio 0 RTP/AVP 0 8', ...value.lines.slice(1)]);
    assert.deepEqual(value.with({ portCount: 2, formats: ['8'] }).lines[0], 'm=audio 4000/2 RTP/AVP 8');
    assert.deepEqual(value.withDirection('inactive').lines.slice(3), ['a=inactive', 'a=x']);
    assert.equal(value.withDirection('inactive').direction, 'inactive');
    assert.deepEqual(value.withAttribute('ptime', '20').lines.slice(-2), ['a=recvonly', 'a=ptime:20']);
    assert.deepEqual(value.withAttribute('x', undefined).lines.slice(3), ['a=sendonly', 'a=recvonly']);
    assert.equal(value.direction, 'sendonly', 'the original stays as it was');
  });

  test('put c= where it belongs (RFC 8866 9)', () => {
    const moved = value.withConnection(connectionTo('2001:db8::1'));
    assert.deepEqual(moved.lines.slice(0, 4), ['m=audio 4000 RTP/AVP 0 8', 'i=x', 'c=IN IP6 2001:db8::1', 'b=AS:64']);
    assert.equal(moved.connection?.address, '2001:db8::1');
    assert.deepEqual(moved.withConnection(undefined).lines, value.lines);
  });

  test('disabled keeps the line with one format (RFC 3264 8.2)', () => {
    assert.deepEqual(value.disabled().lines, ['m=audio 0 RTP/AVP 0']);
    assert.deepEqual(media('m=image 4 udptl t38').disabled().lines, ['m=image 0 udptl t38']);
  });

  test('refuse text that would make another line', () => {
    const breaks = (work: () => unknown) =>
      assert.throws(work, (error) => error instanceof SipError && error.code === 'SIP_SDP_TEXT');
    breaks(() => value.withAttribute('x', 'a\r\nm=audio 1 RTP/AVP 0'));
    breaks(() => value.with({ kind: 'a\nb' }));
    breaks(() => value.withConnection(connectionTo('a\rb')));
  });
});
