/** One suite for whatever implements `Transport`: the sockets of Node and the simulated network. */

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { openSockets } from '../../src/sockets/index.ts';
import type { BoundTransport, Destination, Flow, FlowReceiver, TransportName } from '../../src/transport/index.ts';
import { MemoryNetwork, PING } from '../../src/transport/index.ts';

const allBytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');

function message(body: string): string {
  return `MESSAGE sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

type Event =
  | { kind: 'receive'; text: string; flow: Flow }
  | { kind: 'unframeable'; text: string; flow: Flow; reason: string; status: number }
  | { kind: 'closed'; flow: Flow; error: string }
  | { kind: 'pong'; flow: Flow };

/** Keeps what a transport tells, and lets a test await it. */
class Recorder implements FlowReceiver {
  readonly events: Event[] = [];
  onUnframeable: (flow: Flow) => void = () => {};
  #waiting: (() => void) | undefined;

  receive(text: string, flow: Flow): void {
    this.#add({ kind: 'receive', text, flow });
  }

  unframeable(text: string, flow: Flow, reason: string, status: number): void {
    this.onUnframeable(flow);
    this.#add({ kind: 'unframeable', text, flow, reason, status });
  }

  closed(flow: Flow, error: string): void {
    this.#add({ kind: 'closed', flow, error });
  }

  pong(flow: Flow): void {
    this.#add({ kind: 'pong', flow });
  }

  async until(count: number): Promise<Event[]> {
    while (this.events.length < count) await new Promise<void>((resolve) => (this.#waiting = resolve));
    return this.events;
  }

  #add(event: Event): void {
    this.events.push(event);
    this.#waiting?.();
  }
}

interface Side {
  transport: BoundTransport;
  recorder: Recorder;
  at: Destination;
}

interface Rig {
  readonly name: string;
  /** Two sides that can reach each other, and an address at which nobody listens. */
  open(transport: TransportName): Promise<{ a: Side; b: Side; nowhere: Destination }>;
}

function sideOf(transport: BoundTransport): Side {
  const recorder = new Recorder();
  transport.setReceiver(recorder);
  return { transport, recorder, at: transport.listeners[0] };
}

function socketsRig(address: string): Rig {
  return {
    name: `sockets on ${address}`,
    async open(transport) {
      const open = () => openSockets([{ transport, address, port: 0 }], undefined, { halfCloseMs: 40 });
      const [a, b, gone] = await Promise.all([open(), open(), open()]);
      await gone.close();
      return { a: sideOf(a), b: sideOf(b), nowhere: gone.listeners[0] };
    },
  };
}

const memoryRig: Rig = {
  name: 'memory network',
  async open(transport) {
    let now = 0;
    let state = 12345;
    const tasks: { at: number; run: () => void }[] = [];
    const step = () => {
      const next = tasks.shift();
      if (next === undefined) return;
      now = next.at;
      next.run();
    };
    const network = new MemoryNetwork({
      random() {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
      },
      schedule(delayMs, run) {
        const at = now + delayMs;
        const later = tasks.findIndex((task) => task.at > at);
        tasks.splice(later < 0 ? tasks.length : later, 0, { at, run });
        setImmediate(step);
      },
      delay: [1, 30],
    });
    return {
      a: sideOf(network.host('192.0.2.1', [{ transport, port: 5060 }])),
      b: sideOf(network.host('192.0.2.2', [{ transport, port: 0 }])),
      nowhere: { transport, address: '192.0.2.9', port: 5060 },
    };
  },
};

let open: Side[] = [];
afterEach(async () => {
  await Promise.all(open.map((side) => side.transport.close(100)));
  open = [];
});

async function rigged(rig: Rig, transport: TransportName) {
  const opened = await rig.open(transport);
  open = [opened.a, opened.b];
  return opened;
}

function flowTo(from: Side, to: Destination): Flow {
  const flow = from.transport.flowTo(to);
  assert.ok(flow);
  return flow;
}

for (const rig of [socketsRig('127.0.0.1'), socketsRig('::1'), memoryRig]) {
  describe(rig.name, () => {
    for (const transport of ['UDP', 'TCP'] as const) {
      test(`${transport}: a message arrives byte for byte, with the facts of its flow`, async () => {
        const { a, b } = await rigged(rig, transport);
        const out = flowTo(a, b.at);
        assert.deepEqual(
          { ...out, connection: 0 },
          {
            transport,
            localAddress: a.at.address,
            localPort: a.at.port,
            remoteAddress: b.at.address,
            remotePort: b.at.port,
            connection: 0,
          },
        );
        a.transport.send(out, message(allBytes));
        const [event] = await b.recorder.until(1);
        assert.equal(event.kind, 'receive');
        assert.equal(event.kind === 'receive' && event.text, message(allBytes));
        const { flow } = event;
        assert.deepEqual(
          [flow.transport, flow.localAddress, flow.localPort, flow.remoteAddress],
          [transport, b.at.address, b.at.port, a.at.address],
        );
        if (transport === 'UDP') assert.equal(flow.remotePort, a.at.port);
        else assert.notEqual(flow.connection, 0);
        assert.notEqual(out.connection === flow.connection, transport === 'TCP');
        assert.ok(b.transport.isOpen(flow) && a.transport.isOpen(out));
      });

      test(`${transport}: a reply on the same flow comes back on it`, async () => {
        const { a, b } = await rigged(rig, transport);
        const out = flowTo(a, b.at);
        a.transport.send(out, message('request'));
        const [request] = await b.recorder.until(1);
        b.transport.send(request.flow, message('reply'));
        const [reply] = await a.recorder.until(1);
        assert.deepEqual(reply, { kind: 'receive', text: message('reply'), flow: out });
      });

      test(`${transport}: a flow survives being written down and read again`, async () => {
        const { a, b } = await rigged(rig, transport);
        a.transport.send(flowTo(a, b.at), message('request'));
        const [request] = await b.recorder.until(1);
        b.transport.send(JSON.parse(JSON.stringify(request.flow)), message('reply'));
        const [reply] = await a.recorder.until(1);
        assert.equal(reply.kind === 'receive' && reply.text, message('reply'));
      });

      test(`${transport}: no flow leads where no listener of ours speaks`, async () => {
        const { a, b } = await rigged(rig, transport);
        const other = b.at.address.includes(':') ? '127.0.0.1' : '::1';
        assert.equal(a.transport.flowTo({ ...b.at, address: other }), undefined);
        assert.equal(a.transport.flowTo({ ...b.at, transport: 'WSS' }), undefined);
      });
    }

    test('UDP: empty datagrams and keep-alives are no messages', async () => {
      const { a, b } = await rigged(rig, 'UDP');
      const out = flowTo(a, b.at);
      if (rig !== memoryRig) for (const text of ['', '\r\n\r\n', '\0\x01\0\0STUN']) a.transport.send(out, text);
      a.transport.send(out, message('x'));
      const events = await b.recorder.until(1);
      assert.deepEqual(
        events.map((event) => event.kind === 'receive' && event.text),
        [message('x')],
      );
    });

    test('TCP: many messages arrive whole and in order', async () => {
      const { a, b } = await rigged(rig, 'TCP');
      const out = flowTo(a, b.at);
      const texts = Array.from({ length: 200 }, (_, i) => message(`${i} ${'x'.repeat(i * 20)}`));
      for (const text of texts) a.transport.send(out, text);
      const events = await b.recorder.until(texts.length);
      assert.deepEqual(
        events.map((event) => event.kind === 'receive' && event.text),
        texts,
      );
      assert.equal(new Set(events.map((event) => event.flow.connection)).size, 1);
    });

    test('TCP: an open connection is used again, also by the side that did not make it', async () => {
      const { a, b } = await rigged(rig, 'TCP');
      const out = flowTo(a, b.at);
      assert.equal(flowTo(a, b.at).connection, out.connection);
      a.transport.send(out, message('x'));
      const [{ flow }] = await b.recorder.until(1);
      const back = flowTo(b, { transport: 'TCP', address: flow.remoteAddress, port: flow.remotePort });
      assert.deepEqual(back, flow);
    });

    test('TCP: a refused connection is told once, and each message sent on it afterwards', async () => {
      const { a, nowhere } = await rigged(rig, 'TCP');
      const out = flowTo(a, nowhere);
      a.transport.send(out, message('x'));
      assert.equal(a.recorder.events.length, 0);
      const [event] = await a.recorder.until(1);
      assert.equal(event.kind, 'closed');
      assert.deepEqual(event.flow, out);
      assert.match(event.kind === 'closed' ? event.error : '', /^connect ECONNREFUSED /);
      assert.equal(a.transport.isOpen(out), false);
      a.transport.send(out, message('y'));
      assert.equal(a.recorder.events.length, 1);
      const events = await a.recorder.until(2);
      assert.deepEqual(
        events.map(({ kind, flow }) => [kind, flow.connection]),
        [
          ['closed', out.connection],
          ['closed', out.connection],
        ],
      );
      assert.notEqual(flowTo(a, nowhere).connection, out.connection);
    });

    test('TCP: a ping is answered between two messages, and the one who sent it is told (RFC 5626 4.4.1)', async () => {
      const { a, b } = await rigged(rig, 'TCP');
      const out = flowTo(a, b.at);
      for (let round = 1; round <= 3; round++) {
        a.transport.send(out, PING);
        assert.deepEqual((await a.recorder.until(round)).at(-1), { kind: 'pong', flow: out });
      }
      a.transport.send(out, message('x'));
      const [received, ...rest] = await b.recorder.until(1);
      assert.equal(received.kind === 'receive' && received.text, message('x'));
      assert.deepEqual([rest, a.recorder.events.length], [[], 3]);
    });

    test('TCP: a connection that is given up is told, and the next flow is another', async () => {
      const { a, b } = await rigged(rig, 'TCP');
      const first = flowTo(a, b.at);
      a.transport.send(first, message('x'));
      await b.recorder.until(1);
      a.transport.abandon?.(first);
      assert.equal(a.transport.isOpen(first), false);
      const second = flowTo(a, b.at);
      assert.notEqual(second.connection, first.connection);
      assert.deepEqual(await a.recorder.until(1), [{ kind: 'closed', flow: first, error: 'given up' }]);
      a.transport.abandon?.();
      assert.deepEqual((await a.recorder.until(2))[1], { kind: 'closed', flow: second, error: 'given up' });
    });

    test('TCP: close sends what was queued, and both sides are told once, without an error', async () => {
      const { a, b } = await rigged(rig, 'TCP');
      const out = flowTo(a, b.at);
      a.transport.send(out, message('first'));
      const [{ flow }] = await b.recorder.until(1);
      const last = message('z'.repeat(200_000));
      a.transport.send(out, last);
      await a.transport.close(5000);
      const events = await b.recorder.until(3);
      assert.equal(events[1].kind === 'receive' && events[1].text, last);
      assert.deepEqual(events[2], { kind: 'closed', flow, error: '' });
      assert.deepEqual(await a.recorder.until(1), [{ kind: 'closed', flow: out, error: '' }]);
      assert.equal(b.transport.isOpen(flow), false);
      await b.transport.close(1000);
      assert.equal(b.recorder.events.length, 3);
      assert.equal(a.recorder.events.length, 1);
    });

    test('TCP: a stream that cannot be framed is told, answered, and closed (RFC 3261 18.3)', async () => {
      const { a, b } = await rigged(rig, 'TCP');
      const header = 'OPTIONS sip:b@example.com SIP/2.0\r\nCall-ID: 1\r\n\r\n';
      b.recorder.onUnframeable = (flow) => b.transport.send(flow, message('400'));
      const out = flowTo(a, b.at);
      a.transport.send(out, `${message('good')}${header}${message('never read')}`);
      const told = await b.recorder.until(3);
      const reason = 'no Content-Length on a stream';
      const { flow } = told[0];
      assert.deepEqual(told, [
        { kind: 'receive', text: message('good'), flow },
        { kind: 'unframeable', text: header, flow, reason, status: 400 },
        { kind: 'closed', flow, error: reason },
      ]);
      assert.deepEqual(await a.recorder.until(2), [
        { kind: 'receive', text: message('400'), flow: out },
        { kind: 'closed', flow: out, error: '' },
      ]);
    });
  });
}
