import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallReport, type SoundReport } from './call-report.ts';
import { explainOutcome } from './call-explanation.ts';
import { formatCallReport } from './format-call-report.ts';

const sound: SoundReport = {
  codec: 'PCMU',
  telephoneEvents: true,
  local: { address: '192.0.2.1', port: 10_000 },
  described: { address: '10.0.0.7', port: 4000 },
  remote: { address: '2001:db8::7', port: 4002 },
  sent: { packets: 4150, octets: 664_000, failed: 0, lossPercent: 0.25, jitterMs: 1.24 },
  received: { packets: 4148, octets: 663_680, lost: 2, lossPercent: 0.048, late: 1, jitterMs: 2.31, concealedMs: 40 },
  roundTripMs: 61.7,
};

const report: CallReport = {
  direction: 'outgoing',
  callId: 'c',
  peer: 'sip:bob@example.com',
  startedAt: Date.UTC(2026, 0, 1),
  answeredAfterMs: 2500,
  talkMs: 83_400,
  outcome: { by: 'remote', cause: 'bye', status: 200, reason: '', reasons: [], failure: '' },
  sound,
  digits: { sent: '12#', received: '5' },
  explanation: undefined,
};

test('a call that was held shows its sound in figures', () => {
  assert.equal(
    formatCallReport(report),
    `Call to sip:bob@example.com: 1 min 23 s, the other side hung up
  sound       PCMU, digits as telephone events
  addresses   192.0.2.1:10000 here, [2001:db8::7]:4002 there (it said 10.0.0.7:4000)
  sent        4150 packets, 0.3 % lost on the way, jitter 1.2 ms
  received    4148 packets, 0.0 % lost, jitter 2.3 ms, 40 ms made up
  round trip  62 ms
  digits      sent 12#
  digits      received 5
`,
  );
});

test('what nobody told is left out', () => {
  const silent: SoundReport = {
    ...sound,
    telephoneEvents: false,
    remote: sound.described,
    sent: { packets: 1, octets: 160, failed: 2, lossPercent: undefined, jitterMs: undefined },
    received: { ...sound.received, packets: 0, lossPercent: 0, jitterMs: 0, concealedMs: 0 },
    roundTripMs: undefined,
  };
  assert.equal(
    formatCallReport({
      ...report,
      direction: 'incoming',
      talkMs: 3_605_000,
      sound: silent,
      digits: { sent: '', received: '' },
    }),
    `Call from sip:bob@example.com: 1 h 0 min 5 s, the other side hung up
  sound       PCMU
  addresses   192.0.2.1:10000 here, 10.0.0.7:4000 there
  sent        1 packet, 2 packets failed here
  received    0 packets, 0.0 % lost, jitter 0.0 ms
`,
  );
});

test('a call that was refused shows what that means and what to do', async () => {
  const explanation = await explainOutcome(486, undefined);
  const text = formatCallReport({
    ...report,
    answeredAfterMs: undefined,
    talkMs: 0,
    outcome: {
      by: 'remote',
      cause: 'refused',
      status: 486,
      reason: 'Busy\u001b[2J Here',
      reasons: ['Q.850;cause=17'],
      failure: '',
    },
    sound: undefined,
    digits: { sent: '', received: '' },
    explanation,
  });
  const [head, reason, empty, title, person, step] = text.split('\n');
  assert.equal(head, 'Call to sip:bob@example.com: not answered, refused with 486 Busy [2J Here');
  assert.equal(reason, '  reason      Q.850;cause=17');
  assert.equal(empty, '');
  assert.match(title, /^486 Busy Here: [A-Z].*\.$/);
  assert.match(person, /^With the phone:$/);
  assert.match(step, /^ {2}- \S/);
  assert.doesNotMatch(text, /\p{Cc}(?<!\n)/u, 'nothing that drives a terminal');
});

test('each way to end has its words', () => {
  const ways = [
    ['bye', 'local', /we hung up/],
    ['refused', 'local', /we refused it with 486/],
    ['cancelled', 'local', /we gave up/],
    ['cancelled', 'remote', /the caller gave up/],
    ['silence', 'network', /nobody answered our INVITE/],
    ['fault', 'local', /could not be made here/],
    ['fault', 'network', /could not be set up/],
    ['no ACK', 'network', /never acknowledged/],
    ['no PRACK', 'network', /never acknowledged/],
    ['no answer', 'local', /no usable session description/],
    ['gone', 'remote', /is gone/],
    ['session expired', 'network', /nobody refreshed/],
    ['replaced', 'remote', /another call took its place/],
  ] as const;
  for (const [cause, by, expected] of ways) {
    const outcome = { by, cause, status: 486, reason: 'Busy Here', reasons: [], failure: 'no address' };
    const text = formatCallReport({ ...report, outcome });
    assert.match(text.split('\n')[0], expected);
    assert.match(text, /^ {2}failure {5}no address$/m);
  }
  assert.match(
    formatCallReport({ ...report, outcome: undefined }),
    /^Call to sip:bob@example\.com: 1 min 23 s, going on$/m,
  );
});
