/**
 * A voice mailbox: plays a greeting, and writes what the caller says after it to a file of its own. In a clone:
 *
 *     npx node examples/voicemail.ts greeting.wav messages/
 *
 * A program of your own imports from 'sipwright', 'sipwright/node' and 'sipwright/media' instead of '../src/…/index.ts'.
 */
import { join } from 'node:path';
import { Failure, type IncomingCall, UserAgent } from '../src/index.ts';
import { createWavSink, openWavSource, RtpMedia } from '../src/media/index.ts';
import { openNetwork } from '../src/node/index.ts';

const [greeting, folder] = process.argv.slice(2);
const { SIP_ADDRESS: address, SIP_PORT: port = '0' } = process.env;
const network = await openNetwork({ address, port: Number(port) });
const agent = new UserAgent({ ...network, identity: 'sip:mailbox@localhost', answersFor: 'anyone' });
let messages = 0;

console.log(`call sip:${network.address}:${network.transport.listeners[0].port}`);
for await (const call of agent.calls) void takeMessage(call);

async function takeMessage(call: IncomingCall): Promise<void> {
  const source = openWavSource(greeting, 8000);
  if (source instanceof Failure) return call.reject(500);
  const media = new RtpMedia({ address: network.address, source });
  const file = join(folder, `message-${++messages}.wav`);
  const sink = createWavSink(file, 8000);
  media.onSourceEnd = () => media.record(sink);
  call.answer({ media }).catch(() => {});
  await call.ended;
  source.close();
  sink.close();
  console.log(`${file}: ${sink.durationSeconds.toFixed(1)} s from ${call.from.uri.text}`);
}
