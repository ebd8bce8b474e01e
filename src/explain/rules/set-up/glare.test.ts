import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene, sdp } from '../../../../test/scene.ts';

const local = sdp('192.0.2.10', 4000);
const remote = sdp('203.0.113.20', 5000);

/** A call in which both sides send a re-INVITE at once. */
function crossed() {
  const all = new Scene();
  const [phone, other] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  all.call();
  const invite = all.request(phone, other, 'INVITE', { body: local });
  all.ack(invite, all.respond(invite, 200, { body: remote }));
  all.wait(2_000);
  const change = (back: boolean) =>
    back
      ? all.request(other, phone, 'INVITE', { back, body: remote })
      : all.request(phone, other, 'INVITE', { body: local });
  const ours = change(false);
  const theirs = change(true);
  all.ack(ours, all.respond(ours, 491));
  all.ack(theirs, all.respond(theirs, 491));
  return { all, phone, other, change };
}

test('two re-INVITEs cross and the second round works: a note (RFC 3261 14.1)', () => {
  const { all, change } = crossed();
  for (const [back, wait] of [
    [true, 1_000],
    [false, 1_500],
  ] as const) {
    all.wait(wait);
    const again = change(back);
    all.ack(again, all.respond(again, 200, { body: back ? local : remote }), { back });
  }
  const found = all.diagnose().find('glare')!;
  assert.equal(found.severity, 'note');
  assert.match(
    found.summary,
    /^The called side \(203\.0\.113\.20:5060\) answered the INVITE of the caller .* with 491 Request Pending, the first of 2 such answers\. It crossed the INVITE of frame 5, which had no final response yet\. A later try got through/,
  );
});

test('the call is ended for it: a failure', () => {
  const { all, phone, other } = crossed();
  all.wait(300);
  all.respond(all.request(phone, other, 'BYE'), 200);
  const found = all.diagnose().find('glare')!;
  assert.equal(found.severity, 'failure');
  assert.match(found.summary, /The call was then ended by BYE after 3\d\d ms/);
});

test('a side that asks again at once meets the other again and again: a warning', () => {
  const { all, change } = crossed();
  for (let i = 0; i < 3; i++) {
    all.wait(100);
    const [ours, theirs] = [change(false), change(true)];
    all.ack(ours, all.respond(ours, 491));
    all.ack(theirs, all.respond(theirs, 491));
  }
  const found = all.diagnose().find('glare')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.summary, /asked again after \d+ ms, though it has to wait at least 2\.1 s/);
});

test('491 without a request of the other side points to a missing ACK or another leg', () => {
  const all = new Scene();
  const [phone, other] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  all.call();
  const invite = all.request(phone, other, 'INVITE', { body: local });
  all.ack(invite, all.respond(invite, 200, { body: remote }));
  for (let i = 0; i < 3; i++) {
    all.wait(3_000);
    const update = all.request(phone, other, 'UPDATE', { body: local });
    all.respond(update, 491);
  }
  const found = all.diagnose().find('glare')!;
  assert.equal(found.severity, 'warning');
  assert.match(found.cause, /whose ACK never arrived/);
});

test('a re-INVITE that is accepted is nothing', () => {
  const all = new Scene();
  const [phone, other] = [all.place('192.0.2.10'), all.place('203.0.113.20')];
  all.call();
  for (let i = 0; i < 2; i++) {
    const invite = all.request(phone, other, 'INVITE', { body: local });
    all.ack(invite, all.respond(invite, 200, { body: remote }));
  }
  assert.equal(all.diagnose().find('glare'), undefined);
});
