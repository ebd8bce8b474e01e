/** The timers of a transaction in virtual time, and what holds whatever happens to it (RFC 3261 17, 6026, 4320). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { machines } from './machines.ts';
import { defaultTimerValues } from './timers.ts';
import { EVENT, responseEvent, sendEvent, Transaction } from './transaction.ts';
import { compile, events, type MachineRows } from './transition.ts';

/** Runs a transaction by its deadlines alone. @returns `effect@ms` in order, up to `until` */
function run(transaction: Transaction, until = Infinity): string[] {
  const log: string[] = [];
  while (!transaction.terminated && transaction.deadline <= until && transaction.deadline < Infinity) {
    const now = transaction.deadline;
    for (const effect of transaction.handleDeadline(now)) log.push(`${effect}@${now}`);
    if (transaction.terminated) log.push(`end@${now}`);
  }
  return log;
}

const at = (effect: string, ...times: number[]) => times.map((time) => `${effect}@${time}`);

test('an INVITE over UDP is sent again after 0.5, 1, 2, 4, 8 and 16 s more, and given up after 32 s (17.1.1.2)', () => {
  const transaction = new Transaction(machines.inviteClient, false, 0);
  assert.deepEqual(run(transaction), [
    ...at('resend', 500, 1500, 3500, 7500, 15_500, 31_500),
    'timeout@32000',
    'end@32000',
  ]);
});

test('an INVITE over TCP is sent once, and given up after 32 s (17.1.1.2)', () => {
  assert.deepEqual(run(new Transaction(machines.inviteClient, true, 0)), ['timeout@32000', 'end@32000']);
});

test('an INVITE that was answered provisionally waits for ever (17.1.1.2)', () => {
  const transaction = new Transaction(machines.inviteClient, false, 0);
  transaction.handle(responseEvent(180), 400);
  assert.equal(transaction.deadline, Infinity);
});

test('after a final response an INVITE client waits 32 s over UDP for its retransmissions, and not at all over TCP (17.1.1.2)', () => {
  for (const [reliable, end] of [
    [false, 32_700],
    [true, 700],
  ] as const) {
    const transaction = new Transaction(machines.inviteClient, reliable, 0);
    transaction.handle(responseEvent(486), 700);
    assert.deepEqual(run(transaction), [`end@${end}`]);
  }
});

test('after a 2xx an INVITE client and an INVITE server stay for 64 T1 over any transport (RFC 6026 7.1, 7.2)', () => {
  for (const reliable of [false, true]) {
    const client = new Transaction(machines.inviteClient, reliable, 0);
    client.handle(responseEvent(200), 100);
    assert.deepEqual(run(client), ['end@32100']);
    const server = new Transaction(machines.inviteServer, reliable, 0);
    server.handle(sendEvent(200), 100);
    assert.deepEqual(run(server), ['end@32100']);
  }
});

test('an INVITE is cancelled when the first provisional response comes, and given up 64 T1 later (9.1)', () => {
  const transaction = new Transaction(machines.inviteClient, false, 0);
  assert.deepEqual(transaction.handle(EVENT.cancel, 10), ['hold cancel']);
  assert.deepEqual(transaction.handle(responseEvent(100), 20), ['deliver', 'cancel']);
  assert.deepEqual(transaction.handle(EVENT.cancel, 30), [], 'it is cancelled once');
  assert.deepEqual(run(transaction), ['timeout@32020', 'end@32020']);
});

test('another request over UDP is sent again at intervals that double up to T2, and given up after 32 s (17.1.2.2)', () => {
  const transaction = new Transaction(machines.nonInviteClient, false, 0);
  assert.deepEqual(run(transaction), [
    ...at('resend', 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500),
    'timeout@32000',
    'end@32000',
  ]);
});

test('after a provisional response another request is sent again every T2 (17.1.2.2)', () => {
  const transaction = new Transaction(machines.nonInviteClient, false, 0);
  transaction.handle(responseEvent(100), 400);
  assert.deepEqual(run(transaction, 12_000), at('resend', 500, 4500, 8500));
});

test('a response other than 2xx to INVITE is sent again up to T2 apart until the ACK, for 32 s (17.2.1)', () => {
  const silent = new Transaction(machines.inviteServer, false, 0);
  silent.handle(sendEvent(486), 0);
  assert.deepEqual(run(silent), [
    ...at('resend', 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500),
    'timeout@32000',
    'end@32000',
  ]);
  const acknowledged = new Transaction(machines.inviteServer, false, 0);
  acknowledged.handle(sendEvent(486), 0);
  assert.deepEqual(run(acknowledged, 2000), at('resend', 500, 1500));
  acknowledged.handle(EVENT.ack, 2000);
  assert.deepEqual(run(acknowledged), ['end@7000']);
});

