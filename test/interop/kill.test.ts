/** What was acknowledged is kept: `kill -9` in the midst of registrations, and a new start (DESIGN: acknowledged means kept). */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { interopTest } from './interop-test.ts';
import { credentials, Sipp } from './sipp.ts';
import { domain, Installation, type ServerProcess } from './sipwright-process.ts';

const MOMENTS = 20;
const RATE = 500;
/** More than any of the runs gets through before it is over. */
const USERS = 2000;
/** The server dies within so many ms after the first registration was acknowledged. */
const LONGEST_LIFE_MS = 500;

interopTest(
  `kill -9 at ${MOMENTS} random moments of a registration run loses nothing that was acknowledged (RFC 3261 10.3 step 8)`,
  ['sipp'],
  async (t) => {
    const users = Array.from({ length: USERS }, (_, at) => `user${at}`);
    const installation = await Installation.create(t, { users });
    /** Address-of-record and contact of every 200 that sipp saw, from all runs. */
    const acknowledged = new Set<string>();
    let server = await installation.start();
    t.after(() => server.program.kill());
    for (let moment = 0; moment < MOMENTS; moment++) {
      const lifeMs = Math.floor(Math.random() * LONGEST_LIFE_MS);
      const before = acknowledged.size;
      for (const binding of await registerUntilKilled(server, users, moment, lifeMs)) acknowledged.add(binding);
      server = await installation.start();
      const kept = new Set((await installation.registrations()).map(({ aor, contact }) => `${aor} ${contact}`));
      const lost = [...acknowledged].filter((binding) => !kept.has(binding));
      assert.deepEqual(lost, [], `lost of ${acknowledged.size}, killed after ${lifeMs} ms`);
      assert.ok(acknowledged.size > before, 'nothing was acknowledged');
      t.diagnostic(`killed after ${lifeMs} ms: ${acknowledged.size - before} acknowledged, ${kept.size} kept in all`);
    }
    await server.stop();
  },
);

/** Ends the server in the midst. @returns address-of-record and contact of every 200 that sipp saw */
async function registerUntilKilled(
  server: ServerProcess,
  users: readonly string[],
  moment: number,
  lifeMs: number,
): Promise<string[]> {
  // Every moment has contacts of its own, beside those of the moments before, and begins with another user.
  const rows = users.map((user, at) => [user, `sip:${user}@192.0.2.${moment + 1}:${1024 + at}`, credentials(user)]);
  const start = Math.floor(Math.random() * users.length);
  const sipp = new Sipp({
    folder: server.installation.folder,
    scenario: 'register',
    to: server.at('UDP'),
    calls: users.length,
    rate: RATE,
    rows: [...rows.slice(start), ...rows.slice(0, start)],
    keepMessages: true,
  });
  await sipp.program.until('the first 200', () => acknowledgedIn(sipp.messages).length > 0);
  await sleep(lifeMs);
  server.program.assertAlive();
  await server.program.kill();
  sipp.program.assertAlive();
  await sipp.program.kill();
  return acknowledgedIn(sipp.messages);
}

/** Every contact in a 200: each of them was acknowledged, by this response or by one before it. */
function acknowledgedIn(messages: string): string[] {
  const found: string[] = [];
  for (const message of messages.split(/^-{20,}.*$/m)) {
    if (!/ message received /.test(message) || !message.includes('SIP/2.0 200 ')) continue;
    // The last one may have been cut in the writing.
    const to = /^To:.*<sip:([^>@]+)@/m.exec(message);
    if (to === null || !/^Content-Length: 0\r?$/m.test(message)) continue;
    for (const [, contact] of message.matchAll(/<(sip:[^>]*@192\.0\.2\.[^>]*)>/g))
      found.push(`${to[1]}@${domain} ${contact}`);
  }
  return found;
}
