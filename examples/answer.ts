/**
 * Answers every call with a tone, and tells which keys the caller presses. In a clone:
 *
 *     npx node examples/answer.ts
 *
 * A program of your own imports from 'sipwright', 'sipwright/node' and 'sipwright/media' instead of '../src/…/index.ts'.
 */
import { type IncomingCall, UserAgent } from '../src/index.ts';
import { RtpMedia, ToneSource } from '../src/media/index.ts';
import { openNetwork } from '../src/node/index.ts';

const { SIP_ADDRESS: address, SIP_PORT: port = '0' } = process.env;
const network = await openNetwork({ address, port: Number(port) });
const agent = new UserAgent({
  ...network,
  identity: 'sip:tone@localhost',
  answersFor: 'anyone',
  media: () => new RtpMedia({ address: network.address, source: new ToneSource(440, 8000) }),
});

console.log(`call sip:${network.address}:${network.transport.listeners[0].port}`);
for await (const call of agent.calls) void talk(call);

async function talk(call: IncomingCall): Promise<void> {
  call.ring();
  call.answer().catch(() => {}); // how it ended is told below
  for await (const { digit } of call.digits) console.log(`${call.from.uri.text} pressed ${digit}`);
  const { cause, by } = await call.ended;
  console.log(`${call.from.uri.text}: ${cause}, ${by}`);
}
