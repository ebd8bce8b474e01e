/** The example exchanges of RFC 4317 and of RFC 3264 10, by section. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildAnswer } from './build-answer.ts';
import { checkAnswer, checkSuccessor } from './check-description.ts';
import { type Codec } from './codec.ts';
import { type LocalStream } from './local-session.ts';
import { negotiatedStreams } from './negotiated-streams.ts';
import { OfferAnswer } from './offer-answer.ts';
import { type Origin } from './origin.ts';
import { parseSession } from './parse-session.ts';
import { sameDescription, SessionDescription } from './session-description.ts';

const codecs: Readonly<Record<string, string>> = {
  0: 'PCMU/8000',
  4: 'G723/8000',
  8: 'PCMA/8000',
  18: 'G729/8000',
  31: 'H261/90000',
  32: 'MPV/90000',
  97: 'iLBC/8000',
  98: 'telephone-event/8000',
  99: 'iLBC/8000',
  101: 'telephone-event/8000',
  110: 'telephone-events/8000',
};

/** `audio 49170 0 8; sendonly`: an m= line of RTP/AVP with its rtpmaps, and what follows the semicolons. */
function mediaLines(brief: string): string[] {
  const [line, ...rest] = brief.split('; ');
  const [kind, port, ...formats] = line.split(' ');
  const connection = rest.filter((word) => word.includes('.')).map((host) => `c=IN IP4 ${host}`);
  const attributes = rest.filter((word) => !word.includes('.')).map((word) => `a=${word}`);
  const rtpmaps = formats.map((format) => `a=rtpmap:${format} ${codecs[format]}`);
  return [`m=${kind} ${port} RTP/AVP ${formats.join(' ')}`, ...connection, ...rtpmaps, ...attributes];
}

function describeSession(user: string, id: number, version: number, host: string, address: string, media: string[]) {
  const head = ['v=0', `o=${user} ${id} ${version} IN IP4 ${host}`, 's= ', `c=IN IP4 ${address}`, 't=0 0'];
  const session = parseSession([...head, ...media.flatMap(mediaLines)].join('\r\n'));
  assert.ok(session instanceof SessionDescription);
  return session;
}

const atlanta = 'host.atlanta.example.com';
const biloxi = 'host.biloxi.example.com';
/** The address of c= in front of the media, where it is another. */
type Media = [address: { c: string }, ...media: string[]] | string[];
const split = (host: string, [first, ...rest]: Media): [string, string[]] =>
  typeof first === 'object'
    ? [first.c, rest as string[]]
    : [host, first === undefined ? [] : [first, ...(rest as string[])]];
/** @param change how often the description has changed */
const alice = (change: number, ...media: Media) =>
  describeSession('alice', 2890844526, 2890844526 + change, atlanta, ...split(atlanta, media));
const bob = (change: number, ...media: Media) =>
  describeSession('bob', 2808844564, 2808844564 + change, biloxi, ...split(biloxi, media));

type Exchange = readonly [offer: SessionDescription, answer: SessionDescription];

