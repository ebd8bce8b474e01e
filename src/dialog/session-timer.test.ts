/** Session timers from both sides, with every row of Table 2 (RFC 4028 7, 9, 10). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Header, indexMessage, type Request, type Response } from '../message/index.ts';
import { refresherRows } from './session-expires.ts';
import { SessionTimer, type SessionTimerPolicy } from './session-timer.ts';

const common: readonly Header[] = [
  ['Via', 'SIP/2.0/UDP a;branch=z9hG4bK1'],
  ['From', '<sip:a@a>;tag=1'],
  ['To', '<sip:b@b>;tag=2'],
  ['Call-ID', 'id'],
  ['CSeq', '1 UPDATE'],
];

const wire = (startLine: string, headers: readonly Header[]) =>
  [startLine, ...[...common, ...headers].map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');

const update = (...headers: Header[]) => indexMessage(wire('UPDATE sip:b@b SIP/2.0', headers)) as Request;
const response = (status: number, ...headers: Header[]) =>
  indexMessage(wire(`SIP/2.0 ${status} X`, headers)) as Response;
const success = (...headers: Header[]) => response(200, ...headers);

const TIMER: Header = ['Supported', 'timer'];
const expires = (value: string): Header => ['Session-Expires', value];
const minSE = (value: string): Header => ['Min-SE', value];

const stateOf = (timer: SessionTimer) => [timer.interval, timer.refresher];

/** Takes the request and answers it with 2xx. */
function answer(timer: SessionTimer, ...headers: Header[]): Header[] {
  assert.equal(timer.receiveRequest(update(...headers)), undefined);
  return timer.responseHeaders();
}

// ---- our requests ----

test('a first request asks for 1800 s, and leaves Min-SE and the refresher out (4, 5, 7.1)', () => {
  assert.deepEqual(new SessionTimer().requestHeaders(), [expires('1800')]);
});

test('the policy is what a first request says, but nobody can be made a refresher who may not know of it (7.1, 7.4)', () => {
  const timer = (policy: SessionTimerPolicy) => new SessionTimer(policy).requestHeaders();
  assert.deepEqual(timer({ sessionExpires: 600, minSE: 300, refresher: 'local', required: true }), [
    expires('600;refresher=uac'),
    minSE('300'),
    ['Require', 'timer'],
  ]);
  assert.deepEqual(timer({ refresher: 'remote' }), [expires('1800')]);
  assert.deepEqual(timer({ supported: false, required: true }), []);
  assert.deepEqual(timer({ sessionExpires: 100, minSE: 200 }), [expires('200'), minSE('200')]);
  assert.deepEqual(timer({ sessionExpires: 10, minSE: 20 }), [expires('90')], 'nothing is below 90 s (5)');
});

test('a peer that was seen to support it can be asked to refresh (7.4)', () => {
  const timer = new SessionTimer({ refresher: 'remote' });
  timer.receiveSuccess(success(TIMER));
  assert.deepEqual(timer.requestHeaders(), [expires('1800;refresher=uas')]);
});

test('a policy that is no number of seconds is refused', () => {
  for (const bad of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 32]) {
    assert.throws(() => new SessionTimer({ sessionExpires: bad }), { code: 'SIP_SESSION_TIMER' });
    assert.throws(() => new SessionTimer({ minSE: bad }), { code: 'SIP_SESSION_TIMER' });
  }
  assert.ok(new SessionTimer({ sessionExpires: 2 ** 32 - 1 }));
});

test('the 2xx says who refreshes and how often, whatever was asked (7.2)', () => {
  const timer = new SessionTimer();
  assert.deepEqual(stateOf(timer), [undefined, undefined]);
  timer.requestHeaders();
  timer.receiveSuccess(success(expires('600 ; Refresher = UAS')));
  assert.deepEqual(stateOf(timer), [600, 'remote']);
  timer.receiveSuccess(success(expires('300;refresher=uac')));
  assert.deepEqual(stateOf(timer), [300, 'local']);
  // Both against 9: the parameter is missing, or none of its values.
  for (const broken of ['400', '400;refresher=proxy']) {
    timer.receiveSuccess(success(expires(broken)));
    assert.deepEqual(stateOf(timer), [400, 'local'], broken);
  }
});

test('a proxy may have asked for a timer that we did not ask for (7.2)', () => {
  const timer = new SessionTimer();
  timer.receiveSuccess(success(expires('120;refresher=uac'), ['Require', 'timer']));
  assert.deepEqual(stateOf(timer), [120, 'local']);
});

