/** sipsak: pings over UDP and TCP, and registers with digest (RFC 3261 10, 11, 22). */

import assert from 'node:assert/strict';
import { interopTest } from './interop-test.ts';
import { Program } from './program.ts';
import { freePort } from './sockets-of.ts';
import { type Address, password, type ServerProcess, withServer } from './sipwright-process.ts';

/** sipsak cuts ports to four digits in the URIs that it writes. */
const shortPort = 10_000;

async function withShortPort(
  t: Parameters<typeof withServer>[0],
  run: (server: ServerProcess, at: { udp: Address; tcp: Address }) => Promise<void>,
): Promise<void> {
  const port = await freePort(shortPort);
  const listen = [`udp://127.0.0.1:${port}`, `tcp://127.0.0.1:${port}`];
  await withServer(t, { users: ['alice', 'bob'], listen }, (server) =>
    run(server, { udp: server.at('UDP'), tcp: server.at('TCP') }),
  );
}

async function sipsak(server: ServerProcess, ...args: string[]): Promise<{ ending: unknown; output: string }> {
  const program = new Program('sipsak', ['-vvv', ...args], { cwd: server.installation.folder });
  return { ending: await program.ended(60_000), output: program.output };
}

interopTest('sipsak pings over UDP and TCP (RFC 3261 11)', ['sipsak'], async (t) => {
  await withShortPort(t, async (server, { udp, tcp }) => {
    for (const [at, options] of [
      [udp, []],
      [tcp, ['--transport=tcp']],
    ] as const) {
      const { ending, output } = await sipsak(server, '-s', `sip:${at.address}:${at.port}`, ...options);
      assert.equal(ending, 0, output);
      assert.match(output, /SIP\/2\.0 200 OK/);
      assert.match(output, /^Allow: .*\bINVITE\b/m);
    }
  });
});

interopTest(
  'sipsak registers with digest over UDP and TCP, and removes what it registered (RFC 3261 10.2)',
  ['sipsak'],
  async (t) => {
    await withShortPort(t, async (server, { udp, tcp }) => {
      const register = (at: Address, secret: string, contact: string, ...options: string[]) =>
        sipsak(
          server,
          '-U',
          '-i',
          '-u',
          'alice',
          '-a',
          secret,
          '-C',
          contact,
          '-s',
          `sip:alice@${at.address}:${at.port}`,
          ...options,
        );

      const overUdp = await register(udp, password, 'sip:alice@127.0.0.1:7001', '-x', '600');
      assert.equal(overUdp.ending, 0, overUdp.output);
      const overTcp = await register(tcp, password, 'sip:alice@127.0.0.1:7002', '-x', '600', '--transport=tcp');
      assert.equal(overTcp.ending, 0, overTcp.output);
      const registrations = await server.registered('alice', 2);
      assert.deepEqual(registrations.map(({ contact }) => contact).sort(), [
        'sip:alice@127.0.0.1:7001',
        'sip:alice@127.0.0.1:7002',
      ]);
      assert.deepEqual(new Set(registrations.map(({ flow }) => flow?.slice(0, 3))), new Set(['tcp', 'udp']));
      assert.match(registrations[0].userAgent, /^sipsak /);

      const all = await register(udp, password, '*', '-x', '0');
      assert.equal(all.ending, 0, all.output);
      await server.registered('alice', 0);
    });
  },
);

interopTest(
  'sipsak with a wrong password is refused and nothing is registered (RFC 3261 22.1)',
  ['sipsak'],
  async (t) => {
    await withShortPort(t, async (server, { udp }) => {
      const { ending, output } = await sipsak(
        server,
        ...['-U', '-i', '-u', 'alice', '-a', 'not-the-secret', '-C', 'sip:alice@127.0.0.1:7001', '-x', '600'],
        ...['-s', `sip:alice@${udp.address}:${udp.port}`],
      );
      assert.notEqual(ending, 0, output);
      assert.match(output, /401 Unauthorized/);
      await server.registered('alice', 0);
    });
  },
);
