/**
 * PRACK, UPDATE, session timers and REFER against sipp: sipp calls a user agent of the library, is called by one, and calls
 * sipp through the B2BUA (RFC 3262, RFC 3311, RFC 4028, RFC 3515). The scenarios repeat themselves after 5 s only, since sipp
 * takes a repeated 200 for that of its next request.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AgentTask, Step } from './agent-process.ts';
import { interopTest } from './interop-test.ts';
import { Program } from './program.ts';
import { credentials, Sipp, type SippOptions } from './sipp.ts';
import { domain, temporaryFolder, withServer } from './sipwright-process.ts';

/** Of each kind, at once. */
const calls = 5;
/** More than any of them takes, s. */
const lasts = 60;

type Role = Pick<SippOptions, 'scenario' | 'pauseMs' | 'keys'>;

/** Two scenarios that fit each other, and what the library does in the place of each. */
interface Pair {
  readonly caller: Role;
  readonly callee: Role;
  /** What a called agent does. */
  readonly called: readonly Step[];
  /** What a calling agent does once it is answered. */
  readonly calling: Pick<AgentTask, 'lateOffer' | 'early' | 'steps'>;
}

const allow = 'INVITE, ACK, CANCEL, BYE, UPDATE';
const changes: readonly Step[] = ['hold', 'resume', 'update', 'askForOffer', 'hangUp'];

/** The pairs of one extension run all at once: most of their time they wait. */
const extensions: Readonly<Record<string, readonly Pair[]>> = {
  'provisional responses that are acknowledged (RFC 3262), UPDATE before the answer (RFC 3311)': [
    {
      caller: { scenario: 'caller-100rel' },
      callee: { scenario: 'callee-100rel' },
      called: ['progress', 'ringReliably', 'answer'],
      calling: { steps: ['hangUp'] },
    },
    {
      caller: { scenario: 'caller-100rel-offer' },
      callee: { scenario: 'callee-100rel-offer' },
      called: ['progress', 'ring', 'answer'],
      calling: { lateOffer: true, steps: ['hangUp'] },
    },
    {
      caller: { scenario: 'caller-early-update' },
      callee: { scenario: 'callee-early-update' },
      // It answers when it has been held.
      called: ['progress', { wait: 2_000 }, 'answer'],
      calling: { early: true, steps: ['update', 'established', 'hangUp'] },
    },
  ],
  'UPDATE (RFC 3311)': [
    {
      caller: { scenario: 'caller-update' },
      callee: { scenario: 'callee-changed' },
      called: ['answer'],
      calling: { steps: changes },
    },
    {
      caller: { scenario: 'caller-changed' },
      callee: { scenario: 'callee-update' },
      called: ['answer', ...changes],
      calling: { steps: [] },
    },
  ],
  'session timers, whoever refreshes, by UPDATE or by INVITE, and 422 (RFC 4028)': [
    {
      caller: { scenario: 'caller-422' },
      callee: { scenario: 'callee-422' },
      called: ['answer'],
      calling: { steps: ['hangUp'] },
    },
    // The interval of these callees breaks 4028 5, so that the caller refreshes every 10 s.
    {
      caller: { scenario: 'caller-refreshes', pauseMs: 2_000, keys: { expires: '90' } },
      callee: { scenario: 'callee-refreshed', keys: { expires: '20', allow } },
      called: ['answer', { wait: 15_000 }, 'hangUp'],
      calling: { steps: [] },
    },
    {
      caller: { scenario: 'caller-refreshes', pauseMs: 2_000, keys: { expires: '90' } },
      callee: { scenario: 'callee-refreshed', keys: { expires: '20', allow: 'INVITE, ACK, CANCEL, BYE' } },
      called: ['answer', { wait: 15_000 }, 'hangUp'],
      calling: { steps: [] },
    },
    // A callee refreshes at half of the interval, which can't be below 90 s.
    {
      caller: { scenario: 'caller-refreshed', keys: { expires: '90', allow } },
      callee: { scenario: 'callee-refreshes', pauseMs: 17_000, keys: { expires: '90' } },
      called: ['answer', { wait: 50_000 }, 'hangUp'],
      calling: { steps: [] },
    },
    {
      caller: { scenario: 'caller-refreshed', keys: { expires: '90', allow: 'INVITE, ACK, CANCEL, BYE' } },
      callee: { scenario: 'callee-refreshes', pauseMs: 17_000, keys: { expires: '90' } },
      called: ['answer', { wait: 50_000 }, 'hangUp'],
      calling: { steps: [] },
    },
  ],
};

for (const [title, pairs] of Object.entries(extensions)) {
  const name = `sipp: ${title}: calls an agent, is called by one, calls sipp through the B2BUA`;
  interopTest(name, ['sipp'], (t) => runAll(t, temporaryFolder(t), pairs));
}