test('a 2xx without Session-Expires, or with one that cannot be read, turns the timer off, also later in the dialog (7.2)', () => {
  for (const off of [[], [expires('soon')], [expires('0;refresher=uac')], [expires('-5')]]) {
    const timer = new SessionTimer();
    timer.receiveSuccess(success(expires('600;refresher=uac')));
    timer.receiveSuccess(success(...off));
    assert.deepEqual(stateOf(timer), [undefined, undefined]);
    assert.deepEqual([timer.refreshAfter, timer.expireAfter], [Infinity, Infinity]);
  }
});

test('alone, we refresh as often as we asked (7.2)', () => {
  const timer = new SessionTimer({ sessionExpires: 700, alone: true, refresher: 'remote' });
  timer.requestHeaders();
  timer.receiveSuccess(success());
  assert.deepEqual(stateOf(timer), [700, 'local']);
  assert.deepEqual(timer.requestHeaders(), [expires('700;refresher=uac')]);
  const silent = new SessionTimer({ minSE: 200, alone: true });
  silent.receiveSuccess(success());
  assert.equal(silent.interval, 200, 'nothing was asked');
});

test('who does not support it ignores what a 2xx says', () => {
  const timer = new SessionTimer({ supported: false, alone: true });
  timer.receiveSuccess(success(expires('600;refresher=uas')));
  assert.deepEqual(stateOf(timer), [undefined, undefined]);
});

test('a refresh says again what is agreed, and who does it, seen from its sender (7.4)', () => {
  const timer = new SessionTimer({ refresher: 'local' });
  timer.receiveSuccess(success(expires('600;refresher=uas')));
  assert.deepEqual(timer.requestHeaders(), [expires('600;refresher=uas')], 'the role does not wander');
  timer.receiveSuccess(success(expires('600;refresher=uac')));
  assert.deepEqual(timer.requestHeaders(), [expires('600;refresher=uac')]);
});

test('a peer that asked us is known to support it, also when the timer is off again (7.4)', () => {
  const timer = new SessionTimer({ refresher: 'remote' });
  answer(timer, TIMER, expires('600'));
  timer.receiveSuccess(success());
  assert.deepEqual(timer.requestHeaders(), [expires('1800;refresher=uas')]);
});

// ---- 422 ----

test('after 422 the interval and Min-SE are what it demands (7.3, 7.4, and the example of 13)', () => {
  const timer = new SessionTimer({ sessionExpires: 90 });
  timer.requestHeaders();
  assert.equal(timer.receiveTooSmall(response(422, minSE('3600'))), true);
  assert.deepEqual(timer.requestHeaders(), [expires('3600'), minSE('3600')]);
  assert.equal(timer.receiveTooSmall(response(422, minSE('4000'))), true);
  assert.deepEqual(timer.requestHeaders(), [expires('4000'), minSE('4000')]);
});

test('a 422 does not help that demands nothing, nothing more, or nonsense', () => {
  const timer = new SessionTimer();
  timer.requestHeaders();
  for (const useless of ['', '0', '90', 'x', '99999999999'])
    assert.equal(timer.receiveTooSmall(response(422, minSE(useless))), false, useless);
  assert.equal(timer.receiveTooSmall(response(422)), false);
  assert.equal(new SessionTimer().receiveTooSmall(response(422, minSE(String(2 ** 32 - 1)))), true);
  assert.deepEqual(timer.requestHeaders(), [expires('1800')]);
  assert.equal(new SessionTimer({ supported: false }).receiveTooSmall(response(422, minSE('100'))), false);
});

test('a 422 may come of a proxy that lowered our interval: then only Min-SE has to rise (7.4, 8.1)', () => {
  const timer = new SessionTimer();
  timer.requestHeaders();
  assert.equal(timer.receiveTooSmall(response(422, minSE('600'))), true);
  assert.deepEqual(timer.requestHeaders(), [expires('1800'), minSE('600')]);
  assert.equal(timer.receiveTooSmall(response(422, minSE('600'))), false);
});

test('422 after 422 comes to an end, and a 2xx begins anew', () => {
  const timer = new SessionTimer();
  const rounds = (from: number) => {
    let count = 0;
    for (timer.requestHeaders(); timer.receiveTooSmall(response(422, minSE(String(from + count)))); count++)
      timer.requestHeaders();
    return count;
  };
  assert.equal(rounds(2000), 5);
  timer.receiveSuccess(success(expires('3000;refresher=uac')));
  assert.equal(rounds(4000), 5);
});