const rfc4317: Readonly<Record<string, readonly Exchange[]>> = {
  '2.1 audio and video 1': [
    [alice(0, 'audio 49170 0 8 97', 'video 51372 31 32'), bob(0, 'audio 49174 0', 'video 49170 32')],
  ],
  '2.2 audio and video 2': [
    [alice(0, 'audio 49170 0 8 97', 'video 51372 31 32'), bob(0, 'audio 49172 0 8', 'video 0 31')],
    [alice(1, 'audio 51372 0', 'video 0 31'), bob(1, 'audio 49172 0', 'video 0 31')],
  ],
  '2.3 audio and video 3': [
    [alice(0, 'audio 49170 0 8 97', 'video 51372 31 32'), bob(0, 'audio 49172 99', 'video 51374 31')],
  ],
  '2.4 two audio streams': [
    [alice(0, 'audio 49170 0 97', 'audio 49172 98; sendonly'), bob(0, 'audio 49172 97', 'audio 49174 98; recvonly')],
  ],
  '2.5 audio and video 4': [
    [alice(0, 'audio 49170 97', 'video 51372 31'), bob(0, 'audio 49174 97', 'video 49170 31')],
    [
      bob(1, { c: 'newhost.biloxi.example.com' }, 'audio 49178 97', 'video 49188 31'),
      alice(0, 'audio 49170 97', 'video 51372 31'),
    ],
  ],
  '2.6 audio only 1': [[alice(0, 'audio 49170 0', 'audio 51372 97 101'), bob(0, 'audio 0 0', 'audio 49170 97 101')]],
  '2.7 audio and video 5': [
    [alice(0, 'audio 49170 99', 'video 51372 31'), bob(0, 'audio 49172 99', 'video 51374 31')],
    [alice(1, 'audio 49170 99', 'video 51372 31 32'), bob(1, 'audio 49172 99', 'video 51374 31 32')],
  ],
  '2.8 audio and video 6': [
    [
      alice(0, 'audio 49170 0 8 97', 'video 51372 31 32'),
      bob(0, 'audio 49174 0', 'video 49172 32; otherhost.biloxi.example.com'),
    ],
  ],
  '3.1 hold and unhold 1': [
    [alice(0, 'audio 49170 0 97'), bob(0, { c: 'placeholder.biloxi.example.com' }, 'audio 49172 97; sendonly')],
    [bob(1, 'audio 49170 97'), alice(1, 'audio 49178 97')],
  ],
  '3.2 hold with two streams': [
    [alice(0, 'audio 49170 0 97', 'audio 49172 98; sendonly'), bob(0, 'audio 49172 97', 'audio 49174 98; recvonly')],
    [
      bob(1, 'audio 49172 97; sendonly', 'audio 49174 98; recvonly'),
      alice(1, 'audio 49170 0 97', 'audio 49172 98; sendonly'),
    ],
  ],
  '4.1 second audio stream added': [
    [alice(0, 'audio 49170 0 97'), bob(0, 'audio 49170 97')],
    [
      bob(1, 'audio 49170 97', 'audio 48282 98; mediaserver.biloxi.example.com; recvonly'),
      alice(1, 'audio 49170 97', `audio 49172 98; ${atlanta}; sendonly`),
    ],
  ],
  '4.2 audio, then video added': [
    [alice(0, 'audio 49170 0'), bob(0, 'audio 49172 0')],
    [alice(1, 'audio 49170 0', 'video 49172 31'), bob(1, 'audio 49172 0', 'video 49168 31')],
  ],
  '4.3 audio and video, then video deleted': [
    [alice(0, 'audio 49170 97', 'video 51372 31'), bob(0, 'audio 49174 97', 'video 49170 31')],
    [bob(1, 'audio 49174 97', 'video 0 31'), alice(1, 'audio 49170 97', 'video 0 31')],
  ],
  '5.1 no media, then audio added': [
    [alice(0), bob(0)],
    [alice(1, 'audio 49170 97'), bob(1, 'audio 49172 97')],
  ],
  '5.2 hold and unhold 2': [
    [alice(0, { c: '0.0.0.0' }, 'audio 23442 97'), bob(0, 'audio 49170 97')],
    [alice(1, 'audio 49170 97'), bob(0, 'audio 49170 97')],
  ],
  '5.3 hold and unhold 3': [
    [alice(0, 'audio 49170 97'), bob(0, { c: '0.0.0.0' }, 'audio 9322 97')],
    [bob(1, 'audio 49172 97'), alice(0, 'audio 49170 97')],
  ],
};

const anywhere = 'host.anywhere.com';
const alice3264 = (change: number, ...media: string[]) =>
  describeSession('alice', 2890844526, 2890844526 + change, anywhere, anywhere, media);
const bob3264 = (change: number, ...media: string[]) =>
  describeSession('bob', 2890844730, 2890844730 + change, 'host.example.com', 'host.example.com', media);

