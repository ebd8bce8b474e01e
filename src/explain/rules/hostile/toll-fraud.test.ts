import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../../../../test/scene.ts';

function calls(numbers: readonly string[], statusOf: (i: number) => number = () => 403) {
  const scene = new Scene();
  const [attacker, server] = [scene.place('203.0.113.66'), scene.place('198.51.100.1')];
  for (const [i, number] of numbers.entries()) {
    scene.call('sip:1000@198.51.100.1', `sip:${number}@198.51.100.1`);
    const invite = scene.request(attacker, server, 'INVITE');
    scene.ack(invite, scene.respond(invite, statusOf(i)));
  }
  return scene.diagnose().find('toll-fraud');
}

const prefixes = ['00', '011', '9011', '900', '000', '810', '+', '100011'];

test('one number with one prefix after the other', () => {
  const found = calls(prefixes.map((prefix) => `${prefix}972592123456`))!;
  assert.equal(found.certainty, 'likely');
  assert.equal(found.severity, 'warning');
  assert.match(
    found.summary,
    /^203\.0\.113\.66 called one number with 8 different prefixes \(00972592123456, 011972592123456, .*answered with 403 \(8 times\)\.$/,
  );
});

test('an accepted call is told', () => {
  const found = calls(
    prefixes.map((prefix) => `${prefix}441234567890`),
    (i) => (i === 7 ? 200 : 404),
  )!;
  assert.match(found.summary, /1 request of it was accepted/);
});

test('satellite and premium-rate numbers are told as possible', () => {
  const found = calls(['00881612345678', '+8821612345678', '0088213456789', '+97912345678', '0119791234567'])!;
  assert.equal(found.certainty, 'possible');
  assert.match(found.summary, /called 5 satellite or premium-rate numbers/);
});

test('the four ways to write a number, and many numbers, are none', () => {
  assert.equal(calls(['0301234567', '0049301234567', '+49301234567', '49301234567']), undefined);
  assert.equal(calls(Array.from({ length: 40 }, (_, i) => `0049301234${500 + i}`)), undefined);
});

test('extensions are no numbers', () => {
  assert.equal(calls(['100', '101', '102', 'alice', 'bob', 'conference-1234567890']), undefined);
});
