/** One session's exchanges: versions, hold and resume, glare, refusal, forks (RFC 3264 4, 8, RFC 6337). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SipError } from '../message/index.ts';
import { buildAnswer } from './build-answer.ts';
import { buildOffer } from './build-offer.ts';
import { checkAnswer, checkSuccessor } from './check-description.ts';
import { type Direction, holdDirection, resumeDirection } from './direction.ts';
import { filterCodecs } from './filter-codecs.ts';
import { type LocalSession, type LocalStream } from './local-session.ts';
import { OfferAnswer } from './offer-answer.ts';
import { localOrigin } from './origin.ts';
import { formatSession, sameDescription, type SessionDescription } from './session-description.ts';

/** A user agent as far as it describes sessions. */
class Party {
  readonly session = new OfferAnswer();
  wish: LocalSession;
  /** All that left it. */
  readonly sent: SessionDescription[] = [];

  constructor(id: string, streams: readonly LocalStream[]) {
    const address = `192.0.2.${id}`;
    this.wish = { origin: localOrigin(id, address), address, streams };
  }

  want(change: Partial<LocalStream>): void {
    this.wish = { ...this.wish, streams: this.wish.streams.map((stream) => ({ ...stream, ...change })) };
  }

  offer(): SessionDescription {
    return this.keep(this.session.sendOffer(buildOffer(this.wish, this.session)));
  }

  answer(offer: SessionDescription): SessionDescription {
    const { taken, faults } = this.session.receiveOffer(offer);
    assert.deepEqual([taken, faults], [true, []]);
    return this.keep(this.session.sendAnswer(buildAnswer(offer, this.wish, this.session).description));
  }

  take(answer: SessionDescription): void {
    const { taken, faults } = this.session.receiveAnswer(answer);
    assert.deepEqual([taken, faults], [true, []]);
  }

  keep(description: SessionDescription): SessionDescription {
    this.sent.push(description);
    return description;
  }

  get directions(): Direction[] {
    return this.session.streams.map(({ direction }) => direction);
  }

  get versions(): string[] {
    return this.sent.map(({ origin }) => origin.version);
  }
}

function exchange(from: Party, to: Party): void {
  from.take(to.answer(from.offer()));
}

const audio: LocalStream = {
  kind: 'audio',
  port: 40000,
  codecs: [
    { name: 'PCMA', clockRate: 8000 },
    { name: 'opus', clockRate: 48000, channels: 2 },
  ],
  telephoneEvents: '0-15',
};
const video: LocalStream = { kind: 'video', port: 40002, codecs: [{ name: 'VP8', clockRate: 90000 }] };
const pair = () => [new Party('1', [audio]), new Party('2', [audio])];
const throwsCode = (work: () => unknown, code: string) =>
  assert.throws(work, (error) => error instanceof SipError && error.code === code);

describe('states (RFC 3264 4)', () => {
  test('of a call that is made, on both sides', () => {
    const [alice, bob] = pair();
    assert.equal(alice.session.state, 'none');
    const offer = alice.offer();
    assert.equal(alice.session.state, 'local offer');
    assert.equal(alice.session.offer, offer);
    bob.session.receiveOffer(offer);
    assert.equal(bob.session.state, 'remote offer');
    const answer = bob.session.sendAnswer(buildAnswer(offer, bob.wish).description);
    alice.take(answer);
    assert.deepEqual([alice.session.state, bob.session.state], ['stable', 'stable']);
    assert.equal(alice.session.remote, answer);
    assert.equal(alice.session.streams[0].codec?.name, 'PCMA');
    assert.equal(alice.session.streams[0].remote?.address, '192.0.2.2');
  });

  test('glare: both ask at once, and what each deserves is 491', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    alice.offer();
    bob.offer();
    for (const { session } of [alice, bob]) {
      assert.equal(session.refusal('INVITE', { invite: 'client' })?.status, 491);
      assert.equal(session.refusal('UPDATE', { update: 'client' })?.status, 491);
      assert.notEqual(session.obstacle('INVITE', { invite: 'client' }), undefined);
    }
    alice.session.offerRefused();
    bob.session.offerRefused();
    assert.deepEqual([alice.session.state, bob.session.state], ['stable', 'stable']);
    exchange(alice, bob);
  });

  test('a refused offer leaves everything as it was (4)', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    const { local, remote, streams } = alice.session;
    alice.want({ direction: 'sendonly' });
    bob.session.receiveOffer(alice.offer());
    bob.session.refuseOffer();
    alice.session.offerRefused();
    assert.deepEqual([alice.session.state, bob.session.state], ['stable', 'stable']);
    assert.deepEqual([alice.session.local, alice.session.remote, alice.session.streams], [local, remote, streams]);
    alice.want({ direction: 'sendrecv' });
    exchange(alice, bob);
    // The versions of what was refused are gone; each description has one of its own.
    assert.deepEqual(alice.versions, ['1', '2', '3']);
    assert.deepEqual(bob.versions, ['1', '1']);
  });

  test('a first offer that is refused leaves nothing', () => {
    const [alice] = pair();
    alice.offer();
    alice.session.offerRefused();
    assert.equal(alice.session.state, 'none');
    assert.deepEqual(alice.session.streams, []);
  });

  test('what may not be done now is our misuse', () => {
    const [alice, bob] = pair();
    throwsCode(() => alice.session.sendOfferAgain(), 'SIP_OFFER_STATE');
    const offer = alice.offer();
    throwsCode(() => alice.offer(), 'SIP_OFFER_STATE');
    throwsCode(() => alice.session.receiveOffer(offer), 'SIP_OFFER_STATE');
    throwsCode(() => alice.session.sendAnswer(offer), 'SIP_OFFER_STATE');
    throwsCode(() => bob.session.receiveAnswer(offer), 'SIP_OFFER_STATE');
    alice.take(bob.answer(offer));
    throwsCode(() => alice.session.sendOffer(offer.withMedia([])), 'SIP_OFFER_STREAMS');
    bob.session.receiveOffer(offer);
    throwsCode(() => bob.session.sendAnswer(offer.withMedia([])), 'SIP_OFFER_STREAMS');
  });
});

