/** What an exchange comes to (RFC 3264 6.1, 7, 8.4, RFC 4733, RFC 5761, RFC 3605). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Failure } from '../message/index.ts';
import { isHeld, type NegotiatedStream, negotiatedStreams } from './negotiated-streams.ts';
import { parseSession } from './parse-session.ts';
import { type SessionDescription } from './session-description.ts';

function session(...lines: string[]): SessionDescription {
  const value = parseSession(['v=0', 'o=- 1 1 IN IP4 h', 'c=IN IP4 192.0.2.1', ...lines].join('\r\n'));
  assert.ok(!(value instanceof Failure), JSON.stringify(value));
  return value;
}

const first = (local: SessionDescription, remote: SessionDescription): NegotiatedStream =>
  negotiatedStreams(local, remote)[0];

describe('codecs', () => {
  test('one sends what the peer prefers, with its number, and receives under the own one', () => {
    const local = session('m=audio 4000 RTP/AVP 8 0 96', 'a=rtpmap:96 opus/48000/2');
    const remote = session('m=audio 5000 RTP/AVP 111 0', 'a=rtpmap:111 opus/48000/2', 'a=ptime:40', 'a=maxptime:60');
    const stream = first(local, remote);
    assert.deepEqual([stream.codec?.name, stream.codec?.payload], ['opus', 111]);
    assert.deepEqual(
      stream.send.map(({ payload }) => payload),
      [111, 0],
    );
    assert.deepEqual(
      stream.receive.map(({ payload }) => payload),
      [96, 0],
    );
    assert.deepEqual([stream.ptime, stream.maxptime], [40, 60]);
    assert.deepEqual(
      first(remote, local).receive.map(({ payload }) => payload),
      [0, 111],
    );
  });

  test('telephone events and comfort noise are not what one speaks with', () => {
    const local = session('m=audio 4000 RTP/AVP 101 13 0', 'a=rtpmap:101 telephone-event/8000');
    const remote = session('m=audio 5000 RTP/AVP 96 13 0', 'a=rtpmap:96 telephone-event/8000', 'a=fmtp:96 0-11');
    const stream = first(local, remote);
    assert.equal(stream.codec?.name, 'PCMU');
    assert.deepEqual(stream.telephoneEvents, { send: 96, receive: 101, clockRate: 8000, events: '0-11' });
  });

  test('telephone events share the clock of the codec in use (RFC 4733 2.1)', () => {
    const maps = ['a=rtpmap:96 opus/48000/2', 'a=rtpmap:97 telephone-event/8000', 'a=rtpmap:98 telephone-event/48000'];
    const both = session('m=audio 4000 RTP/AVP 96 0 97 98', ...maps);
    assert.equal(first(both, both).telephoneEvents?.send, 98);
    const narrow = session('m=audio 4000 RTP/AVP 0 97 98', ...maps);
    assert.deepEqual(
      [first(both, narrow).telephoneEvents?.send, first(both, narrow).telephoneEvents?.events],
      [97, '0-15'],
    );
  });

  test('a format whose parameters the answer lost is known by its number', () => {
    const local = session('m=audio 4000 RTP/AVP 96', 'a=rtpmap:96 AMR/8000', 'a=fmtp:96 octet-align=1');
    assert.ok(first(local, session('m=audio 5000 RTP/AVP 96', 'a=rtpmap:96 AMR/8000')).accepted);
    assert.ok(!first(local, session('m=audio 5000 RTP/AVP 97', 'a=rtpmap:97 AMR/8000')).accepted);
  });

  test('formats without RTP', () => {
    const fax = session('m=image 4000 udptl t38');
    assert.deepEqual(
      [first(fax, fax).accepted, first(fax, fax).formats, first(fax, fax).codec],
      [true, ['t38'], undefined],
    );
  });
});

describe('direction', () => {
  const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];
  const one = (direction: string) => session('m=audio 4000 RTP/AVP 0', `a=${direction}`);

  test('is what both allow, whether the answer is right or not', () => {
    assert.deepEqual(
      directions.map((local) => directions.map((remote) => first(one(local), one(remote)).direction)),
      [
        ['sendrecv', 'recvonly', 'sendonly', 'inactive'],
        ['sendonly', 'inactive', 'sendonly', 'inactive'],
        ['recvonly', 'recvonly', 'inactive', 'inactive'],
        ['inactive', 'inactive', 'inactive', 'inactive'],
      ],
    );
    assert.deepEqual(
      directions.map((remote) => first(one('sendrecv'), one(remote)).heldByPeer),
      [false, true, false, true],
    );
  });

  test('to 0.0.0.0 nothing goes, not even RTCP (8.4)', () => {
    for (const address of ['IP4 0.0.0.0', 'IP6 ::']) {
      const stream = first(one('sendrecv'), session('m=audio 5000 RTP/AVP 0', `c=IN ${address}`));
      assert.deepEqual([stream.direction, stream.remote, stream.heldByPeer], ['recvonly', undefined, true]);
    }
  });

  test('held SDP', () => {
    assert.deepEqual(
      directions.map((direction) => isHeld(one(direction))),
      [false, true, false, true],
    );
    assert.ok(isHeld(session('m=audio 5000 RTP/AVP 0', 'c=IN IP4 0.0.0.0', 'm=video 0 RTP/AVP 31')));
    assert.ok(!isHeld(session('m=audio 0 RTP/AVP 0')) && !isHeld(session()));
  });
});

describe('addresses', () => {
  test('RTCP is one above RTP, or where a=rtcp says (RFC 3605), or with RTP where both mux (RFC 5761)', () => {
    const plain = session('m=audio 4000 RTP/AVP 0');
    const said = session('m=audio 5000 RTP/AVP 0', 'a=rtcp:6000 IN IP4 192.0.2.9');
    const mux = session('m=audio 5000 RTP/AVP 0', 'a=rtcp-mux', 'a=rtcp:6000');
    const target = { address: '192.0.2.1', port: 5000, rtcpAddress: '192.0.2.1', rtcpPort: 5000 };
    assert.deepEqual(first(said, plain).remote, { ...target, port: 4000, rtcpPort: 4001 });
    assert.deepEqual(first(plain, said).remote, { ...target, rtcpAddress: '192.0.2.9', rtcpPort: 6000 });
    assert.deepEqual(first(plain, mux).remote, { ...target, rtcpPort: 6000 });
    assert.deepEqual(first(mux, mux).remote, target);
    assert.deepEqual([first(mux, mux).rtcpMux, first(plain, mux).rtcpMux], [true, false]);
  });
});

test('a stream is accepted where both have it, of one kind, with one profile and a format in common', () => {
  const local = session('m=audio 4000 RTP/AVP 0');
  for (const line of [
    'm=audio 0 RTP/AVP 0',
    'm=video 4000 RTP/AVP 0',
    'm=audio 4000 RTP/SAVP 0',
    'm=audio 4000 RTP/AVP 8',
  ]) {
    const { accepted, direction, local: at, remote } = first(local, session(line));
    assert.deepEqual([accepted, direction, at, remote], [false, 'inactive', undefined, undefined], line);
  }
  assert.ok(first(local, session('m=audio 4000 RTP/AVPF 0')).accepted);
  assert.equal(negotiatedStreams(local, session()).length, 0);
});
