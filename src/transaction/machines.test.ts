/** Every state with every event, against what the RFCs say; and each row is shown to be missed when it is gone (RFC 3261 17, 6026, 4320). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allMachineRows } from './machines.ts';
import { Transaction } from './transaction.ts';
import { compile, type Event, eventIndex, events, type MachineRows } from './transition.ts';

const never = Infinity;

/** State after the event, effects for the driver, and when the next retransmission and the end are due. The event comes at 1 ms, those before it at 0. */
type Outcome = readonly [next: string, effects: string, retransmit: number, end: number];
type Expected = Outcome | { readonly unreliable: Outcome; readonly reliable: Outcome };

interface Situation {
  /** The events that lead there from the start. */
  readonly after: readonly Event[];
  readonly events: Partial<Record<Event, Expected>>;
}

interface Specification {
  readonly machine: MachineRows['name'];
  readonly start: Expected;
  readonly situations: readonly Situation[];
}

const both = (unreliable: Outcome, reliable: Outcome): Expected => ({ unreliable, reliable });

// biome-ignore format: a table
const specifications: readonly Specification[] = [
  {
    machine: 'INVITE client',
    start: both(['Calling', '', 500, 32_000], ['Calling', '', never, 32_000]),
    situations: [
      {
        after: [],
        events: {
          'timer A': both(['Calling', 'resend', 1001, 32_000], ['Calling', 'resend', never, 32_000]),
          'timer B': ['Terminated', 'timeout', never, never],
          'transport error': ['Terminated', 'fault', never, never],
          cancel: both(['Calling', 'hold cancel', 500, 32_000], ['Calling', 'hold cancel', never, 32_000]),
          '1xx': ['Proceeding', 'deliver', never, never],
          '2xx': ['Accepted', 'deliver', never, 32_001],
          '300-699': both(['Completed', 'ack deliver', never, 32_001], ['Completed', 'ack deliver', never, 1]),
        },
      },
      {
        // RFC 3261 9.1: the CANCEL waits for a provisional response, and is not sent after a final one
        after: ['cancel'],
        events: {
          'timer A': both(['Calling', 'resend', 1001, 32_000], ['Calling', 'resend', never, 32_000]),
          'timer B': ['Terminated', 'timeout', never, never],
          'transport error': ['Terminated', 'fault', never, never],
          cancel: both(['Calling', 'hold cancel', 500, 32_000], ['Calling', 'hold cancel', never, 32_000]),
          '1xx': ['Proceeding', 'deliver cancel', never, 32_001],
          '2xx': ['Accepted', 'deliver', never, 32_001],
          '300-699': both(['Completed', 'ack deliver', never, 32_001], ['Completed', 'ack deliver', never, 1]),
        },
      },
      {
        after: ['1xx'],
        events: {
          '1xx': ['Proceeding', 'deliver', never, never],
          '2xx': ['Accepted', 'deliver', never, 32_001],
          '300-699': both(['Completed', 'ack deliver', never, 32_001], ['Completed', 'ack deliver', never, 1]),
          cancel: ['Proceeding', 'cancel', never, 32_001],
          'timer Cancel': ['Terminated', 'timeout', never, never],
          'transport error': ['Terminated', 'fault', never, never],
        },
      },
      {
        after: ['1xx', 'cancel'],
        events: {
          '1xx': ['Proceeding', 'deliver', never, 32_000],
          '2xx': ['Accepted', 'deliver', never, 32_001],
          '300-699': both(['Completed', 'ack deliver', never, 32_001], ['Completed', 'ack deliver', never, 1]),
          'timer Cancel': ['Terminated', 'timeout', never, never],
          'transport error': ['Terminated', 'fault', never, never],
        },
      },
      {
        after: ['2xx'],
        events: {
          '2xx': ['Accepted', 'deliver', never, 32_000],
          'timer M': ['Terminated', '', never, never],
        },
      },
      {
        after: ['1xx', '300-699'],
        events: {
          '300-699': both(['Completed', 'ack', never, 32_000], ['Completed', 'ack', never, 0]),
          'transport error': ['Terminated', 'fault', never, never],
          'timer D': ['Terminated', '', never, never],
        },
      },
      { after: ['timer B'], events: {} },
    ],
  },
  {
    machine: 'non-INVITE client',
    start: both(['Trying', '', 500, 32_000], ['Trying', '', never, 32_000]),
    situations: [
      {
        after: [],
        events: {
          'timer E': both(['Trying', 'resend', 1001, 32_000], ['Trying', 'resend', never, 32_000]),
          'timer F': ['Terminated', 'timeout', never, never],
          'transport error': ['Terminated', 'fault', never, never],
          '1xx': both(['Proceeding', 'deliver', 500, 32_000], ['Proceeding', 'deliver', never, 32_000]),
          '2xx': both(['Completed', 'deliver', never, 5001], ['Completed', 'deliver', never, 1]),
          '300-699': both(['Completed', 'deliver', never, 5001], ['Completed', 'deliver', never, 1]),
        },
      },
      {
        after: ['1xx'],
        events: {
          'timer E': both(['Proceeding', 'resend', 4001, 32_000], ['Proceeding', 'resend', never, 32_000]),
          'timer F': ['Terminated', 'timeout', never, never],
          'transport error': ['Terminated', 'fault', never, never],
          '1xx': both(['Proceeding', 'deliver', 500, 32_000], ['Proceeding', 'deliver', never, 32_000]),
          '2xx': both(['Completed', 'deliver', never, 5001], ['Completed', 'deliver', never, 1]),
          '300-699': both(['Completed', 'deliver', never, 5001], ['Completed', 'deliver', never, 1]),
        },
      },
      { after: ['2xx'], events: { 'timer K': ['Terminated', '', never, never] } },
      { after: ['timer F'], events: {} },
    ],
  },
  {
    machine: 'INVITE server',
    start: ['Proceeding', '', 200, never],
    situations: [
      {
        after: [],
        events: {
          'timer Trying': ['Proceeding', 'trying', 200, never],
          request: ['Proceeding', 'resend', 200, never],
          'send 1xx': ['Proceeding', 'send', never, never],
          'send 2xx': ['Accepted', 'send', never, 32_001],
          'send 300-699': both(['Completed', 'send', 501, 32_001], ['Completed', 'send', never, 32_001]),
          'transport error': ['Proceeding', 'fault', 200, never],
        },
      },
      {
        after: ['send 1xx'],
        events: {
          request: ['Proceeding', 'resend', never, never],
          'send 1xx': ['Proceeding', 'send', never, never],
          'send 2xx': ['Accepted', 'send', never, 32_001],
          'send 300-699': both(['Completed', 'send', 501, 32_001], ['Completed', 'send', never, 32_001]),
          'transport error': ['Proceeding', 'fault', never, never],
        },
      },
      {
        after: ['send 2xx'],
        events: {
          request: ['Accepted', '', never, 32_000],
          'send 2xx': ['Accepted', 'send', never, 32_000],
          ack: ['Accepted', 'deliver', never, 32_000],
          'transport error': ['Accepted', 'fault', never, 32_000],
          'timer L': ['Terminated', '', never, never],
        },
      },
      {
        after: ['send 300-699'],
        events: {
          request: both(['Completed', 'resend', 500, 32_000], ['Completed', 'resend', never, 32_000]),
          'timer G': both(['Completed', 'resend', 1001, 32_000], ['Completed', 'resend', never, 32_000]),
          'timer H': ['Terminated', 'timeout', never, never],
          // RFC 6026 7.1: the state stays, or a retransmission would be taken for a new request
          'transport error': both(['Completed', 'fault', 500, 32_000], ['Completed', 'fault', never, 32_000]),
          ack: both(['Confirmed', '', never, 5001], ['Confirmed', '', never, 1]),
        },
      },
      { after: ['send 300-699', 'ack'], events: { 'timer I': ['Terminated', '', never, never] } },
      { after: ['send 300-699', 'timer H'], events: {} },
    ],
  },
  {
    machine: 'non-INVITE server',
    start: ['Trying', '', 3500, never],
    situations: [
      {
        // 17.2.2: a request that comes again is discarded here
        after: [],
        events: {
          'timer TryingLate': ['Trying', 'trying', 3500, never],
          abandon: ['Terminated', '', never, never],
          'send 1xx': ['Proceeding', 'send', never, never],
          'send 2xx': both(['Completed', 'send', never, 32_001], ['Completed', 'send', never, 1]),
          'send 300-699': both(['Completed', 'send', never, 32_001], ['Completed', 'send', never, 1]),
        },
      },
      {
        after: ['send 1xx'],
        events: {
          abandon: ['Terminated', '', never, never],
          request: ['Proceeding', 'resend', never, never],
          'send 1xx': ['Proceeding', 'send', never, never],
          'send 2xx': both(['Completed', 'send', never, 32_001], ['Completed', 'send', never, 1]),
          'send 300-699': both(['Completed', 'send', never, 32_001], ['Completed', 'send', never, 1]),
          'transport error': ['Terminated', 'fault', never, never],
        },
      },
      {
        after: ['send 2xx'],
        events: {
          request: both(['Completed', 'resend', never, 32_000], ['Completed', 'resend', never, 0]),
          'transport error': ['Terminated', 'fault', never, never],
          'timer J': ['Terminated', '', never, never],
        },
      },
      { after: ['abandon'], events: {} },
    ],
  },
];