test('the Min-SE of a 422 within the dialog stays, that of one before it is forgotten once there is a dialog (7.4)', () => {
  const timer = new SessionTimer({ sessionExpires: 90 });
  timer.requestHeaders();
  timer.receiveTooSmall(response(422, minSE('500')));
  assert.deepEqual(timer.requestHeaders(), [expires('500'), minSE('500')]);
  timer.receiveSuccess(success(expires('500;refresher=uac')));
  assert.deepEqual(timer.requestHeaders(), [expires('500;refresher=uac')]);
  timer.receiveTooSmall(response(422, minSE('700')));
  timer.receiveSuccess(success(expires('700;refresher=uac')));
  assert.deepEqual(timer.requestHeaders(), [expires('700;refresher=uac'), minSE('700')]);
  // The callee's dialog is there with its 2xx.
  const callee = new SessionTimer();
  answer(callee, TIMER, expires('90;refresher=uas'));
  callee.requestHeaders();
  callee.receiveTooSmall(response(422, minSE('700')));
  callee.receiveSuccess(success(expires('700;refresher=uac')));
  assert.deepEqual(callee.requestHeaders(), [expires('700;refresher=uac'), minSE('700')]);
});

test('the largest Min-SE of the requests that came is in ours, and so is one of 90 s (7.4)', () => {
  const timer = new SessionTimer();
  answer(timer, TIMER, expires('1800'), minSE('60'));
  assert.deepEqual(timer.requestHeaders(), [expires('1800;refresher=uas'), minSE('90')]);
  answer(timer, TIMER, expires('1800'), minSE('400'));
  answer(timer, TIMER, expires('1800'), minSE('300'));
  assert.deepEqual(timer.requestHeaders(), [expires('1800;refresher=uas'), minSE('400')]);
});

// ---- the peer's requests ----

test('Table 2: who refreshes, by what the request says, and when Require: timer is sent (9)', () => {
  const rows = [
    ['N', '', 'uas', 'uas'],
    ['N', ';refresher=uac', 'uas', 'uas'],
    ['N', ';refresher=uas', 'uas', 'uas'],
    ['Y', '', 'uas', 'uac'],
    ['Y', ';refresher=uac', 'uac', 'uac'],
    ['Y', ';refresher=uas', 'uas', 'uas'],
  ] as const;
  assert.equal(refresherRows.length, rows.length);
  for (const [i, [supports, parameter, local, remote]] of rows.entries()) {
    assert.deepEqual(refresherRows[i], {
      supports: supports === 'Y',
      request: parameter === '' ? undefined : parameter.slice(-3),
      response: local === remote ? local : undefined,
    });
    for (const [refresher, expected] of [['local', local] as const, ['remote', remote] as const]) {
      const timer = new SessionTimer({ refresher });
      const headers = answer(timer, expires(`600${parameter}`), ...(supports === 'Y' ? [TIMER] : []));
      assert.deepEqual(headers, [
        expires(`600;refresher=${expected}`),
        ...(supports === 'Y' ? [['Require', 'timer']] : []),
      ]);
      assert.deepEqual(stateOf(timer), [600, expected === 'uas' ? 'local' : 'remote']);
    }
  }
});

test('without a preference the peer refreshes, and who refreshes goes on', () => {
  const timer = new SessionTimer();
  assert.deepEqual(answer(timer, TIMER, expires('600'))[0], expires('600;refresher=uac'));
  timer.receiveSuccess(success(expires('600;refresher=uac')));
  assert.equal(timer.refresher, 'local');
  assert.deepEqual(answer(timer, TIMER, expires('600'))[0], expires('600;refresher=uas'));
  assert.equal(timer.refresher, 'local');
});

test('uac is whoever sends the request, not who called', () => {
  const timer = new SessionTimer();
  timer.receiveSuccess(success(expires('600;refresher=uac')));
  assert.equal(timer.refresher, 'local');
  answer(timer, TIMER, expires('600;refresher=uas'));
  assert.equal(timer.refresher, 'local');
  answer(timer, TIMER, expires('600;refresher=uac'));
  assert.equal(timer.refresher, 'remote');
});

test('an interval may be lowered to ours, never below Min-SE, and is not raised for who supports it (9)', () => {
  const policy = { sessionExpires: 600, minSE: 100 };
  const to = (...headers: Header[]) => answer(new SessionTimer(policy), TIMER, ...headers)[0][1].split(';')[0];
  assert.equal(to(expires('1800')), '600');
  assert.equal(to(expires('1800'), minSE('900')), '900');
  assert.equal(to(expires('300')), '300');
  assert.equal(to(expires('100')), '100');
  assert.equal(to(expires('300'), minSE('500')), '300', 'Min-SE above Session-Expires is against 7.1');
  assert.equal(to(expires('99999999999')), '600');
});

test('what is too small for us gets 422 with our Min-SE, and changes nothing (9)', () => {
  const timer = new SessionTimer({ minSE: 200 });
  answer(timer, TIMER, expires('600;refresher=uas'));
  const refusal = timer.receiveRequest(update(TIMER, expires('199;refresher=uac')));
  assert.deepEqual(refusal, { status: 422, headers: [minSE('200')] });
  assert.deepEqual(stateOf(timer), [600, 'local']);
  assert.throws(() => timer.responseHeaders(), { code: 'SIP_SESSION_TIMER' });
  assert.deepEqual(new SessionTimer().receiveRequest(update(TIMER, expires('89'))), {
    status: 422,
    headers: [minSE('90')],
  });
});

