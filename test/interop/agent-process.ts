/**
 * A user agent of the library on a real UDP socket, told by its one argument what to do with its calls: a program for
 * extensions.test.ts. It says where it listens and how each call ended, in lines of JSON, and ends on SIGTERM: with 0 when nothing is left.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { systemRandom } from '../../src/stack/index.ts';
import { openSockets } from '../../src/sockets/index.ts';
import {
  audioStream,
  type Call,
  type IncomingCall,
  type OutgoingCall,
  SessionMedia,
  UserAgent,
} from '../../src/ua/index.ts';

/**
 * One thing that it does in a call, awaited before the next. `ringReliably` waits for its PRACK; `follow` waits for a REFER, and
 * calls whom it names until this call ends; `{ refer }`: the URI of whom the peer is to call; `{ wait }`: ms.
 */
export type Step =
  | 'ring'
  | 'ringReliably'
  | 'progress'
  | 'answer'
  | 'hold'
  | 'resume'
  | 'update'
  | 'askForOffer'
  | 'established'
  | 'hangUp'
  | 'follow'
  | { readonly refer: string }
  | { readonly wait: number };

export interface AgentTask {
  /** Whom it calls; left out: it waits to be called. */
  readonly call?: string;
  /** How many calls it makes. */
  readonly calls?: number;
  readonly lateOffer?: boolean;
  /** Whether it begins with the first provisional response in place of the answer. */
  readonly early?: boolean;
  readonly steps: readonly Step[];
}

const task = JSON.parse(process.argv[2] ?? '{}') as AgentTask;
const address = '127.0.0.1';
const random = systemRandom();
const sockets = await openSockets([{ transport: 'UDP', address, port: 0 }], undefined);
const agent = new UserAgent({
  transport: sockets,
  random,
  identity: 'sip:agent@example.com',
  answersFor: 'anyone',
  media: () => new SessionMedia({ address, streams: [audioStream(44_000)] }, random),
});

say({ listening: sockets.listeners[0].port });
const { call: target, calls = 1, lateOffer } = task;
if (target === undefined) void takeCalls();
else for (let made = 0; made < calls; made++) void conduct(agent.invite(target, { lateOffer }));

process.once('SIGTERM', () => {
  const left = [agent.callCount, agent.dialogCount];
  say({ calls: left[0], dialogs: left[1] });
  agent.stop();
  void sockets.close();
  process.exitCode = left.some((count) => count > 0) ? 1 : 0;
});

async function takeCalls(): Promise<void> {
  for await (const call of agent.calls) void conduct(call);
}

async function conduct(call: IncomingCall | OutgoingCall): Promise<void> {
  const followed = task.steps.includes('follow') ? follow(call) : undefined;
  try {
    if (call.direction === 'outgoing') await (task.early === true ? firstOf(call.progress) : call.established);
    for (const step of task.steps) await (step === 'follow' ? followed : take(call, step));
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
  const { by, cause, status } = await call.ended;
  await (await followed)?.hangUp();
  say({ ended: cause, by, status });
}

async function follow(call: Call): Promise<OutgoingCall | undefined> {
  const referral = await firstOf(call.referrals);
  return referral?.accept().established;
}

async function firstOf<Item>(inbox: AsyncIterable<Item>): Promise<Item | undefined> {
  for await (const item of inbox) return item;
  return undefined;
}

async function take(call: Call, step: Exclude<Step, 'follow'>): Promise<unknown> {
  if (typeof step === 'object') return 'wait' in step ? sleep(step.wait) : refer(call, step.refer);
  switch (step) {
    case 'ring':
      return (call as IncomingCall).ring();
    case 'ringReliably':
      return (call as IncomingCall).progress({ status: 180, reliable: true });
    case 'progress':
      return (call as IncomingCall).progress();
    case 'answer':
      return (call as IncomingCall).answer();
    case 'established':
      return call.established;
    case 'update':
      return call.modify('UPDATE');
    default:
      return call[step]();
  }
}

async function refer(call: Call, uri: string): Promise<void> {
  const transfer = await call.refer(uri);
  const outcome = await transfer.done;
  if (outcome?.status !== 200) throw new Error(`the transfer ended with ${outcome?.status ?? 'nothing'}`);
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
