import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallTable } from './call-table.ts';
import { FailedCalls } from './failed-calls.ts';
import { TraceRing } from './trace-ring.ts';

const flow = { transport: 'TCP', localAddress: '::1', localPort: 5060, remoteAddress: '::1', remotePort: 40000 };
const request = (callId: string) => `INVITE sip:b SIP/2.0\r\nCall-ID: ${callId}\r\n\r\n`;

function setUp(limits?: ConstructorParameters<typeof FailedCalls>[1], maxCalls?: number) {
  const ring = new TraceRing({ bytes: 8192 });
  const failures = new FailedCalls(ring, limits);
  return { ring, failures, calls: new CallTable(failures, maxCalls) };
}

test('a call in progress has its summary, until it ends', () => {
  const { calls, failures } = setUp();
  calls.begin('a', 1, 'sip:alice@x', 'sip:bob@x');
  calls.begin('b', 2, 'sip:carol@x', 'sip:bob@x');
  calls.begin('a', 3, 'sip:other@x', 'sip:other@x');
  calls.progress('a', 180);
  calls.progress('unknown', 180);
  assert.deepEqual(calls.list(), [
    { callId: 'a', from: 'sip:alice@x', to: 'sip:bob@x', beganAt: 1, status: 180 },
    { callId: 'b', from: 'sip:carol@x', to: 'sip:bob@x', beganAt: 2, status: 0 },
  ]);
  calls.ended('a');
  calls.ended('unknown');
  assert.deepEqual(
    calls.list().map((call) => call.callId),
    ['b'],
  );
  assert.equal(failures.size, 0);
});

test('the table of calls is bounded: the one that began first is forgotten', () => {
  const { calls } = setUp(undefined, 2);
  for (const [time, callId] of ['a', 'b', 'a', 'c'].entries()) calls.begin(callId, time, '', '');
  assert.deepEqual(
    calls.list().map((call) => call.callId),
    ['b', 'c'],
  );
  assert.equal(calls.forgotten, 1);
});

test('a call that failed keeps its records when the ring has lost them', () => {
  const { ring, calls, failures } = setUp();
  calls.begin('a', 10, 'sip:alice@x', 'sip:bob@x');
  ring.message(10, 'in', flow, request('a'));
  ring.message(11, 'in', flow, request('other'));
  ring.decision(12, 'a', 'targets', 'none registered');
  ring.transition(13, 'INVITE server', 'key', 'Proceeding', 'Completed', 'send 300-699', 'INVITE', 'a');
  const records = ring.ofCall('a');
  assert.equal(records.length, 3);
  calls.failed('a', 14, 480, 'nobody is registered');
  assert.equal(calls.size, 0);

  ring.message(15, 'out', flow, request('a'));
  assert.deepEqual(failures.records('a'), [...records, ...ring.ofCall('a').slice(3)], 'and what came later');
  for (let i = 0; i < 100; i++) ring.message(20 + i, 'in', flow, request('flood'));
  assert.deepEqual(ring.ofCall('a'), []);
  assert.deepEqual(failures.records('a'), records);
  assert.deepEqual(failures.list(), [
    {
      callId: 'a',
      from: 'sip:alice@x',
      to: 'sip:bob@x',
      beganAt: 10,
      failedAt: 14,
      status: 480,
      reason: 'nobody is registered',
      times: 1,
    },
  ]);
});

test('a REGISTER that was refused is kept without having begun', () => {
  const { ring, calls, failures } = setUp();
  ring.message(1, 'in', flow, request('r').replace('INVITE', 'REGISTER'));
  calls.failed('r', 2, 403, 'wrong password');
  const [call] = failures.list();
  assert.deepEqual([call.callId, call.beganAt, call.failedAt, call.status], ['r', 2, 2, 403]);
  assert.equal(failures.records('r').length, 1);
});

test('a call that was never recorded has no records', () => {
  const { calls, failures } = setUp();
  calls.failed('a', 1, 500, '');
  assert.deepEqual(failures.records('a'), []);
  assert.deepEqual(failures.records('never'), []);
});

test('a Call-ID that fails again takes one place, with its latest failure', () => {
  const { ring, calls, failures } = setUp();
  for (let time = 1; time <= 3; time++) {
    ring.decision(time, 'a', 'authentication', 'wrong password');
    calls.failed('a', time, 400 + time, `attempt ${time}`);
  }
  assert.equal(failures.size, 1);
  const [call] = failures.list();
  assert.deepEqual([call.times, call.status, call.reason], [3, 403, 'attempt 3']);
  assert.equal(failures.records('a').length, 3);
});

test('a flood of one response code pushes out its own, not the others', () => {
  const { calls, failures } = setUp({ calls: 10, bytes: 1 << 20, bytesPerCall: 4096 });
  calls.failed('first', 0, 408, 'nobody answered');
  calls.failed('second', 0, 503, 'no route');
  for (let i = 0; i < 1000; i++) calls.failed(`scan-${i}`, i, 403, 'refused');
  assert.equal(failures.size, 10);
  const kept = failures.list().map((call) => call.callId);
  assert.deepEqual(kept, ['first', 'second', ...Array.from({ length: 8 }, (_, i) => `scan-${992 + i}`)]);
});

test('the pool is bounded in bytes, and so is each call in it', () => {
  const { ring, calls, failures } = setUp({ calls: 100, bytes: 4000, bytesPerCall: 1000 });
  for (let i = 0; i < 30; i++) {
    for (let n = 0; n < 5; n++) ring.decision(n, `call-${i}`, 'route', 'x'.repeat(300));
    calls.failed(`call-${i}`, i, 404, '');
  }
  // 368 bytes each: two fit in 1000
  assert.equal(failures.size, 5);
  for (let n = 0; n < 200; n++) ring.decision(n, '', 'route', 'x'.repeat(300));
  const times = failures.list().map((call) => failures.records(call.callId).map((record) => record.time));
  assert.deepEqual(
    times,
    Array.from({ length: 5 }, () => [3, 4]),
  );
});

test('two calls whose Call-IDs hash alike are told apart', () => {
  const { ring, calls, failures } = setUp();
  const [one, two] = ['1', '2'].map((last) => `the-same-32-characters-to-begin-with-${last}`);
  ring.decision(1, one, 'route', '');
  ring.decision(2, two, 'route', '');
  calls.failed(one, 3, 404, '');
  assert.deepEqual(
    failures.records(one).map((record) => record.time),
    [1],
  );
});
