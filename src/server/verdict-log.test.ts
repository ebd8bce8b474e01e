import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../stack/index.ts';
import { VirtualClock } from '../testing/index.ts';
import { FailedCalls, TraceRing } from '../trace/index.ts';
import { VerdictLog } from './verdict-log.ts';

const flow = {
  transport: 'UDP',
  localAddress: '10.0.0.1',
  localPort: 5060,
  remoteAddress: '10.0.0.2',
  remotePort: 5060,
};

function message(startLine: string, callId: string): string {
  return `${startLine}\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK${callId}\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>;tag=2\r\nCall-ID: ${callId}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n`;
}

function running() {
  const clock = new VirtualClock();
  const ring = new TraceRing({ bytes: 65_536 });
  const failures = new FailedCalls(ring);
  const lines: string[] = [];
  const verdicts = new VerdictLog(failures, clock, { ...silentLogger, info: (_, text) => lines.push(text ?? '') });
  const fail = (callId: string, status: number) => {
    ring.message(clock.now(), 'in', flow, message('INVITE sip:b@example.com SIP/2.0', callId).replace(';tag=2', ''));
    ring.message(clock.now(), 'out', flow, message(`SIP/2.0 ${status} No`, callId));
    failures.keep({
      callId,
      from: 'sip:a@example.com',
      to: 'sip:b@example.com',
      beganAt: 0,
      failedAt: 1,
      status,
      reason: 'No',
    });
  };
  return { clock, lines, fail, verdicts };
}

/** The rules are loaded, and what was judged is written. */
async function written(lines: readonly string[]): Promise<void> {
  await import('../explain/index.ts');
  for (let turn = 0; lines.length === 0 && turn < 1_000; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test('a call that fails has its verdict in one line of the log', async () => {
  const { clock, lines, fail } = running();
  fail('one', 486);
  clock.pass(2_000);
  await written(lines);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /busy/i);
  assert.doesNotMatch(lines[0], /\n/);
});

test('a flood of failures is counted, not judged one by one', async () => {
  const { clock, lines, fail } = running();
  for (let i = 0; i < 100; i++) fail(`call-${i}`, 486);
  clock.pass(2_000);
  await written(lines);
  assert.equal(lines.length, 21);
  assert.match(lines[20], /more calls failed/);
});

test('once closed it says nothing more', async () => {
  const { clock, lines, fail, verdicts } = running();
  fail('one', 486);
  verdicts.close();
  fail('two', 486);
  clock.pass(2_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(lines, []);
});