test('from who does not support it, what is too small is raised: it could make nothing of a 422 (8.1, erratum 1687)', () => {
  const policy = { minSE: 200 };
  assert.deepEqual(answer(new SessionTimer(policy), expires('100')), [expires('200;refresher=uas')]);
  assert.deepEqual(answer(new SessionTimer(policy), expires('100'), minSE('300')), [expires('300;refresher=uas')]);
});

test('Require: timer in a request says as much as Supported', () => {
  assert.equal(answer(new SessionTimer(), ['Require', 'Timer'], expires('600;refresher=uac')).length, 2);
});

test('who supports it without asking is asked (9)', () => {
  const timer = new SessionTimer({ sessionExpires: 600 });
  assert.deepEqual(answer(timer, TIMER), [expires('600;refresher=uac'), ['Require', 'timer']]);
  assert.deepEqual(answer(timer, TIMER, minSE('900'))[0], expires('900;refresher=uac'));
  assert.deepEqual(answer(timer, TIMER)[0], expires('900;refresher=uac'), 'what is agreed stays');
});

test('who knows nothing of it is left alone, unless we refresh alone (9, Table 2)', () => {
  const timer = new SessionTimer();
  answer(timer, TIMER, expires('600'));
  assert.deepEqual(answer(timer), [], 'off again');
  assert.deepEqual(stateOf(timer), [undefined, undefined]);
  assert.deepEqual(answer(new SessionTimer({ alone: true })), [expires('1800;refresher=uas')]);
});

test('what cannot be read gets 400', () => {
  for (const bad of [expires('x'), expires(''), expires('90;='), minSE('x'), minSE('99999999999')])
    assert.deepEqual(new SessionTimer().receiveRequest(update(TIMER, bad)), { status: 400, headers: [] }, bad.join());
});

test('who does not support it answers without, whatever the request says', () => {
  const timer = new SessionTimer({ supported: false });
  assert.deepEqual(answer(timer, TIMER, expires('x')), []);
  assert.deepEqual(stateOf(timer), [undefined, undefined]);
});

test('an UPDATE between INVITE and its 2xx changes nothing of what the 2xx has to answer (9, and what erratum 4744 complains of)', () => {
  const timer = new SessionTimer({ refresher: 'local' });
  const invite = update(TIMER, expires('700;refresher=uac'));
  assert.equal(timer.receiveRequest(invite), undefined);
  assert.deepEqual(answer(timer, TIMER), [expires('1800;refresher=uas'), ['Require', 'timer']]);
  assert.deepEqual(timer.responseHeaders(invite), [expires('700;refresher=uac'), ['Require', 'timer']]);
  assert.deepEqual(stateOf(timer), [700, 'remote']);
  assert.throws(() => timer.responseHeaders(update(TIMER, expires('60'))), { code: 'SIP_SESSION_TIMER' });
  assert.throws(() => timer.responseHeaders(update(expires('x'))), { code: 'SIP_SESSION_TIMER' });
});

// ---- deadlines ----

test('a refresh is due after half of the interval, BYE 32 s or a third of it before the end (10)', () => {
  const due = (value: string) => {
    const timer = new SessionTimer();
    timer.receiveSuccess(success(expires(value)));
    return [timer.refreshAfter, timer.expireAfter];
  };
  assert.deepEqual(due('1800;refresher=uac'), [900_000, 1_768_000]);
  assert.deepEqual(due('1800;refresher=uas'), [Infinity, 1_768_000]);
  assert.deepEqual(due('90;refresher=uac'), [45_000, 60_000]);
  // Against 9: refreshed in time where that is bearable, and not cut off early.
  assert.deepEqual(due('60;refresher=uac'), [30_000, 60_000]);
  assert.deepEqual(due('1;refresher=uac'), [10_000, 60_000]);
});

test('each dialog of an INVITE that forked agrees on its own (7.2)', () => {
  const first = new SessionTimer({ alone: true });
  first.requestHeaders();
  first.receiveTooSmall(response(422, minSE('2000')));
  first.requestHeaders();
  const second = first.fork();
  first.receiveSuccess(success(expires('2000;refresher=uas')));
  assert.deepEqual(stateOf(second), [undefined, undefined]);
  second.receiveSuccess(success());
  assert.deepEqual(
    [stateOf(first), stateOf(second)],
    [
      [2000, 'remote'],
      [2000, 'local'],
    ],
  );
});
