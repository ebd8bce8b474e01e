import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUri, type Uri } from '../message/index.ts';
import { type Binding } from '../store/index.ts';
import { BindingUpdate, type Registration } from './binding-update.ts';

/** Each row is one contact in its spellings, equal by 19.1.4; contacts of different rows differ. */
const spellings = [
  ['sip:a@example.net', 'SIP:a@EXAMPLE.net', 'sip:%61@example.net;unknown=1'],
  ['sip:b@192.0.2.1:5062;transport=tcp', 'sip:b@192.0.2.1:5062;transport=TCP'],
  ['tel:+1-201-555-0123', 'tel:+12015550123'],
  ['sips:a@example.net'],
];
const rowOf = (text: string) => spellings.findIndex((row) => row.includes(text));

interface Step {
  readonly contacts: '*' | { readonly row: number; readonly spelling: number; readonly expires: number }[];
  readonly callId: string;
  readonly cseq: number;
  readonly seconds: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  contacts: fc.oneof(
    { weight: 1, arbitrary: fc.constant('*' as const) },
    {
      weight: 6,
      arbitrary: fc.array(
        fc.record({ row: fc.nat(3), spelling: fc.nat(2), expires: fc.constantFrom(0, 30, 100, 5000) }),
        { minLength: 1, maxLength: 3 },
      ),
    },
  ),
  callId: fc.constantFrom('x', 'y'),
  cseq: fc.integer({ min: 1, max: 6 }),
  seconds: fc.nat(60),
});

interface Known {
  callId: string;
  cseq: number;
  until: number;
  updated: number;
}

/** Section 10.3 read aloud, over rows instead of URIs. @returns the next state, or why there is none */
function model(state: ReadonlyMap<number, Known>, asked: Step, now: number, limit: number, replace: boolean) {
  const alive = new Map([...state].filter(([, known]) => known.until > now));
  const next = new Map(alive);
  const stale = (known: Known | undefined) =>
    known !== undefined && known.callId === asked.callId && asked.cseq <= known.cseq;
  if (asked.contacts === '*') return [...alive.values()].some(stale) ? 500 : new Map<number, Known>();
  if (asked.contacts.filter(({ expires }) => expires > 0).length > limit + alive.size) return 403;
  if (asked.contacts.some(({ row }) => stale(alive.get(row)))) return 500;
  for (const { row, expires } of asked.contacts) {
    if (expires === 0) next.delete(row);
    else
      next.set(row, {
        callId: asked.callId,
        cseq: asked.cseq,
        until: now + Math.min(expires, 3600) * 1000,
        updated: now,
      });
  }
  const mine = new Set(asked.contacts.map(({ row }) => row));
  // New is also what the request took away and bound again.
  const { contacts } = asked;
  const grown = contacts.some(({ row, expires }, i) => {
    const before = contacts.slice(0, i).findLast((other) => other.row === row);
    return expires > 0 && (before === undefined ? !alive.has(row) : before.expires === 0);
  });
  if (!grown || next.size <= limit) return next;
  if (!replace) return 403;
  while (next.size > limit) {
    const others = [...next].filter(([row]) => !mine.has(row));
    if (others.length === 0) return 403;
    const oldest = Math.min(...others.map(([, { updated }]) => updated));
    next.delete(others.find(([, { updated }]) => updated === oldest)![0]);
  }
  return next;
}

test('any sequence of registrations leaves what section 10.3 says', () => {
  const seen = { 0: 0, 403: 0, 500: 0 };
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (steps, limit, replace) => {
        let now = 1_700_000_000_000;
        let expected: ReadonlyMap<number, Known> = new Map();
        let bindings: readonly Binding[] = [];
        for (const asked of steps) {
          // Later by a millisecond at least, so that there is one oldest.
          now += asked.seconds * 1000 + 1;
          const registration: Registration = {
            contacts:
              asked.contacts === '*'
                ? '*'
                : asked.contacts.map(({ row, spelling, expires }) => ({
                    uri: parseUri(spellings[row][spelling % spellings[row].length]) as Uri,
                    params: '',
                    q: 1000,
                    expires,
                  })),
            callId: asked.callId,
            cseq: asked.cseq,
            path: [],
            flow: undefined,
            userAgent: '',
            maxExpires: 3600,
            now,
          };
          const update = new BindingUpdate(registration, {
            maxContacts: limit,
            onContactLimit: replace ? 'replace' : 'refuse',
          });
          const after = update.apply(bindings);
          const outcome = model(expected, asked, now, limit, replace);
          if (typeof outcome === 'number') {
            assert.equal(update.refusal, outcome);
            assert.equal(after, bindings, 'refused: nothing is touched');
            assert.equal(update.events.length, 0);
          } else {
            assert.equal(update.refusal, 0);
            // Of several that are equally old, either may make room.
            if (replace && outcome.size === limit) assert.deepEqual(ages(stateOf(after)), ages(sorted(outcome)));
            else assert.deepEqual(stateOf(after), sorted(outcome));
            expected = new Map(after.map((binding) => [rowOf(binding.contact), known(binding)]));
            bindings = after;
          }
          seen[update.refusal]++;
        }
      },
    ),
    { numRuns: 300 },
  );
  for (const [refusal, times] of Object.entries(seen))
    assert.ok(times > 20, `${refusal} came about ${times} times only`);
});

const known = ({ callId, cseq, expiresAt, updatedAt }: Binding): Known => ({
  callId,
  cseq,
  until: expiresAt,
  updated: updatedAt,
});
const sorted = (state: ReadonlyMap<number, Known>) => [...state].sort(([a], [b]) => a - b);
const ages = (state: (readonly [number, Known])[]) => state.map(([, { updated }]) => updated).sort((a, b) => a - b);
const stateOf = (bindings: readonly Binding[]) =>
  sorted(new Map(bindings.map((binding) => [rowOf(binding.contact), known(binding)])));

test('a contact that no longer reads as a URI is told by its text alone', () => {
  const junk = {
    contact: 'not a uri',
    params: '',
    q: 1000,
    expiresAt: 2000,
    callId: 'o',
    cseq: 0,
    path: [],
    flow: undefined,
    userAgent: '',
    updatedAt: 0,
  };
  const registration: Registration = {
    contacts: [{ uri: parseUri('sip:a@example.net') as Uri, params: '', q: 1000, expires: 60 }],
    callId: 'x',
    cseq: 1,
    path: [],
    flow: undefined,
    userAgent: '',
    maxExpires: 3600,
    now: 1000,
  };
  const after = new BindingUpdate(registration, { maxContacts: 5, onContactLimit: 'refuse' }).apply([junk]);
  assert.deepEqual(
    after.map(({ contact }) => contact),
    ['not a uri', 'sip:a@example.net'],
  );
});