interopTest(
  'sipp: REFER (RFC 3515): refers an agent, is referred by one, refers sipp through the B2BUA; the caller and the callee',
  ['sipp'],
  async (t) => {
    const folder = temporaryFolder(t);
    // Both agents that sipp refers call her.
    const carol = waiting(folder, { scenario: 'answer' }, 2 * calls);
    const uri = `sip:carol@127.0.0.1:${await portOf(carol)}`;
    const keys = { refer_to: uri };
    await runAll(t, folder, [
      {
        caller: { scenario: 'caller-refer', keys },
        callee: { scenario: 'callee-referred' },
        called: ['answer', 'follow'],
        calling: { steps: [{ refer: uri }, 'hangUp'] },
      },
      {
        caller: { scenario: 'caller-referred' },
        callee: { scenario: 'callee-refer', keys },
        called: ['answer', { refer: uri }, 'hangUp'],
        calling: { steps: ['follow'] },
      },
    ]);
    await carol.succeeded();
  },
);

interopTest(
  'sipp: REFER that the B2BUA carries out: it calls, and the side that stays gets another offer (RFC 5589 6)',
  ['sipp'],
  async (t) => {
    const folder = temporaryFolder(t);
    const [carol, callee] = [{ scenario: 'answer' }, { scenario: 'callee-joined', pauseMs: 500 }].map((role) =>
      waiting(folder, role),
    );
    const route = `bridge: { to: 'sip:127.0.0.1:${await portOf(callee)}', refer: handle }, open: true`;
    const more = () => ['routes:', `  - { match: { user: bob }, ${route} }`];
    await withServer(t, { users: ['carol'], more }, async (server) => {
      const to = server.at('UDP');
      const rows = [['carol', `sip:carol@127.0.0.1:${await portOf(carol)}`, credentials('carol')]];
      await new Sipp({ folder, scenario: 'register', to, aim: 'domain', calls: 1, rows }).succeeded();
      const keys = { refer_to: `sip:carol@${domain}` };
      const caller = new Sipp({ folder, scenario: 'caller-refer', keys, to, service: 'bob', calls, lasts });
      await Promise.all([caller, callee, carol].map((sipp) => sipp.succeeded()));
    });
  },
);

/** Runs each pair in all three ways, all at once. */
async function runAll(t: TestContext, folder: string, pairs: readonly Pair[]): Promise<void> {
  const callees = pairs.map(({ callee }) => waiting(folder, callee));
  const ports = await Promise.all(callees.map(portOf));
  const more = () => [
    'routes:',
    ...ports.map((port, at) => `  - { match: { user: user${at} }, bridge: 'sip:127.0.0.1:${port}', open: true }`),
  ];
  await withServer(t, { users: ['alice'], more }, async (server) => {
    const to = server.at('UDP');
    const throughBridge = async ({ caller }: Pair, at: number) => {
      const sipp = new Sipp({ folder, ...caller, to, service: `user${at}`, calls, lasts });
      await Promise.all([sipp.succeeded(), callees[at].succeeded()]);
    };
    const runs = pairs.flatMap((pair, at) => [
      run(`${pair.caller.scenario} to an agent`, sippCallsAgent(folder, pair)),
      run(`an agent to ${pair.callee.scenario}`, agentCallsSipp(folder, pair)),
      run(`${pair.caller.scenario} to ${pair.callee.scenario} through the B2BUA`, throughBridge(pair, at)),
    ]);
    const failed = (await Promise.all(runs)).filter((text) => text !== '');
    assert.deepEqual(failed, []);
  });
}

/** @returns what went wrong; '' for nothing: so that the other runs go on to their end */
async function run(title: string, whole: Promise<void>): Promise<string> {
  try {
    await whole;
    return '';
  } catch (error) {
    return `${title}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function sippCallsAgent(folder: string, { caller, called }: Pair): Promise<void> {
  const agent = startAgent(folder, { steps: called });
  const [, port] = await agent.says(/"listening":(\d+)/);
  const to = { address: '127.0.0.1', port: Number(port) };
  await new Sipp({ folder, ...caller, to, service: 'agent', calls, lasts }).succeeded();
  await agentIsDone(agent);
}

async function agentCallsSipp(folder: string, { callee, calling }: Pair): Promise<void> {
  const sipp = waiting(folder, callee);
  const agent = startAgent(folder, { ...calling, call: `sip:sipp@127.0.0.1:${await portOf(sipp)}`, calls });
  await sipp.succeeded();
  await agentIsDone(agent);
}

function waiting(folder: string, callee: Role, count = calls): Sipp {
  return new Sipp({ folder, ...callee, calls: count, lasts });
}

async function portOf(sipp: Sipp): Promise<number> {
  return (await sipp.listening()).port;
}

function startAgent(folder: string, task: AgentTask): Program {
  const program = join(import.meta.dirname, 'agent-process.ts');
  return new Program(process.execPath, [program, JSON.stringify(task)], { cwd: folder });
}

/** All its calls went as they should and ended with BYE, and nothing of them is left. */
async function agentIsDone(agent: Program): Promise<void> {
  const ends = () => agent.output.match(/^\{"ended":.*$/gm) ?? [];
  await agent.until(`the end of ${calls} calls`, () => ends().length === calls);
  agent.signal('SIGTERM');
  const ending = await agent.ended();
  const isClean = ending === 0 && !agent.output.includes('"failed"');
  if (!isClean || ends().some((line) => !line.includes('"ended":"bye"')))
    throw agent.failure(`ended with ${ending}, its calls not as they should`);
}
