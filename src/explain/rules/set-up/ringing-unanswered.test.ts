import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProxiedCall } from '../../../../test/proxied-call.ts';
import { Scene } from '../../../../test/scene.ts';

/** Something else goes by, so that the capture goes on. */
function later(all: Scene, ms: number): void {
  all.wait(ms);
  all.call('sip:carol@example.com', 'sip:dave@example.com');
  all.respond(all.request(all.place('192.0.2.77'), all.place('198.51.100.9'), 'OPTIONS'), 200);
}

test('it rings, and four minutes later there is still no end of it (RFC 3261 16.8)', () => {
  const call = new ProxiedCall();
  call.respond(180);
  later(call.all, 240_000);
  const diagnosis = call.all.diagnose();
  assert.equal(diagnosis.root, 'ringing-unanswered');
  const found = diagnosis.find('ringing-unanswered')!;
  assert.equal(found.severity, 'failure');
  assert.equal(found.certainty, 'likely');
  assert.match(
    found.summary,
    /answered the INVITE with 180 Ringing after 30 ms, and no final response and no CANCEL followed\. The capture goes on for 4 min /,
  );
});

test('one hop, after a minute and a half: possible, and a note', () => {
  const all = new Scene();
  all.call();
  all.respond(all.request(all.place('192.0.2.10'), all.place('198.51.100.1'), 'INVITE'), 180);
  later(all, 90_000);
  const found = all.diagnose().find('ringing-unanswered')!;
  assert.equal(found.severity, 'note');
  assert.equal(found.certainty, 'possible');
});

test('a capture that ends while it rings, and one without times, say nothing', () => {
  const short = new ProxiedCall();
  short.respond(180);
  later(short.all, 20_000);
  assert.equal(short.all.diagnose().find('ringing-unanswered'), undefined);
  const timeless = new Scene();
  timeless.time = Number.NaN;
  timeless.call();
  timeless.respond(timeless.request(timeless.place('192.0.2.10'), timeless.place('198.51.100.1'), 'INVITE'), 180);
  later(timeless, 240_000);
  assert.equal(timeless.diagnose().find('ringing-unanswered'), undefined);
});

test('a call that is answered, or refused on the hop beyond, is none', () => {
  const answered = new ProxiedCall();
  answered.respond(180);
  answered.accept();
  later(answered.all, 240_000);
  assert.equal(answered.all.diagnose().find('ringing-unanswered'), undefined);
  const beyond = new ProxiedCall();
  beyond.respond(180);
  beyond.all.ack(beyond.inner, beyond.all.respond(beyond.inner, 486));
  later(beyond.all, 240_000);
  assert.equal(beyond.all.diagnose().find('ringing-unanswered'), undefined);
});