describe('versions (RFC 3264 8)', () => {
  test('an offer that changes nothing keeps its version, and so does the answer: the refresh of a session timer', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    const again = alice.keep(alice.session.sendOfferAgain());
    const received = bob.session.receiveOffer(again);
    assert.deepEqual(received, { taken: true, unchanged: true, faults: [] });
    const answer = bob.keep(bob.session.sendAnswer(buildAnswer(again, bob.wish, bob.session).description));
    assert.equal(alice.session.receiveAnswer(answer).unchanged, true);
    assert.equal(formatSession(alice.sent[0]), formatSession(alice.sent[1]));
    assert.deepEqual(
      [alice.versions, bob.versions],
      [
        ['1', '1'],
        ['1', '1'],
      ],
    );
  });

  test('who answers a refresh with what it said before may offer it anew itself', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    exchange(bob, alice);
    // Bob's own offer names all that he can do; his answer named what Alice had offered, in her order: the same here.
    assert.deepEqual(bob.versions, ['1', '1']);
  });

  test('any change raises it by one, and nothing else of o= changes', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    alice.want({ port: 50000 });
    exchange(alice, bob);
    alice.wish = { ...alice.wish, origin: localOrigin('999', '198.51.100.1') };
    exchange(alice, bob);
    assert.deepEqual(
      alice.sent.map(({ origin }) => `${origin.sessionId} ${origin.version}`),
      ['1 1', '1 2', '1 2'],
    );
    assert.deepEqual(bob.versions, ['1', '1', '1']);
  });

  test("a peer's description passed on gets the o= of this session (RFC 3264 8)", () => {
    const [alice, bob] = pair();
    const leg = new OfferAnswer();
    const first = leg.sendOffer(
      filterCodecs(alice.offer().withOrigin(localOrigin('77', '192.0.2.9')), { drop: ['opus'] }),
    );
    leg.receiveAnswer(bob.answer(first));
    alice.session.offerRefused();
    alice.want({ direction: 'sendonly' });
    const second = leg.sendOffer(filterCodecs(alice.offer(), { drop: ['opus'] }));
    assert.deepEqual([second.origin.sessionId, second.origin.version, second.origin.address], ['77', '2', '192.0.2.9']);
    assert.deepEqual(checkSuccessor(first, second), []);
  });
});

describe('hold and resume (RFC 3264 8.4)', () => {
  const hold = (party: Party) =>
    party.want({ direction: holdDirection(party.wish.streams[0].direction ?? 'sendrecv') });
  const resume = (party: Party) =>
    party.want({ direction: resumeDirection(party.wish.streams[0].direction ?? 'sendrecv') });

  test('by one side', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    hold(alice);
    exchange(alice, bob);
    assert.equal(bob.sent.at(-1)?.media[0].direction, 'recvonly');
    assert.deepEqual([alice.directions, bob.directions], [['sendonly'], ['recvonly']]);
    assert.deepEqual([alice.session.streams[0].heldByPeer, bob.session.streams[0].heldByPeer], [false, true]);
    resume(alice);
    exchange(alice, bob);
    assert.deepEqual([alice.directions, bob.directions], [['sendrecv'], ['sendrecv']]);
    assert.deepEqual(
      [alice.versions, bob.versions],
      [
        ['1', '2', '3'],
        ['1', '2', '3'],
      ],
    );
  });

  test('by both sides, one after the other, and off again in the same order', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    hold(alice);
    exchange(alice, bob);
    hold(bob);
    exchange(bob, alice);
    assert.deepEqual([alice.directions, bob.directions], [['inactive'], ['inactive']]);
    resume(alice);
    exchange(alice, bob);
    assert.deepEqual([alice.directions, bob.directions], [['recvonly'], ['sendonly']]);
    resume(bob);
    exchange(bob, alice);
    assert.deepEqual([alice.directions, bob.directions], [['sendrecv'], ['sendrecv']]);
  });

  test('a session timer while on hold changes nothing, whoever refreshes', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    hold(alice);
    exchange(alice, bob);
    for (const [from, to] of [
      [bob, alice],
      [alice, bob],
    ]) {
      from.take(to.answer(from.keep(from.session.sendOfferAgain())));
      assert.deepEqual([alice.directions, bob.directions], [['sendonly'], ['recvonly']]);
    }
    assert.deepEqual(
      [alice.versions, bob.versions],
      [
        ['1', '2', '2', '2'],
        ['1', '2', '2', '2'],
      ],
    );
  });
});

