/** The server as a process: its end, its start that cannot be, its reload; and harness faults that must not pass for success. */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { interopTest } from './interop-test.ts';
import { killPrograms, Program } from './program.ts';
import { credentials, Sipp } from './sipp.ts';
import { Installation, temporaryFolder, withServer } from './sipwright-process.ts';
import { freePort } from './sockets-of.ts';

interopTest(
  'SIGTERM: a call that rings is still set up, a new request gets 503 with Retry-After, then the exit code is 0',
  ['sipp'],
  async (t) => {
    const installation = await Installation.create(t, { users: ['alice', 'bob'] });
    const server = await installation.start();
    t.after(killPrograms);
    const { folder } = installation;
    const to = server.at('UDP');
    const callee = new Sipp({ folder, scenario: 'answer', calls: 1, pauseMs: 2000 });
    const contact = `sip:bob@127.0.0.1:${(await callee.listening()).port}`;
    await new Sipp({
      folder,
      scenario: 'register',
      to,
      calls: 1,
      rows: [['bob', contact, credentials('bob')]],
    }).succeeded();
    const rows = [['alice', 'bob', credentials('alice')]];
    const caller = new Sipp({ folder, scenario: 'ring', to, aim: 'domain', calls: 1, rows, keepMessages: true });
    await caller.program.until('180', () => caller.messages.includes('SIP/2.0 180 '));

    server.program.signal('SIGTERM');
    await server.program.says(/"msg":"draining"/);
    assert.match(await ask(to.port), /^SIP\/2\.0 503 .*^Retry-After: \d+/ms);
    await caller.succeeded();
    assert.equal(await server.program.ended(), 0, server.program.output);
    assert.match(server.program.output, /"msg":"stopped"/);
  },
);

interopTest('npm start serves, and SIGTERM to npm ends the server with 0', ['npm'], async (t) => {
  const more = (folder: string) => [
    `store: {path: ${join(folder, 'data/sipwright.db')}}`,
    `control: {path: ${join(folder, 'data/control.sock')}}`,
  ];
  const installation = await Installation.create(t, { users: ['alice'], more });
  t.after(killPrograms);
  const npm = new Program('npm', ['start'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { SIPWRIGHT_CONFIG: installation.configPath },
  });
  const [, pid] = await npm.says(/"pid":(\d+)/);
  await npm.says(/"msg":"ready"/);
  npm.signal('SIGTERM');
  assert.equal(await npm.ended(), 0, npm.output);
  assert.match(npm.output, /"msg":"stopped"/);
  assert.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' }, 'the server is left behind');
});

interopTest(
  'a port in use ends the start with exit code 1 and one readable line, for UDP and for TCP',
  [],
  async (t) => {
    t.after(killPrograms);
    for (const transport of ['udp', 'tcp'] as const) {
      const port = await freePort();
      await hold(t, transport, port);
      const installation = await Installation.create(t, {
        users: ['alice'],
        listen: [`${transport}://127.0.0.1:${port}`],
      });
      const program = installation.spawn();
      assert.equal(await program.ended(), 1, program.output);
      const name = transport.toUpperCase();
      const expected = `sipwright: cannot listen on ${name} 127.0.0.1:${port}: another program uses it already`;
      assert.ok(program.errors.startsWith(expected), program.errors);
      assert.equal(program.errors.trimEnd().split('\n').length, 1, program.errors);
    }
  },
);

interopTest(
  'a second server on the same data ends with exit code 1 and one readable line, and leaves the first alone',
  [],
  async (t) => {
    await withServer(t, { users: ['alice'] }, async ({ installation }) => {
      const program = installation.spawn();
      assert.equal(await program.ended(), 1, program.output);
      assert.match(program.errors, /^sipwright: .+\n$/);
    });
  },
);

interopTest('a bad configuration ends the start with exit code 78 and one line that says where', [], async (t) => {
  t.after(killPrograms);
  const installation = await Installation.create(t, { users: ['alice'] });
  appendFileSync(installation.configPath, 'strangers: everybody\n');
  const line = readFileSync(installation.configPath, 'utf8').trimEnd().split('\n').length;
  const program = installation.spawn();
  assert.equal(await program.ended(), 78, program.output);
  assert.match(program.errors, new RegExp(`^[^\\n]*sipwright\\.yaml:${line}:\\d+: strangers: [^\\n]+\\n$`));
});

interopTest('SIGHUP reloads; a file with a fault leaves the configuration as it is', [], async (t) => {
  t.after(killPrograms);
  const installation = await Installation.create(t, { users: ['alice'] });
  const { program } = await installation.start();
  program.signal('SIGHUP');
  await program.says(/"msg":"reloaded"/);
  appendFileSync(installation.configPath, 'strangers: everybody\n');
  program.signal('SIGHUP');
  await program.says(/"msg":"the configuration was not reloaded/);
  program.signal('SIGTERM');
  assert.equal(await program.ended(), 0, program.output);
});

interopTest("the harness notices a dead program, and a port that is another's", [], async (t) => {
  const port = await freePort();
  await hold(t, 'udp', port);
  const sleeper = new Program('sleep', ['600'], { cwd: temporaryFolder(t) });
  const socket = { protocol: 'udp', address: '127.0.0.1', port } as const;
  assert.throws(() => sleeper.assertHolds(socket), /is not its own/);
  await sleeper.kill();
  assert.throws(() => sleeper.assertHolds(socket), /is dead: SIGKILL/);
  await assert.rejects(
    sleeper.until('nothing', () => false),
    /is dead: SIGKILL/,
  );
  const missing = new Program('no-such-program-of-sipwright', [], { cwd: '/' });
  await assert.rejects(missing.says(/./), /no-such-program-of-sipwright/);
});

/** Takes a port for the length of a test. */
async function hold(t: TestContext, transport: 'udp' | 'tcp', port: number): Promise<void> {
  const holder = transport === 'udp' ? createSocket('udp4') : createServer();
  if ('bind' in holder) holder.bind(port, '127.0.0.1');
  else holder.listen(port, '127.0.0.1');
  await once(holder, 'listening');
  t.after(() => void holder.close());
}

/** Sends OPTIONS over UDP. @returns the response */
async function ask(port: number): Promise<string> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = `127.0.0.1:${socket.address().port}`;
  const lines = [
    `OPTIONS sip:127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};branch=z9hG4bK-ask-${socket.address().port}`,
    'Max-Forwards: 70',
    `From: <sip:test@${own}>;tag=ask`,
    `To: <sip:127.0.0.1:${port}>`,
    `Call-ID: ask@${own}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
  ];
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
  const [answer] = (await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  socket.close();
  return answer.toString('latin1');
}
