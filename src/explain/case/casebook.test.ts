import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HopTable, type SeenMessage } from '../../capture/index.ts';
import { Scene } from '../../../test/scene.ts';
import { type Case } from './case.ts';
import { Casebook } from './casebook.ts';

const hops = new HopTable();
const hop = hops.hop('UDP', '192.0.2.10', 5060, '198.51.100.1', 5060);

function options(callId: string, time: number, frame: number): SeenMessage {
  const text = `OPTIONS sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK${frame}\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:example.com>\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
  return { kind: 'message', time, frame, hop, text, fragments: 1 };
}

/** A book, and what it has handed out. */
function open(limits?: ConstructorParameters<typeof Casebook>[1]) {
  const closed: string[] = [];
  const book = new Casebook((one: Case) => closed.push(one.main.callId), limits);
  return { book, closed };
}

test('nothing is closed before the end while there is room', () => {
  const { book, closed } = open();
  for (let i = 0; i < 100; i++) book.message(options(`c${i}`, i * 100_000, i + 1));
  assert.deepEqual(closed, []);
  book.end();
  assert.equal(closed.length, 100);
  assert.equal(closed[0], 'c0');
});

test('beyond its room the cases that have been silent longest are closed, and memory stays bounded', () => {
  const { book, closed } = open({ recentText: 30_000, openText: 30_000, open: 1_000 });
  for (let i = 0; i < 100; i++) {
    book.message(options(`c${i}`, i, i + 1));
    // This one never falls silent.
    book.message(options('chatty', i, 1000 + i));
  }
  assert.ok(closed.length > 30);
  assert.ok(!closed.includes('chatty'));
  assert.deepEqual(closed.slice(0, 3), ['c0', 'c1', 'c2']);
});

test('a call that goes on is kept when those that have ended are closed', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call(undefined, undefined, 'talking@example.com');
  const invite = scene.request(phone, server, 'INVITE');
  scene.ack(invite, scene.respond(invite, 200));
  for (let i = 0; i < 100; i++) {
    scene.call(undefined, undefined, `ended-${i}@example.com`);
    scene.respond(scene.request(phone, server, 'OPTIONS'), 200);
    scene.wait(200);
  }
  const { book, closed } = open({ recentText: 10_000, openText: 1e9, open: 1_000 });
  scene.play(book);
  assert.ok(closed.length > 50);
  assert.ok(!closed.includes('talking@example.com'));
});

/** A question that is answered, and repeated so many ms later while others are asked all the time. */
function askedAgainAfter(ms: number) {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  scene.call(undefined, undefined, 'late@example.com');
  const late = scene.request(phone, server, 'OPTIONS');
  const answer = scene.respond(late, 200);
  for (let i = 0; i < ms / 100; i++) {
    scene.call(undefined, undefined, `other-${i}@example.com`);
    scene.respond(scene.request(phone, server, 'OPTIONS'), 200);
    scene.wait(80);
  }
  scene.again(late);
  scene.again(answer);
  const messages: number[] = [];
  const closed: string[] = [];
  const book = new Casebook(
    ({ main }) => {
      closed.push(main.callId);
      if (main.callId === 'late@example.com') messages.push(main.steps.length);
    },
    { recentText: 5_000, openText: 1e9, open: 1_000 },
  );
  scene.play(book);
  const early = closed.length;
  book.end();
  return { messages, early };
}

test('a case that is over lingers 5 s for late repetitions, whatever text there is (RFC 3261 17.1.2.2)', () => {
  assert.deepEqual(askedAgainAfter(4_500), { messages: [4], early: 0 });
});

test('a repetition after more than 5 s finds the case closed, and is a case of its own', () => {
  const { messages, early } = askedAgainAfter(8_000);
  assert.deepEqual(messages, [2, 2]);
  assert.ok(early > 10);
});

test('where there is no room at all, a case that is over is closed at once', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  for (let i = 0; i < 50; i++) {
    scene.call(undefined, undefined, `ended-${i}@example.com`);
    scene.respond(scene.request(phone, server, 'OPTIONS'), 200);
  }
  const { book, closed } = open({ recentText: 5_000, openText: 10_000, open: 1_000 });
  scene.play(book);
  assert.ok(closed.length > 25);
});

test('a flood of Call-IDs is bounded by their number too', () => {
  const { book, closed } = open({ recentText: 1e9, openText: 1e9, open: 50 });
  for (let i = 0; i < 1_000; i++) book.message(options(`c${i}`, i, i + 1));
  assert.ok(closed.length >= 950);
});

test('settling closes what has been silent, and sooner what has come to its end', () => {
  const scene = new Scene();
  const [phone, server] = [scene.place('192.0.2.10'), scene.place('198.51.100.1')];
  const { book, closed } = open();
  scene.call(undefined, undefined, 'answered@example.com');
  scene.respond(scene.request(phone, server, 'OPTIONS'), 200);
  scene.call(undefined, undefined, 'waiting@example.com');
  scene.request(phone, server, 'OPTIONS');
  scene.play(book);
  book.settle(scene.time - 30_000, scene.time + 1);
  assert.deepEqual(closed, ['answered@example.com']);
  book.settle(scene.time + 1);
  assert.deepEqual(closed, ['answered@example.com', 'waiting@example.com']);
});

test('messages without a Call-ID belong together by their hop', () => {
  const { book, closed } = open();
  const stray = (frame: number): SeenMessage => ({
    ...options('x', frame, frame),
    text: 'SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n',
  });
  book.message(stray(1));
  book.message(stray(2));
  book.end();
  assert.deepEqual(closed, ['']);
});

test('what begins like SIP and cannot be read is damage', () => {
  const { book } = open();
  book.message({ ...options('x', 0, 7), text: 'SIP/2.0 9x9 Odd\r\n\r\n' });
  assert.equal(book.unreadable, 1);
  assert.deepEqual(book.surroundings.damage[0].frame, 7);
});

/** An INVITE that goes on with another Call-ID. */
function legs(second: { callId: string; headers?: Record<string, string>; delay?: number; from?: string }): number {
  const scene = new Scene();
  const [alice, pbx, bob] = [
    scene.place('192.0.2.10'),
    scene.place(second.from ?? '198.51.100.1'),
    scene.place('203.0.113.20'),
  ];
  scene.call('sip:alice@example.com', 'sip:+4930123456@example.com', 'a84b4c76e66710c2@192.0.2.10');
  scene.request(alice, scene.place('198.51.100.1'), 'INVITE');
  scene.wait(second.delay ?? 50);
  scene.call('sip:alice@example.com', 'sip:030123456@carrier.example.net', second.callId);
  scene.request(pbx, bob, 'INVITE', { headers: second.headers });
  return scene.diagnose().verdicts[0].case.legs.length;
}

test('legs of a B2BUA are found by Call-ID, by a header that names it, by Session-ID and by time and users (RFC 7092, 7989)', () => {
  assert.equal(legs({ callId: 'a84b4c76e66710c2_b2b-1@198.51.100.1', delay: 20 }), 2);
  assert.equal(legs({ callId: 'other@x', headers: { 'X-Call-ID': 'a84b4c76e66710c2@192.0.2.10' }, delay: 5_000 }), 2);
  assert.equal(legs({ callId: 'other@x' }), 2);
});

test('a call that another host makes at another time is no leg', () => {
  assert.equal(legs({ callId: 'other@x', from: '198.51.100.77' }), 1);
  assert.equal(legs({ callId: 'other@x', delay: 10_000 }), 1);
});
