/**
 * The B2BUA with crowds of calls that are held while both legs refresh their sessions, each by itself (RFC 4028, RFC 7092).
 * With SIPWRIGHT_HELD=full it holds 2,000 at once on one core, refreshed every 35 and 45 s: two and a half minutes.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { allowedCores } from '../../bench/machine.ts';
import { interopTest } from './interop-test.ts';
import { Sipp, type SippOptions } from './sipp.ts';
import { type ServerProcess, temporaryFolder, withServer } from './sipwright-process.ts';

const isFull = process.env.SIPWRIGHT_HELD === 'full';

/** Half of the calls: who refreshes the caller's leg, and who the callee's. The callee hangs up. */
interface Crowd {
  readonly user: string;
  readonly callers: Pick<SippOptions, 'scenario' | 'pauseMs' | 'keys'>;
  readonly callees: Pick<SippOptions, 'scenario' | 'pauseMs' | 'keys'>;
}

const allow = 'INVITE, ACK, CANCEL, BYE, UPDATE';
/** s: what is agreed on with a side that refreshes by itself; nobody may agree on less (RFC 4028 5). */
const expires = '90';

const crowds: readonly Crowd[] = [
  {
    user: 'alice',
    callers: { scenario: 'caller-refreshes', pauseMs: isFull ? 35_000 : 4_000, keys: { expires } },
    // We refresh at half of the interval. A phone that breaks the rule makes the short form short.
    callees: { scenario: 'callee-refreshed', keys: { expires: isFull ? expires : '20', allow } },
  },
  {
    user: 'bob',
    callers: isFull
      ? { scenario: 'caller-refreshed', keys: { expires, allow } }
      : { scenario: 'caller-refreshes', pauseMs: 3_000, keys: { expires } },
    callees: { scenario: 'callee-refreshes', pauseMs: isFull ? 35_000 : 6_000, keys: { expires } },
  },
];

/** In each crowd: calls in all, and how many begin in a second. */
const [calls, rate] = isFull ? [1000, 25] : [100, 25];
/** How long a call lasts at most, s. */
const lasts = isFull ? 110 : 25;

interopTest(
  `B2BUA: ${calls * crowds.length} calls at once whose legs are refreshed each by itself, by us and by the phones; none fails (RFC 4028)`,
  ['sipp'],
  async (t) => {
    const folder = temporaryFolder(t);
    const callees = crowds.map(({ callees }) => new Sipp({ folder, ...callees, calls, rate, lasts }));
    const ports = await Promise.all(callees.map(async (sipp) => (await sipp.listening()).port));
    const more = () => [
      'trusted: [127.0.0.1]',
      'routes:',
      ...crowds.map(({ user }, at) => `  - { match: { user: ${user} }, bridge: 'sip:127.0.0.1:${ports[at]}' }`),
    ];
    await withServer(t, { users: ['alice'], more }, async (server) => {
      if (isFull) pinToOneCore(server);
      const to = server.at('UDP');
      const callers = crowds.map(
        ({ user, callers }) => new Sipp({ folder, ...callers, to, service: user, calls, rate, lasts }),
      );
      const results = await Promise.all([...callers, ...callees].map((sipp) => sipp.succeeded()));
      const atOnce = results.slice(0, crowds.length).map((result) => result.atOnce);
      assert.deepEqual(
        atOnce,
        crowds.map(() => calls),
        'all calls were up in one moment',
      );
      const again = results.reduce((sum, { retransmissions }) => sum + retransmissions, 0);
      tellCost(t, server, again);
    });
  },
);

function pinToOneCore({ program }: ServerProcess): void {
  const core = allowedCores().at(-1);
  const pinned = spawnSync('taskset', ['-acp', String(core), String(program.pid)], { encoding: 'utf8' });
  assert.equal(pinned.status, 0, pinned.stderr);
}

/** What the server took from its start on. */
function tellCost(t: TestContext, { program }: ServerProcess, retransmissions: number): void {
  const read = (file: string) => readFileSync(`/proc/${program.pid}/${file}`, 'latin1');
  // The name before it may hold spaces and parentheses. Ticks are of 10 ms.
  const stat = read('stat');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map((ticks) => Number(ticks) / 100);
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(read('status'))?.[1]);
  const memory = (name: string) => `${(kibibytes(name) / 1024).toFixed(0)} MiB`;
  t.diagnostic(
    `CPU ${user.toFixed(1)} s user, ${system.toFixed(1)} s system; memory at most ${memory('VmHWM')}, at the end ` +
      `${memory('VmRSS')}; ${retransmissions} retransmissions of sipp's`,
  );
}
