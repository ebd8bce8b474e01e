import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Lookup, Resolver, type ResolverOptions } from './resolver.ts';

/** A resolver under a clock of its own, whose look-ups the test answers. */
function bench(options: ResolverOptions = {}) {
  const asked: string[] = [];
  const answers: { resolve: (found: string[]) => void; reject: (error: Error) => void }[] = [];
  const timers: { ms: number; callback: () => void; cancelled: boolean }[] = [];
  const clock = { now: 0 };
  const lookup: Lookup = (host) => {
    asked.push(host);
    return new Promise((resolve, reject) => answers.push({ resolve, reject }));
  };
  const resolver = new Resolver({
    lookup,
    now: () => clock.now,
    after(ms, callback) {
      const timer = { ms, callback, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
    ...options,
  });
  return { resolver, asked, answers, timers, clock };
}

/** Lets a look-up that was asked for begin. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a numeric host is its own address, without a look-up', async () => {
  const { resolver, asked } = bench();
  for (const host of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1']) {
    assert.deepEqual(resolver.addresses(host), [host]);
    assert.deepEqual(await resolver.resolve(host), { addresses: [host], failure: '' });
  }
  assert.deepEqual(asked, []);
});

test('a name is asked for once, whatever its case, until its time is over', async () => {
  const { resolver, asked, answers, timers, clock } = bench({ ttl: 1000 });
  assert.equal(resolver.addresses('Proxy.example.com'), undefined);
  const first = resolver.resolve('Proxy.example.com');
  const second = resolver.resolve('proxy.EXAMPLE.com');
  await turn();
  assert.deepEqual(asked, ['proxy.example.com']);
  answers[0].resolve(['2001:db8::1', '192.0.2.1', '2001:db8::1']);
  assert.deepEqual(await first, { addresses: ['2001:db8::1', '192.0.2.1'], failure: '' });
  assert.equal(await second, await first);
  assert.ok(timers[0].cancelled, 'the time limit is over with the answer');
  clock.now = 999;
  assert.deepEqual(resolver.addresses('proxy.example.com'), ['2001:db8::1', '192.0.2.1']);
  clock.now = 1000;
  assert.equal(resolver.addresses('proxy.example.com'), undefined);
});

test('a failure is an empty list with its reason, and is remembered for a shorter time', async () => {
  const { resolver, answers, clock, asked } = bench({ ttl: 1000, negativeTtl: 10 });
  const answer = resolver.resolve('gone.example.com');
  await turn();
  answers[0].reject(new Error('getaddrinfo ENOTFOUND gone.example.com'));
  assert.deepEqual(await answer, { addresses: [], failure: 'getaddrinfo ENOTFOUND gone.example.com' });
  clock.now = 9;
  assert.deepEqual(resolver.addresses('gone.example.com'), []);
  assert.equal((await resolver.resolve('gone.example.com')).failure, 'getaddrinfo ENOTFOUND gone.example.com');
  clock.now = 10;
  assert.equal(resolver.addresses('gone.example.com'), undefined);
  assert.equal(asked.length, 1);
});

test('an answer without an address, and a look-up that throws, are failures too', async () => {
  const { resolver, answers } = bench();
  const answer = resolver.resolve('empty.example.com');
  await turn();
  answers[0].resolve([]);
  assert.deepEqual(await answer, { addresses: [], failure: 'it has no address' });

  const broken = new Resolver({
    lookup() {
      throw new TypeError('no such thing');
    },
  });
  assert.deepEqual(await broken.resolve('x.example.com'), { addresses: [], failure: 'no such thing' });
});

test('a look-up has a time limit; addresses that come later are kept, a failure is not', async () => {
  const { resolver, answers, timers } = bench({ timeout: 700 });
  const answer = resolver.resolve('slow.example.com');
  const other = resolver.resolve('slower.example.com');
  await turn();
  assert.equal(timers[0].ms, 700);
  timers[0].callback();
  timers[1].callback();
  assert.deepEqual(await answer, { addresses: [], failure: 'no answer within 700 ms' });
  assert.deepEqual(resolver.addresses('slow.example.com'), []);
  answers[0].resolve(['192.0.2.7']);
  answers[1].reject(new Error('later'));
  await turn();
  assert.deepEqual(resolver.addresses('slow.example.com'), ['192.0.2.7']);
  assert.equal((await other).failure, 'no answer within 700 ms');
  assert.equal((await resolver.resolve('slower.example.com')).failure, 'no answer within 700 ms');
});

test('the cache and the look-ups under way are bounded', async () => {
  const { resolver, answers } = bench({ maxEntries: 2, maxPending: 3 });
  const names = ['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com'];
  const all = names.map((name) => resolver.resolve(name));
  await turn();
  assert.equal(answers.length, 3);
  assert.deepEqual(await all[3], { addresses: [], failure: '3 look-ups are under way already' });
  assert.equal(resolver.addresses('d.example.com'), undefined, 'that is no fact about the name');
  for (const answer of answers) answer.resolve(['192.0.2.1']);
  await Promise.all(all);
  assert.equal(resolver.size, 2);
  assert.equal(resolver.addresses('a.example.com'), undefined, 'the oldest made room');
  assert.deepEqual(resolver.addresses('c.example.com'), ['192.0.2.1']);
  resolver.clear();
  assert.equal(resolver.size, 0);
});

test('the platform resolves localhost', async () => {
  const { addresses } = await new Resolver().resolve('localhost');
  assert.ok(addresses.includes('127.0.0.1') || addresses.includes('::1'), addresses.join());
});