/** The differences between the rows and the specification, in words. */
function differences(rows: MachineRows, specification: Specification): string[] {
  const machine = compile(rows);
  const found: string[] = [];
  for (const reliable of [false, true]) {
    const lead = (after: readonly Event[]) => {
      const transaction = new Transaction(machine, reliable, 0);
      for (const event of after) transaction.handle(eventIndex(event), 0);
      return transaction;
    };
    const compare = (what: string, transaction: Transaction, effects: readonly string[], expected: Expected) => {
      const wanted = 'reliable' in expected ? (reliable ? expected.reliable : expected.unreliable) : expected;
      const got: Outcome = [transaction.state, effects.join(' '), transaction.retransmitAt, transaction.endAt];
      if (got.join() !== wanted.join()) found.push(`${rows.name}, ${what}: ${got.join()} in place of ${wanted.join()}`);
    };
    compare('start', lead([]), [], specification.start);
    for (const { after, events: answers } of specification.situations) {
      for (const event of events) {
        const before = lead(after);
        const absorbed: Outcome = [before.state, '', before.retransmitAt, before.endAt];
        const transaction = lead(after);
        const effects = transaction.handle(eventIndex(event), 1);
        compare(`${after.join()} then ${event}`, transaction, effects, answers[event] ?? absorbed);
      }
    }
  }
  return found;
}