const rfc3264: Readonly<Record<string, readonly Exchange[]>> = {
  '10.1 basic exchange': [
    [
      alice3264(0, 'audio 49170 0', 'video 51372 31', 'video 53000 32'),
      bob3264(0, 'audio 49920 0', 'video 0 31', 'video 53000 32'),
    ],
    [
      bob3264(1, 'audio 65422 0', 'video 0 31', 'video 53000 32', 'audio 51434 110; recvonly'),
      alice3264(1, 'audio 49170 0', 'video 0 31', 'video 53000 32', 'audio 53122 110; sendonly'),
    ],
  ],
  '10.2 one of N codec selection': [
    [alice3264(0, 'audio 62986 0 4 18; inactive'), bob3264(1, 'audio 54344 0 4; inactive')],
    [alice3264(1, 'audio 62986 4; sendrecv'), bob3264(2, 'audio 54344 4; sendrecv')],
  ],
};

/** Whether the answer says, under another version, what its side said first. */
function identical([[first]]: readonly Exchange[], answer: SessionDescription): boolean {
  return first.origin.version !== answer.origin.version && sameDescription(first, answer);
}

/** What each party says, exchange by exchange, seen by itself. */
function play(exchanges: readonly Exchange[]): OfferAnswer[] {
  const parties = new Map<string, OfferAnswer>();
  const party = (name: string) => {
    const known = parties.get(name) ?? new OfferAnswer();
    parties.set(name, known);
    return known;
  };
  for (const [offer, answer] of exchanges) {
    const offerer = party(offer.origin.username);
    const answerer = party(answer.origin.username);
    const sentOffer = offerer.sendOffer(offer);
    assert.ok(answerer.receiveOffer(sentOffer).taken);
    const sentAnswer = answerer.sendAnswer(answer);
    assert.ok(offerer.receiveAnswer(sentAnswer).taken);
    assert.deepEqual(sentOffer.lines, offer.lines, 'o= as in the example');
    // In 3.2 the version rises though nothing changed, against RFC 3264 8.
    if (!identical(exchanges, answer)) assert.deepEqual(sentAnswer.lines, answer.lines, 'o= as in the example');
  }
  return [...parties.values()];
}

