/** `sipwright why`: what the server's own trace says of a call that failed: the cause, the line of the configuration, the fix. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Diagnosis, type Finding, TraceInput } from '../../src/explain/index.ts';
import { nodeHash } from '../../src/node/index.ts';
import { audioStream, SessionMedia } from '../../src/ua/index.ts';
import { SERVER, SimulatedServer } from '../simulated-server.ts';

const CONFIG = [
  'routes:',
  '  - match: { prefix: "0900" }',
  '    reject: 403',
  '  - match: { prefix: "00" }',
  '    proxy: ["sip:10.9.9.9"]',
  '',
].join('\n');

/** The root causes of all cases of the server's trace. */
async function rootsOf(server: SimulatedServer): Promise<Finding[]> {
  const input = new TraceInput();
  const diagnosis = new Diagnosis({ decisionsOf: (callId) => input.decisionsOf(callId) });
  for await (const piece of server.composition.trace.records({ follow: false, newOnly: false }))
    for (const record of piece ?? []) input.record(record, diagnosis.sink);
  diagnosis.end();
  return diagnosis.verdicts.flatMap(({ findings: [root] }) => (root === undefined ? [] : [root]));
}

async function start(): Promise<SimulatedServer> {
  const server = await SimulatedServer.start({ config: CONFIG });
  await server.account('alice');
  return server;
}

function phone(server: SimulatedServer, user: string, address: string, { password = 'secret', codec = 'PCMU' } = {}) {
  const stream = audioStream(4000, [{ name: codec, clockRate: 8000 }]);
  return server.sim.userAgent(
    user,
    { address },
    {
      identity: `sip:${user}@example.com`,
      outboundProxy: `sip:${SERVER}`,
      credentials: { password },
      hash: nodeHash,
      media: () => new SessionMedia({ address, streams: [stream] }, server.sim.random),
    },
  );
}

/** Calls somebody, and tells why that failed. */
async function why(server: SimulatedServer, target: string): Promise<Finding> {
  const call = phone(server, 'alice', '10.0.5.1').invite(target);
  await server.sim.wait(
    call.established.catch(() => {}),
    200_000,
  );
  const roots = await rootsOf(server);
  assert.equal(roots.length, 1, roots.map(({ id }) => id).join(' '));
  return roots[0];
}

test('a wrong password: known for certain, and whose it is', async () => {
  const server = await start();
  const registration = phone(server, 'alice', '10.0.5.1', { password: 'guess' }).register();
  await server.sim.wait(
    registration.registered.catch(() => {}),
    40_000,
  );
  const [root] = await rootsOf(server);
  assert.equal(root.id, 'wrong-password');
  assert.equal(root.certainty, 'certain');
  assert.match(root.cause, /This server found: alice: the password is wrong\./);
});

test('a user who does not exist is told apart from a wrong password, though the caller hears the same', async () => {
  const server = await start();
  const registration = phone(server, 'mallory', '10.0.5.1').register();
  await server.sim.wait(
    registration.registered.catch(() => {}),
    40_000,
  );
  const [root] = await rootsOf(server);
  assert.equal(root.id, 'unknown-user');
  assert.match(root.cause, /mallory: there is no such user/);
});

test('a callee who is not registered', async () => {
  const server = await start();
  await server.account('bob');
  const root = await why(server, 'sip:bob@example.com');
  assert.equal(root.id, 'user-unavailable');
  assert.match(root.cause, /bob: the user has no registered contact/);
});

test('no codec in common, with both descriptions', async () => {
  const server = await start();
  const bob = phone(server, 'bob', '10.0.5.2', { codec: 'G729' });
  void (async () => {
    for await (const call of bob.calls) void call.answer().catch(() => {});
  })();
  await server.bind('bob', 'sip:bob@10.0.5.2');
  const root = await why(server, 'sip:bob@example.com');
  assert.equal(root.id, 'no-common-codec');
  assert.match(root.cause, /Its decision was proxy, by built-in: own domain\./);
});

test('a dead next hop: the route that leads there, and what became of it', async () => {
  const root = await why(await start(), 'sip:0049301@example.com');
  assert.equal(root.id, 'next-hop-silent');
  assert.match(root.cause, /Its decision was proxy, by [^ ]*sipwright\.yaml:6\./);
  assert.match(root.cause, /10\.9\.9\.9 did not answer in time/);
});

test('a denied route: the line that says so, and the command that tries it', async () => {
  const root = await why(await start(), 'sip:0900123@example.com');
  assert.equal(root.id, 'denied-by-route');
  assert.match(
    root.summary,
    /refused the INVITE of alice@example\.com for sip:0900123@example\.com with 403 Forbidden: the route at [^ ]*sipwright\.yaml:4/,
  );
  assert.ok(root.fix.some((step) => step.includes('sipwright route INVITE sip:0900123@example.com')));
});
