import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, sdp } from '../../../test/scene.ts';
import { DescriptionBook } from './description-book.ts';

const scene = () => {
  const all = new Scene();
  const [phone, proxy, callee] = [all.place('192.0.2.10'), all.place('198.51.100.1'), all.place('203.0.113.9')];
  return { all, phone, proxy, callee };
};

/** A book that was shown a scene as a casebook shows it: what comes again is left out. */
function noted(all: Scene, limit?: number): DescriptionBook {
  const book = new DescriptionBook(limit);
  const steps = all.diagnose().verdicts.flatMap(({ case: subject }) => subject.legs.flatMap((leg) => leg.steps));
  steps.sort((a, b) => a.number - b.number);
  for (const step of steps) if (!step.copy && step.repeats === undefined) book.note(step);
  return book;
}

const formats = (found: ReturnType<DescriptionBook['elsewhere']>) => found?.session.media[0].formats;

test('what a place offered is known in another call, and not in the same one; an answer only follows its offer', () => {
  const { all, phone, callee } = scene();
  const { callId } = all.call();
  const invite = all.request(phone, callee, 'INVITE', { body: sdp('192.0.2.10', 4000, { formats: '0 8' }) });
  all.ack(invite, all.respond(invite, 200, { body: sdp('203.0.113.9', 5000, { formats: '8' }) }));
  const book = noted(all);
  assert.deepEqual(formats(book.elsewhere(phone, 'another')), ['0', '8']);
  assert.equal(book.elsewhere(phone, 'another')!.step.frame, invite.frame);
  assert.equal(book.elsewhere(callee, 'another'), undefined);
  assert.equal(book.elsewhere(phone, callId), undefined);
  assert.equal(book.elsewhere({ ...phone, port: 5070 }, 'another'), undefined);
});

test('the last description of a place counts', () => {
  const { all, phone, callee } = scene();
  for (const one of ['0', '8', '9']) {
    all.call();
    all.request(phone, callee, 'INVITE', { body: sdp('192.0.2.10', 4000, { formats: one }) });
  }
  assert.deepEqual(formats(noted(all).elsewhere(phone, 'another')), ['9']);
});

test('what a proxy passes on is not its own', () => {
  const { all, phone, proxy, callee } = scene();
  all.call();
  const invite = all.request(phone, proxy, 'INVITE', { body: sdp('192.0.2.10', 4000, { formats: '0' }) });
  const inner = all.request(proxy, callee, 'INVITE', { via: invite });
  const answer = all.respond(inner, 200, { body: sdp('203.0.113.9', 5000, { formats: '8' }) });
  all.ack(invite, all.passOn(answer, proxy, phone));
  const book = noted(all);
  assert.equal(book.elsewhere(proxy, 'another'), undefined);
  assert.deepEqual(formats(book.elsewhere(phone, 'another')), ['0']);
});

test('a message without a body, a refusal, and a body that is no description tell nothing', () => {
  const { all, phone, callee } = scene();
  all.call();
  all.request(phone, callee, 'INVITE');
  assert.equal(noted(all).elsewhere(phone, 'another'), undefined);
  const invite = all.request(phone, callee, 'INVITE');
  all.respond(invite, 488, { body: sdp('203.0.113.9', 5000) });
  assert.equal(noted(all).elsewhere(callee, 'another'), undefined);
  all.call();
  all.request(phone, callee, 'MESSAGE', { body: 'Hello', contentType: 'text/plain' });
  assert.equal(noted(all).elsewhere(phone, 'another'), undefined);
});

test('of more places than it has room for, those that said something least lately are forgotten', () => {
  const { all, callee } = scene();
  const offer = (number: number) => {
    const place = all.place(`192.0.2.${number}`);
    all.call();
    all.request(place, callee, 'INVITE', { body: sdp(place.address, 4000) });
  };
  for (const number of [1, 2, 3, 1, 4]) offer(number);
  const book = noted(all, 3);
  const known = [1, 2, 3, 4].filter(
    (number) => book.elsewhere(all.place(`192.0.2.${number}`), 'another') !== undefined,
  );
  assert.deepEqual(known, [1, 3, 4]);
});