for (const [rfc, sections] of [
  ['RFC 4317', rfc4317],
  ['RFC 3264', rfc3264],
] as const) {
  describe(rfc, () => {
    for (const [section, exchanges] of Object.entries(sections)) {
      test(`${section}: each answer and each later description is right`, () => {
        const last = new Map<string, SessionDescription>();
        exchanges.forEach(([offer, answer], round) => {
          const faults = checkAnswer(offer, answer).map(({ fault, line }) => `${fault} ${line ?? '-'}`);
          // "Alice responds with identical SDP to the initial offer": sendrecv, where sendonly was offered (6.1).
          assert.deepEqual(faults, section.startsWith('3.2') && round === 1 ? ['direction 0'] : []);
          for (const description of [offer, answer]) {
            const { username } = description.origin;
            const previous = last.get(username);
            if (previous !== undefined) assert.deepEqual(checkSuccessor(previous, description), []);
            last.set(username, description);
          }
        });
      });

      test(`${section}: the versions come out as they stand there, and both sides agree`, () => {
        const [one, other] = play(exchanges);
        const flows = (party: OfferAnswer) => party.streams.map(({ direction }) => direction);
        const mirrored = { sendrecv: 'sendrecv', sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' };
        assert.deepEqual(
          flows(one),
          flows(other).map((direction) => mirrored[direction]),
        );
      });
    }
  });
}

describe('what they come to', () => {
  const streams = (section: string, round = 0) => {
    const [offer, answer] = Object.entries(rfc4317).find(([name]) => name.startsWith(section))?.[1][round] ?? [];
    assert.ok(offer !== undefined && answer !== undefined);
    return negotiatedStreams(offer, answer).map(({ accepted, direction, codec, remote, receive, telephoneEvents }) => ({
      text: accepted ? `${codec?.name ?? 'events'} ${direction}` : 'none',
      to: remote === undefined ? undefined : `${remote.address} ${remote.port}`,
      numbers: [codec?.payload, receive[0]?.payload],
      events: telephoneEvents?.send,
    }));
  };
  const texts = (section: string, round = 0) => streams(section, round).map(({ text }) => text);

  test('RFC 4317 2', () => {
    assert.deepEqual(texts('2.1'), ['PCMU sendrecv', 'MPV sendrecv']);
    assert.deepEqual(texts('2.2'), ['PCMU sendrecv', 'none']);
    // Alice sends with Bob's number and receives with her own.
    assert.deepEqual(streams('2.3')[0].numbers, [99, 97]);
    assert.deepEqual(texts('2.4'), ['iLBC sendrecv', 'events sendonly']);
    assert.equal(streams('2.4')[1].events, 98);
    assert.deepEqual(
      streams('2.5', 1).map(({ to }) => to),
      [`${atlanta} 49170`, `${atlanta} 51372`],
    );
    assert.deepEqual(texts('2.6'), ['none', 'iLBC sendrecv']);
    assert.equal(streams('2.6')[1].events, 101);
    assert.deepEqual(
      streams('2.8').map(({ to }) => to),
      [`${biloxi} 49174`, 'otherhost.biloxi.example.com 49172'],
    );
  });

  test('RFC 4317 3 to 5: hold, streams that come and go, 0.0.0.0', () => {
    assert.deepEqual(texts('3.1'), ['iLBC recvonly']);
    assert.deepEqual(texts('3.1', 1), ['iLBC sendrecv']);
    assert.deepEqual(texts('3.2', 1), ['iLBC sendonly', 'events recvonly']);
    assert.deepEqual(texts('4.3', 1), ['iLBC sendrecv', 'none']);
    assert.deepEqual(texts('5.1'), []);
    const [held] = streams('5.3');
    assert.deepEqual([held.text, held.to], ['iLBC recvonly', undefined]);
  });
});

describe('our answers to those offers', () => {
  const codec = (name: string, clockRate = 8000): Codec => ({ name, clockRate });
  const origin: Origin = bob(0).origin;
  const audio = (port: number, ...names: string[]): LocalStream => ({
    kind: 'audio',
    port,
    codecs: names.map((name) => codec(name)),
  });
  const video = (port: number, ...names: string[]): LocalStream => ({
    kind: 'video',
    port,
    codecs: names.map((name) => codec(name, 90000)),
  });
  const events = (port: number): LocalStream => ({ kind: 'audio', port, telephoneEvents: '0-15' });

  /** What the answerer of the section wants. */
  const wishes: readonly [section: string, streams: LocalStream[]][] = [
    ['2.1', [audio(49174, 'PCMU'), video(49170, 'MPV')]],
    ['2.2', [audio(49172, 'PCMU', 'PCMA')]],
    ['2.3', [audio(49172, 'iLBC'), video(51374, 'H261')]],
    ['2.4', [audio(49172, 'iLBC'), events(49174)]],
    ['2.5', [video(49170, 'H261'), audio(49174, 'iLBC')]],
    ['2.6', [{ ...audio(49170, 'iLBC'), telephoneEvents: '0-15' }]],
    ['2.8', [audio(49174, 'PCMU'), { ...video(49172, 'MPV'), address: 'otherhost.biloxi.example.com' }]],
    ['3.1', [{ ...audio(49172, 'iLBC'), direction: 'sendonly' }]],
    ['5.1', [audio(49172, 'iLBC')]],
    ['5.2', [audio(49170, 'iLBC')]],
  ];

  for (const [section, streams] of wishes) {
    test(`RFC 4317 ${section}`, () => {
      const [offer, answer] = Object.entries(rfc4317).find(([name]) => name.startsWith(section))?.[1][0] ?? [];
      assert.ok(offer !== undefined && answer !== undefined);
      const { description } = buildAnswer(offer, { origin, address: biloxi, streams });
      assert.deepEqual(checkAnswer(offer, description), []);
      const lines = (session: SessionDescription) =>
        session.media.map((media) => [
          // 6.1: the number of the offer, where the example has another
          media.lines[0].replace(' 99', ' 97'),
          session.directionOf(media),
          media.port === 0 ? undefined : session.connectionOf(media)?.address.replace('placeholder', 'host'),
        ]);
      assert.deepEqual(
        lines(description),
        lines(answer).map((line) => (line[0]?.includes(' 0 RTP') ? [line[0], 'sendrecv', undefined] : line)),
      );
    });
  }
});