test('a server that has not answered an INVITE within 200 ms sends 100 (17.2.1)', () => {
  assert.deepEqual(run(new Transaction(machines.inviteServer, true, 0)), ['trying@200']);
});

test('another request is answered with 100 when its sender has come to T2, on any transport, and not before (RFC 4320 4.1)', () => {
  for (const reliable of [false, true])
    assert.deepEqual(run(new Transaction(machines.nonInviteServer, reliable, 0)), ['trying@3500']);
});

test('a final response to another request is kept for 32 s over UDP, and not at all over TCP (17.2.2)', () => {
  for (const [reliable, end] of [
    [false, 32_100],
    [true, 100],
  ] as const) {
    const transaction = new Transaction(machines.nonInviteServer, reliable, 0);
    transaction.handle(sendEvent(404), 100);
    assert.deepEqual(run(transaction), [`end@${end}`]);
  }
});

test('timer D is never below 32 s over UDP, whatever T1 is (17.1.1.2)', () => {
  const transaction = new Transaction(machines.inviteClient, false, 0, { ...defaultTimerValues, t1: 100 });
  transaction.handle(responseEvent(404), 0);
  assert.deepEqual(run(transaction), ['end@32000']);
});

test('the row that decided is there for the trace, and gone when an event is absorbed', () => {
  const transaction = new Transaction(machines.inviteClient, false, 0);
  transaction.handle(responseEvent(180), 1);
  assert.deepEqual(transaction.lastTransition?.row.next, 'Proceeding');
  transaction.handle(EVENT.ack, 2);
  assert.equal(transaction.lastTransition, undefined);
});

test('rows that name what is not there are refused', () => {
  const rows = { name: 'INVITE client', initial: 'Calling', start: [] } as const;
  const row = {
    state: 'Calling',
    next: 'Waiting',
    on: '1xx',
    effects: [],
    rfc: '',
  } as unknown as MachineRows['rows'][number];
  assert.throws(() => compile({ ...rows, rows: [row] }), { code: 'SIP_MACHINE' });
});

const anyMachine = fc.constantFrom(...Object.values(machines));
/** An event, or -1 to let the next deadline pass; and the ms that go by before it. */
const anySteps = fc.array(fc.tuple(fc.integer({ min: -1, max: events.length - 1 }), fc.nat(40_000)), { maxLength: 40 });

test('whatever happens: nothing throws, the end is final, and whatever waits for nobody but the network has a deadline', () => {
  fc.assert(
    fc.property(anyMachine, fc.boolean(), anySteps, (machine, reliable, steps) => {
      const transaction = new Transaction(machine, reliable, 0);
      let now = 0;
      for (const [event, ms] of steps) {
        now = event < 0 && transaction.deadline < Infinity ? Math.max(now, transaction.deadline) : now + ms;
        if (event >= 0) transaction.handle(event, now);
        else transaction.handleDeadline(now);
        if (transaction.terminated) {
          assert.equal(transaction.deadline, Infinity);
          assert.equal(transaction.handle(EVENT.request, now).length, 0);
        } else if (machine.name.endsWith('client')) {
          assert.ok(transaction.deadline < Infinity || transaction.state === 'Proceeding', transaction.state);
          if (transaction.state === 'Proceeding')
            assert.ok(machine.name === 'INVITE client' || transaction.endAt < Infinity);
        } else {
          // A server waits for its transaction user before it has answered.
          const open = transaction.state === 'Trying' || transaction.state === 'Proceeding';
          assert.ok(open || transaction.endAt < Infinity, transaction.state);
        }
      }
    }),
  );
});

test('left alone, every client ends within 64 T1, but for an INVITE that rings', () => {
  fc.assert(
    fc.property(anyMachine, fc.boolean(), anySteps, (machine, reliable, steps) => {
      const transaction = new Transaction(machine, reliable, 0);
      let now = 0;
      for (const [event, ms] of steps) {
        // Nobody lets a deadline go by.
        if (transaction.deadline <= now + ms) transaction.handleDeadline((now = transaction.deadline));
        else if (event >= 0) transaction.handle(event, (now += ms));
      }
      if (transaction.terminated || transaction.endAt === Infinity) return;
      const last = run(transaction).at(-1) as string;
      assert.ok(last.startsWith('end@') && Number(last.slice(4)) <= now + 32_000, last);
    }),
  );
});
