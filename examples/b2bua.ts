/**
 * A B2BUA in front of a carrier: takes every call on with a number plan, and lets only some headers cross. In a clone:
 *
 *     npx node examples/b2bua.ts sip:198.51.100.1
 *
 * A program of your own imports from 'sipwright', 'sipwright/b2bua' and 'sipwright/node' instead of '../src/…/index.ts'.
 */
import { bridge, type HeaderRule } from '../src/b2bua/index.ts';
import { UserAgent } from '../src/index.ts';
import { openNetwork } from '../src/node/index.ts';

const [carrier] = process.argv.slice(2);
const { SIP_ADDRESS: address, SIP_PORT: port = '0' } = process.env;
const network = await openNetwork({ address, port: Number(port) });
const agent = new UserAgent({ ...network, identity: 'sip:border@localhost', answersFor: 'anyone' });

const headers: readonly HeaderRule[] = [
  { header: 'X-Internal-*', action: 'drop' },
  { header: 'X-*', action: 'keep' },
  { header: 'Subject', action: 'drop' },
  { header: 'X-Border', action: 'set', value: 'example.com' },
];

console.log(`call sip:number@${network.address}:${network.transport.listeners[0].port}`);
for await (const call of agent.calls) {
  const number = call.request.uri.user.replace(/^00/, '+');
  const target = carrier.replace(/^sip:/, `sip:${number}@`);
  const bridged = bridge(call, agent, target, { headers, codecs: { drop: ['G729'] }, maxSeconds: 4 * 3600 });
  void bridged.ended.then(({ incoming: { cause, by } }) => console.log(`${number}: ${cause}, ${by}`));
}