describe('answers', () => {
  test('that spoil the session end the exchange, and what held before holds on (4)', () => {
    const [alice, bob] = pair();
    exchange(alice, bob);
    const { streams } = alice.session;
    alice.want({ port: 50000 });
    const offer = alice.offer();
    const { taken, faults } = alice.session.receiveAnswer(offer.withMedia([]));
    assert.equal(taken, false);
    assert.ok(faults.some(({ fault }) => fault === 'stream count'));
    assert.equal(alice.session.state, 'stable');
    assert.equal(alice.session.streams, streams);
  });

  test('in a provisional response that is not reliable are none yet (RFC 3261 13.2.1)', () => {
    const [alice, bob] = pair();
    assert.deepEqual(alice.session.previewAnswer(bob.offer()), []);
    bob.session.offerRefused();
    const answer = bob.answer(alice.offer());
    assert.equal(alice.session.previewAnswer(answer)[0].codec?.name, 'PCMA');
    assert.equal(alice.session.state, 'local offer');
    assert.deepEqual(alice.session.streams, []);
  });

  test('of several callees that one INVITE reached are taken each for itself', () => {
    const [alice, bob] = pair();
    const carol = new Party('3', [{ ...audio, port: 41000 }]);
    const offer = alice.offer();
    const other = alice.session.fork();
    alice.take(bob.answer(offer));
    assert.ok(other.receiveAnswer(carol.answer(offer)).taken);
    assert.equal(alice.session.streams[0].remote?.port, 40000);
    assert.equal(other.streams[0].remote?.port, 41000);
    // Each goes its own way from here, and neither forgets what the payload types of the offer meant (8.3.2).
    const opus = { name: 'opus', clockRate: 48000, channels: 2 };
    assert.equal(other.payloads.payloadOf(0, opus), 96);
    other.receiveOffer(carol.session.sendOffer(buildOffer(carol.wish, carol.session)));
    assert.deepEqual([other.state, alice.session.state], ['remote offer', 'stable']);
  });
});

test('an offer of the peer without its earlier lines is not taken (8)', () => {
  const [alice, bob] = pair();
  exchange(alice, bob);
  const { taken, faults } = bob.session.receiveOffer(alice.sent[0].withMedia([]));
  assert.equal(taken, false);
  assert.equal(faults[0].fault, 'stream count');
  assert.equal(bob.session.state, 'stable');
});

test('whatever both sides do, in any order, each description is right and both see the same (RFC 3264)', () => {
  const step = fc.record({
    who: fc.constantFrom(0, 1),
    streams: fc.subarray([audio, video, { ...audio, port: 40004 }]),
    direction: fc.constantFrom<Direction>('sendrecv', 'sendonly', 'recvonly', 'inactive'),
    event: fc.constantFrom('exchange', 'exchange', 'exchange', 'refuse', 'again', 'glare'),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const parties = pair();
      for (const { who, streams, direction, event } of steps) {
        const [from, to] = [parties[who], parties[1 - who]];
        from.wish = { ...from.wish, streams: streams.map((stream) => ({ ...stream, direction })) };
        if (event === 'again' && from.session.state === 'stable')
          from.take(to.answer(from.keep(from.session.sendOfferAgain())));
        else if (event === 'refuse') {
          to.session.receiveOffer(from.offer());
          to.session.refuseOffer();
          from.session.offerRefused();
        } else if (event === 'glare') {
          for (const party of parties) party.offer();
          for (const party of parties) party.session.offerRefused();
        } else {
          const offer = from.offer();
          const { taken } = to.session.receiveOffer(offer);
          assert.ok(taken);
          const answer = to.keep(to.session.sendAnswer(buildAnswer(offer, to.wish, to.session).description));
          assert.deepEqual(checkAnswer(offer, answer), []);
          assert.ok(from.session.receiveAnswer(answer).taken);
        }
        const seen = from.session.streams.map(({ accepted, remote, codec }) => [
          accepted,
          remote?.port,
          codec?.payload,
        ]);
        const meant = to.session.streams.map(({ accepted, local }) => [accepted, local?.port]);
        assert.deepEqual(
          seen.map(([accepted, port]) => [accepted, port]),
          meant,
        );
      }
      for (const { sent } of parties)
        sent.slice(1).forEach((next, i) => {
          // The lines that have to stay are those that were agreed on; what was refused may have had more.
          const faults = checkSuccessor(sent[i], next).filter(({ fault }) => fault !== 'stream count');
          assert.deepEqual(faults, []);
          const rise = Number(next.origin.version) - Number(sent[i].origin.version);
          assert.equal(rise, sameDescription(sent[i], next) ? 0 : 1);
        });
    }),
    { numRuns: 500 },
  );
});
