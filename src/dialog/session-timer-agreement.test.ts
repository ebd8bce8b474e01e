/** Two session timers against each other, with proxies between them, and one against anything (RFC 4028 7, 8, 9). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Header, indexMessage, type Request, type Response } from '../message/index.ts';
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

const text = fc.oneof(
  fc.nat(3000).map(String),
  fc.constantFrom('', '0', '90;refresher=uac', '100;refresher=uas', '9'.repeat(30), '90 (a;b', ';refresher=uac', '\t'),
  fc.string({ maxLength: 12 }).map((value) => value.replace(/[\r\n]/g, '')),
);
const headers = fc.array(
  fc.tuple(
    fc.constantFrom('Session-Expires', 'x', 'Min-SE', 'Supported', 'k', 'Require'),
    fc.oneof(text, fc.constant('timer')),
  ),
  { maxLength: 5 },
);
const interval = fc.integer({ min: 1, max: 4000 });
const policies: fc.Arbitrary<SessionTimerPolicy> = fc.record(
  {
    supported: fc.boolean(),
    sessionExpires: interval,
    minSE: interval,
    refresher: fc.constantFrom('local', 'remote'),
    required: fc.boolean(),
    alone: fc.boolean(),
  },
  { requiredKeys: [] },
);

test('nothing that a peer sends throws, and the timer always makes sense', () => {
  const step = fc.tuple(fc.constantFrom('request', '2xx', '422', 'ours'), headers);
  fc.assert(
    fc.property(policies, fc.array(step, { maxLength: 8 }), (policy, steps) => {
      const timer = new SessionTimer(policy);
      for (const [what, sent] of steps) {
        if (what === 'ours') timer.requestHeaders();
        else if (what === '2xx') timer.receiveSuccess(success(...sent));
        else if (what === '422') timer.receiveTooSmall(response(422, ...sent));
        else if (timer.receiveRequest(update(...sent)) === undefined) timer.responseHeaders();
        assert.equal(timer.interval === undefined, timer.refresher === undefined);
        assert.equal(timer.interval === undefined, timer.expireAfter === Infinity);
        assert.ok(timer.interval === undefined || timer.interval > 0);
        assert.ok(timer.expireAfter >= 60_000 && timer.refreshAfter >= 10_000);
        if ((timer.interval ?? 90) >= 90 && timer.refresher === 'local')
          assert.ok(timer.refreshAfter < timer.expireAfter);
        for (const [, value] of timer.requestHeaders()) assert.match(value, /^(\d+(;refresher=ua[cs])?|timer)$/);
      }
    }),
  );
});

/** What a proxy does to a session refresh request on its way (8.1). */
interface Proxy {
  /** s; undefined: it asks for nothing. */
  readonly wanted: number | undefined;
  readonly minSE: number;
}

const numberOf = (message: readonly Header[], name: string) => {
  const found = message.find(([each]) => each === name);
  return found === undefined ? undefined : Number.parseInt(found[1], 10);
};

/** @returns what goes on from there, or the Min-SE of its 422 */
function throughProxy(proxy: Proxy, sent: readonly Header[]): readonly Header[] | number {
  const asked = numberOf(sent, 'Session-Expires');
  let least = numberOf(sent, 'Min-SE');
  let parameter = sent.find(([name]) => name === 'Session-Expires')?.[1].replace(/^\d+/, '') ?? '';
  let value = asked ?? 0;
  if (asked === undefined) {
    if (proxy.wanted === undefined) return sent;
    parameter = '';
    value = Math.max(proxy.wanted, proxy.minSE, least ?? 90);
  } else if (asked < proxy.minSE) {
    if (sent.includes(TIMER)) return proxy.minSE;
    value = least = Math.max(proxy.minSE, least ?? 0);
  } else if (proxy.wanted !== undefined) {
    value = Math.min(asked, Math.max(proxy.wanted, proxy.minSE, least ?? 90));
  }
  const rest = sent.filter(([name]) => name !== 'Session-Expires' && name !== 'Min-SE');
  return [...rest, expires(`${value}${parameter}`), ...(least === undefined ? [] : [minSE(String(least))])];
}

test('after a 2xx both ends agree on the interval and on who refreshes, and go on to, whoever asks (7, 8, 9)', () => {
  const proxies = fc.record({
    wanted: fc.option(interval, { nil: undefined }),
    minSE: fc.integer({ min: 90, max: 3000 }),
  });
  fc.assert(
    fc.property(
      policies,
      policies,
      fc.array(proxies, { maxLength: 3 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      (left, right, path, turns) => {
        const ends = [
          { policy: left, timer: new SessionTimer(left) },
          { policy: right, timer: new SessionTimer(right) },
        ];
        const both = left.supported !== false && right.supported !== false;
        let refreshing: SessionTimer | undefined;
        for (const turn of turns) {
          const [uac, uas] = turn ? ends : ends.toReversed();
          const supported = uac.policy.supported !== false;
          let settled = false;
          for (let round = 0; !settled; round++) {
            assert.ok(round < 6, 'so many elements can refuse once each');
            let sent: readonly Header[] | number = [...(supported ? [TIMER] : []), ...uac.timer.requestHeaders()];
            for (const proxy of path) {
              sent = throughProxy(proxy, sent);
              if (typeof sent === 'number') break;
            }
            const refusal = typeof sent === 'number' ? undefined : uas.timer.receiveRequest(update(...sent));
            if (typeof sent !== 'number' && refusal === undefined) {
              const answered = uas.timer.responseHeaders();
              uac.timer.receiveSuccess(success(...answered));
              const agreed = numberOf(answered, 'Session-Expires');
              const asked = numberOf(sent, 'Session-Expires');
              if (agreed !== undefined && asked !== undefined && supported) assert.ok(agreed <= asked);
              if (agreed !== undefined)
                assert.ok(agreed >= Math.max(90, uas.policy.minSE ?? 90, numberOf(sent, 'Min-SE') ?? 90));
              settled = true;
              continue;
            }
            const demanded = typeof sent === 'number' ? minSE(String(sent)) : (refusal?.headers[0] as Header);
            assert.notEqual(refusal?.status, 400);
            assert.ok(uac.timer.receiveTooSmall(response(422, demanded)));
          }
          if (!both) {
            const [known] = ends.filter(({ policy }) => policy.supported !== false);
            assert.notEqual(known?.timer.refresher, 'remote', 'who knows nothing of it refreshes nothing');
            continue;
          }
          assert.ok(uac.timer.interval !== undefined);
          assert.equal(uac.timer.interval, uas.timer.interval);
          assert.equal(uac.timer.refresher, uas.timer.refresher === 'local' ? 'remote' : 'local');
          const refresher = uac.timer.refresher === 'local' ? uac.timer : uas.timer;
          assert.equal(refresher, refreshing ?? refresher, 'the role stays (7.4)');
          refreshing = refresher;
        }
      },
    ),
    { numRuns: 500 },
  );
});
