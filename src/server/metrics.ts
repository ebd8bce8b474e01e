/** The metrics for Prometheus: plain counters read at each scrape, so that no message pays for them. */
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import { isKnownMethod } from '../catalogue/index.ts';
import type { Store } from '../store/index.ts';
import type { LatencyHistogram, ServerStats } from './server-contract.ts';

export interface MetricSources {
  readonly stats: () => ServerStats;
  readonly store: Pick<Store, 'accountCount' | 'bindingCount' | 'health'>;
  readonly ready: () => boolean;
}

/** @returns a registry whose `metrics()` reads the sources */
export function createMetrics({ stats, store, ready }: MetricSources): Registry {
  const registry = new Registry();
  // Of the process and of Node: CPU, memory, garbage collection, event-loop lag.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });

  const counter = (
    name: string,
    help: string,
    label: string,
    read: (found: ServerStats) => Iterable<[string, number]>,
  ) =>
    new Counter({
      name: `sipwright_${name}`,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, count] of read(stats())) this.inc({ [label]: value }, count);
      },
    });
  const total = (name: string, help: string, read: (found: ServerStats) => number) =>
    new Counter({
      name: `sipwright_${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(stats()));
      },
    });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `sipwright_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });

  counter('requests_received_total', 'Requests received, by method.', 'method', (found) =>
    byMethod(found.requestsReceived),
  );
  counter('requests_sent_total', 'Requests sent, by method.', 'method', (found) => byMethod(found.requestsSent));
  counter('responses_received_total', 'Responses received, by status code.', 'code', (found) =>
    byCode(found.responsesReceived),
  );
  counter('responses_sent_total', 'Responses sent, by status code.', 'code', (found) => byCode(found.responsesSent));
  counter('dropped_total', 'Messages dropped without an answer, by reason.', 'reason', (found) => found.drops);
  counter('auth_verdicts_total', 'Verdicts on digest credentials.', 'verdict', (found) => found.authVerdicts);
  total(
    'retransmissions_absorbed_total',
    'Repeated messages that a transaction absorbed.',
    (found) => found.retransmissionsAbsorbed,
  );
  total('retransmissions_sent_total', 'Messages that were sent again.', (found) => found.retransmissionsSent);
  total('timeouts_total', 'Transactions that ended by timer B, F or H.', (found) => found.timeouts);

  gauge('server_transactions', 'Open server transactions.', () => stats().serverTransactions);
  gauge('client_transactions', 'Open client transactions.', () => stats().clientTransactions);
  gauge('bridged_calls', 'Calls taken apart into two legs of the server.', () => stats().bridgedCalls);
  gauge('connections', 'Open connections.', () => stats().connections);
  gauge('accounts', 'Accounts.', () => store.accountCount);
  gauge('bindings', 'Registered contacts.', () => store.bindingCount);
  gauge('store_healthy', 'Whether writes are acknowledged (1) or fail (0).', () => (store.health().ok ? 1 : 0));
  gauge('ready', 'Whether new requests are welcome (1) or not (0).', () => (ready() ? 1 : 0));
  registry.registerMetric(
    histogram(
      'sipwright_store_batch_seconds',
      'How long a group of writes took to be acknowledged.',
      () => stats().storeBatches,
    ),
  );
  return registry;
}

/** Methods are the peer's words, so those that nobody registered are counted as one. */
function byMethod(counts: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [method, count] of counts) {
    const label = isKnownMethod(method) ? method : 'other';
    sums.set(label, (sums.get(label) ?? 0) + count);
  }
  return sums;
}

function* byCode(counts: readonly number[]): Generator<[string, number]> {
  for (let code = 100; code < counts.length; code++) if (counts[code] > 0) yield [String(code), counts[code]];
}

/** A histogram that was counted elsewhere: prom-client's own can only observe one value after the other. */
function histogram(name: string, help: string, read: () => LatencyHistogram | undefined): Metric {
  const get = async () => {
    const found = read();
    const values: { metricName: string; labels: Record<string, string>; value: number }[] = [];
    if (found !== undefined) {
      let count = 0;
      found.counts.forEach((slower, at) => {
        count += slower;
        values.push({ metricName: `${name}_bucket`, labels: { le: String(found.bounds[at] ?? '+Inf') }, value: count });
      });
      values.push({ metricName: `${name}_sum`, labels: {}, value: found.sum });
      values.push({ metricName: `${name}_count`, labels: {}, value: count });
    }
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  };
  return { name, help, get, reset() {} } as unknown as Metric;
}
