import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flow, MemoryHost } from './index.ts';
import { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts';

type Line = string;

/** A network under a virtual clock, with one line for everything that its hosts are told. */
function simulate(seed: number, options: Partial<MemoryNetworkOptions> = {}) {
  let now = 0;
  let state = seed;
  const tasks: { at: number; order: number; run: () => void }[] = [];
  let order = 0;
  const network = new MemoryNetwork({
    random() {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state / 4294967296;
    },
    schedule(delayMs, run) {
      tasks.push({ at: now + delayMs, order: order++, run });
    },
    ...options,
  });
  const lines: Line[] = [];
  return {
    network,
    lines,
    host(
      address: string,
      transport: 'UDP' | 'TCP' = 'UDP',
      onMessage: (host: MemoryHost, flow: Flow) => void = () => {},
    ) {
      const host = network.host(address, [{ transport, port: 5060 }]);
      host.setReceiver({
        receive(text, flow) {
          lines.push(`${address} got ${bodyOf(text)} from ${flow.remoteAddress}`);
          onMessage(host, flow);
        },
        unframeable(_text, _flow, reason) {
          lines.push(`${address} cannot frame: ${reason}`);
        },
        closed(flow, error) {
          lines.push(`${address} lost ${flow.remoteAddress}: ${error}`);
        },
      });
      return host;
    },
    /** Runs until nothing is left, or until the time is past `until`. */
    run(until = Number.POSITIVE_INFINITY): number {
      for (;;) {
        tasks.sort((a, b) => a.at - b.at || a.order - b.order);
        if (tasks.length === 0 || tasks[0].at > until) break;
        const task = tasks.shift();
        now = task?.at ?? now;
        task?.run();
      }
      return now;
    },
    now: () => now,
  };
}

function message(body: string): string {
  return `M sip:b SIP/2.0\r\nl: ${body.length}\r\n\r\n${body}`;
}

function bodyOf(text: string): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

function flow(host: MemoryHost, address: string, transport: 'UDP' | 'TCP' = 'UDP'): Flow {
  const found = host.flowTo({ transport, address, port: 5060 });
  assert.ok(found);
  return found;
}

test('the same seed gives the same run, another seed another', () => {
  const run = (seed: number) => {
    const { network, host, run, now } = simulate(seed, { loss: 0.2, duplicate: 0.2, delay: [5, 100] });
    const log: string[] = [];
    network.tap(({ event, from, to, text }) =>
      log.push(`${now()} ${event} ${from.address} ${to.address} ${bodyOf(text)}`),
    );
    const a = host('a');
    host('b', 'UDP', (b, from) => b.send(from, message('reply')));
    for (let i = 0; i < 50; i++) a.send(flow(a, 'b'), message(String(i)));
    run();
    return log;
  };
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1), run(2));
});

test('datagrams are lost, doubled and overtaken at the stated rates', () => {
  const { network, host, run, lines } = simulate(7, { loss: 0.3, duplicate: 0.1, delay: [0, 50] });
  const a = host('a');
  host('b');
  let lost = 0;
  network.tap(({ event }) => (lost += event === 'lost' ? 1 : 0));
  for (let i = 0; i < 2000; i++) a.send(flow(a, 'b'), message(String(i)));
  run();
  assert.ok(lost > 500 && lost < 700, `${lost} lost`);
  const distinct = new Set(lines).size;
  assert.equal(distinct, 2000 - lost);
  assert.ok(lines.length - distinct > 90 && lines.length - distinct < 190, `${lines.length - distinct} doubled`);
  const numbers = lines.map((line) => Number(line.split(' ')[2]));
  assert.ok(numbers.some((number, i) => i > 0 && number < numbers[i - 1]));
});

test('a datagram to nobody vanishes, and one over a cut link', () => {
  const { network, host, run, lines } = simulate(1);
  const a = host('a');
  host('b');
  a.send(flow(a, 'nowhere'), message('1'));
  network.cut('b', 'a');
  a.send(flow(a, 'b'), message('2'));
  network.heal('a', 'b');
  a.send(flow(a, 'b'), message('3'));
  run();
  assert.deepEqual(lines, ['b got 3 from a']);
});

test('a connection over a cut link waits, and goes on in order when it is healed', () => {
  const { network, host, run, lines } = simulate(3, { delay: [1, 40] });
  const a = host('a', 'TCP');
  host('b', 'TCP');
  const out = flow(a, 'b', 'TCP');
  a.send(out, message('1'));
  run();
  network.cut('a', 'b');
  for (const body of ['2', '3', '4']) a.send(out, message(body));
  run(5000);
  assert.deepEqual(lines, ['b got 1 from a']);
  network.heal('a', 'b');
  run();
  assert.deepEqual(
    lines,
    ['1', '2', '3', '4'].map((body) => `b got ${body} from a`),
  );
});

test('a connection over a cut link is given up by its sender; the other side learns of it when it sends', () => {
  const { network, host, run, lines, now } = simulate(3);
  const a = host('a', 'TCP');
  let back: Flow | undefined;
  const b = host('b', 'TCP', (_, from) => (back = from));
  const out = flow(a, 'b', 'TCP');
  a.send(out, message('1'));
  run();
  network.cut('a', 'b');
  const cutAt = now();
  a.send(out, message('2'));
  assert.ok(run() - cutAt >= 10_000);
  network.heal('a', 'b');
  assert.deepEqual(lines, ['b got 1 from a', 'a lost b: write ETIMEDOUT']);
  assert.ok(back !== undefined && b.isOpen(back) && !a.isOpen(out));
  b.send(back, message('3'));
  run();
  assert.equal(lines.at(-1), 'b lost a: read ECONNRESET');
});

