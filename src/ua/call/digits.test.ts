/** Digits within a call, by INFO in both of its forms and as telephone events (RFC 4733, RFC 6086 appendix A). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  agentBench,
  type Bench,
  bobsMedia,
  callFromPeer,
  establishedToPeer,
  heard,
  outcomeOf,
  request,
  sdp,
} from '../../../test/agent-bench.ts';
import { indexMessage, type Request } from '../../message/index.ts';
import { type Digit, parseDigit } from './digits.ts';
import { type Inbox } from '../inbox.ts';
import { type Media } from './media.ts';

const RELAY = 'application/dtmf-relay';
const PLAIN = 'application/dtmf';

const info = (body: string, type: string) =>
  indexMessage(request({ method: 'INFO', headers: [`Content-Type: ${type}`], body })) as Request;

function read(digits: Inbox<Digit>): Digit[] {
  const seen: Digit[] = [];
  const reading = async () => {
    for await (const digit of digits) seen.push(digit);
  };
  void reading();
  return seen;
}

test('a digit is read in both forms', () => {
  const cases: readonly [body: string, type: string, digit: string, durationMs?: number][] = [
    ['5', PLAIN, '5'],
    [' #\r\n', 'Application/DTMF', '#'],
    ['a', PLAIN, 'A'],
    ['Signal=5\r\nDuration=160\r\n', RELAY, '5', 160],
    ['signal = *\nduration = 250', 'APPLICATION/dtmf-relay;x=y', '*', 250],
    ['Duration=100\r\nSignal=d', RELAY, 'D', 100],
    ['Signal=0', RELAY, '0'],
    ['Signal=1\r\nDuration=soon', RELAY, '1'],
    ['Signal=1\r\nDuration=123456', RELAY, '1'],
  ];
  for (const [body, type, digit, durationMs] of cases)
    assert.deepEqual(parseDigit(info(body, type)), { digit, durationMs, by: 'INFO' }, body);
});

test('anything else is none', () => {
  for (const [body, type] of [
    ['', PLAIN],
    ['12', PLAIN],
    ['E', PLAIN],
    ['Signal=12', RELAY],
    ['Signal=', RELAY],
    ['Signal=flash', RELAY],
    ['XSignal=5', RELAY],
    ['Duration=160', RELAY],
    ['5', 'text/plain'],
    ['5', 'nonsense'],
  ])
    assert.equal(parseDigit(info(body, type)), undefined, body);
  assert.equal(parseDigit(indexMessage(request({ method: 'INFO' })) as Request), undefined);
});

test('no body throws, or takes long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.constantFrom(PLAIN, RELAY), (body, type) => {
      const digit = parseDigit(info(body, type));
      assert.ok(digit === undefined || /^[\dA-D*#]$/.test(digit.digit));
    }),
  );
  assert.equal(parseDigit(info('Signal='.repeat(7_000), RELAY)), undefined);
  assert.equal(parseDigit(info(' '.repeat(48_000), PLAIN)), undefined);
  assert.equal(parseDigit(info(`Signal${' '.repeat(48_000)}`, RELAY)), undefined);
});

test('digits of the peer’s are answered with 200, and read from the call', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  const seen = read(call.digits);
  for (const [type, body] of [
    [RELAY, 'Signal=5\r\nDuration=160\r\n'],
    [PLAIN, '#'],
  ])
    assert.equal((await dialog.ask('INFO', { headers: [`Content-Type: ${type}`], body })).status, 200);
  assert.equal((await dialog.ask('INFO', { headers: [`Content-Type: ${RELAY}`], body: 'Signal=flash' })).status, 415);
  await it.sim.runAsync(0);
  assert.deepEqual(
    seen.map(({ digit, durationMs }) => [digit, durationMs]),
    [
      ['5', 160],
      ['#', undefined],
    ],
  );
});

test('of 1,000 digits that nobody reads the last 256 wait, and all are answered', async () => {
  const it = agentBench();
  const { call, dialog } = await callFromPeer(it);
  for (let i = 0; i < 1_000; i++) dialog.send('INFO', { headers: [`Content-Type: ${PLAIN}`], body: String(i % 10) });
  const answers = await heard(it, 100);
  assert.equal(answers.filter(({ message }) => 'status' in message && message.status === 200).length, 1_000);
  assert.equal(call.digits.dropped, 1_000 - 256);
});

/** The peer's answers to INFO, and what they said. */
async function collect(it: Bench, count: number, status = 200): Promise<[at: number, body: string][]> {
  const got: [number, string][] = [];
  for (let i = 0; i < count; i++) {
    const received = await it.peer.next('INFO', 10_000);
    assert.deepEqual(received.message.named('Content-Type'), [RELAY]);
    got.push([received.at, received.message.body.replaceAll('\r\n', ' ').trim()]);
    it.peer.respond(received, status);
  }
  return got;
}

