/** A disk that is full, a database that somebody locks: 503, and nothing that was acknowledged is lost, not by `kill -9` either. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { until } from '../interop/until.ts';
import { UdpClient } from '../udp-client.ts';
import { install, type Mistreated, register, startServer } from './fault-server.ts';

/** `user contact` of everything that is registered. */
async function registered({ installation }: Pick<Mistreated, 'installation'>): Promise<string[]> {
  const found = await installation.registrations();
  return found.map(({ aor, contact }) => `${aor.split('@')[0]} ${contact}`).toSorted();
}

/** What is registered once the server was killed and started again on the same data. */
async function afterKill(fault: Mistreated): Promise<string[]> {
  await fault.server.program.kill();
  const again = await fault.installation.start();
  const found = await registered(fault);
  await again.stop();
  return found;
}

test('a locked database: 503 with Retry-After, calls go on, and writes too once it is free', async (t) => {
  const fault = await startServer(t);
  const { installation, client, udp } = fault;
  assert.equal(await register(client, udp, 'u1', 'sip:u1@127.0.0.1'), 200);
  const phone = await UdpClient.open(t);
  assert.equal(await register(client, udp, 'u2', `sip:u2@127.0.0.1:${phone.port}`), 200);

  const other = new DatabaseSync(join(installation.folder, 'data/sipwright.db'));
  other.exec('BEGIN IMMEDIATE');
  const refused = register(client, udp, 'u3', 'sip:u3@127.0.0.1');
  // While the write waits for the lock, the server answers, and calls reach who is registered.
  await client.probe(udp);
  phone.onRequest = (request, from) =>
    phone.send(`SIP/2.0 200 OK\r\n${linesOf(request.text)}Content-Length: 0\r\n\r\n`, from);
  client.send(client.request('MESSAGE', 'sip:u2@example.com', 'while locked'), udp);
  assert.equal((await client.final('while locked')).status, 200);
  assert.equal(await refused, 503);
  assert.match(client.received.at(-1)!.text, /^Retry-After: \d+\r$/m);
  assert.deepEqual(await registered(fault), ['u1 sip:u1@127.0.0.1', `u2 sip:u2@127.0.0.1:${phone.port}`]);
  other.exec('ROLLBACK');
  other.close();

  assert.equal(await register(client, udp, 'u4', 'sip:u4@127.0.0.1'), 200);
  assert.deepEqual(await afterKill(fault), [
    'u1 sip:u1@127.0.0.1',
    `u2 sip:u2@127.0.0.1:${phone.port}`,
    'u4 sip:u4@127.0.0.1',
  ]);
});

function linesOf(text: string): string {
  return text
    .split('\r\n')
    .filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line))
    .map((line) => `${line}\r\n`)
    .join('');
}

const prlimit = (pid: number, limit: string) =>
  spawnSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`]).status === 0;

const skip = spawnSync('prlimit', ['--version']).status === 0 ? false : 'prlimit is missing: apt install util-linux';

test('no room for the database: 503, what was acknowledged stays, and room makes it work again', {
  skip,
}, async (t) => {
  const fault = await startServer(t);
  const { installation, server, client, udp } = fault;
  assert.equal(await register(client, udp, 'u1', 'sip:u1@127.0.0.1'), 200);
  // No file of the server may grow any more, as on a disk that is full.
  const log = join(installation.folder, 'data/sipwright.db-wal');
  assert.ok(prlimit(server.program.pid, `${statSync(log).size}:unlimited`));
  const acknowledged = ['u1 sip:u1@127.0.0.1'];
  let refused = 0;
  for (let at = 0; at < 20; at++) {
    const contact = `sip:u2@127.0.0.1:${10_000 + at}`;
    const status = await register(client, udp, 'u2', contact);
    assert.ok(status === 200 || status === 503 || status === 403, String(status));
    if (status === 200) acknowledged.push(`u2 ${contact}`);
    else refused++;
    await client.probe(udp);
  }
  assert.ok(refused > 0, 'the limit was never reached');
  assert.deepEqual(await registered(fault), acknowledged.toSorted());

  assert.ok(prlimit(server.program.pid, 'unlimited:unlimited'));
  assert.equal(await register(client, udp, 'u3', 'sip:u3@127.0.0.1'), 200);
  assert.deepEqual(await afterKill(fault), [...acknowledged, 'u3 sip:u3@127.0.0.1'].toSorted());
});

test('the store says what is wrong with it where an operator looks', async (t) => {
  const { installation, client, udp, server } = await startServer(t);
  const other = new DatabaseSync(join(installation.folder, 'data/sipwright.db'));
  other.exec('BEGIN IMMEDIATE');
  assert.equal(await register(client, udp, 'u1', 'sip:u1@127.0.0.1'), 503);
  await server.program.says(/bindings could not be written/);
  assert.match(server.program.output, /locked by another program/);
  const status = JSON.parse(await installation.command('status', '--json')) as {
    store: { ok: boolean; reason: string };
  };
  assert.equal(status.store.ok, false);
  assert.match(status.store.reason, /locked by another program/);
  other.exec('ROLLBACK');
  other.close();
  await until('the store is well again', async () => (await register(client, udp, 'u1', 'sip:u1@127.0.0.1')) === 200);
});

test('a database that another server holds ends the start with one line', async (t) => {
  const { installation } = await startServer(t);
  const second = await install(t, `store: {path: ${join(installation.folder, 'data/sipwright.db')}}\n`);
  const program = second.spawn();
  assert.equal(await program.ended(), 1);
  const lines = program.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  assert.equal(lines.length, 1, program.output);
  assert.match(lines[0], /^sipwright: .*sipwright\.db is in use by another Sipwright/);
});
