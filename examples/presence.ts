/**
 * Presence (RFC 3856): tells who asks whether we are there, which changes with each press of the Enter key; with an argument
 * it watches somebody too: `npx node examples/presence.ts [sip:friend@192.0.2.7]`
 * A program of your own imports from 'sipwright', 'sipwright/event' and 'sipwright/node' instead of '../src/…/index.ts'.
 */
import { createInterface } from 'node:readline';
import { formatPidf, isOpen, parsePidf, PIDF_TYPE } from '../src/event/index.ts';
import { Failure, UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';
import { type IncomingSubscription } from '../src/ua/index.ts';

const { SIP_ADDRESS: address, SIP_PORT: port = '0' } = process.env;
const network = await openNetwork({ address, port: Number(port) });
const entity = 'sip:me@localhost';
const agent = new UserAgent({ ...network, identity: entity, answersFor: 'anyone', events: ['presence'] });
const watchers = new Set<IncomingSubscription>();
let basic: 'open' | 'closed' = 'open';
const fullState = () => ({
  body: formatPidf({ entity, tuples: [{ id: 'phone', status: { basic }, notes: [] }], notes: [] }),
  contentType: PIDF_TYPE,
});

console.log(`watch sip:me@${network.address}:${network.transport.listeners[0].port}`);
createInterface(process.stdin).on('line', () => {
  basic = basic === 'open' ? 'closed' : 'open';
  for (const watcher of watchers) watcher.notify(fullState());
});
if (process.argv[2] !== undefined) void watch(process.argv[2]);
for await (const watcher of agent.subscriptions) {
  watcher.accept({ fullState });
  watchers.add(watcher);
  void watcher.ended.then(() => watchers.delete(watcher));
}

async function watch(who: string): Promise<void> {
  for await (const { body } of agent.subscribe(who, 'presence').notifications) {
    const presence = parsePidf(body);
    if (!(presence instanceof Failure)) console.log(`${who} is ${isOpen(presence) ? 'there' : 'away'}`);
  }
}
