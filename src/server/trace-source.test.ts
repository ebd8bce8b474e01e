import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailedCalls, type TraceRecord, TraceRing } from '../trace/index.ts';
import { TraceSource } from './trace-source.ts';

const EPOCH = 1_700_000_000_000;
const flow = {
  transport: 'UDP',
  localAddress: '10.0.0.1',
  localPort: 5060,
  remoteAddress: '10.0.0.2',
  remotePort: 5060,
};
const options = (callId: string) => `OPTIONS sip:a SIP/2.0\r\nCall-ID: ${callId}\r\n\r\n`;

function source(bytes = 65_536) {
  const ring = new TraceRing({ bytes });
  const failures = new FailedCalls(ring);
  return { ring, failures, trace: new TraceSource(ring, failures, () => EPOCH) };
}

async function read(trace: TraceSource): Promise<TraceRecord[]> {
  const all: TraceRecord[] = [];
  for await (const piece of trace.records({ follow: false, newOnly: false })) all.push(...(piece ?? []));
  return all;
}

test('records come in their order, with times of the calendar', async () => {
  const { ring, trace } = source();
  for (let i = 0; i < 450; i++) ring.message(i, 'in', flow, options(`c${i}`));
  const records = await read(trace);
  assert.equal(records.length, 450);
  assert.equal(records[449].time, EPOCH + 449);
  assert.deepEqual(
    records.map(({ sequence }) => sequence),
    Array.from({ length: 450 }, (_, i) => i + 1),
  );
});

test('a failed call is told though the ring has lost it, and each record once', async () => {
  const { ring, failures, trace } = source(8_192);
  ring.message(1, 'in', flow, options('failed'));
  failures.keep({ callId: 'failed', from: '', to: '', beganAt: 1, failedAt: 2, status: 404, reason: '' });
  for (let i = 0; i < 200; i++) ring.message(i, 'in', flow, options(`c${i}`));
  const records = await read(trace);
  assert.equal(records.filter(({ callId }) => callId === 'failed').length, 1);
  assert.equal(new Set(records.map(({ sequence }) => sequence)).size, records.length);
});

test('a follower gets what comes later, and is told before it waits', async () => {
  const { ring, trace } = source();
  ring.message(0, 'in', flow, options('before'));
  const reading = trace.records({ follow: true, newOnly: true });
  assert.equal((await reading.next()).value, undefined);
  ring.message(1, 'out', flow, options('after'));
  const { value } = await reading.next();
  assert.deepEqual(
    value?.map(({ callId }: TraceRecord) => callId),
    ['after'],
  );
  await reading.return(undefined);
});
