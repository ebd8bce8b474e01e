import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallReport } from '../phone/index.ts';
import type { PhoneEvent } from './phone-events.ts';
import { eventLines, spoken } from './phone-text.ts';

const of = { call: 1, peer: 'sip:bob@example.com' };
const report: CallReport = {
  direction: 'outgoing',
  callId: 'x',
  peer: of.peer,
  startedAt: 0,
  answeredAfterMs: 500,
  talkMs: 3000,
  outcome: { by: 'local', cause: 'bye', status: 200, reason: '', reasons: [], failure: '' },
  sound: undefined,
  digits: { sent: '', received: '' },
  explanation: undefined,
};

test('each event is said in words', () => {
  const ready = { event: 'ready', identity: 'sip:bob@example.com' } as const;
  const said: [PhoneEvent, string][] = [
    [
      { ...ready, listeners: ['UDP 0.0.0.0:5060', 'TCP 0.0.0.0:5060', 'UDP [::]:5060', 'TCP [::]:5060'] },
      'this is sip:bob@example.com, listening on UDP and TCP port 5060',
    ],
    [
      { ...ready, listeners: ['UDP 0.0.0.0:5060', 'UDP 192.0.2.1:5060'] },
      'this is sip:bob@example.com, listening on UDP 0.0.0.0:5060, UDP 192.0.2.1:5060',
    ],
    [{ event: 'registered', expires: 600, contacts: ['sip:a@192.0.2.1'] }, 'registered for 10 min'],
    [
      { event: 'registered', expires: 90, contacts: ['sip:a@192.0.2.1', 'sip:a@192.0.2.2'] },
      'registered for 90 s; 2 contacts: sip:a@192.0.2.1, sip:a@192.0.2.2',
    ],
    [
      { event: 'not-registered', status: 503, reason: 'closed', retryIn: 30.4, explanation: undefined },
      'not registered: 503 closed; trying again in 30 s',
    ],
    [
      { event: 'not-registered', status: 503, reason: 'closed', retryIn: 0, explanation: undefined },
      'not registered: 503 closed; trying again at once',
    ],
    [{ event: 'incoming', ...of, name: 'Bob', replaces: undefined }, 'call 1: Bob <sip:bob@example.com> calls'],
    [{ event: 'incoming', ...of, name: '', replaces: 3 }, 'call 1: sip:bob@example.com calls, in place of call 3'],
    [{ event: 'calling', ...of, by: undefined }, 'call 1: calling sip:bob@example.com'],
    [{ event: 'progress', ...of, status: 183, reason: 'Session Progress' }, 'call 1: 183 Session Progress'],
    [{ event: 'hold', ...of, held: true, heldByPeer: true }, 'call 1: on hold, and held by the other side'],
    [{ event: 'hold', ...of, held: false, heldByPeer: true }, 'call 1: held by the other side'],
    [{ event: 'hold', ...of, held: false, heldByPeer: false }, 'call 1: not on hold any more'],
    [{ event: 'transfer', ...of, status: 200, reason: 'OK' }, 'call 1: transfer: 200 OK'],
    [
      { event: 'transfer', ...of, status: 486, reason: 'Busy Here' },
      'call 1: transfer: 486 Busy Here; the call is still on hold',
    ],
    [
      { event: 'message-sent', to: of.peer, status: 202, reason: 'Accepted' },
      'message to sip:bob@example.com: 202 Accepted',
    ],
    [{ event: 'calls', calls: [] }, 'no calls'],
    [
      {
        event: 'calls',
        calls: [
          {
            ...of,
            direction: 'incoming',
            state: 'Established',
            held: true,
            heldByPeer: false,
            muted: true,
            current: true,
          },
        ],
      },
      '* call 1 from sip:bob@example.com: established, on hold, muted',
    ],
  ];
  for (const [event, text] of said) assert.deepEqual(eventLines(event), [text]);
});

test('at the end of a call stand its report and its recording', () => {
  assert.deepEqual(eventLines({ event: 'ended', ...of, recording: 'got.wav', report }), [
    'call 1: ended',
    'Call to sip:bob@example.com: 3 s, we hung up',
    '  recorded    got.wav',
  ]);
});

test('what a peer writes does not steer the terminal', () => {
  const evil = 'x\x1b[2J\x07\r\x9by';
  const events: PhoneEvent[] = [
    { event: 'message', from: of.peer, name: evil, text: `${evil}\nmore ${evil}` },
    { event: 'incoming', call: 1, peer: 'sip:%00\xc2\x9b@example.com', name: evil, replaces: undefined },
    { event: 'progress', ...of, status: 180, reason: evil },
    { event: 'message-sent', to: of.peer, status: 200, reason: evil },
    { event: 'not-registered', status: 403, reason: evil, retryIn: 1, explanation: undefined },
    { event: 'referral', ...of, to: evil },
    { event: 'ended', ...of, recording: undefined, report: { ...report, peer: evil } },
    { event: 'registered', expires: 1, contacts: [evil, evil] },
  ];
  for (const event of events)
    for (const line of eventLines(event)) assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f]/, event.event);
  assert.deepEqual(eventLines({ event: 'message', from: 'sip:b@c', name: '', text: 'one\r\ntwo\n' }), [
    'sip:b@c: one',
    'two',
  ]);
});

test('seconds are said as people say them', () => {
  assert.deepEqual([0, 59, 60, 90, 120, 150, 3600, 7200, 5400].map(spoken), [
    '0 s',
    '59 s',
    '60 s',
    '90 s',
    '2 min',
    '150 s',
    '1 h',
    '2 h',
    '90 min',
  ]);
});
