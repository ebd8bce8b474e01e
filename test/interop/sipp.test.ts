/** sipp: crowds of phones that register with digest, and call through the proxy (RFC 3261 10, 16, 22). */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { interopTest, isRequired } from './interop-test.ts';
import { Sipp, type SippTransport, credentials } from './sipp.ts';
import { domain, type ServerProcess, withServer } from './sipwright-process.ts';

/** The full size takes a minute and a half: where interop is required, a tenth of it elsewhere. */
const size = isRequired ? 1 : 0.1;
const loopback6 = ['udp://[::1]:0', 'tcp://[::1]:0'];

const crowd = (count: number) => Array.from({ length: count }, (_, at) => `user${at}`);

interface Path {
  readonly transport: SippTransport;
  readonly address: string;
}

const registrationRuns: (Path & { registrations: number; rate: number })[] = [
  { transport: 'UDP', address: '127.0.0.1', registrations: 10_000 * size, rate: 500 },
  { transport: 'TCP', address: '127.0.0.1', registrations: 1000 * size, rate: 200 },
  { transport: 'UDP', address: '::1', registrations: 500 * size, rate: 100 },
  { transport: 'TCP', address: '::1', registrations: 500 * size, rate: 100 },
];

for (const { transport, address, registrations, rate } of registrationRuns) {
  const title = `sipp: ${registrations} registrations with digest at ${rate}/s over ${transport} ${address}, no failure (RFC 3261 10.2, 22)`;
  interopTest(title, ['sipp'], async (t) => {
    const users = crowd(registrations);
    await withServer(t, { users, listen: listenOn(address) }, async (server) => {
      const rows = users.map((user, at) => [user, `sip:${user}@192.0.2.1:${1024 + at}`, credentials(user)]);
      const { folder } = server.installation;
      const to = server.at(transport, address);
      // sipp cannot write an IPv6 address into a digest-uri.
      const aim = address === '::1' ? 'domain' : 'address';
      const sipp = new Sipp({
        folder,
        scenario: 'register',
        address,
        transport,
        to,
        aim,
        calls: registrations,
        rate,
        rows,
      });
      tell(t, await sipp.succeeded());
      const kept = await server.installation.registrations();
      const told = new Set(kept.map(({ aor, contact }) => `${aor} ${contact}`));
      const lost = rows.filter(([user, contact]) => !told.has(`${user}@${domain} ${contact};transport=${transport}`));
      assert.deepEqual(lost, []);
      assert.equal(kept.length, registrations);
    });
  });
}

const callRuns: (Path & { calleeTransport: SippTransport; calls: number; rate: number })[] = [
  { transport: 'UDP', calleeTransport: 'UDP', address: '127.0.0.1', calls: 5000 * size, rate: 100 },
  { transport: 'TCP', calleeTransport: 'TCP', address: '127.0.0.1', calls: 500 * size, rate: 50 },
  { transport: 'UDP', calleeTransport: 'TCP', address: '127.0.0.1', calls: 100 * size, rate: 50 },
  { transport: 'TCP', calleeTransport: 'UDP', address: '127.0.0.1', calls: 100 * size, rate: 50 },
  { transport: 'UDP', calleeTransport: 'UDP', address: '::1', calls: 100 * size, rate: 50 },
  { transport: 'TCP', calleeTransport: 'TCP', address: '::1', calls: 100 * size, rate: 50 },
];

for (const { transport, calleeTransport, address, calls, rate } of callRuns) {
  const title = `sipp: ${calls} calls at ${rate}/s from ${transport} to ${calleeTransport} ${address} through the proxy, no failure (RFC 3261 16)`;
  interopTest(title, ['sipp'], async (t) => {
    await withServer(t, { users: ['alice', 'bob'], listen: listenOn(address) }, async (server) => {
      const { folder } = server.installation;
      const callee = new Sipp({ folder, scenario: 'answer', address, transport: calleeTransport, calls, rate });
      await registerBob(server, address, calleeTransport, (await callee.listening()).port);
      const to = server.at(transport, address);
      const rows = [['alice', 'bob', credentials('alice')]];
      const caller = new Sipp({ folder, scenario: 'call', address, transport, to, aim: 'domain', calls, rate, rows });
      tell(t, await caller.succeeded());
      await callee.succeeded();
    });
  });
}

/** Bob's phone registers at the server over the transport by which it is to be called. */
async function registerBob(
  server: ServerProcess,
  address: string,
  transport: SippTransport,
  port: number,
): Promise<void> {
  const host = address.includes(':') ? `[${address}]` : address;
  const contact = `sip:bob@${host}:${port}`;
  const register = new Sipp({
    folder: server.installation.folder,
    scenario: 'register',
    address,
    transport,
    to: server.at(transport, address),
    aim: 'domain',
    calls: 1,
    rows: [['bob', contact, credentials('bob')]],
  });
  await register.succeeded();
}

function listenOn(address: string): string[] | undefined {
  return address === '::1' ? loopback6 : undefined;
}

function tell(t: TestContext, { rate, retransmissions }: { rate: number; retransmissions: number }): void {
  t.diagnostic(`${rate.toFixed(0)}/s, ${retransmissions} retransmissions`);
}