for (const specification of specifications) {
  const rows = allMachineRows.find(({ name }) => name === specification.machine) as MachineRows;

  test(`${rows.name}: every state answers every event as specified`, () => {
    assert.deepEqual(differences(rows, specification), []);
  });

  test(`${rows.name}: no row can be deleted unnoticed`, () => {
    const unnoticed = rows.rows.filter((row) => {
      const fewer = { ...rows, rows: rows.rows.filter((other) => other !== row) };
      return differences(fewer, specification).length === 0;
    });
    // What is absorbed is absorbed without its row too: that one is there for the reader and the diagrams.
    assert.deepEqual(
      unnoticed.map((row) => `${row.state} on ${row.on}`),
      rows.name === 'INVITE server' ? ['Accepted on request'] : [],
    );
  });

  test(`${rows.name}: no row's timers or effects can be left out unnoticed`, () => {
    const unnoticed: string[] = [];
    for (const row of rows.rows) {
      for (const effect of row.effects) {
        const less = { ...row, effects: row.effects.filter((other) => other !== effect) };
        const changed = { ...rows, rows: rows.rows.map((other) => (other === row ? less : other)) };
        if (differences(changed, specification).length === 0) unnoticed.push(`${row.state} on ${row.on}: ${effect}`);
      }
    }
    assert.deepEqual(unnoticed, []);
  });
}
