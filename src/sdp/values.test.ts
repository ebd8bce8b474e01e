/** Directions, connections, codecs and the values of attributes (RFC 8866 5.7, 6, RFC 3264 6.1, 8.4). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure, SipError } from '../message/index.ts';
import { parseFmtp, parseGroup, parsePacketTime, parseRtcp, parseRtpmap } from './attributes.ts';
import { type Codec, fmtpParameters, formatCodec, sameCodec, staticPayloadOf } from './codec.ts';
import { type Connection, formatConnection, isMulticast, isUnspecified, parseConnection } from './connection.ts';
import {
  answerDirection,
  type Direction,
  holdDirection,
  receives,
  resumeDirection,
  reverseDirection,
  sends,
} from './direction.ts';
import { localOrigin, nextVersion } from './origin.ts';

const directions: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

describe('direction', () => {
  test('the answer to each offer, by each wish (RFC 3264 6.1)', () => {
    const answers = directions.map((offered) => directions.map((wanted) => answerDirection(offered, wanted)));
    assert.deepEqual(answers, [
      ['sendrecv', 'sendonly', 'recvonly', 'inactive'],
      ['recvonly', 'inactive', 'recvonly', 'inactive'],
      ['sendonly', 'sendonly', 'inactive', 'inactive'],
      ['inactive', 'inactive', 'inactive', 'inactive'],
    ]);
  });

  test('hold and resume (RFC 3264 8.4)', () => {
    assert.deepEqual(directions.map(holdDirection), ['sendonly', 'sendonly', 'inactive', 'inactive']);
    assert.deepEqual(directions.map(resumeDirection), ['sendrecv', 'sendrecv', 'recvonly', 'recvonly']);
  });

  test('reversed is what the other side sees', () => {
    for (const direction of directions) {
      assert.equal(sends(direction), receives(reverseDirection(direction)));
      assert.equal(reverseDirection(reverseDirection(direction)), direction);
    }
  });
});

describe('connection (RFC 8866 5.7)', () => {
  const read = (value: string) => parseConnection(value, 0) as Connection;

  test('unicast, multicast with TTL, and several addresses', () => {
    assert.deepEqual(read('IN IP4 192.0.2.1'), { networkType: 'IN', addressType: 'IP4', address: '192.0.2.1' });
    const { address, ttl, addresses } = read('IN IP4 224.2.1.1/127/3');
    assert.deepEqual([address, ttl, addresses], ['224.2.1.1', 127, 3]);
    assert.deepEqual([read('IN IP6 ff15::101/3').ttl, read('IN IP6 ff15::101/3').addresses], [undefined, 3]);
    assert.equal(read('ATM NSAP 47.0091').networkType, 'ATM');
    for (const value of ['IN IP4 192.0.2.1', 'IN IP4 224.2.1.1/127/3', 'IN IP4 224.2.1.1/127', 'IN IP6 ff15::101/3'])
      assert.equal(formatConnection(read(value)), `c=${value}`);
  });

  test('what is none', () => {
    for (const value of [
      '',
      'IN',
      'IN IP4',
      'IN IP4 a b',
      'IN IP4 224.2.1.1/x',
      'IN IP4 224.2.1.1/256',
      'IN IP6 ff15::1/1/2',
      'IN IP4 a/1/2/3',
    ])
      assert.ok(parseConnection(value, 0) instanceof Failure, value);
  });

  test('multicast, and the unspecified address of RFC 2543 hold', () => {
    assert.ok(isMulticast(read('IN IP4 239.255.0.1/1')) && isMulticast(read('IN IP6 FF15::1')));
    assert.ok(!isMulticast(read('IN IP4 240.0.0.1')) && !isMulticast(read('IN IP6 2001:db8::ff')));
    for (const address of ['IP4 0.0.0.0', 'IP6 ::', 'IP6 0:0:0:0:0:0:0:0'])
      assert.ok(isUnspecified(read(`IN ${address}`)));
    for (const address of ['IP4 10.0.0.0', 'IP6 ::1', 'IP4 0']) assert.ok(!isUnspecified(read(`IN ${address}`)));
  });
});

describe('origin', () => {
  test('of our own, and its next version (RFC 3264 5, 8)', () => {
    const origin = localOrigin('2890844526', '2001:db8::1');
    assert.deepEqual([origin.username, origin.version, origin.addressType], ['-', '1', 'IP6']);
    assert.equal(nextVersion({ ...origin, version: '9007199254740993' }).version, '9007199254740994');
  });

  test('a session id that is no number is our misuse', () => {
    for (const id of ['', 'x', '9'.repeat(19)])
      assert.throws(
        () => localOrigin(id, 'h'),
        (error) => error instanceof SipError && error.code === 'SIP_SDP_SESSION_ID',
      );
  });
});

describe('codec', () => {
  const codec = (name: string, clockRate: number, fmtp?: string, channels?: number): Codec => ({
    name,
    clockRate,
    channels,
    fmtp,
  });

  test('is the same by name, clock rate and channels, in any case', () => {
    assert.ok(sameCodec(codec('PCMU', 8000), codec('pcmu', 8000, undefined, 1)));
    assert.ok(!sameCodec(codec('L16', 44100), codec('L16', 44100, undefined, 2)));
    assert.ok(!sameCodec(codec('speex', 8000), codec('speex', 16000)));
    assert.ok(sameCodec(codec('opus', 48000, 'minptime=10', 2), codec('opus', 48000, 'useinbandfec=1', 2)));
  });

  test('parameters that make another format count, with their defaults', () => {
    assert.ok(!sameCodec(codec('AMR', 8000, 'octet-align=1'), codec('AMR', 8000)));
    assert.ok(sameCodec(codec('AMR', 8000, 'octet-align=0; mode-set=7'), codec('AMR', 8000)));
    // RFC 6184 8.2.2
    assert.ok(
      sameCodec(codec('H264', 90000, 'profile-level-id=42e01f'), codec('H264', 90000, 'profile-level-id=42E034')),
    );
    assert.ok(!sameCodec(codec('H264', 90000, 'profile-level-id=42e01f'), codec('H264', 90000)));
    assert.ok(!sameCodec(codec('H264', 90000, 'packetization-mode=1'), codec('H264', 90000)));
    assert.ok(sameCodec(codec('constructor', 8000), codec('constructor', 8000)));
  });

  test('payload types that RFC 3551 fixes', () => {
    assert.deepEqual(
      ['PCMU', 'PCMA', 'G722', 'G729', 'CN', 'opus'].map((name) => staticPayloadOf(codec(name, 8000))),
      [0, 8, 9, 18, 13, undefined],
    );
    assert.equal(staticPayloadOf(codec('L16', 44100, undefined, 2)), 10);
    assert.equal(staticPayloadOf(codec('PCMU', 16000)), undefined);
  });

  test('fmtp parameters', () => {
    assert.deepEqual(
      [...fmtpParameters('A=1; b ; c=d=e;;A=2')],
      [
        ['a', '1'],
        ['b', ''],
        ['c', 'd=e'],
      ],
    );
  });
});

describe('values of attributes', () => {
  test('rtpmap (RFC 8866 6.6)', () => {
    assert.deepEqual(parseRtpmap('96 opus/48000/2'), { payload: 96, name: 'opus', clockRate: 48000, channels: 2 });
    assert.deepEqual(parseRtpmap('0  PCMU/8000 '), { payload: 0, name: 'PCMU', clockRate: 8000, channels: 1 });
    for (const value of ['', '96', '96 opus', '96 opus/x', '128 a/1', '96 a/0', 'x a/1', '96 /8000'])
      assert.ok(parseRtpmap(value) instanceof Failure, value);
  });

  test('what is composed of valid parts comes apart into them', () => {
    const name = fc.string({ unit: fc.constantFrom(...'aZ09-._+'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.nat(127),
        name,
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 9 }),
        (payload, encoding, clockRate, channels) => {
          const codec = { payload, name: encoding, clockRate, channels };
          assert.deepEqual(parseRtpmap(`${payload} ${formatCodec(codec)}`), codec);
        },
      ),
    );
  });

  test('fmtp, ptime, rtcp, group', () => {
    assert.deepEqual(parseFmtp('101 0-15 '), { format: '101', parameters: '0-15' });
    assert.ok(parseFmtp('101') instanceof Failure);
    assert.deepEqual(['20', '2.5', '0', '-1', '1e3', ''].map(parsePacketTime), [
      20,
      2.5,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(parseRtcp('53020'), { port: 53020 });
    assert.equal(
      (parseRtcp('53020 IN IP6 2001:db8::1') as { connection: Connection }).connection.address,
      '2001:db8::1',
    );
    for (const value of ['', 'x', '70000', '1 IN IP4']) assert.ok(parseRtcp(value) instanceof Failure, value);
    assert.deepEqual(parseGroup('BUNDLE a b'), { semantics: 'BUNDLE', mids: ['a', 'b'] });
    assert.ok(parseGroup(' ') instanceof Failure);
  });
});
