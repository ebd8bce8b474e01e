import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../test/scene.ts';
import { goesOnAfter, repetitions, unheardRepeats } from './repetition.ts';

const scene = () => {
  const all = new Scene();
  all.call();
  return { all, phone: all.place('192.0.2.10'), server: all.place('198.51.100.1') };
};
const subject = (all: Scene) => all.diagnose().verdicts[0].case;

test('a repeated request and the repeated answer to it are one loss (RFC 3261 17.2.2)', () => {
  const { all, phone, server } = scene();
  const options = all.request(phone, server, 'OPTIONS');
  all.respond(options, 200);
  all.wait(500);
  all.again(options);
  all.respond(options, 200);
  const [{ again, messages, different }] = repetitions(subject(all));
  assert.deepEqual([again.length, messages, different], [1, 4, 1]);
});

test('the answer to an INVITE is repeated by a timer, which counts beside the request (RFC 3261 13.3.1.4)', () => {
  const { all, phone, server } = scene();
  const invite = all.request(phone, server, 'INVITE');
  all.wait(490);
  all.again(invite);
  const answer = all.respond(invite, 200);
  all.wait(500);
  all.again(answer);
  all.ack(invite, answer);
  const [{ again, delay }] = repetitions(subject(all));
  assert.deepEqual([again.map(({ title }) => title), delay], [['INVITE', '200 OK'], 510]);
});

test('a provisional response that is repeated, and what a timer ended, are no loss', () => {
  const { all, phone, server } = scene();
  const invite = all.request(phone, server, 'INVITE');
  const ringing = all.respond(invite, 180);
  all.wait(60_000);
  all.again(ringing);
  all.ack(invite, all.respond(invite, 200));
  const bye = all.request(phone, server, 'BYE');
  all.wait(500);
  all.again(bye);
  all.wait(32_000);
  all.respond(bye, 408);
  assert.deepEqual(repetitions(subject(all)), []);
});

test('a provisional response ends the repetitions of an INVITE only (RFC 3261 17.1.1.2, 17.1.2.2)', () => {
  for (const [method, unheard] of [
    ['INVITE', 1],
    ['OPTIONS', 0],
  ] as const) {
    const { all, phone, server } = scene();
    const request = all.request(phone, server, method);
    all.respond(request, 100);
    all.again(request);
    all.wait(500);
    all.again(request);
    const [transaction] = subject(all).transactions;
    assert.equal(unheardRepeats(transaction).length, unheard);
  }
});

test('a client that asks anew with credentials has heard the answer; one that begins anew has not', () => {
  for (const [headers, hasHeard] of [
    [{ Authorization: 'Digest realm="r"' }, true],
    [{}, false],
  ] as const) {
    const { all, phone, server } = scene();
    all.respond(all.request(phone, server, 'REGISTER'), 401);
    all.request(phone, server, 'REGISTER', { headers });
    const { main } = subject(all);
    assert.equal(goesOnAfter(main, main.transactions[0]), hasHeard);
  }
});