test('a connection attempt over a cut link times out', () => {
  const { network, host, run, lines } = simulate(1, { connectTimeoutMs: 700 });
  const a = host('a', 'TCP');
  host('b', 'TCP');
  network.cut('a', 'b');
  a.send(flow(a, 'b', 'TCP'), message('1'));
  assert.equal(run(), 700);
  assert.deepEqual(lines, ['a lost b: connect ETIMEDOUT b:5060']);
});

test('a host that is killed resets its connections, and another takes its place', () => {
  const { host, run, lines } = simulate(1);
  const a = host('a', 'TCP');
  const b = host('b', 'TCP');
  a.send(flow(a, 'b', 'TCP'), message('1'));
  run();
  b.kill();
  run();
  assert.deepEqual(lines.splice(0), ['b got 1 from a', 'a lost b: read ECONNRESET']);
  const refused = flow(a, 'b', 'TCP');
  a.send(refused, message('2'));
  run();
  assert.deepEqual(lines.splice(0), ['a lost b: connect ECONNREFUSED b:5060']);
  host('b', 'TCP');
  a.send(flow(a, 'b', 'TCP'), message('3'));
  run();
  assert.deepEqual(lines, ['b got 3 from a']);
});

test('one connection can be closed in order, or all between two hosts broken', () => {
  const { network, host, run, lines } = simulate(1);
  const a = host('a', 'TCP');
  host('b', 'TCP');
  const first = flow(a, 'b', 'TCP');
  a.send(first, message('1'));
  run();
  a.disconnect(first);
  assert.equal(a.isOpen(first), false);
  run();
  assert.deepEqual(lines.splice(0), ['b got 1 from a', 'b lost a: ', 'a lost b: ']);
  a.send(flow(a, 'b', 'TCP'), message('2'));
  run();
  network.reset('a', 'b');
  run();
  assert.deepEqual(lines.sort(), ['a lost b: read ECONNRESET', 'b got 2 from a', 'b lost a: read ECONNRESET']);
});

/** What the taps are told, as `sent 1`. */
function tapped(network: MemoryNetwork): string[] {
  const told: string[] = [];
  network.tap(({ event, text }) => told.push(`${event} ${bodyOf(text)}`));
  return told;
}

const says = (body: string) => (sent: { readonly text: string }) => bodyOf(sent.text).startsWith(body);

test('what is held back waits, and goes on its way in order when it is released', () => {
  const { network, host, run, lines } = simulate(1, { loss: 0.9, duplicate: 0.9 });
  const a = host('a');
  host('b');
  const told = tapped(network);
  const held = network.hold(says('x'));
  for (const body of ['x1', 'x2']) a.send(flow(a, 'b'), message(body));
  run();
  assert.deepEqual([held.waiting.map(({ text }) => bodyOf(text)), lines], [['x1', 'x2'], []]);
  held.release();
  run();
  assert.deepEqual([held.waiting, lines], [[], ['b got x1 from a', 'b got x2 from a']]);
  assert.deepEqual(told, ['sent x1', 'sent x2', 'delivered x1', 'delivered x2'], 'chance has no part in it');
  held.release();
  run();
  assert.equal(lines.length, 2, 'once');
});

test('no more than asked for is held back, and what else is sent overtakes it', () => {
  const { network, host, run, lines } = simulate(1);
  const a = host('a');
  host('b');
  const held = network.hold(says('x'), 1);
  for (const body of ['x1', 'y', 'x2']) a.send(flow(a, 'b'), message(body));
  run();
  held.release();
  a.send(flow(a, 'b'), message('x3'));
  run();
  assert.deepEqual(
    lines,
    ['y', 'x2', 'x1', 'x3'].map((body) => `b got ${body} from a`),
  );
});

test('what is held back may be lost after all, also because its link is cut meanwhile', () => {
  const { network, host, run, lines } = simulate(1);
  const a = host('a');
  host('b');
  const told = tapped(network);
  const held = network.hold(says('x'));
  a.send(flow(a, 'b'), message('x1'));
  held.lose();
  a.send(flow(a, 'b'), message('x2'));
  run();
  assert.deepEqual(told.splice(0), ['sent x1', 'lost x1', 'sent x2', 'delivered x2']);
  const cut = network.hold(says('x'));
  a.send(flow(a, 'b'), message('x3'));
  network.cut('a', 'b');
  cut.release();
  network.heal('a', 'b');
  run();
  assert.deepEqual([told, lines], [['sent x3', 'lost x3'], ['b got x2 from a']]);
});

test('chosen datagrams are lost until that is called off, or there were enough of them', () => {
  const { network, host, run, lines } = simulate(1);
  const a = host('a');
  host('b');
  network.lose(says('x'), 2);
  const end = network.lose(says('y'));
  for (const body of ['x1', 'y1', 'x2', 'x3', 'y2']) a.send(flow(a, 'b'), message(body));
  end();
  a.send(flow(a, 'b'), message('y3'));
  run();
  assert.deepEqual(lines, ['b got x3 from a', 'b got y3 from a']);
});

test('what is told of one message has one number, which no other message has', () => {
  const { network, host, run } = simulate(5, { loss: 0.3, duplicate: 0.3, delay: [0, 50] });
  const a = host('a');
  const b = host('b', 'TCP');
  host('a2', 'TCP');
  b.send(flow(b, 'a2', 'TCP'), message('over a connection'));
  const bodies = new Map<number, Set<string>>();
  network.tap(({ number, text }) => bodies.set(number, (bodies.get(number) ?? new Set()).add(bodyOf(text))));
  for (let i = 0; i < 50; i++) a.send(flow(a, 'b'), message(String(i)));
  run();
  assert.deepEqual(
    [...bodies.values()].map((told) => [...told]),
    Array.from({ length: 50 }, (_, i) => [String(i)]),
  );
});
