import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../test/scene.ts';

const places = (scene: Scene) => ({
  phone: scene.place('192.0.2.10'),
  proxy: scene.place('198.51.100.1'),
  other: scene.place('203.0.113.20'),
});

/** The conversation of the first case. */
const first = (scene: Scene) => scene.diagnose().verdicts[0].case.main;

test('a repeated request is a step of the transaction that it repeats, and names the timer (RFC 3261 17.1.1.2)', () => {
  const scene = new Scene();
  const { phone, other } = places(scene);
  const invite = scene.request(phone, other, 'INVITE');
  scene.wait(500).again(invite);
  scene.respond(invite, 180);
  const [transaction, ...rest] = first(scene).transactions;
  assert.equal(rest.length, 0);
  assert.equal(transaction.requestRepeats, 1);
  assert.equal(transaction.requests[1].sent?.on, 'timer A');
  assert.equal(transaction.requests[1].sent?.row?.rfc, '3261 17.1.1.2');
  assert.equal(transaction.responses[0].sent?.on, 'send 1xx');
});

test('a provisional response after the final one follows no row of any machine (RFC 3261 17.2.1)', () => {
  const scene = new Scene();
  const { phone, other } = places(scene);
  const invite = scene.request(phone, other, 'INVITE');
  scene.respond(invite, 486);
  const late = scene.respond(invite, 180);
  const step = first(scene).steps.find(({ frame }) => frame === late.frame)!;
  assert.equal(step.sent?.state, 'Completed');
  assert.equal(step.sent?.row, undefined);
});

test('a packet that is captured on two interfaces counts once', () => {
  const scene = new Scene();
  const { phone, other } = places(scene);
  const options = scene.request(phone, other, 'OPTIONS');
  scene.time -= 9;
  scene.again(options);
  scene.respond(options, 200);
  const conversation = first(scene);
  assert.equal(conversation.copies, 1);
  assert.equal(conversation.transactions[0].requestRepeats, 0);
});

test('what a proxy sends on is a child of what came to it (RFC 3261 16.6 step 8)', () => {
  const scene = new Scene();
  const { phone, proxy, other } = places(scene);
  const invite = scene.request(phone, proxy, 'INVITE');
  const forwarded = scene.request(proxy, other, 'INVITE', { via: invite });
  const busy = scene.respond(forwarded, 486);
  scene.passOn(busy, proxy, phone);
  const verdict = scene.diagnose().verdicts[0];
  const [root, ...others] = verdict.case.main.roots;
  assert.equal(others.length, 0);
  assert.equal(root.children.length, 1);
  assert.equal(verdict.case.originOf(root.final!).hop.source, root.children[0].server);
});

test('a request that goes round in a circle is a chain of children, also between the same two hosts', () => {
  const scene = new Scene();
  const { phone, proxy, other } = places(scene);
  const invite = scene.request(phone, proxy, 'INVITE');
  const there = scene.request(proxy, other, 'INVITE', { via: invite });
  const back = scene.request(other, proxy, 'INVITE', { via: there });
  scene.request(proxy, other, 'INVITE', { via: back });
  const conversation = first(scene);
  assert.equal(conversation.roots.length, 1);
  assert.equal(conversation.attempts.length, 1);
  assert.equal(conversation.transactions.filter(({ parent }) => parent !== undefined).length, 3);
});

test('the ACK of a refusal belongs to the INVITE, that of a 2xx is by itself (RFC 3261 17.1.1.3, 13.2.2.4)', () => {
  const scene = new Scene();
  const { phone, other } = places(scene);
  const invite = scene.request(phone, other, 'INVITE');
  scene.ack(invite, scene.respond(invite, 486));
  const second = scene.request(phone, other, 'INVITE');
  scene.ack(second, scene.respond(second, 200));
  const conversation = first(scene);
  assert.deepEqual(
    conversation.of('INVITE').map(({ acks }) => acks.length),
    [1, 0],
  );
  assert.equal(conversation.of('ACK').length, 1);
});

test('an answer that comes from another port belongs to its request all the same', () => {
  const scene = new Scene();
  const { phone } = places(scene);
  const invite = scene.request(phone, scene.place('198.51.100.1:5070'), 'OPTIONS');
  scene.respond(invite, 200, { from: scene.place('198.51.100.1:5060') });
  assert.equal(first(scene).transactions.length, 1);
});
