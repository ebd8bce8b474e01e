import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HttpSources, startHttp } from './http.ts';
import { createMetrics } from './metrics.ts';
import type { ServerStats } from './server-contract.ts';

const codes = (counts: Record<number, number>) => Object.assign(new Array<number>(700).fill(0), counts);
const stats: ServerStats = {
  requestsReceived: new Map([
    ['INVITE', 3],
    ['XYZZY', 1],
    ['PLUGH', 1],
  ]),
  requestsSent: new Map(),
  responsesReceived: codes({}),
  responsesSent: codes({ 200: 2, 486: 1 }),
  retransmissionsAbsorbed: 4,
  retransmissionsSent: 5,
  timeouts: 6,
  drops: new Map([['not SIP', 7]]),
  authVerdicts: new Map([['accepted', 8]]),
  serverTransactions: 9,
  bridgedCalls: 4,
  clientTransactions: 10,
  connections: 11,
  storeBatches: { bounds: [0.001, 0.01], counts: [5, 2, 1], sum: 0.25 },
};

async function running(parts: Partial<HttpSources> = {}, token?: string) {
  const sources: HttpSources = {
    ready: () => true,
    health: () => ({ ok: true, reason: '' }),
    metrics: async () => ({ text: 'metric 1\n', contentType: 'text/plain; version=0.0.4' }),
    ...parts,
  };
  const http = await startHttp({ address: '127.0.0.1', port: 0, token }, sources);
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${http.port}${path}`, init);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return { get, ...http };
}

test('health follows the store, readiness follows both', async () => {
  let ready = false;
  let ok = true;
  const { get, close } = await running({ ready: () => ready, health: () => ({ ok, reason: 'disk full' }) });
  const codesOf = async () => [(await get('/health')).status, (await get('/ready')).status];
  assert.deepEqual(await codesOf(), [200, 503], 'starting or draining');
  ready = true;
  assert.deepEqual(await codesOf(), [200, 200]);
  ok = false;
  assert.deepEqual(await codesOf(), [503, 503]);
  assert.match((await get('/ready')).text, /store: disk full/);
  await close();
});

test('other paths and methods are refused', async () => {
  const { get, close } = await running();
  assert.equal((await get('/')).status, 404);
  const post = await get('/metrics', { method: 'POST' });
  assert.equal(post.status, 405);
  assert.equal(post.headers.get('allow'), 'GET, HEAD');
  assert.equal((await get('/health', { method: 'HEAD' })).text, '');
  assert.equal((await get('/health?full')).status, 200);
  await close();
});

test('the metrics need the token where there is one; the probes do not', async () => {
  const { get, close } = await running({}, 'hush');
  const withToken = (token: string) => get('/metrics', { headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await get('/metrics')).status, 401);
  assert.equal((await withToken('wrong')).status, 401);
  assert.equal((await withToken('hush')).status, 200);
  assert.equal((await get('/ready')).status, 200);
  await close();
});

test('a fault while the metrics are read is a 500', async () => {
  const { get, close } = await running({ metrics: () => Promise.reject(new Error('no')) });
  assert.equal((await get('/metrics')).status, 500);
  await close();
});

test('a port in use is one line with the fix', async () => {
  const { port, close } = await running();
  const again = startHttp({ address: '127.0.0.1', port, token: undefined }, {} as HttpSources);
  await assert.rejects(again, { code: 'SIP_PORT_IN_USE', message: new RegExp(`HTTP 127.0.0.1:${port}.*http: off`) });
  await close();
});

test('the counters are read at each scrape', async () => {
  let accounts = 1;
  const store = {
    get accountCount() {
      return accounts;
    },
    bindingCount: 2,
    health: () => ({ ok: false, reason: 'x' }),
  };
  const registry = createMetrics({ stats: () => stats, store, ready: () => true });
  const scrape = async () => new Set((await registry.metrics()).split('\n'));
  const found = await scrape();
  for (const line of [
    'sipwright_requests_received_total{method="INVITE"} 3',
    'sipwright_requests_received_total{method="other"} 2',
    'sipwright_responses_sent_total{code="200"} 2',
    'sipwright_responses_sent_total{code="486"} 1',
    'sipwright_dropped_total{reason="not SIP"} 7',
    'sipwright_auth_verdicts_total{verdict="accepted"} 8',
    'sipwright_retransmissions_absorbed_total 4',
    'sipwright_timeouts_total 6',
    'sipwright_server_transactions 9',
    'sipwright_connections 11',
    'sipwright_accounts 1',
    'sipwright_bindings 2',
    'sipwright_store_healthy 0',
    'sipwright_ready 1',
    '# TYPE sipwright_store_batch_seconds histogram',
    'sipwright_store_batch_seconds_bucket{le="0.001"} 5',
    'sipwright_store_batch_seconds_bucket{le="0.01"} 7',
    'sipwright_store_batch_seconds_bucket{le="+Inf"} 8',
    'sipwright_store_batch_seconds_sum 0.25',
    'sipwright_store_batch_seconds_count 8',
  ]) {
    assert.ok(found.has(line), line);
  }
  assert.ok([...found].some((line) => line.startsWith('nodejs_eventloop_lag_p99_seconds ')));
  accounts = 2;
  const again = await scrape();
  assert.ok(again.has('sipwright_accounts 2'));
  assert.ok(again.has('sipwright_requests_received_total{method="INVITE"} 3'), 'a counter does not count twice');
});