test('digits are sent one after the other, each when the one before is answered, and a comma is a second', async () => {
  const it = agentBench();
  const { call } = await establishedToPeer(it);
  const sent = call.sendDigits('1a,#', 200);
  const got = await collect(it, 3);
  await it.sim.wait(sent, 100);
  assert.deepEqual(
    got.map(([, body]) => body),
    ['Signal=1 Duration=200', 'Signal=A Duration=200', 'Signal=# Duration=200'],
  );
  assert.ok(got[1][0] - got[0][0] < 50 && got[2][0] - got[1][0] >= 1_000, got.join());
});

test('what are no digits are not sent; what the peer refuses ends the row', async () => {
  const it = agentBench();
  const { call, dialog } = await establishedToPeer(it);
  for (const text of ['12x', '1 2', '１'])
    await assert.rejects(it.sim.wait(call.sendDigits(text)), { code: 'SIP_DIGITS' }, text);
  assert.deepEqual(await heard(it, 100), []);
  await it.sim.wait(call.sendDigits(''), 0);
  const refused = call.sendDigits('123');
  await collect(it, 1, 415);
  await assert.rejects(it.sim.wait(refused), { code: 'SIP_REFUSED', status: 415 });
  assert.deepEqual(await heard(it, 2_000), []);
  const cut = call.sendDigits(',1');
  dialog.send('BYE');
  await assert.rejects(it.sim.wait(cut), { code: 'SIP_CALL_ENDED' });
});

test('where telephone events were agreed on and the media can, digits go that way, with a gap (RFC 4733)', async () => {
  const it = agentBench();
  const sent: [at: number, digit: string, ms: number][] = [];
  let able = true;
  const media: Media = Object.assign(bobsMedia(it.sim), {
    sendDigit: (digit: string, ms: number) => {
      if (able) sent.push([it.sim.clock.now(), digit, ms]);
      return able;
    },
  });
  const events = ['a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15'];
  const { call, dialog } = await establishedToPeer(it, { media }, { body: sdp({ formats: '0 101', lines: events }) });
  const since = it.sim.clock.now();
  await it.sim.wait(call.sendDigits('12,3', 100));
  assert.deepEqual(
    sent.map(([, digit, ms]) => [digit, ms]),
    [
      ['1', 100],
      ['2', 100],
      ['3', 100],
    ],
  );
  const [first, second, third] = sent.map(([at]) => at - since);
  // ITU-T Q.24: with less than 40 to 65 ms between them two digits may be heard as one.
  assert.ok(first === 0 && second >= 165 && second < 300 && third >= second + 1_165, [first, second, third].join());
  const seen = read(call.digits);
  media.onDigit?.({ digit: '7', durationMs: 90, by: 'telephone-event' });
  await it.sim.runAsync(0);
  assert.deepEqual(
    seen.map(({ digit, by }) => [digit, by]),
    [['7', 'telephone-event']],
  );
  able = false;
  const byInfo = call.sendDigits('4');
  await collect(it, 1);
  await it.sim.wait(byInfo, 100);
  able = true;
  const cut = outcomeOf(call.sendDigits('56', 100));
  dialog.send('BYE');
  await it.sim.runAsync(1_000);
  assert.deepEqual([cut.settled, sent.length], ['SIP_CALL_ENDED', 4], 'nothing is sounded once the call is over');
});
