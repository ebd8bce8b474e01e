/** Every state of a subscription with every event, at both ends; each row and each effect is shown to be missed when it is gone (RFC 6665 4.1.2, 4.2.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compileSubscriptionRows,
  type NotifierEvent,
  notifierMachine,
  type NotifierRow,
  notifierRows,
  type NotifierState,
  subscribeResponseEvent,
  type SubscriberEvent,
  subscriberMachine,
  type SubscriberRow,
  subscriberRows,
  type SubscriberState,
  subscriptionRow,
  type SubscriptionRow,
  type SubscriptionRows,
} from './subscription-states.ts';

type Expected<State extends string, Event extends string> = Readonly<Record<State, Partial<Record<Event, string>>>>;

// biome-ignore format: a table
const established: Partial<Record<SubscriberEvent, string>> = {
  '204': '= stop N, set expiry', '2xx': '= set expiry', refresh: '= start N', unsubscribe: '= start N', failure: '= stop N',
  refused: 'terminated stop N, end', 'timer N': 'terminated end', expired: 'terminated stop N, end',
  'NOTIFY pending': 'pending stop N, set expiry, deliver', 'NOTIFY active': 'active stop N, set expiry, deliver',
  'NOTIFY terminated': 'terminated stop N, deliver, end',
};

// biome-ignore format: a table
const subscriber: Expected<SubscriberState, SubscriberEvent> = {
  notify_wait: {
    '2xx': '= set expiry', refused: 'terminated stop N, end', failure: 'terminated stop N, end', 'timer N': 'terminated end',
    'NOTIFY pending': 'pending stop N, set expiry, deliver', 'NOTIFY active': 'active stop N, set expiry, deliver',
    'NOTIFY terminated': 'terminated stop N, deliver, end',
  },
  pending: established,
  active: established,
  terminated: {},
};

// biome-ignore format: a table
const notifier: Expected<NotifierState, NotifierEvent> = {
  resp_wait: {
    grant: 'active send 2xx, set expiry, send NOTIFY', defer: 'pending send 2xx, set expiry, send NOTIFY',
    refuse: 'terminated send failure, end', fetch: 'terminated send 2xx, send NOTIFY, end (timeout)',
  },
  pending: {
    grant: 'active send NOTIFY', refresh: '= send 2xx, set expiry, send NOTIFY',
    unsubscribe: 'terminated send 2xx, send NOTIFY, end (timeout)', terminate: 'terminated send NOTIFY, end',
    expired: 'terminated send NOTIFY, end (timeout)', 'NOTIFY failure': 'terminated end',
  },
  active: {
    refresh: '= send 2xx, set expiry, send NOTIFY', 'state changed': '= send NOTIFY',
    unsubscribe: 'terminated send 2xx, send NOTIFY, end (timeout)', terminate: 'terminated send NOTIFY, end',
    expired: 'terminated send NOTIFY, end (timeout)', 'NOTIFY failure': 'terminated end',
  },
  terminated: {},
};

function differences<State extends string, Event extends string, Effect extends string>(
  side: SubscriptionRows<State, Event, Effect>,
  expected: Expected<State, Event>,
): string[] {
  const machine = compileSubscriptionRows(side);
  const found: string[] = [];
  for (const state of side.states)
    for (const event of side.events) {
      const row = subscriptionRow(machine, state, event);
      const reason = row?.reason === undefined ? '' : ` (${row.reason})`;
      const got = row && `${row.next} ${row.effects.join(', ')}${reason}`;
      const wanted = expected[state][event]?.replace(/^=/, state);
      if (got !== wanted) found.push(`${state} on ${event}: ${got ?? 'nothing'}, not ${wanted ?? 'nothing'}`);
    }
  return found;
}

function check<State extends string, Event extends string, Effect extends string>(
  side: SubscriptionRows<State, Event, Effect>,
  expected: Expected<State, Event>,
): void {
  test(`${side.name}: every state takes every event as the table says`, () => {
    assert.deepEqual(differences(side, expected), []);
  });

  test(`${side.name}: no row and no effect can be left out unnoticed`, () => {
    for (const row of side.rows) {
      const others = side.rows.filter((other) => other !== row);
      assert.notEqual(differences({ ...side, rows: others }, expected).length, 0);
      for (const effect of row.effects) {
        const less = { ...row, effects: row.effects.filter((other) => other !== effect) };
        assert.notEqual(differences({ ...side, rows: [...others, less] }, expected).length, 0);
      }
    }
  });

  test(`${side.name}: rows that say two things of one event, or name what is not there, are refused`, () => {
    const [row] = side.rows;
    const refused = (rows: typeof side.rows) =>
      assert.throws(() => compileSubscriptionRows({ ...side, rows }), { code: 'SIP_MACHINE' });
    refused([row, row]);
    refused([{ ...row, next: 'x' as State }]);
    refused([{ ...row, state: 'x' as State }]);
    refused([{ ...row, on: 'x' as Event }]);
  });

  test(`${side.name}: whatever happens, it ends once, with the state terminated, and stays so`, () => {
    const machine = compileSubscriptionRows(side);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...side.events)), (happenings) => {
        let state: State = side.initial;
        let ends = 0;
        for (const event of happenings) {
          const row: SubscriptionRow<State, Event, Effect> | undefined = subscriptionRow(machine, state, event);
          if (row === undefined) continue;
          assert.notEqual(state, 'terminated');
          state = row.next;
          ends += row.effects.filter((effect) => effect === 'end').length;
          assert.equal(ends, state === 'terminated' ? 1 : 0);
        }
      }),
    );
  });
}

check(subscriberRows, subscriber);
check(notifierRows, notifier);

test('Timer N runs from the first SUBSCRIBE on, and whatever ends the wait for NOTIFY stops it (4.1.2.4)', () => {
  assert.deepEqual([subscriberRows.initial, subscriberRows.start], ['notify_wait', ['start N']]);
  assert.deepEqual([notifierRows.initial, notifierRows.start], ['resp_wait', []]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...subscriberRows.events)), (happenings) => {
      let state: SubscriberState = 'notify_wait';
      let runs = true;
      for (const event of happenings) {
        if (event === 'timer N' && !runs) continue;
        const row: SubscriberRow | undefined = subscriptionRow(subscriberMachine, state, event);
        if (row === undefined) continue;
        state = row.next;
        if (event === 'timer N' || row.effects.includes('stop N')) runs = false;
        if (row.effects.includes('start N')) runs = true;
        assert.ok(!runs || state !== 'terminated');
        assert.ok(runs || state !== 'notify_wait');
      }
    }),
  );
});

test('without loss, both ends are in the same state whenever nothing is under way (4.1.2, 4.2.1)', () => {
  const wishes = [
    'grant',
    'defer',
    'refuse',
    'fetch',
    'state changed',
    'terminate',
    'expired',
    'refresh',
    'unsubscribe',
  ] as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...wishes)), (happenings) => {
      let here: SubscriberState = 'notify_wait';
      let there: NotifierState = 'resp_wait';
      const tell = (event: SubscriberEvent) => {
        here = subscriptionRow(subscriberMachine, here, event)?.next ?? here;
      };
      for (const event of happenings) {
        if (event === 'refresh' || event === 'unsubscribe') {
          if (subscriptionRow(subscriberMachine, here, event) === undefined) continue;
          tell(event);
        }
        const row: NotifierRow | undefined = subscriptionRow(notifierMachine, there, event);
        if (row === undefined) continue;
        there = row.next;
        for (const effect of row.effects) {
          if (effect === 'send 2xx') tell('2xx');
          else if (effect === 'send failure') tell('failure');
          else if (effect === 'send NOTIFY' && there !== 'resp_wait') tell(`NOTIFY ${there}`);
        }
        assert.equal(here, there === ('resp_wait' as NotifierState) ? 'notify_wait' : there);
      }
    }),
  );
});

test('the responses after which there is no subscription any more (4.1.2.2)', () => {
  const ending = [404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604];
  for (let status = 100; status < 700; status++) {
    const expected = status < 200 ? undefined : status === 204 ? '204' : status < 300 ? '2xx' : 'failure';
    assert.equal(subscribeResponseEvent(status), ending.includes(status) ? 'refused' : expected, String(status));
  }
});
