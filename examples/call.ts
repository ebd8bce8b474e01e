/**
 * Calls a phone without a server in between, and hangs up two seconds after the answer. The call is silent. In a clone:
 *
 *     npx node examples/call.ts sip:bob@192.0.2.7
 *
 * A program of your own imports from 'sipwright' and 'sipwright/node' instead of '../src/…'.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';

const network = await openNetwork();
const agent = new UserAgent({ identity: 'Alice <sip:alice@example.com>', ...network });
const call = agent.invite(process.argv[2]);
for await (const { status, reason } of call.progress) console.log(`${status} ${reason}`);
try {
  await call.established;
  console.log('we talk');
  await sleep(2_000);
} catch (error) {
  console.error(`no call: ${(error as Error).message}`);
  process.exitCode = 1;
}
await agent.close();
await network.close();
